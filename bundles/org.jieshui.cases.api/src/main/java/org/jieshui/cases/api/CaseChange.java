package org.jieshui.cases.api;

import java.util.Map;

/** Changes to a case; null leaves a value as it is. @param facts merged into the case's facts; a null value removes the fact */
public record CaseChange(String customer, String contact, String phone, String address, String district, Long steward, Map<String, Object> facts) {

    public static CaseChange facts(Map<String, Object> facts) {
        return new CaseChange(null, null, null, null, null, null, facts);
    }

    public static CaseChange steward(long personId) {
        return new CaseChange(null, null, null, null, null, personId, null);
    }
}
