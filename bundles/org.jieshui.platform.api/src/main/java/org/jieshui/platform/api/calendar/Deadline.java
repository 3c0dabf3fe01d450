package org.jieshui.platform.api.calendar;

import java.time.Duration;
import java.time.Instant;

/**
 * A deadline as it stands at one moment.
 *
 * @param start the event from which the limit counts
 * @param original the deadline if there were no pauses
 * @param at the moment at which the allowance is used up by working time outside all pauses; null while an open pause keeps that from being known
 * @param target the same for the target; null without a target, or while an open pause keeps it from being known
 * @param allowance the working time from the event to {@code original}
 * @param used the working time that has passed outside the pauses that count; more than {@code allowance} once overdue
 * @param left {@code allowance} less {@code used}; negative is the working time by which it is overdue
 * @param paused the clock is stopped at this moment; false for a pause that began after the deadline, which has no effect
 * @param overdue this moment is after {@code at}
 * @param provisional counted over a year that has no calendar yet: it may move when that calendar is loaded
 * @param calendarVersion the calendar that it was derived from
 */
public record Deadline(Instant start, Instant original, Instant at, Instant target, Duration allowance, Duration used, Duration left,
        boolean paused, boolean overdue, boolean provisional, String calendarVersion) {
}
