package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

/** What is answered at an acceptance, how far works are, when a permit is too short. */
class AcceptanceTest {

    private static final Instant NOW = Instant.parse("2026-10-13T02:00:00Z");
    private static final Text ANY = Text.of("项", "Item");
    private static final Checklist LIST = new Checklist("acceptance", 1, List.of(new Checklist.Item("depth", ANY, null), new Checklist.Item("pressure", ANY, "MPa")), NOW, 0);

    @Test // R83
    void worksThatPassAreAnsweredAsAWhole() {
        assertThat(wrong("{'depth': true, 'pressure': 0.9}", true)).isEmpty();
        assertThat(wrong("{'depth': true, 'pressure': 0}", true)).isEmpty();
        assertThat(wrong("{}", true)).containsExactly("/a/depth", "/a/pressure");
        assertThat(wrong("{'depth': false, 'pressure': null}", true)).containsExactly("/a/depth", "/a/pressure");
        assertThat(wrong("{'depth': 'yes', 'pressure': '0.9'}", true)).containsExactly("/a/depth", "/a/pressure");
        assertThat(wrong("{'depth': true, 'pressure': -1}", true)).containsExactly("/a/pressure");
        assertThat(wrong("{'depth': true, 'pressure': 1e9}", true)).containsExactly("/a/pressure");
        assertThat(wrong("{'depth': true, 'pressure': 1, 'no/such~one': 1}", true)).containsExactly("/a/no~1such~0one");
    }

    @Test
    void worksThatDoNotPassMayBeAnsweredInPart() {
        assertThat(wrong("{'depth': false}", false)).isEmpty();
        assertThat(wrong("{}", false)).isEmpty();
        assertThat(wrong("{'depth': 1}", false)).containsExactly("/a/depth");
    }

    @Test
    void howFarWorksAreFollowsFromTheTasks() {
        assertThat(Phases.of(CaseState.OPEN, List.of())).isEmpty();
        assertThat(Phases.of(CaseState.OPEN, List.of(task(1, WorksTask.TYPE, 1, TaskState.OPEN)))).contains("works");
        assertThat(Phases.of(CaseState.OPEN, List.of(task(1, WorksTask.TYPE, 1, TaskState.DONE), task(2, AcceptanceTask.TYPE, 1, TaskState.OPEN)))).contains("acceptance");
        assertThat(Phases.of(CaseState.OPEN, List.of(task(1, WorksTask.TYPE, 1, TaskState.SENT_BACK), task(2, AcceptanceTask.TYPE, 1, TaskState.CANCELLED), task(3, WorksTask.TYPE, 2, TaskState.OPEN)))).as("sent back").contains("works");
        assertThat(Phases.of(CaseState.WITHDRAWN, List.of(task(1, WorksTask.TYPE, 1, TaskState.CANCELLED)))).contains("ended");
        assertThat(Phases.of(CaseState.CLOSED, List.of(task(1, WorksTask.TYPE, 1, TaskState.DONE), task(2, AcceptanceTask.TYPE, 1, TaskState.DONE)))).contains("done");
    }

    @Test // R80
    void aPermitThatEndsBeforeTheWorksIsToldOf() {
        var today = LocalDate.of(2026, 10, 13);
        var permit = List.of(new Application(1, 7, "市城管局", "1", today, 1, null, NOW, 1, new Application.Decision(today, "刨许 1", today, LocalDate.of(2026, 10, 20), 2L, null, NOW, 1)));
        assertThat(WorksResource.permitUntil(List.of(), plan("2026-10-30"), today)).isNull();
        assertThat(WorksResource.permitUntil(permit, plan("2026-10-20"), today)).isNull();
        assertThat(WorksResource.permitUntil(permit, plan("2026-10-21"), today)).isEqualTo("2026-10-20");
        assertThat(WorksResource.permitUntil(permit, plan("2026-10-18"), LocalDate.of(2026, 10, 21))).as("late, and still to be done").isEqualTo("2026-10-20");
    }

    private static Works.Plan plan(String ends) {
        return new Works.Plan("construction-unit", "一班", LocalDate.of(2026, 10, 13), LocalDate.parse(ends), null, NOW, 1);
    }

    private static TaskInfo task(long id, String type, int round, TaskState state) {
        return new TaskInfo(id, 7, type, type, "construction", "engineering", round, false, state, null, NOW, null, null, null);
    }

    private static List<String> wrong(String answers, boolean whole) {
        return Acceptance.errors(LIST, FakeTask.json(answers), whole, "/a").stream().map(FieldError::pointer).toList();
    }
}
