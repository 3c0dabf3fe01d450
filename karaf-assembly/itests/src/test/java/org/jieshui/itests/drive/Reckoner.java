package org.jieshui.itests.drive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * The reference for every clock: lives through it minute by minute, by “Days, precisely” of the requirements. Shares nothing with the platform; knows whole minutes only,
 * and the years of {@link DaysOff}.
 */
final class Reckoner {

    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final LocalTime OPEN = LocalTime.of(8, 30);
    private static final LocalTime CLOSE = LocalTime.of(17, 30);
    private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 12, 31);
    private static final int DAY = 24 * 60;

    /** A stretch that does not count; {@code to} null while it lasts. */
    record Gap(Instant from, Instant to) {}

    /** @param at null while nobody knows, because a pause lasts; the same of {@code targetAt} */
    record Due(Instant start, Instant at, Instant targetAt, Instant original, long allowance, long used, boolean overdue, boolean paused) {

        long left() {
            return allowance - used;
        }
    }

    private final DaysOff days = new DaysOff();
    private final boolean[] office = new boolean[DAY * (int) (LAST.toEpochDay() - FIRST.toEpochDay() + 1)];

    Reckoner() {
        for (int minute = 0; minute < office.length; minute++) {
            var day = FIRST.plusDays(minute / DAY);
            var time = LocalTime.ofSecondOfDay(minute % DAY * 60L);
            office[minute] = days.isWorked(day) && !time.isBefore(OPEN) && time.isBefore(CLOSE);
        }
    }

    boolean isWorked(LocalDate day) {
        return days.isWorked(day);
    }

    static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, SHANGHAI);
    }

    static Instant moment(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(SHANGHAI).toInstant();
    }

    static Instant close(LocalDate day) {
        return moment(day, CLOSE);
    }

    /** The end of a limit that nothing stops. @param workingDays 0: the same day */
    Instant end(Instant start, int workingDays) {
        var day = day(start);
        if (workingDays == 0) {
            if (days.isWorked(day) && start.isBefore(close(day))) {
                return close(day);
            }
            return end(start, 1);
        }
        for (int left = workingDays; left > 0;) {
            day = day.plusDays(1);
            left -= days.isWorked(day) ? 1 : 0;
        }
        return close(day);
    }

    /** @param target working days, or null. @param now the moment that is asked about: of a clock that has ended, its end */
    Due due(Instant start, int limit, Integer target, List<Gap> gaps, Instant now) {
        var original = end(start, limit);
        int allowance = minutes(start, original);
        var at = spent(start, allowance, gaps);
        var targetAt = target == null ? null : spent(start, minutes(start, end(start, target)), gaps);
        boolean over = at != null && now.isAfter(at);
        int used = over ? allowance + minutes(at, now) : minutes(start, now, gaps);
        boolean paused = !now.isBefore(start) && gaps.stream().anyMatch(gap -> covers(gap, now) && (at == null || gap.from().isBefore(at)));
        return new Due(start, at, targetAt, original, allowance, used, over, paused);
    }

    /** When so many minutes of work have passed outside the gaps; null when that cannot be said yet. */
    private Instant spent(Instant start, int allowance, List<Gap> gaps) {
        var open = gaps.stream().filter(gap -> gap.to() == null).map(Gap::from).min(Instant::compareTo).orElse(null);
        int left = allowance;
        int minute = index(start);
        while (left > 0) {
            if (open != null && !instant(minute).isBefore(open)) {
                return null;
            }
            left -= counts(minute, gaps) ? 1 : 0;
            minute++;
        }
        return instant(minute);
    }

    private int minutes(Instant from, Instant to) {
        return minutes(from, to, List.of());
    }

    private int minutes(Instant from, Instant to, List<Gap> gaps) {
        int count = 0;
        int end = index(to);
        for (int minute = index(from); minute < end; minute++) {
            count += counts(minute, gaps) ? 1 : 0;
        }
        return count;
    }

    private boolean counts(int minute, List<Gap> gaps) {
        if (!office[minute]) {
            return false;
        }
        if (!gaps.isEmpty()) {
            var moment = instant(minute);
            for (var gap : gaps) {
                if (covers(gap, moment)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean covers(Gap gap, Instant moment) {
        return !gap.from().isAfter(moment) && (gap.to() == null || gap.to().isAfter(moment));
    }

    private static int index(Instant moment) {
        long minutes = moment.getEpochSecond() / 60 - FIRST.atStartOfDay(SHANGHAI).toEpochSecond() / 60;
        if (moment.getEpochSecond() % 60 != 0 || moment.getNano() != 0) {
            throw new IllegalArgumentException("not a whole minute: " + moment);
        }
        return Math.toIntExact(minutes);
    }

    private static Instant instant(int minute) {
        return FIRST.atStartOfDay(SHANGHAI).toInstant().plusSeconds(minute * 60L);
    }
}
