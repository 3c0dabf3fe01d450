package org.jieshui.platform.api.calendar;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jieshui.platform.api.Text;

/**
 * Why a deadline is where it is, day by day.
 *
 * @param limit the limit that was applied
 * @param startDayRemainder the part of the allowance that lies on the day of the event itself (day 0); zero after close of business or on a day off
 * @param days every day from the event to the deadline (the original one where it is not known) or to now, whichever is later; at most {@link #MAX_DAYS}
 * @param daysOmitted how many days at the end were left out
 * @param notCounted the days off among them until the deadline, in groups: each holiday, and the weekend days
 * @param pauses one for every pause given, in the order given
 */
public record Explanation(Deadline deadline, Limit limit, Duration startDayRemainder, List<DayShare> days, int daysOmitted, List<DaysOff> notCounted,
        List<Deduction> pauses) {

    /** The most days that an explanation lists. */
    public static final int MAX_DAYS = 400;

    public Explanation {
        days = List.copyOf(days);
        notCounted = List.copyOf(notCounted);
        pauses = List.copyOf(pauses);
    }

    /**
     * What one day took of the allowance.
     *
     * @param used working time of the day that has passed and counted
     * @param left working time of the day still to come before the deadline
     * @param paused working time of the day inside a pause
     * @param overdue working time of the day that has passed after the deadline
     */
    public record DayShare(Day day, Duration used, Duration left, Duration paused, Duration overdue, boolean startDay, boolean today, boolean deadlineDay) {
    }

    /**
     * Days off that do not count: one holiday without a gap, or one weekend (a Saturday, a Sunday, or both).
     *
     * @param holiday the holiday's name; null for a weekend
     */
    public record DaysOff(Text holiday, LocalDate from, LocalDate to, int days) {
    }

    /**
     * What one pause takes off.
     *
     * @param deducted the working time by which it moved the deadline (so far, while it is open); time in two pauses goes to the one that began first
     */
    public record Deduction(Interval pause, Duration deducted) {
    }
}
