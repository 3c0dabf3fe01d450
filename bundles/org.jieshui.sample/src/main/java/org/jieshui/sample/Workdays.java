package org.jieshui.sample;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jieshui.platform.api.calendar.WorkingCalendar;

/**
 * Working days counted from the present one: 0 is today, or the next working day when today's office hours are over or there are none. Everything before 0 has
 * passed, so what happened on day -2 always happened, and what is due on day 0 is always due within a working day.
 */
final class Workdays {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final WorkingCalendar calendar;
    private final LocalDate present;

    Workdays(WorkingCalendar calendar, Instant now) {
        this.calendar = calendar;
        var day = LocalDate.ofInstant(now, ZONE);
        while (!calendar.isWorkingDay(day) || !now.isBefore(day.atTime(calendar.officeHours().close()).atZone(ZONE).toInstant())) {
            day = day.plusDays(1);
        }
        this.present = day;
    }

    LocalDate day(int n) {
        return after(present, n);
    }

    /** @param n working days, back when below 0 */
    LocalDate after(LocalDate first, int n) {
        var day = first;
        for (int left = Math.abs(n); left > 0; ) {
            day = day.plusDays(n < 0 ? -1 : 1);
            if (calendar.isWorkingDay(day)) {
                left--;
            }
        }
        return day;
    }

    Instant at(int n, String time) {
        return day(n).atTime(LocalTime.parse(time)).atZone(ZONE).toInstant();
    }
}
