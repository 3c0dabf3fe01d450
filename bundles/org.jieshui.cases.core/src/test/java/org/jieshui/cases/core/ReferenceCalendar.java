package org.jieshui.cases.core;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * "Days, precisely" once more, as slowly and plainly as it can be said: minute by minute, with its own list of days. Shares neither code nor data with
 * the calendar or the core. Knows September 2025 to February 2026; moments are whole minutes.
 */
final class ReferenceCalendar {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Set<LocalDate> OFF = Stream.of("2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04", "2025-10-05", "2025-10-06", "2025-10-07", "2025-10-08", "2026-01-01", "2026-01-02",
            "2026-01-03", "2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23").map(LocalDate::parse).collect(Collectors.toSet());
    private static final Set<LocalDate> ON = Stream.of("2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28").map(LocalDate::parse).collect(Collectors.toSet());

    /** @param to null while open */
    record Pause(Instant from, Instant to) {
        boolean covers(Instant minute) {
            return !minute.isBefore(from) && (to == null || minute.isBefore(to));
        }
    }

    /** @param at null while an open pause keeps it from being known */
    record Answer(Instant at, boolean overdue, boolean paused, long usedMinutes, long allowanceMinutes) {}

    static boolean works(LocalDate day) {
        return ON.contains(day) || !OFF.contains(day) && day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    static boolean counts(Instant minute) {
        var local = minute.atZone(ZONE);
        return works(local.toLocalDate()) && !local.toLocalTime().isBefore(LocalTime.of(8, 30)) && local.toLocalTime().isBefore(LocalTime.of(17, 30));
    }

    /** @param days 0: the same day */
    static Answer deadline(Instant start, int days, List<Pause> pauses, Instant now) {
        long allowance = 0;
        var end = original(start, days);
        for (var t = start; t.isBefore(end); t = t.plusSeconds(60)) {
            allowance += counts(t) ? 1 : 0;
        }
        long used = 0;
        Instant at = null;
        boolean blocked = false;
        for (var t = start; at == null && !blocked; t = t.plusSeconds(60)) {
            var minute = t;
            if (used == allowance) {
                at = t;
            } else if (pauses.stream().anyMatch(p -> p.to() == null && p.covers(minute))) {
                blocked = true;
            } else if (counts(t) && pauses.stream().noneMatch(p -> p.covers(minute))) {
                used++;
            }
        }
        boolean overdue = at != null && now.isAfter(at);
        long passed = 0;
        for (var t = start; t.isBefore(now) && !(at == null && t.equals(now)); t = t.plusSeconds(60)) {
            var minute = t;
            boolean effective = at == null || t.isBefore(at);
            passed += counts(t) && (!effective || pauses.stream().noneMatch(p -> p.covers(minute))) ? 1 : 0;
        }
        boolean paused = !overdue && pauses.stream().anyMatch(p -> p.covers(now));
        return new Answer(at, overdue, paused, passed, allowance);
    }

    private static Instant original(Instant start, int days) {
        var local = start.atZone(ZONE);
        var day = local.toLocalDate();
        if (days == 0) {
            boolean today = works(day) && local.toLocalTime().isBefore(LocalTime.of(17, 30));
            for (; !today && !works(day = day.plusDays(1)); ) {
                continue;
            }
            return day.atTime(17, 30).atZone(ZONE).toInstant();
        }
        for (int n = 0; n < days; ) {
            day = day.plusDays(1);
            n += works(day) ? 1 : 0;
        }
        return day.atTime(17, 30).atZone(ZONE).toInstant();
    }
}
