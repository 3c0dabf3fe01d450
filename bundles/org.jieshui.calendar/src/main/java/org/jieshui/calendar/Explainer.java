package org.jieshui.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jieshui.platform.api.calendar.Day;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.Explanation;
import org.jieshui.platform.api.calendar.Explanation.DayShare;
import org.jieshui.platform.api.calendar.Explanation.DaysOff;
import org.jieshui.platform.api.calendar.Explanation.Deduction;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;

/** Spreads a deadline over its days, for people to read. */
final class Explainer {

    private final WorkingTime time;
    private final WorkingDays days;

    Explainer(WorkingTime time, WorkingDays days) {
        this.time = time;
        this.days = days;
    }

    Explanation explain(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now) {
        Deadline deadline = time.deadline(start, limit, target, pauses, now);
        Stretch stretch = new Stretch(deadline, now, WorkingTime.inOrder(pauses));
        long last = WorkingTime.dayOf(stretch.last);
        List<DayShare> shares = new ArrayList<>();
        for (long day = stretch.firstDay; day <= last && shares.size() < Explanation.MAX_DAYS; day++) {
            shares.add(stretch.share(day));
        }
        int omitted = (int) (last - stretch.firstDay + 1 - shares.size());
        long startDayEnd = Math.min(stretch.begin + deadline.allowance().toNanos(), days.countThrough(stretch.firstDay) * time.dayNanos());
        return new Explanation(deadline, limit, Duration.ofNanos(startDayEnd - stretch.begin), shares, omitted, daysOff(shares, deadline), stretch.deductions(pauses));
    }

    /** The days off until the deadline, in groups. */
    private static List<DaysOff> daysOff(List<DayShare> shares, Deadline deadline) {
        List<DaysOff> groups = new ArrayList<>();
        LocalDate last = deadline.at() == null ? LocalDate.MAX : LocalDate.ofEpochDay(WorkingTime.dayOf(deadline.at()));
        for (DayShare share : shares) {
            Day day = share.day();
            if (day.kind().isWorking() || day.date().isAfter(last)) {
                continue;
            }
            DaysOff previous = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            if (previous != null && previous.to().plusDays(1).equals(day.date()) && Objects.equals(previous.holiday(), day.holiday())) {
                groups.set(groups.size() - 1, new DaysOff(day.holiday(), previous.from(), day.date(), previous.days() + 1));
            } else {
                groups.add(new DaysOff(day.holiday(), day.date(), day.date(), 1));
            }
        }
        return groups;
    }

    /** From the event to the deadline, and on to now where that is later. */
    private final class Stretch {
        final List<Interval> ordered;
        final long firstDay;
        final Instant last;
        final long begin;
        /** Position of the deadline; {@link WorkingTime#UNKNOWN} while a pause is open. */
        final long end;
        final long current;
        final long today;
        final long deadlineDay;

        Stretch(Deadline deadline, Instant now, List<Interval> ordered) {
            this.ordered = ordered;
            firstDay = WorkingTime.dayOf(deadline.start());
            begin = time.position(deadline.start());
            end = deadline.at() == null ? WorkingTime.UNKNOWN : time.position(deadline.at());
            current = Math.max(begin, time.position(now));
            today = WorkingTime.dayOf(now);
            deadlineDay = deadline.at() == null ? Long.MIN_VALUE : WorkingTime.dayOf(deadline.at());
            Instant planned = deadline.at() == null ? deadline.original() : deadline.at();
            last = now.isAfter(planned) ? now : planned;
        }

        DayShare share(long day) {
            long from = Math.max(begin, days.countBefore(day) * time.dayNanos());
            long to = Math.max(from, days.countThrough(day) * time.dayNanos());
            long counting = Math.min(to, Math.max(from, end));
            long split = Math.min(counting, Math.max(from, current));
            long pausedBefore = time.covered(from, split, ordered);
            long pausedAfter = time.covered(split, counting, ordered);
            // while the deadline is not known nobody can say which day will take what is left
            long left = end == WorkingTime.UNKNOWN ? 0 : counting - split - pausedAfter;
            long overdue = Math.max(0, Math.min(to, current) - counting);
            return new DayShare(days.day(LocalDate.ofEpochDay(day)), Duration.ofNanos(split - from - pausedBefore), Duration.ofNanos(left),
                    Duration.ofNanos(pausedBefore + pausedAfter), Duration.ofNanos(overdue), day == firstDay, day == today, day == deadlineDay);
        }

        List<Deduction> deductions(List<Interval> pauses) {
            int[] byStart = IntStream.range(0, pauses.size()).boxed().sorted(Comparator.comparing(i -> pauses.get(i).from())).mapToInt(i -> i).toArray();
            Deduction[] deductions = new Deduction[pauses.size()];
            long done = begin;
            for (int i : byStart) {
                Interval pause = pauses.get(i);
                long from = Math.max(done, time.position(pause.from()));
                long to = Math.min(end, pause.isOpen() ? current : time.position(pause.to()));
                deductions[i] = new Deduction(pause, Duration.ofNanos(Math.max(0, to - from)));
                done = Math.max(done, to);
            }
            return Arrays.asList(deductions);
        }
    }
}
