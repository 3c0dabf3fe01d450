package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.OfficeHours;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;

/** When and where the departments meet the customer (R41, R42, R48). */
record Appointment(Instant start, int minutes, String place, List<Attendee> attendees) {

    /** @param person who comes for the department; null while an invited department has named nobody */
    record Attendee(String department, Long person) {}

    /** Must file findings, so somebody of each must come (A4). */
    static final List<String> REQUIRED = List.of("customer-service", "design", "network", "engineering");
    /** Are invited and may come (A4). */
    static final List<String> INVITED = List.of("construction-unit", "marketing");

    /** Those that must come first, then the invited ones, as everybody lists them. */
    static final Comparator<Attendee> ORDER = Comparator.comparingInt(a -> place(a.department()));

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    Appointment {
        attendees = List.copyOf(attendees);
    }

    private static int place(String department) {
        int required = REQUIRED.indexOf(department);
        int invited = INVITED.indexOf(department);
        return required >= 0 ? required : REQUIRED.size() + (invited >= 0 ? invited : INVITED.size());
    }

    static Appointment of(JsonNode form) {
        return new Appointment(instant(form.path("start").asText(), "/start"), form.path("minutes").asInt(), form.path("place").asText(),
                StreamSupport.stream(form.path("attendees").spliterator(), false)
                        .map(a -> new Attendee(a.path("department").asText(), a.hasNonNull("person") ? a.get("person").asLong() : null)).toList());
    }

    static Instant instant(String text, String pointer) {
        try {
            return Instant.parse(text == null ? "" : text);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(pointer, "时间写成 2026-10-14T01:30:00Z 的样子", "Write the time like 2026-10-14T01:30:00Z");
        }
    }

    Instant end() {
        return start.plusSeconds(minutes * 60L);
    }

    List<Long> people() {
        return attendees.stream().map(Attendee::person).filter(Objects::nonNull).toList();
    }

    /** What is wrong with it; empty when it can be booked. @param names what the departments are called */
    List<FieldError> errors(WorkingCalendar calendar, Map<String, Text> names, Instant now) {
        var errors = new ArrayList<FieldError>();
        if (start.isBefore(now)) {
            errors.add(error("/start", "查勘时间已经过去，选择以后的时间", "That time has passed; choose a later one"));
        } else {
            LocalDate day = LocalDate.ofInstant(start, ZONE);
            OfficeHours hours = calendar.officeHours();
            if (!calendar.isWorkingDay(day)) {
                errors.add(error("/start", "当天不上班，选择工作日", "The office is closed that day; choose a working day"));
            } else if (start.isBefore(day.atTime(hours.open()).atZone(ZONE).toInstant()) || end().isAfter(day.atTime(hours.close()).atZone(ZONE).toInstant())) {
                errors.add(error("/start", "查勘应在 " + hours.open() + "–" + hours.close() + " 之内", "The survey should lie within " + hours.open() + "–" + hours.close()));
            }
        }
        for (String department : REQUIRED) {
            if (attendees.stream().noneMatch(a -> a.department().equals(department) && a.person() != null)) {
                Text name = names.getOrDefault(department, Text.of(department, department));
                errors.add(error("/attendees", name.zh() + "必到，写明由谁参加", name.en() + " must come; name who"));
            }
        }
        if (attendees.stream().distinct().count() < attendees.size()) {
            errors.add(error("/attendees", "同一人只列一次", "List each person once"));
        }
        return errors;
    }

    private static FieldError error(String pointer, String zh, String en) {
        return new FieldError(pointer, Text.of(zh, en));
    }
}
