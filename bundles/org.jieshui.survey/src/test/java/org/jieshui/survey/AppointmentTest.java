package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.OfficeHours;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.survey.Appointment.Attendee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppointmentTest {

    private static final Instant NOW = Instant.parse("2026-10-13T02:00:00Z"); // Tuesday 10:00 in Shanghai
    private static final List<Attendee> FOUR = List.of(new Attendee("customer-service", 1L), new Attendee("design", 2L), new Attendee("network", 3L),
            new Attendee("engineering", 4L));
    private static final WorkingCalendar WEEKDAYS = (WorkingCalendar) Proxy.newProxyInstance(WorkingCalendar.class.getClassLoader(), new Class<?>[] {WorkingCalendar.class},
            (proxy, method, args) -> switch (method.getName()) {
                case "officeHours" -> new OfficeHours(LocalTime.of(8, 30), LocalTime.of(17, 30));
                case "isWorkingDay" -> ((LocalDate) args[0]).getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
                default -> throw new UnsupportedOperationException(method.getName());
            });

    @ParameterizedTest(name = "{0}, {1} min: {2}")
    @CsvSource(nullValues = "-", value = {
        "2026-10-14T00:30:00Z, 60, -", // opens at 08:30 in Shanghai
        "2026-10-14T00:29:59Z, 60, 08:30–17:30",
        "2026-10-14T08:30:00Z, 60, -", // ends with the office
        "2026-10-14T08:31:00Z, 60, 08:30–17:30",
        "2026-10-17T02:00:00Z, 60, 当天不上班", // Saturday
        "2026-10-18T23:30:00Z, 60, 08:30–17:30", // Monday in Shanghai, Sunday in UTC
        "2026-10-13T01:59:59Z, 60, 已经过去"})
    void timeIsInWorkingHours(Instant start, int minutes, String fault) {
        var errors = new Appointment(start, minutes, "门口", FOUR).errors(WEEKDAYS, Map.of(), NOW);
        if (fault == null) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).extracting(FieldError::pointer).containsExactly("/start");
            assertThat(errors.get(0).detail().zh()).contains(fault);
        }
    }

    @Test // A4
    void fourDepartmentsNameSomebody() {
        var without = new Appointment(NOW, 60, "门口", List.of(FOUR.get(0), FOUR.get(1), FOUR.get(2), new Attendee("engineering", null), new Attendee("marketing", null)));
        assertThat(without.errors(WEEKDAYS, Map.of("engineering", Text.of("工程管理部门", "Engineering")), NOW)).extracting(e -> e.detail().zh())
                .containsExactly("工程管理部门必到，写明由谁参加");
    }

    @Test
    void nobodyIsListedTwice() {
        var twice = new Appointment(NOW, 60, "门口", List.of(FOUR.get(0), FOUR.get(1), FOUR.get(2), FOUR.get(3), FOUR.get(3)));
        assertThat(twice.errors(WEEKDAYS, Map.of(), NOW)).extracting(FieldError::pointer).containsExactly("/attendees");
    }
}
