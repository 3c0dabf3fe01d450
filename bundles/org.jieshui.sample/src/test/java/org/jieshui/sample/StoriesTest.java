package org.jieshui.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.jieshui.platform.api.calendar.OfficeHours;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.junit.jupiter.api.Test;

class StoriesTest {

    private static final Set<String> VERBS = Set.of("open", "tell", "complete", "claim", "send-back", "urge", "upload", "tolerate", "comment", "pause", "not-ready", "withdraw");

    @Test
    void everyStoryLiesInThePastAndInItsOrderWheneverItIsTold() {
        for (var now : List.of("2026-10-14T08:00", "2026-10-14T11:00", "2026-10-14T20:00", "2026-10-17T12:00", "2026-10-12T08:31")) {
            var days = new Workdays(weekdays(), at(now));
            for (var story : Teller.stories()) {
                var last = Instant.MIN;
                for (var line : story.steps()) {
                    var step = Story.Step.of(line);
                    var moment = days.at(step.day(), step.time());
                    assertThat(moment).as("%s, %s at %s", story.id(), line, now).isAfterOrEqualTo(last).isBefore(at(now));
                    last = moment;
                }
            }
        }
    }

    @Test
    void dayNoughtIsTheNextWorkingDayWhenTheOfficeIsClosed() {
        assertThat(new Workdays(weekdays(), at("2026-10-14T17:29")).day(0)).isEqualTo(LocalDate.parse("2026-10-14"));
        assertThat(new Workdays(weekdays(), at("2026-10-14T17:30")).day(0)).isEqualTo(LocalDate.parse("2026-10-15"));
        assertThat(new Workdays(weekdays(), at("2026-10-17T09:00"))).satisfies(d -> {
            assertThat(d.day(0)).isEqualTo(LocalDate.parse("2026-10-19"));
            assertThat(d.day(-1)).isEqualTo(LocalDate.parse("2026-10-16"));
            assertThat(d.day(-6)).isEqualTo(LocalDate.parse("2026-10-09"));
        });
    }

    @Test
    void everyStepIsKnownAndEveryCompletionHasItsForm() throws Exception {
        var forms = new ObjectMapper().readTree(StoriesTest.class.getResourceAsStream("/sample/forms.json"));
        var stories = Teller.stories();
        assertThat(stories).hasSizeBetween(28, 36).extracting(Story::id).doesNotHaveDuplicates();
        for (var story : stories) {
            assertThat(Story.Step.of(story.steps().get(0)).verb()).isEqualTo("open");
            for (var line : story.steps()) {
                var step = Story.Step.of(line);
                assertThat(VERBS).contains(step.verb());
                if (step.verb().equals("complete") || step.verb().equals("tell")) {
                    assertThat(forms.has(step.word(0))).as(line).isTrue();
                }
            }
        }
    }

    @Test
    void aDocumentIsAPdfWhoseTableFindsItsObjects() {
        var bytes = SamplePdf.of("APPLICATION (form)", List.of("Case JS2026-1013-01", "温"), true);
        var text = new String(bytes, StandardCharsets.US_ASCII);
        assertThat(text).startsWith("%PDF-1.4").endsWith("%%EOF\n").contains("(APPLICATION \\(form\\))");
        int table = Integer.parseInt(text.substring(text.indexOf("startxref") + 10, text.indexOf("\n%%EOF")).strip());
        var entries = text.substring(table).lines().skip(3).limit(5).toList();
        for (int i = 0; i < 5; i++) {
            assertThat(text.substring(Integer.parseInt(entries.get(i).substring(0, 10)))).startsWith((i + 1) + " 0 obj");
        }
        assertThat(SamplePdf.of("APPLICATION (form)", List.of("Case JS2026-1013-01", "温"), true)).isEqualTo(bytes);
    }

    private static Instant at(String shanghai) {
        return LocalDateTime.parse(shanghai).atZone(Workdays.ZONE).toInstant();
    }

    /** Monday to Friday, 08:30 to 17:30. */
    private static WorkingCalendar weekdays() {
        var hours = new OfficeHours(LocalTime.of(8, 30), LocalTime.of(17, 30));
        return (WorkingCalendar) Proxy.newProxyInstance(WorkingCalendar.class.getClassLoader(), new Class<?>[] {WorkingCalendar.class}, (p, method, a) -> switch (method.getName()) {
            case "officeHours" -> hours;
            case "isWorkingDay" -> ((LocalDate) a[0]).getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }
}
