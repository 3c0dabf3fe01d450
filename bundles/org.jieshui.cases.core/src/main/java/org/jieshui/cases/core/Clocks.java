package org.jieshui.cases.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.Explanation;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;
import org.jieshui.platform.api.calendar.WorkingCalendar;

/**
 * The clocks of a case, derived from when its stages started and ended, from its pauses and from the calendar (rule 5, A2).
 * A clock that has ended is asked as of its end: whether it was met does not change afterwards.
 */
final class Clocks {

    /** What a clock counts; {@code end} null while it runs, {@code resting} true between two links of the public clock. */
    record Clock(Instant start, Instant end, Limit limit, Limit target, List<Interval> pauses, boolean resting) {

        Deadline at(WorkingCalendar calendar, Instant now) {
            return calendar.deadline(start, limit, target, pauses, moment(now));
        }

        Explanation explain(WorkingCalendar calendar, Instant now) {
            return calendar.explain(start, limit, target, pauses, moment(now));
        }

        private Instant moment(Instant now) {
            return end == null || end.isAfter(now) ? now : end;
        }
    }

    private Clocks() {}

    /** The clock of a stage, or null before it started. */
    static Clock stage(ProcessDefinition.Stage stage, Map<String, Interval> stretches, List<Interval> pauses) {
        var stretch = stretches.get(stage.id());
        return stretch == null ? null : new Clock(stretch.from(), stretch.to(), stage.limit(), stage.target(), pauses, false);
    }

    /** The clock of a task: its own limit from when it was opened, or its stage's clock; null where neither runs. */
    static Clock task(ProcessDefinition.Task task, Instant opened, Instant done, Map<String, Interval> stretches, List<Interval> pauses) {
        if (task.limit() != null) {
            return new Clock(opened, done, task.limit(), null, pauses, false);
        }
        var stage = stage(task.stage(), stretches, pauses);
        return stage == null ? null : new Clock(stage.start(), done, stage.limit(), stage.target(), pauses, false);
    }

    /** The whole-flow clock, or null before the stage it starts with. */
    static Clock flow(ProcessDefinition process, Map<String, Interval> stretches, Function<String, Instant> doneAt, List<Interval> pauses) {
        var start = stretches.get(process.flow().from());
        return start == null ? null : new Clock(start.from(), doneAt.apply(process.flow().to()), process.flow().limit(), process.flow().target(), pauses, false);
    }

    /** The public clock: runs in its links only; the time between them is left out like a pause, but it is none. */
    static Clock promise(ProcessDefinition process, Map<String, Interval> stretches, Function<String, Instant> doneAt, List<Interval> pauses) {
        if (process.promise() == null) {
            return null;
        }
        var outside = new ArrayList<>(pauses);
        Instant start = null;
        Instant end = null;
        boolean resting = false;
        for (var segment : process.promise().segments()) {
            var link = link(segment, stretches, doneAt);
            if (link == null) {
                if (start != null && end != null) {
                    outside.add(Interval.openFrom(end));
                    resting = true;
                }
                return start == null ? null : new Clock(start, null, process.promise().limit(), null, outside, resting);
            }
            if (start == null) {
                start = link.from();
            } else if (end != null && link.from().isAfter(end)) {
                outside.add(new Interval(end, link.from()));
            }
            end = link.to();
        }
        return start == null ? null : new Clock(start, end, process.promise().limit(), null, outside, false);
    }

    /** From when to when a link of the promise ran, or runs; null before it began. */
    static Interval link(ProcessDefinition.Segment segment, Map<String, Interval> stretches, Function<String, Instant> doneAt) {
        return segment.stage() != null ? stretches.get(segment.stage()) : between(doneAt.apply(segment.after()), doneAt.apply(segment.until()));
    }

    private static Interval between(Instant after, Instant until) {
        return after == null ? null : new Interval(after, until != null && until.isBefore(after) ? null : until);
    }
}
