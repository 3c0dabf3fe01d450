package org.jieshui.agreements;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * An agreement under its number. The number stays, whatever becomes of it.
 *
 * @param revision  how often it was drawn up
 * @param printings of all revisions, in their order
 * @param seals     uses of the paper seal
 * @param signature null: not signed
 * @param voided    null: it counts
 */
record Agreement(long id, Kind kind, String number, long caseId, String caseNumber, String district, int revision, Instant createdAt, Content content, List<Printing> printings, List<SealUse> seals,
        Signature signature, Voided voided) {

    record Printing(int revision, int copies, Instant at, long by) {}

    /** @param usedBy who put it on the paper. @param by who recorded it */
    record SealUse(int revision, String seal, int copies, Instant usedAt, String usedBy, String note, Instant at, long by) {}

    /** @param on the day on the paper. @param document the scan of the signed copy. @param differences in what the case had changed meanwhile, known when it was signed */
    record Signature(LocalDate on, String customerSigner, String companySigner, long document, List<String> differences, Instant at, long by) {}

    record Voided(String reason, Instant at, long by) {}

    /** Of the paper as it is now. */
    boolean printed() {
        return printings.stream().anyMatch(p -> p.revision() == revision);
    }

    String state() {
        return voided != null ? "void" : signature != null ? "signed" : printed() ? "printed" : "drafted";
    }
}
