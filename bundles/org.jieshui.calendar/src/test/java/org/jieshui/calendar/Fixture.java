package org.jieshui.calendar;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jieshui.platform.api.calendar.OfficeHours;

/** The product's calendar with the default office hours, and moments written as people in Jinan say them. */
final class Fixture {

    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    static final OfficeHours HOURS = new OfficeHours(LocalTime.of(8, 30), LocalTime.of(17, 30));
    static final WorkingTime CALENDAR = new WorkingTime(new WorkingDays(new CalendarFolder(Path.of("no-such-folder")).calendars()), HOURS);

    private Fixture() {
    }

    /** @param local as {@code 2026-09-29T14:20} */
    static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(SHANGHAI).toInstant();
    }
}
