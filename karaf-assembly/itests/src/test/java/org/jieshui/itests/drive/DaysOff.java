package org.jieshui.itests.drive;

import java.time.LocalDate;

/**
 * Which days were worked from 2024 to 2026, copied by hand from the announcements of the General Office of the State Council, a line a month: the days of the month that
 * were not worked although they are no Saturday or Sunday, and the Saturdays and Sundays that were worked.
 */
final class DaysOff {

    private static final int FIRST_YEAR = 2024;

    /** "off / worked" of each month, January first. */
    private static final String[][] YEARS = {
        {"1 /", "12 13 14 15 16 / 4 18", "/", "4 5 / 7 28", "1 2 3 / 11", "10 /", "/", "/", "16 17 / 14 29", "1 2 3 4 7 / 12", "/", "/"},
        {"1 28 29 30 31 / 26", "3 4 / 8", "/", "4 / 27", "1 2 5 /", "2 /", "/", "/", "/ 28", "1 2 3 6 7 8 / 11", "/", "/"},
        {"1 2 / 4", "16 17 18 19 20 23 / 14 28", "/", "6 /", "1 4 5 / 9", "19 /", "/", "/", "25 / 20", "1 2 5 6 7 / 10", "/", "/"}};

    private final boolean[][] worked = new boolean[YEARS.length][];

    DaysOff() {
        for (int y = 0; y < YEARS.length; y++) {
            var first = LocalDate.of(FIRST_YEAR + y, 1, 1);
            worked[y] = new boolean[first.lengthOfYear() + 1];
            for (int d = 1; d <= first.lengthOfYear(); d++) {
                worked[y][d] = LocalDate.ofYearDay(FIRST_YEAR + y, d).getDayOfWeek().getValue() < 6;
            }
            for (int month = 1; month <= 12; month++) {
                var sides = (" " + YEARS[y][month - 1] + " ").split("/");
                set(y, month, sides[0], true, false);
                set(y, month, sides[1], false, true);
            }
        }
    }

    /** Each day of the line must change something: a slip of the pen would not. */
    private void set(int y, int month, String days, boolean before, boolean after) {
        for (var day : days.isBlank() ? new String[0] : days.strip().split(" ")) {
            int d = LocalDate.of(FIRST_YEAR + y, month, Integer.parseInt(day)).getDayOfYear();
            if (worked[y][d] != before) {
                throw new IllegalStateException("no such day off: " + LocalDate.ofYearDay(FIRST_YEAR + y, d));
            }
            worked[y][d] = after;
        }
    }

    boolean isWorked(LocalDate day) {
        int y = day.getYear() - FIRST_YEAR;
        if (y < 0 || y >= worked.length) {
            throw new IllegalArgumentException("The reference knows 2024 to 2026, not " + day);
        }
        return worked[y][day.getDayOfYear()];
    }
}
