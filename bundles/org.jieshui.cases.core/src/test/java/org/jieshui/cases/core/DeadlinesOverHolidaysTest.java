package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.view.CaseViews.DeadlineView;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole front halves of cases driven over National Day and the New Year, with pauses at random moments: at every step each target, limit, pause and
 * overdue state equals the slow reference's.
 */
class DeadlinesOverHolidaysTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("cases", CasesService.class);

    private static final List<String> ORDER = List.of("transfer", "accept", "steward", "forward", "appointment", "survey-service", "survey-design", "survey-network", "survey-engineering",
            "application", "plan", "topographic-map", "drawing", "drawing-approval", "service-review", "leader-review");
    private static final Map<String, Integer> STAGE_LIMIT = Map.of("transfer", 0, "plan", 2, "design", 2, "agreement", 1);

    private final List<ReferenceCalendar.Pause> pauses = new ArrayList<>();
    private final Map<String, Instant> stageStarts = new HashMap<>();

    @ParameterizedTest(name = "from {0}, seed {1}")
    @CsvSource({"2025-09-26T08:31,1", "2025-09-30T16:50,2", "2025-10-04T11:00,3", "2025-09-28T23:10,4", "2025-12-30T09:00,5", "2025-12-31T17:29,6", "2026-01-03T10:00,7", "2026-02-13T17:31,8"})
    void equalTheReference(String start, int seed) {
        DB.clear();
        var random = new Random(seed);
        var clock = DrivenClock.at(start);
        try (var fixture = new CasesFixture(DB.database(), clock)) {
            seed(fixture);
            var types = new HashMap<String, TaskType>();
            CaseStore.node(CasesFixture.shippedProcess("single-meter")).path("stages").forEach(s -> s.path("tasks").forEach(t -> types.put(t.path("type").asText(), new TaskType() {})));
            fixture.run("all", null, types);
            var staff = new HashMap<String, Actor>();
            long person = 10;
            for (var d : List.of("chief-engineer", "customer-service", "design", "network", "engineering", "leader")) {
                staff.put(d, fixture.person(person++, d, "cases.open", "cases.manage"));
            }
            var service = staff.get("customer-service");
            long id = fixture.cases().open(service, new NewCase("single-meter", "joint-review", "济南恒润包装有限公司", null, null, "历城区", "lixia", null), null).caseId();
            for (var document : List.of("joint-review-approval", "application", "topographic-map", "design-drawing")) {
                fixture.has(id, document, 1);
            }
            stageStarts.put("transfer", clock.instant());
            int checks = 0;
            for (var key : ORDER) {
                for (int i = 0; i < 3; i++) {
                    clock.advance(Duration.ofMinutes(random.nextInt(i == 0 ? 30 : 600)));
                    checks += check(fixture, service, id, clock.instant());
                }
                maybePause(fixture, service, id, clock, random);
                var task = fixture.open(service, id, key);
                fixture.cases().complete(staff.get(task.department()), task.id(), null, null);
                if (key.equals("transfer") || key.equals("plan") || key.equals("leader-review")) {
                    stageStarts.put(key.equals("transfer") ? "plan" : key.equals("plan") ? "design" : "agreement", clock.instant());
                }
                checks += check(fixture, service, id, clock.instant());
            }
            assertThat(checks).isGreaterThan(200);
        }
    }

    private void maybePause(CasesFixture fixture, Actor actor, long id, DrivenClock clock, Random random) {
        var open = fixture.views().caseView(actor, id).pauses().stream().filter(p -> p.to() == null).findFirst();
        if (open.isPresent()) {
            fixture.cases().resume(actor, id, open.get().id(), null, null);
            pauses.removeIf(p -> p.to() == null);
            pauses.add(new ReferenceCalendar.Pause(open.get().from(), clock.instant()));
        } else if (random.nextInt(3) == 0) {
            fixture.cases().pause(actor, id, "force-majeure", null, "暴雨", List.of(), null);
            pauses.add(new ReferenceCalendar.Pause(clock.instant(), null));
        }
    }

    /** @return how many deadlines were compared */
    private int check(CasesFixture fixture, Actor actor, long id, Instant now) {
        var view = fixture.views().caseView(actor, id);
        int compared = 0;
        for (var task : view.tasks()) {
            if (task.task().state().equals(TaskState.OPEN.id()) && STAGE_LIMIT.containsKey(task.task().stage())) {
                boolean own = task.task().key().equals("forward");
                compared += same("task " + task.task().key(), task.task().deadline(), own ? task.task().opened() : stageStarts.get(task.task().stage()),
                        own ? 0 : STAGE_LIMIT.get(task.task().stage()), own || task.task().stage().equals("transfer") ? 0 : 1, now);
            }
        }
        if (stageStarts.containsKey("plan")) {
            compared += same("flow", view.clocks().get("flow").deadline(), stageStarts.get("plan"), 11, 4, now);
            if (!stageStarts.containsKey("design")) {
                compared += same("public", view.clocks().get("public").deadline(), stageStarts.get("plan"), 3, 0, now);
            }
        }
        return compared;
    }

    private int same(String what, DeadlineView actual, Instant start, int days, int target, Instant now) {
        var expected = ReferenceCalendar.deadline(start, days, pauses, now);
        var as = what + " from " + start + ", " + days + " days, pauses " + pauses + ", now " + now;
        assertThat(actual.at()).as(as).isEqualTo(expected.at());
        assertThat(actual.status().equals("overdue")).as("overdue: " + as).isEqualTo(expected.overdue());
        assertThat(actual.paused()).as("paused: " + as).isEqualTo(expected.paused());
        assertThat(actual.usedMinutes()).as("used: " + as).isEqualTo(expected.usedMinutes());
        assertThat(actual.allowanceMinutes()).as("allowance: " + as).isEqualTo(expected.allowanceMinutes());
        if (target > 0) {
            assertThat(actual.targetAt()).as("target: " + as).isEqualTo(ReferenceCalendar.deadline(start, target, pauses, now).at());
        }
        return 1;
    }

    private static void seed(CasesFixture fixture) {
        DB.database().transact(h -> {
            for (var reason : List.of("contract-review", "fund-preparation", "excavation-approval", "site-not-ready", "acceptance-not-ready", "force-majeure")) {
                Sql.update(h.getConnection(), "INSERT INTO cases.pause_reason (id, name_zh, name_en, evidence_zh, evidence_en, evidence_required) VALUES (?, ?, ?, '证据', 'Evidence', false)", reason,
                        reason, reason);
            }
        });
        fixture.processes().publish(Actor.system("test"), CasesFixture.shippedProcess("single-meter"));
    }
}
