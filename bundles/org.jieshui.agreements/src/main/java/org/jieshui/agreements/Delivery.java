package org.jieshui.agreements;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * Papers that went to the customer together (R19).
 *
 * @param papers     document types
 * @param agreements ids of those that are agreements
 * @param tracking   number of the consignment; with {@code courier} alone
 * @param receiver   who received it, or to whom it was sent
 * @param document   its proof: a document of the type {@code delivery-record}; null while it is missing
 */
record Delivery(long id, long caseId, List<String> papers, List<Long> agreements, String way, String courier, String tracking, String receiver, LocalDate deliveredOn, Long document, String note,
        Instant at, long by, Agreement.Voided voided) {

    static final String PROOF = "delivery-record";
    static final String COURIER = "courier";
    static final Set<String> WAYS = Set.of("in-person", "counter", COURIER, "electronic");
    /** What is delivered, in the order of R19. */
    static final List<String> PAPERS = List.of("commission-agreement", "meter-installation-agreement", "deposit-receipt", "payment-receipt", "invoice", "supply-contract");
}
