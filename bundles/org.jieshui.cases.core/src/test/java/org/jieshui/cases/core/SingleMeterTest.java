package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;

/** The front half of a single-meter case on the core alone: departments are plain task types. */
class SingleMeterTest extends Story {

    @Test // R36-R43, R71-R73
    void goesFromTheJointReviewToConfirmedDrawings() {
        long id = openFromJointReview();
        assertThat(fixture.openKeys(chief, id)).containsExactly("transfer");
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        assertThat(fixture.openKeys(service, id)).containsExactlyInAnyOrder("accept", "steward", "advance-design", "advance-network");
        complete(id, "accept");
        complete(id, "steward");
        assertThat(fixture.openKeys(service, id)).contains("forward", "appointment");
        complete(id, "forward");
        complete(id, "appointment");
        assertThat(fixture.openKeys(service, id)).contains("survey-service", "survey-design", "survey-network", "survey-engineering", "survey-crew", "survey-marketing", "application");
        for (var key : List.of("survey-service", "survey-design", "survey-network", "survey-engineering")) {
            complete(id, key);
        }
        assertThat(fixture.openKeys(service, id)).as("the plan waits for the application form").doesNotContain("plan");
        fixture.has(id, "application", 2);
        complete(id, "application");
        complete(id, "plan");
        assertThat(fixture.openKeys(service, id)).as("invited tasks lapse when the stage ends (A4)").containsExactly("topographic-map");
        fixture.has(id, "topographic-map", 3);
        complete(id, "topographic-map");
        fixture.has(id, "design-drawing", 4);
        complete(id, "drawing");
        complete(id, "drawing-approval");
        complete(id, "service-review");
        complete(id, "leader-review");
        assertThat(fixture.openKeys(service, id)).as("engineering and marketing at once (R73), parked until their bundles come")
                .containsExactlyInAnyOrder("fee", "excavation", "meter-preparation");
        var view = fixture.views().caseView(service, id);
        assertThat(view.rail().stream().filter(s -> s.id().equals("agreement")).findFirst().orElseThrow().tasks()).filteredOn(CaseViews.RailTask::parked).isNotEmpty();
        assertThat(view.clocks().get("public").deadline().status()).as("the public clock rests between its links").isEqualTo("resting");
        assertThatThrownBy(() -> fixture.cases().complete(fixture.person(50, "audit"), fixture.open(service, id, "fee").id(), null, null))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("cases/module-not-running"));
    }

    @Test // A2
    void theCustomerIsToldTheTwoLinksOfThePromiseAndNothingElse() {
        long id = openFromJointReview();
        assertThat(fixture.views().publicView(service, id).steps()).extracting(CaseViews.PublicStep::state).containsExactly("waiting", "waiting");
        assertThat(fixture.views().publicView(service, id).clock().status()).as("not before the first link begins").isEqualTo("none");
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        var begun = fixture.views().publicView(service, id);
        assertThat(begun.steps()).extracting(CaseViews.PublicStep::state).containsExactly("current", "waiting");
        assertThat(begun.steps()).extracting(step -> step.name().zh()).containsExactly("受理并确定用水方案", "开栓通水");
        assertThat(begun.limit()).isEqualTo(3);
        assertThat(begun.doing()).extracting(Text::zh).containsExactly("受理并确定用水方案");

        var between = fixture.views().publicView(service, toReview());
        assertThat(between.steps()).extracting(CaseViews.PublicStep::state).containsExactly("done", "waiting");
        assertThat(between.steps().get(0).done()).isNotNull();
        assertThat(between.clock().status()).isEqualTo("resting");
        assertThat(between.doing()).extracting(Text::zh).containsExactly("设计出图");
        assertThatThrownBy(() -> fixture.views().publicView(fixture.person(51, "audit"), 987654321L)).isInstanceOf(ProblemException.class);
    }

    @Test // R28, R39
    void startsWithThePlanWhenTheCustomerApplies() {
        long id = fixture.cases().open(service, new NewCase("single-meter", "application", "王志远", "王志远", "13800002046", "历下区旅游路 28599 号", "lixia", null), null).caseId();
        assertThat(fixture.openKeys(service, id)).containsExactlyInAnyOrder("accept", "steward");
        var view = fixture.views().caseView(service, id);
        assertThat(view.kase().stage()).isEqualTo("plan");
        assertThat(view.kase().phone()).isEqualTo("138****2046");
        assertThat(view.rail().get(0).state()).isEqualTo("skipped");
        // opened on Monday 28 September 09:00; the second working day after it is Wednesday 30 September
        assertThat(view.clocks().get("stage").deadline().at()).isEqualTo(at("2026-09-30T17:30"));
        assertThat(fixture.views().explainClock(service, id, "flow")).extracting(e -> e.allowance().workingDays(), e -> e.baseline()).containsExactly(11, 17);
        assertThat(fixture.views().explainClock(service, id, "stage").baseline()).as("of the whole flow only").isNull();
    }

    @Test
    void pausesMoveDeadlinesOverNationalDay() {
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        clock.set("2026-09-29T09:00");
        complete(id, "transfer");
        assertThat(fixture.open(service, id, "accept").due()).isEqualTo(at("2026-10-08T17:30"));
        clock.set("2026-09-30T08:30");
        assertThatThrownBy(() -> fixture.cases().pause(service, id, "site-not-ready", null, "", List.of(), null)).as("this reason needs evidence")
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors().get(0).pointer()).isEqualTo("/evidence"));
        fixture.has(id, "survey-record", 9);
        fixture.cases().pause(service, id, "site-not-ready", null, "围挡未拆", List.of(9L), null);
        assertThat(fixture.open(service, id, "accept").due()).as("an open pause: no deadline yet").isNull();
        assertThat(fixture.views().tasks(service, query("paused")).items()).isNotEmpty().allMatch(r -> r.deadline().status().equals("paused"));
        clock.set("2026-10-08T08:30");
        long pause = fixture.views().caseView(service, id).pauses().get(0).id();
        fixture.cases().resume(service, id, pause, null, null);
        assertThat(fixture.open(service, id, "accept").due()).as("30 September was paused: one working day later").isEqualTo(at("2026-10-09T17:30"));
        clock.set("2026-10-10T12:00");
        var row = fixture.views().tasks(service, query("overdue")).items().get(0);
        assertThat(row.deadline().label().zh()).as("10 October 2026 is a make-up workday").isEqualTo("超时3小时");
    }

    @Test // R72: work sent back is done again, and what came after it too
    void sendsDrawingsBack() {
        long id = toReview();
        var review = fixture.open(service, id, "service-review");
        fixture.cases().sendBack(service, review.id(), "drawing", "管径与方案不符", null);
        assertThat(fixture.openKeys(service, id)).containsExactly("drawing");
        var drawing = fixture.open(service, id, "drawing");
        assertThat(drawing.round()).isEqualTo(2);
        assertThat(fixture.views().task(staff.get("design"), drawing.id()).data()).as("it is corrected, not begun again").isEqualTo(DRAWN);
        assertThat(fixture.sent).as("who did it hears of it").anyMatch(m -> m.personId() == staff.get("design").id() && m.subject().zh().contains("管径与方案不符"));
        complete(id, "drawing");
        complete(id, "drawing-approval");
        assertThat(fixture.openKeys(service, id)).containsExactlyInAnyOrder("service-review", "leader-review");
        assertThatThrownBy(() -> fixture.cases().sendBack(service, fixture.open(service, id, "service-review").id(), "leader-review", "x", null))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors().get(0).pointer()).isEqualTo("/to"));
    }

    @Test // R44, R68-R70
    void keepsANotReadyFileAndRevivesIt() {
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        fixture.cases().notReady(service, id, "规划道路未建，管线未到", null);
        assertThat(fixture.cases().get(service, id).state()).isEqualTo(CaseState.NOT_READY);
        assertThatThrownBy(() -> complete(id, "accept")).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("cases/case-not-open"));
        clock.set("2026-11-09T08:30");
        fixture.cases().revive(service, id, "管线已通水", null);
        assertThat(fixture.open(service, id, "accept").due()).as("26.5 hours of the allowance are left: 9 + 9 + 8.5").isEqualTo(at("2026-11-11T17:00"));
        complete(id, "accept");
    }

    @Test
    void theSameKeyDoesTheSameThingOnce() {
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        var task = fixture.open(chief, id, "transfer");
        var first = fixture.cases().complete(chief, task.id(), null, "key-1");
        var again = fixture.cases().complete(chief, task.id(), null, "key-1");
        assertThat(again.repeated()).isTrue();
        assertThat(again).usingRecursiveComparison().ignoringFields("repeated").isEqualTo(first);
        assertThatThrownBy(() -> fixture.cases().comment(chief, id, "另一件事", "key-1"))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("cases/key-reused"));
        var opened = fixture.cases().open(chief, newCase(), "key-2");
        assertThat(fixture.cases().open(chief, newCase(), "key-2").caseId()).isEqualTo(opened.caseId());
    }

    @Test
    void fiveRetriesAtOnceHaveOneEffect() throws Exception {
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        var task = fixture.open(chief, id, "transfer");
        var results = atOnce(5, i -> fixture.cases().complete(chief, task.id(), null, "same"));
        assertThat(results.stream().filter(r -> !r.repeated()).count()).isEqualTo(1);
        assertThat(fixture.count("SELECT count(*) FROM cases.journal WHERE kind = 'task.completed'")).isEqualTo(1);
        var opens = atOnce(5, i -> fixture.cases().open(chief, newCase(), "open"));
        assertThat(opens.stream().map(Receipt::caseId).distinct().count()).isEqualTo(1);
    }

    @Test
    void siblingsFinishedAtTheSameInstantJoinOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            long id = toSurvey();
            fixture.has(id, "application", 2);
            complete(id, "application");
            var keys = List.of("survey-service", "survey-design", "survey-network", "survey-engineering");
            var tasks = keys.stream().map(k -> fixture.open(service, id, k)).toList();
            var receipts = atOnce(4, i -> fixture.cases().complete(staff.get(tasks.get(i).department()), tasks.get(i).id(), null, "k" + id + i));
            assertThat(receipts.stream().flatMap(r -> r.opened().stream()).count()).as("the join fires exactly once").isEqualTo(1);
            assertThat(fixture.openKeys(service, id)).contains("plan");
        }
    }

    @Test
    void departmentsRowsTaskAndJournalCommitTogetherOrNotAtAll() {
        fixture.run("initiation", null, Map.of("initiation.transfer", new TaskType() {
            @Override
            public void completed(TaskContext task, JsonNode form) {
                task.journal("initiation.told", Map.of("department", "design"));
                throw new IllegalStateException("the department fails after it wrote");
            }
        }));
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        assertThatThrownBy(() -> complete(id, "transfer")).isInstanceOf(IllegalStateException.class);
        assertThat(fixture.open(chief, id, "transfer").state()).isEqualTo(TaskState.OPEN);
        assertThat(fixture.views().timeline(chief, id, null, 50).items()).extracting(CaseViews.TimelineEntry::kind).containsExactly("case.opened");
    }

    @Test
    void unmetConditionsRefuse() {
        fixture.run("initiation", null, Map.of("initiation.transfer", new TaskType() {
            @Override
            public List<Condition> conditions(TaskContext task) {
                return List.of(Condition.of("told", false, Text.of("四部门已知晓", "Four departments know"), Text.of("还差设计院", "Design is missing")));
            }
        }));
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        assertThatThrownBy(() -> complete(id, "transfer")).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("cases/conditions-unmet");
            assertThat(e.problem().detail().zh()).contains("还差设计院");
        });
    }

    @Test // R177: a case may go on with the gap, and is not closed with it
    void missingDocumentsRefuseUnlessTolerated() {
        long id = openFromJointReview();
        assertThatThrownBy(() -> complete(id, "transfer"))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors().get(0).pointer()).isEqualTo("/documents/joint-review-approval"));
        fixture.tolerated.put(id, Map.of("joint-review-approval", "原件在途"));
        complete(id, "transfer");
        var need = fixture.views().caseView(service, id).documents().stream().filter(d -> d.type().equals("joint-review-approval")).findFirst().orElseThrow();
        assertThat(need.outstanding()).isTrue();
        assertThat(need.tolerated()).isEqualTo("原件在途");
    }

    @Test
    void othersDepartmentsTasksAreNotYours() {
        long id = openFromJointReview();
        var task = fixture.open(chief, id, "transfer");
        assertThatThrownBy(() -> fixture.cases().complete(staff.get("design"), task.id(), null, null))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("cases/not-your-department"));
        fixture.cases().claim(chief, task.id(), null);
        var other = fixture.person(3, "chief-engineer");
        assertThatThrownBy(() -> fixture.cases().complete(other, task.id(), null, null))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("cases/claimed"));
        fixture.cases().transfer(chief, task.id(), other.id(), "请假", null);
        assertThat(fixture.views().tasks(other, query("mine")).items()).hasSize(1);
    }

    @Test
    void externalOrganisationsSeeOnlyTheirCases() {
        long id = toSurvey();
        long hidden = openFromJointReview();
        var crew = staff.get("construction-unit");
        assertThat(fixture.cases().find(crew, id)).isPresent();
        assertThat(fixture.cases().find(crew, hidden)).isEmpty();
        assertThat(fixture.views().cases(crew, new CaseViews.CaseQuery(null, null, null, null, null, null, null, 0)).items()).extracting(CaseViews.CaseRow::id).containsExactly(id);
        assertThatThrownBy(() -> fixture.cases().comment(crew, hidden, "x", null)).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(404));
    }

    @Test
    void searchFindsNumberNameAddressPhoneAndInitials() {
        long id = fixture.cases().open(service, new NewCase("single-meter", "application", "中建三局集团有限公司", "赵工", "13912345678", "历下区旅游路 28599 号 3 号厂房", null, null), null).caseId();
        fixture.cases().open(service, new NewCase("single-meter", "application", "山东云岭食品有限公司", "李工", "13700000000", "天桥区药山路 17 号", null, null), null);
        var number = fixture.cases().get(service, id).number();
        for (var q : List.of("中建三局", "zjsj", "28599", "13912345678", "5678", number, "旅游路")) {
            assertThat(fixture.views().cases(service, new CaseViews.CaseQuery(q, null, null, null, null, null, null, 0)).items()).as(q).extracting(CaseViews.CaseRow::id).containsExactly(id);
        }
        assertThat(fixture.views().revealPhone(service, id)).isEqualTo("13912345678");
        assertThat(fixture.read).containsExactly("cases.phone [case/" + id + "] [phone]");
    }

    @Test
    void whatSaysDueSoonIsCountedAndListedAsDueSoon() {
        // due on Wednesday 30 September 17:30; before the office opens that day just one working day is left
        fixture.cases().open(service, new NewCase("single-meter", "application", "山东云岭食品有限公司", null, null, "天桥区药山路 17 号", null, null), null);
        clock.set("2026-09-30T07:00");
        var listed = fixture.views().tasks(service, new CaseViews.TaskQuery("due-soon", null, null, null, null, 10)).items();
        assertThat(listed).extracting(CaseViews.TaskRow::key).containsExactlyInAnyOrder("accept", "steward");
        assertThat(listed).extracting(r -> r.deadline().status()).containsOnly("due-soon");
        assertThat(fixture.views().counts(service).dueSoon()).isEqualTo(2);
        clock.set("2026-09-29T17:29");
        assertThat(fixture.views().counts(service).dueSoon()).as("a minute more than a working day").isZero();
    }

    @Test
    void theInboxPagesByKeysetInOrderOfDeadlines() {
        for (int i = 0; i < 25; i++) {
            clock.advance(java.time.Duration.ofMinutes(7));
            openFromJointReview();
        }
        var seen = new ArrayList<Long>();
        String after = null;
        do {
            var page = fixture.views().tasks(chief, new CaseViews.TaskQuery("department", null, null, null, after, 10));
            page.items().forEach(r -> seen.add(r.id()));
            after = page.next();
        } while (after != null);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates().isSorted();
        assertThat(fixture.views().counts(chief).department()).isEqualTo(25);
    }

    @Test
    void draftsAreKeptAndConflictsShown() throws Exception {
        long id = openFromJointReview();
        var task = fixture.open(chief, id, "transfer");
        var data = CaseStore.JSON.readTree("{\"note\": \"第一稿\"}");
        assertThat(fixture.views().saveDraft(chief, task.id(), data, 0).version()).isEqualTo(1);
        assertThat(fixture.views().task(chief, task.id()).data()).isEqualTo(data);
        var other = fixture.person(4, "chief-engineer");
        assertThatThrownBy(() -> fixture.views().saveDraft(other, task.id(), data, 0))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().extra()).containsKey("current"));
    }

    @Test // rule 2
    void theRunningRoleCanOnlyAddToTheJournal() throws Exception {
        openFromJointReview();
        for (var sql : List.of("UPDATE cases.journal SET actor = 0", "DELETE FROM cases.journal", "TRUNCATE cases.journal")) {
            try (var c = DB.app(); var statement = c.createStatement()) {
                assertThatThrownBy(() -> statement.execute(sql)).isInstanceOf(SQLException.class).hasMessageContaining("permission denied");
            }
        }
    }

    private interface Call<T> {
        T run(int i) throws Exception;
    }

    private static <T> List<T> atOnce(int n, Call<T> call) throws Exception {
        var pool = Executors.newFixedThreadPool(n);
        try {
            var barrier = new CyclicBarrier(n);
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < n; i++) {
                int k = i;
                futures.add(pool.submit(() -> {
                    barrier.await();
                    return call.run(k);
                }));
            }
            var results = new ArrayList<T>();
            for (var f : futures) {
                results.add(f.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
