package org.jieshui.construction;

import java.time.Instant;
import java.time.LocalDate;

/**
 * An application to the road authority and what it decided (R80, R251).
 *
 * @param document  what shows that it was filed
 * @param pause     the pause of the case while the authority decides, or null
 * @param decision  null while it waits
 */
record Application(long id, long caseId, String authority, String number, LocalDate appliedOn, long document, Long pause, Instant filedAt, long filedBy, Decision decision) {

    /**
     * @param permit   number of the permit, with {@code from}, {@code to} (both included) and its scan; null when it was refused
     * @param refusal   why it was refused or withdrawn; null when it was granted
     * @param withdrawn it is not needed any more: the authority did not decide
     */
    record Decision(LocalDate on, String permit, LocalDate from, LocalDate to, Long document, String refusal, boolean withdrawn, Instant at, long by) {

        Decision(LocalDate on, String permit, LocalDate from, LocalDate to, Long document, String refusal, Instant at, long by) {
            this(on, permit, from, to, document, refusal, false, at, by);
        }

        String outcome() {
            return withdrawn ? "withdrawn" : granted() ? "granted" : "refused";
        }

        boolean granted() {
            return permit != null;
        }
    }

    boolean waiting() {
        return decision == null;
    }

    boolean withdrawn() {
        return decision != null && decision.withdrawn();
    }

    boolean granted() {
        return decision != null && decision.granted();
    }

    /** A permit that may be used on that day, or from a later day on. */
    boolean validOn(LocalDate day) {
        return granted() && !decision.to().isBefore(day);
    }
}
