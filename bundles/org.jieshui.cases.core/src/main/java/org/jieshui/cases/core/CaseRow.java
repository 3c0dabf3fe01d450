package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.platform.api.calendar.Interval;

/** A case as its rows hold it, while an action works on it. Mutable; never leaves its transaction. */
final class CaseRow {
    long id;
    String number;
    String process;
    int processVersion;
    CaseState state;
    int version;
    String stage;
    String origin;
    Instant opened;
    Instant closed;
    String district;
    Long steward;
    ObjectNode facts;
    /** Stage id → when it started and ended. */
    Map<String, Interval> stages;
    boolean hasPauses;
    String customer;
    String contact;
    String phone;
    String address;
    /** The receipt stored under the caller's key, if the key was used before. */
    Stored receipt;

    record Stored(java.util.UUID action, org.jieshui.cases.api.Receipt receipt) {}

    CaseInfo info() {
        return new CaseInfo(id, number, process, processVersion, state, version, stage, opened, closed, customer, contact, phone, address, district,
                steward, origin, facts.deepCopy());
    }
}
