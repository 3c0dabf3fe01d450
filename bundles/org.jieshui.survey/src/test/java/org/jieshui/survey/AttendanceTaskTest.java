package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

class AttendanceTaskTest {

    private static final String BOOKED = "{'start': '2026-10-14T02:00:00Z', 'attendees': [{'department': 'design', 'person': 12}, {'department': 'marketing'}]}";

    private final AttendanceTask type = new AttendanceTask();

    @Test // R42
    void startsFromThoseWhoWereBookedAndLeavesOpenWhoCame() {
        var form = type.prefill(FakeTask.of("survey.attendance", "customer-service").filed("survey.appointment", BOOKED).at(Instant.parse("2026-10-14T02:20:31Z")));
        assertThat(form).isEqualTo(FakeTask.json("{'arrived': '2026-10-14T02:00:00Z', 'present': [{'department': 'design', 'person': 12}, {'department': 'marketing'}]}"));
    }

    @Test
    void whoIsEarlyArrivedNow() {
        var form = type.prefill(FakeTask.of("survey.attendance", "customer-service").filed("survey.appointment", BOOKED).at(Instant.parse("2026-10-14T01:50:31Z")));
        assertThat(form.path("arrived").asText()).isEqualTo("2026-10-14T01:50:00Z");
    }

    @Test
    void sentBackItIsCorrectedNotBegunAgain() {
        var form = type.prefill(FakeTask.of("survey.attendance", "customer-service").filed("survey.appointment", BOOKED).filedBefore("{'note': '东门可进车'}"));
        assertThat(form).isEqualTo(FakeTask.json("{'note': '东门可进车'}"));
    }

    @Test
    void nobodyArrivesInTheFuture() {
        var task = FakeTask.of("survey.attendance", "customer-service").at(Instant.parse("2026-10-14T01:50:00Z"));
        assertThatThrownBy(() -> type.completed(task, FakeTask.json("{'arrived': '2026-10-14T02:00:00Z'}"))).hasMessageContaining("invalid");
    }
}
