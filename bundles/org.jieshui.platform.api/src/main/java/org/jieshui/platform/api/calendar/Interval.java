package org.jieshui.platform.api.calendar;

import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of time, for pauses.
 *
 * @param from included
 * @param to excluded; null while the interval is still open
 */
public record Interval(Instant from, Instant to) {

    public Interval {
        Objects.requireNonNull(from, "from");
        if (to != null && to.isBefore(from)) {
            throw new IllegalArgumentException("An interval cannot end before it begins: " + from + " to " + to);
        }
    }

    /** An interval that has not ended. */
    public static Interval openFrom(Instant from) {
        return new Interval(from, null);
    }

    /** Whether the interval has no end yet. */
    public boolean isOpen() {
        return to == null;
    }
}
