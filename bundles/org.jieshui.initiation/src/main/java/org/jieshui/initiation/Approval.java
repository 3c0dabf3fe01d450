package org.jieshui.initiation;

import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A joint-review approval (《建设项目方案联合审查核准书》, R36) in the register.
 *
 * @param key    the idempotency key of the request that registered it, or null
 * @param caseId the case that it opened; null for the moment between the two
 */
record Approval(String number, LocalDate approved, String project, Instant registered, long registeredBy, String key, Long caseId) {

    /** Numbers are compared as people read them: 〔2026〕 18号 and [2026]18号 are one. */
    static String normal(String number) {
        return Normalizer.normalize(number, Normalizer.Form.NFKC).replaceAll("\\s+", "").replace('〔', '[').replace('〕', ']').replace('【', '[').replace('】', ']');
    }
}
