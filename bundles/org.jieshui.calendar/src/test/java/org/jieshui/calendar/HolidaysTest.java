package org.jieshui.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.calendar.Fixture.CALENDAR;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.calendar.Day;
import org.jieshui.platform.api.calendar.DayKind;
import org.junit.jupiter.api.Test;

/** The product's calendar files against the papers. */
class HolidaysTest {

    @Test
    void everyDayAgreesWithDataThatSomebodyElseCollected() throws IOException {
        Path folder = sharedData("holidays");
        assumeTrue(folder != null, "SKIPPED day by day comparison: no shared/data/holidays beside the checkout");
        Map<LocalDate, JsonNode> expected = new HashMap<>();
        for (int year = 2019; year <= 2026; year++) {
            for (JsonNode day : new ObjectMapper().readTree(folder.resolve(year + ".json").toFile()).get("days")) {
                expected.put(LocalDate.parse(day.get("date").asText()), day);
            }
        }
        List<String> differences = new ArrayList<>();
        for (LocalDate date = LocalDate.of(2018, 12, 1); date.getYear() < 2027; date = date.plusDays(1)) {
            boolean weekend = date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
            JsonNode exception = expected.get(date);
            boolean working = exception == null ? !weekend : !exception.get("isOffDay").asBoolean();
            Day day = CALENDAR.day(date);
            boolean named = exception == null || day.kind() == DayKind.WORKING || exception.get("name").asText().equals(day.holiday().zh());
            if (working != day.kind().isWorking() || working != CALENDAR.isWorkingDay(date) || !named) {
                differences.add(date + " should be " + (exception == null ? "plain" : exception) + " but is " + day);
            }
        }
        assertThat(differences).isEmpty();
    }

    /** Days everybody in China remembers, so that the files are checked where the other data is missing. */
    @Test
    void knowsTheDaysThatAreEasilyWrong() {
        assertKind("2018-12-29", DayKind.MAKE_UP, true);
        assertKind("2018-12-31", DayKind.HOLIDAY, true);
        assertKind("2019-05-02", DayKind.HOLIDAY, false);
        assertKind("2020-01-31", DayKind.HOLIDAY, false);
        assertKind("2020-02-03", DayKind.WORKING, false);
        assertKind("2020-10-08", DayKind.HOLIDAY, false);
        assertKind("2022-12-31", DayKind.HOLIDAY, false);
        assertKind("2025-02-08", DayKind.MAKE_UP, false);
        assertKind("2026-01-04", DayKind.MAKE_UP, false);
        assertKind("2026-02-14", DayKind.MAKE_UP, false);
        assertKind("2026-02-23", DayKind.HOLIDAY, false);
        assertKind("2026-10-10", DayKind.MAKE_UP, false);
        assertKind("2026-10-11", DayKind.WEEKEND, false);
        assertKind("2026-10-12", DayKind.WORKING, false);
    }

    @Test
    void countsTheWorkingDaysOfEachYear() {
        // 365 days less weekends and holidays, plus make-up workdays, as payroll tables of these years have them
        Map<Integer, Integer> expected = Map.of(2019, 250, 2020, 249, 2021, 250, 2022, 249, 2023, 249, 2024, 251, 2025, 248, 2026, 248);
        expected.forEach((year, days) -> assertThat(CALENDAR.workingDaysBetween(LocalDate.of(year - 1, 12, 31), LocalDate.of(year, 12, 31)))
                .as("working days of %s", year).isEqualTo(days));
    }

    @Test
    void aYearWithoutCalendarFollowsPlainWeekendsAndSaysSo() {
        assertKind("2027-01-01", DayKind.WORKING, true);
        assertKind("2027-10-02", DayKind.WEEKEND, true);
        assertThat(CALENDAR.isKnown(2026)).isTrue();
        assertThat(CALENDAR.isKnown(2027)).isFalse();
    }

    private static void assertKind(String date, DayKind kind, boolean provisional) {
        Day day = CALENDAR.day(LocalDate.parse(date));
        assertThat(day.kind()).as(date).isEqualTo(kind);
        assertThat(day.provisional()).as(date).isEqualTo(provisional);
    }

    private static Path sharedData(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path data = folder.resolve("shared/data").resolve(name);
            if (Files.isDirectory(data)) {
                return data;
            }
        }
        return null;
    }
}
