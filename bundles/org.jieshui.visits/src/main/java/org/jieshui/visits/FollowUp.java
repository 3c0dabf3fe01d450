package org.jieshui.visits;

import java.time.Instant;

/**
 * What a dissatisfied customer complained of, and how it was settled.
 *
 * @param department who is to settle it
 * @param outcome    null while it is open, and so are {@code settledAt} and {@code settledBy}
 * @param revoked    the visit was sent back before it was settled
 */
record FollowUp(long id, long caseId, long taskId, String district, String department, String complaint, Instant openedAt, long openedBy, String outcome, Instant settledAt, Long settledBy,
        boolean revoked) {

    static FollowUp of(long caseId, long taskId, String district, String department, String complaint, Instant at, long by) {
        return new FollowUp(0, caseId, taskId, district, department, complaint, at, by, null, null, null, false);
    }

    boolean open() {
        return settledAt == null && !revoked;
    }
}
