package org.jieshui.calendar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jieshui.platform.api.calendar.Day;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.Explanation;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;
import org.jieshui.platform.api.calendar.OfficeHours;
import org.jieshui.platform.api.calendar.WorkingCalendar;

/**
 * The arithmetic of working time.
 *
 * <p>All of it happens on one axis, the <em>position</em>: how many nanoseconds of working time have passed since the first day of the table. Every moment has a position;
 * it stands still outside office hours. A position belongs to many moments only where one working day closes and the next opens; {@link #momentOf} takes the first.
 * On that axis a limit is an addition, a pause is a gap, and a deadline is a position. Immutable.
 */
final class WorkingTime implements WorkingCalendar {

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY_SECONDS = 24 * 60 * 60;
    /** Asia/Shanghai in all years of the table. */
    private static final long OFFSET_SECONDS = 8 * 60 * 60;
    /** The position of a moment that is not known while a pause is open. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final WorkingDays days;
    private final OfficeHours hours;
    private final long openNanos;
    /** Working time of one working day. */
    private final long dayNanos;
    private final String version;

    WorkingTime(WorkingDays days, OfficeHours hours) {
        this.days = days;
        this.hours = hours;
        openNanos = hours.open().toNanoOfDay();
        dayNanos = hours.length().toNanos();
        version = versionOf(days, hours);
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public OfficeHours officeHours() {
        return hours;
    }

    @Override
    public boolean isKnown(int year) {
        return days.isKnown(year);
    }

    @Override
    public Day day(LocalDate day) {
        return days.day(day);
    }

    @Override
    public boolean isWorkingDay(LocalDate day) {
        return days.isWorking(day.toEpochDay());
    }

    @Override
    public LocalDate workingDayAfter(LocalDate day, int n) {
        if (n < 1) {
            throw new IllegalArgumentException("The working days after a day are counted from 1, not " + n);
        }
        return LocalDate.ofEpochDay(days.at(days.countThrough(day.toEpochDay()) + (long) n - 1));
    }

    @Override
    public int workingDaysBetween(LocalDate from, LocalDate to) {
        return Math.max(0, days.countThrough(to.toEpochDay()) - days.countThrough(from.toEpochDay()));
    }

    @Override
    public Instant closeOf(LocalDate day) {
        return moment(day.toEpochDay(), openNanos + dayNanos);
    }

    @Override
    public Duration workingTime(Instant from, Instant to, List<Interval> outside) {
        if (!to.isAfter(from)) {
            return Duration.ZERO;
        }
        long start = position(from);
        long end = position(to);
        return Duration.ofNanos(end - start - covered(start, end, inOrder(outside)));
    }

    @Override
    public Instant after(Instant from, Duration workingTime, List<Interval> outside) {
        if (workingTime.isNegative()) {
            throw new IllegalArgumentException("Working time passes forward, not by " + workingTime);
        }
        return workingTime.isZero() ? from : momentOf(advance(position(from), workingTime.toNanos(), inOrder(outside)));
    }

    @Override
    public Deadline deadline(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now) {
        List<Interval> ordered = inOrder(pauses);
        long begin = position(start);
        long originalEnd = end(start, begin, limit);
        long allowance = originalEnd - begin;
        long end = advance(begin, allowance, ordered);
        long current = Math.max(begin, position(now));

        Instant original = momentOf(originalEnd);
        Instant at = momentOf(end);
        Instant targetAt = target == null ? null : momentOf(advance(begin, end(start, begin, target) - begin, ordered));
        long used = current < end ? current - begin - covered(begin, current, ordered) : allowance + current - end;
        boolean overdue = at != null && now.isAfter(at);
        return new Deadline(start, original, at, targetAt, Duration.ofNanos(allowance), Duration.ofNanos(used), Duration.ofNanos(allowance - used),
                isPaused(start, now, end, ordered), overdue, isProvisional(start, at != null ? at : latest(original, now)), version);
    }

    @Override
    public Explanation explain(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now) {
        return new Explainer(this, days).explain(start, limit, target, pauses, now);
    }

    /** The position at which the limit ends without pauses: close of business of its last day. */
    long end(Instant start, long begin, Limit limit) {
        if (limit.sameDay()) {
            // the first close of business that lies after the event
            return (begin / dayNanos + 1) * dayNanos;
        }
        // the day of the event is day 0, so whatever is left of it comes on top
        return (days.countThrough(dayOf(start)) + (long) limit.workingDays()) * dayNanos;
    }

    /** The position after {@code amount} of working time outside the pauses, or {@link #UNKNOWN}. A pause that begins when the amount is used up has no effect. */
    long advance(long begin, long amount, List<Interval> ordered) {
        long end = begin + amount;
        long done = begin;
        for (int i = 0; i < ordered.size(); i++) {
            Interval pause = ordered.get(i);
            long from = position(pause.from());
            if (from >= end) {
                break;
            }
            if (pause.isOpen()) {
                return UNKNOWN;
            }
            long to = position(pause.to());
            if (to > done) {
                end += to - Math.max(from, done);
                done = to;
            }
        }
        return end;
    }

    /** How much of the stretch between two positions lies in pauses; what is in two of them counts once. */
    long covered(long begin, long end, List<Interval> ordered) {
        long covered = 0;
        long done = begin;
        for (int i = 0; i < ordered.size() && done < end; i++) {
            Interval pause = ordered.get(i);
            long from = Math.max(done, position(pause.from()));
            long to = pause.isOpen() ? end : Math.min(end, position(pause.to()));
            if (to > from) {
                covered += to - from;
                done = to;
            }
        }
        return covered;
    }

    /** Whether a pause that moves the deadline holds at that moment. */
    private boolean isPaused(Instant start, Instant now, long end, List<Interval> ordered) {
        if (now.isBefore(start)) {
            return false;
        }
        for (int i = 0; i < ordered.size(); i++) {
            Interval pause = ordered.get(i);
            if (!pause.from().isAfter(now) && (pause.isOpen() || pause.to().isAfter(now)) && position(pause.from()) < end) {
                return true;
            }
        }
        return false;
    }

    private boolean isProvisional(Instant from, Instant to) {
        return !days.areKnown(LocalDate.ofEpochDay(dayOf(from)).getYear(), LocalDate.ofEpochDay(dayOf(to)).getYear());
    }

    static List<Interval> inOrder(List<Interval> pauses) {
        for (int i = 1; i < pauses.size(); i++) {
            if (pauses.get(i).from().isBefore(pauses.get(i - 1).from())) {
                return pauses.stream().sorted(Comparator.comparing(Interval::from)).toList();
            }
        }
        return pauses;
    }

    /** The working time passed since the first day of the table. */
    long position(Instant moment) {
        long local = moment.getEpochSecond() + OFFSET_SECONDS;
        long day = Math.floorDiv(local, DAY_SECONDS);
        long before = days.countBefore(day) * dayNanos;
        if (!days.isWorking(day)) {
            return before;
        }
        long ofDay = Math.floorMod(local, DAY_SECONDS) * SECOND + moment.getNano();
        return before + Math.min(dayNanos, Math.max(0, ofDay - openNanos));
    }

    /** The first moment at that position; null for {@link #UNKNOWN}. Where a day closes and the next opens it is the close. */
    Instant momentOf(long position) {
        if (position == UNKNOWN) {
            return null;
        }
        long wholeDays = (position - 1) / dayNanos;
        return moment(days.at(wholeDays), openNanos + position - wholeDays * dayNanos);
    }

    /** The day in Asia/Shanghai on which the moment falls. */
    static long dayOf(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond() + OFFSET_SECONDS, DAY_SECONDS);
    }

    long dayNanos() {
        return dayNanos;
    }

    private static Instant moment(long day, long nanoOfDay) {
        return Instant.ofEpochSecond(day * DAY_SECONDS - OFFSET_SECONDS, nanoOfDay);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String versionOf(WorkingDays days, OfficeHours hours) {
        StringBuilder facts = new StringBuilder().append(hours.open()).append('-').append(hours.close());
        days.years().values().forEach(year -> facts.append('\n').append(year.year()).append(year.holidays()));
        String newest = days.years().isEmpty() ? "0.0" : days.years().lastKey() + "." + days.years().get(days.years().lastKey()).revision();
        return newest + "-" + sha256(facts.toString()).substring(0, 8);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
