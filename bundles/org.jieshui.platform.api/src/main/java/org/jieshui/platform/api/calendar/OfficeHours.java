package org.jieshui.platform.api.calendar;

import java.time.Duration;
import java.time.LocalTime;

/** The hours that count as working time on a working day, without a break. Both on the same day, {@code close} after {@code open}. */
public record OfficeHours(LocalTime open, LocalTime close) {

    public OfficeHours {
        if (!open.isBefore(close)) {
            throw new IllegalArgumentException("Office hours must open before they close: " + open + " to " + close);
        }
    }

    /** The working time of one working day. */
    public Duration length() {
        return Duration.between(open, close);
    }
}
