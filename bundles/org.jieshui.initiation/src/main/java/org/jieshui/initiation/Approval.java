package org.jieshui.initiation;

import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * A joint-review approval (《建设项目方案联合审查核准书》, R36) in the register.
 *
 * @param number      as numbers are compared
 * @param written     as it stands on the paper
 * @param key         the idempotency key of the request that registered it, or null
 * @param caseId      the case that it opened; null for the moment between the two
 * @param transferred when the four departments were informed (R37), or null
 * @param informed    who was: person ids by department
 */
record Approval(String number, String written, LocalDate approved, String project, Instant registered, long registeredBy, String key, Long caseId, Instant transferred,
        Map<String, List<Long>> informed) {

    static Approval entered(String written, LocalDate approved, String project, Instant registered, long by, String key) {
        return new Approval(normal(written), written, approved, project, registered, by, key, null, null, Map.of());
    }

    /** Numbers are compared as people read them: 〔2026〕 18号 and [2026]18号 are one. */
    static String normal(String number) {
        return Normalizer.normalize(number, Normalizer.Form.NFKC).replaceAll("\\s+", "").replace('〔', '[').replace('〕', ']').replace('【', '[').replace('】', ']');
    }
}
