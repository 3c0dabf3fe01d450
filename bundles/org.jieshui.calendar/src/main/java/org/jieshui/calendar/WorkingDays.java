package org.jieshui.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Day;
import org.jieshui.platform.api.calendar.DayKind;

/**
 * Which days are working days, as a table from {@link #FIRST_YEAR} to {@link #LAST_YEAR}, so that counting them costs two look-ups. Days are numbered from the epoch.
 * Immutable.
 */
final class WorkingDays {

    /** From 1992 on Asia/Shanghai is UTC+8 without summer time. */
    static final int FIRST_YEAR = 1992;
    /** The last year that nanoseconds in a long reach with room to spare. */
    static final int LAST_YEAR = 2199;

    private static final int FIRST_DAY = (int) LocalDate.of(FIRST_YEAR, 1, 1).toEpochDay();
    private static final int END_DAY = (int) LocalDate.of(LAST_YEAR + 1, 1, 1).toEpochDay();

    /** What deviates from plain weekends, by day. */
    private final Map<Integer, Deviation> deviations = new HashMap<>();
    private final TreeMap<Integer, CalendarYear> years = new TreeMap<>();
    /** How many working days lie before the day at this index. */
    private final int[] before = new int[END_DAY - FIRST_DAY + 1];
    /** The working days in order. */
    private final int[] working;

    private record Deviation(boolean off, Text holiday) {
    }

    /** @param calendars one per year; where two speak of one day (a December), the later year's paper decides */
    WorkingDays(Collection<CalendarYear> calendars) {
        calendars.forEach(year -> years.put(year.year(), year));
        years.values().forEach(this::addDeviations);
        int[] found = new int[before.length];
        int count = 0;
        for (int day = FIRST_DAY; day < END_DAY; day++) {
            before[day - FIRST_DAY] = count;
            Deviation deviation = deviations.get(day);
            if (deviation == null ? !isWeekend(day) : !deviation.off) {
                found[count++] = day;
            }
        }
        before[END_DAY - FIRST_DAY] = count;
        working = Arrays.copyOf(found, count);
    }

    private void addDeviations(CalendarYear year) {
        for (CalendarYear.Holiday holiday : year.holidays()) {
            Text name = Text.of(holiday.name(), holiday.en());
            for (LocalDate day = holiday.from(); !day.isAfter(holiday.to()); day = day.plusDays(1)) {
                deviations.put((int) day.toEpochDay(), new Deviation(true, name));
            }
            if (holiday.makeUp() != null) {
                holiday.makeUp().forEach(day -> deviations.put((int) day.toEpochDay(), new Deviation(false, name)));
            }
        }
    }

    SortedMap<Integer, CalendarYear> years() {
        return years;
    }

    boolean isKnown(int year) {
        return years.containsKey(year);
    }

    /** Whether every year from one to the other is known. */
    boolean areKnown(int fromYear, int toYear) {
        for (int year = fromYear; year <= toYear; year++) {
            if (!isKnown(year)) {
                return false;
            }
        }
        return true;
    }

    Day day(LocalDate date) {
        int day = index(date.toEpochDay()) + FIRST_DAY;
        Deviation deviation = deviations.get(day);
        DayKind kind;
        if (deviation == null) {
            kind = isWeekend(day) ? DayKind.WEEKEND : DayKind.WORKING;
        } else {
            kind = deviation.off ? DayKind.HOLIDAY : DayKind.MAKE_UP;
        }
        return new Day(date, kind, deviation == null ? null : deviation.holiday, !isKnown(date.getYear()));
    }

    boolean isWorking(long day) {
        int index = index(day);
        return before[index + 1] > before[index];
    }

    /** How many working days lie before that day. */
    int countBefore(long day) {
        return before[index(day)];
    }

    /** How many working days lie up to and including that day. */
    int countThrough(long day) {
        return before[index(day) + 1];
    }

    /** The working day before which {@code ordinal} others lie. */
    int at(long ordinal) {
        if (ordinal < 0 || ordinal >= working.length) {
            throw outside();
        }
        return working[(int) ordinal];
    }

    private static int index(long day) {
        if (day < FIRST_DAY || day >= END_DAY) {
            throw outside();
        }
        return (int) day - FIRST_DAY;
    }

    private static DateTimeException outside() {
        return new DateTimeException("The calendar counts from " + FIRST_YEAR + " to " + LAST_YEAR);
    }

    /** Day 0 of the epoch was a Thursday. */
    private static boolean isWeekend(int day) {
        return Math.floorMod(day + 3, 7) >= 5;
    }
}
