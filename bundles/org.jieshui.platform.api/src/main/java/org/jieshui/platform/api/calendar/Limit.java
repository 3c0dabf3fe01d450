package org.jieshui.platform.api.calendar;

/**
 * How long something may take: a number of working days after the day of the event, or until the close of that same day.
 * In JSON either {@code {"workingDays": 2}} or {@code {"sameDay": true}}.
 *
 * @param workingDays at least 1; 0 with {@code sameDay}
 */
public record Limit(int workingDays, boolean sameDay) {

    /** The most working days that a limit may have: some ten years, a guard against typing errors in process definitions. */
    public static final int MAX_WORKING_DAYS = 2500;

    public Limit {
        if (sameDay && workingDays != 0) {
            throw new IllegalArgumentException("A limit is either the same day or a number of working days, not both");
        }
        if (!sameDay && (workingDays < 1 || workingDays > MAX_WORKING_DAYS)) {
            throw new IllegalArgumentException("A limit has 1 to " + MAX_WORKING_DAYS + " working days, not " + workingDays);
        }
    }

    /** A limit of {@code days} working days: it ends at close of business of that working day after the day of the event, which is day 0. */
    public static Limit workingDays(int days) {
        return new Limit(days, false);
    }

    /** 当日: until close of business of the day of the event; of the next working day where the event comes after that or on a day off. */
    public static Limit ofSameDay() {
        return new Limit(0, true);
    }
}
