package org.jieshui.platform.api.calendar;

/** What the calendar says of a day. */
public enum DayKind {
    /** An ordinary weekday. */
    WORKING(true),
    /** A Saturday or Sunday on which the office works in exchange for a day off (调休上班日). */
    MAKE_UP(true),
    /** A Saturday or Sunday that is no holiday and no make-up workday. */
    WEEKEND(false),
    /** A day off by the State Council's paper, moved days off and weekends inside the holiday included. */
    HOLIDAY(false);

    private final boolean working;

    DayKind(boolean working) {
        this.working = working;
    }

    /** Whether the office is open. */
    public boolean isWorking() {
        return working;
    }
}
