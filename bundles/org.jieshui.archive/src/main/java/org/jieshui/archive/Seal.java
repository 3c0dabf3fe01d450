package org.jieshui.archive;

import java.time.Instant;

/**
 * A closed archive.
 *
 * @param manifest  the canonical JSON, as its digest was taken
 * @param documents how many it lists
 * @param entries   how many of the journal, from the first on
 */
record Seal(long caseId, int version, String manifest, String sha256, int documents, int entries, long by, Instant at, Long reopenedBy, Instant reopenedAt, String reopenReason) {

    boolean inForce() {
        return reopenedAt == null;
    }
}
