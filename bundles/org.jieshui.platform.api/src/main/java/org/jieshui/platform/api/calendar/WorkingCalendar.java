package org.jieshui.platform.api.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The calendar of working days, and the rules that count with it.
 *
 * <p>The one service keeps its identity while calendars are loaded. Its service property {@value #VERSION} always equals {@link #version()}: whoever stores what was
 * derived from it takes {@code @Reference(updated = …)} and compares versions there and at start-up, then derives again.
 *
 * <p>All methods are cheap and may be called from any thread. Moments outside the years 1992 to 2199 are refused with a {@link java.time.DateTimeException}.
 */
@ProviderType
public interface WorkingCalendar {

    /** The name of the service property that holds {@link #version()}. */
    String VERSION = "calendar.version";

    /** Changes whenever the days of any year or the office hours change, and only then: the newest year, its revision, a digest; for example {@code 2026.1-3f9a41c2}. */
    String version();

    /** The office hours of every working day. */
    OfficeHours officeHours();

    /** Whether the State Council's calendar of that year is loaded. */
    boolean isKnown(int year);

    /** What the calendar says of the day. In a year that is not known the plain weekend rule applies and the day is marked provisional. */
    Day day(LocalDate day);

    /** Whether the office is open on that day. */
    boolean isWorkingDay(LocalDate day);

    /** The {@code n}-th working day after that day, which itself is day 0, working day or not. */
    LocalDate workingDayAfter(LocalDate day, int n);

    /** How many working days lie after {@code from}, up to and including {@code to}; 0 when {@code to} is not after {@code from}. */
    int workingDaysBetween(LocalDate from, LocalDate to);

    /** The moment at which business closes on that day, working day or not. */
    Instant closeOf(LocalDate day);

    /** The working time from one moment to another, outside all the given intervals; zero when {@code to} is not after {@code from}. */
    Duration workingTime(Instant from, Instant to, List<Interval> outside);

    /**
     * The first moment at which that much working time has passed since {@code from}, outside all the given intervals; null when an open interval keeps it from being
     * known. With {@code allowance − threshold} this is the moment at which a deadline becomes due soon.
     */
    Instant after(Instant from, Duration workingTime, List<Interval> outside);

    /**
     * The deadline as it stands at {@code now}.
     *
     * @param start the event; the day on which it falls is day 0 (also the day on which money arrives)
     * @param target the target beside the limit, or null
     * @param pauses in any order; they may overlap (counted once), be open, or begin after the deadline (no effect)
     */
    Deadline deadline(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now);

    /** The same deadline with its reasons, for people to read. Dearer than {@link #deadline}. */
    Explanation explain(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now);
}
