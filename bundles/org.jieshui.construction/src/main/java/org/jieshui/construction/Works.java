package org.jieshui.construction;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The works of a case.
 *
 * @param phase  {@code ahead} (planned before the task opens), {@code works}, {@code acceptance}, {@code done} or {@code ended} (the case was closed or withdrawn before)
 * @param plan   null while nobody has been given them
 * @param report null while the unit has not said that they are finished
 * @param begun  something was done
 * @param stopped they stand still
 */
record Works(long caseId, String district, String phase, Plan plan, Report report, boolean begun, boolean stopped) {

    /** @param unit organisation that does them. @param crew who leads and who works, in words */
    record Plan(String unit, String crew, LocalDate starts, LocalDate ends, String note, Instant at, long by) {}

    record Report(String text, Instant at, long by) {}

    /** What a list shows: to-plan, planned, running, stopped, reported, to-accept, accepted or ended. */
    String state() {
        return switch (phase) {
            case "acceptance" -> stopped ? "stopped" : "to-accept";
            case "done" -> "accepted";
            case "ended" -> "ended";
            default -> stopped ? "stopped" : report != null ? "reported" : plan == null ? "to-plan" : begun ? "running" : "planned";
        };
    }

    boolean over() {
        return phase.equals("done") || phase.equals("ended");
    }
}
