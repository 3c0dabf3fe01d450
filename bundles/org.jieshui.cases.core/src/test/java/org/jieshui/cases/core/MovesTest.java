package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Moves;
import org.jieshui.cases.api.Moves.CaseMove;
import org.jieshui.cases.api.Moves.Chosen;
import org.jieshui.cases.api.Moves.DryRun;
import org.jieshui.cases.api.Moves.Left;
import org.jieshui.cases.api.Moves.Plan;
import org.jieshui.cases.api.Moves.Progress;
import org.jieshui.cases.api.Moves.Result;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Open cases go over to another version of their process, over a real database. */
class MovesTest extends Story {

    private static final String SHIPPED = CasesFixture.shippedProcess("single-meter");
    /** A day more for the plan; engineering attends no survey; the network's finding has another name; a check is added beside the findings, before the plan. */
    private static final String NEXT = SHIPPED.replaceFirst("\"version\": 2", "\"version\": 3").replace("\"limit\": 11", "\"limit\": 12")
            .replace("\"target\": {\"workingDays\": 1}, \"limit\": {\"workingDays\": 2}, \"tasks\": [\n      {\"id\": \"accept\"", "\"target\": {\"workingDays\": 1}, \"limit\": {\"workingDays\": 3}, \"tasks\": [\n      {\"id\": \"accept\"")
            .replaceFirst("\\{\"id\": \"survey-engineering\"[^\\n]*\\n", "{\"id\": \"check\", \"type\": \"survey.check\", \"department\": \"network\", \"limit\": {\"workingDays\": 1}, \"name\": {\"zh-CN\": \"复核\", \"en\": \"Check\"}, \"after\": [\"appointment\"]},\n")
            .replace("\"survey-network\"", "\"finding-network\"").replace("\"survey-engineering\"", "\"check\"");
    private static final Map<String, String> NAMED = Map.of("survey-network", "finding-network", "survey-engineering", "");
    private static final Map<String, String> BACK = Map.of("finding-network", "survey-network", "check", "");

    private MovesService moves;
    private Actor leader;

    @BeforeEach
    void prepare() {
        clock.set("2025-09-26T09:00");
        moves = service();
        moves.deactivate(); // driven by the test
        leader = fixture.person(40, "leader", "cases.move");
        fixture.run("more", null, Map.of("survey.check", new TaskType() {}));
    }

    @AfterEach
    void stop() {
        moves.deactivate();
    }

    @Test
    void aNewVersionAppliesToNewCases() {
        long old = toSurvey();
        publish();
        assertThat(fixture.cases().get(service, old).processVersion()).isEqualTo(2);
        assertThat(fixture.cases().get(service, openFromJointReview()).processVersion()).isEqualTo(3);
        complete(old, "survey-engineering");
        assertThat(fixture.cases().get(service, old).processVersion()).isEqualTo(2);
    }

    @Test
    void theDryRunSaysWhatBecomesOfEachTaskAndWritesNothing() throws Exception {
        long id = toSurvey();
        long transfer = openFromJointReview();
        publish();
        assertThat(moves.dryRun(leader, new Plan("single-meter", 3, 2, null)).cases()).as("no case runs under it yet").isEmpty();
        clock.set("2025-09-26T14:00");
        var before = rows();

        var blind = moves.dryRun(leader, new Plan("single-meter", null, 3, null));
        assertThat(blind.unnamed()).extracting(Moves.Unnamed::key).containsExactlyInAnyOrder("survey-network", "survey-engineering");
        assertThat(of(blind, id).problems()).hasSize(2).allSatisfy(p -> assertThat(p.en()).contains("is open and the version moved to does not have it"));
        assertThat(of(blind, id).shown()).isNull();
        assertThat(of(blind, transfer).problems()).as("it has not come that far").isEmpty();

        var run = moves.dryRun(leader, new Plan("single-meter", 2, 3, NAMED));
        assertThat(run.unnamed()).isEmpty();
        assertThat(run.more()).isFalse();
        var move = of(run, id);
        assertThat(move.problems()).isEmpty();
        assertThat(move.tasks()).extracting(t -> t.key() + " " + t.becomes() + " " + t.to()).containsExactlyInAnyOrder("advance-design kept advance-design", "advance-network kept advance-network",
                "survey-service kept survey-service", "survey-design kept survey-design", "survey-network renamed finding-network", "survey-engineering ended null", "survey-crew kept survey-crew",
                "survey-marketing kept survey-marketing", "application kept application", "check opened check");
        // accepted on 26 September, a Friday; 28 September is a make-up workday, 1 to 8 October are off
        assertThat(move.tasks()).filteredOn(t -> t.key().equals("survey-design")).singleElement().satisfies(t -> {
            assertThat(t.before().limit().workingDays()).isEqualTo(2);
            assertThat(t.before().at()).isEqualTo(at("2025-09-29T17:30"));
            assertThat(t.after().limit().workingDays()).isEqualTo(3);
            assertThat(t.after().at()).isEqualTo(at("2025-09-30T17:30"));
        });
        assertThat(move.tasks()).filteredOn(t -> t.key().equals("check")).singleElement().satisfies(t -> {
            assertThat(t.before()).isNull();
            assertThat(t.after().at()).isEqualTo(at("2025-09-28T17:30"));
        });
        assertThat(move.clocks()).extracting(c -> c.clock() + " " + c.before().limit().workingDays() + " " + c.after().limit().workingDays()).containsExactly("stage 2 3", "flow 11 12", "public 3 3");
        assertThat(move.stage()).isEqualTo(move.toStage());
        assertThat(run.cases()).noneMatch(CaseMove::back);
        assertThat(rows()).isEqualTo(before);
        refused(() -> moves.dryRun(leader, new Plan("single-meter", null, 9, null)), "invalid");
        refused(() -> moves.dryRun(leader, new Plan("single-meter", null, 3, Map.of("survey-network", "nowhere"))), "invalid");
        refused(() -> moves.dryRun(leader, new Plan("no-such-process", null, 1, null)), "invalid");
    }

    @Test
    void theDryRunSaysWhichCasesGoBackToAnEarlierStage() {
        long ahead = toReview();
        long id = toSurvey();
        publish();
        var run = moves.dryRun(leader, plan(NAMED));
        assertThat(of(run, ahead).back()).isTrue();
        assertThat(of(run, ahead).toStage().en()).isEqualTo("Accept and determine the plan");
        assertThat(of(run, ahead).tasks()).extracting(t -> t.key() + " " + t.becomes()).contains("check opened", "service-review kept");
        assertThat(of(run, id).back()).isFalse();
    }

    @Test
    void aCaseMovesAsWasShownAndGoesOnByTheVersionMovedTo() {
        long id = toSurvey();
        complete(id, "survey-service");
        fixture.cases().claim(staff.get("network"), fixture.open(service, id, "survey-network").id(), null);
        fixture.cases().claim(staff.get("engineering"), fixture.open(service, id, "survey-engineering").id(), null);
        long network = fixture.open(service, id, "survey-network").id();
        var done = tasks(id).stream().filter(t -> t.state() == TaskState.DONE).toList();
        publish();
        clock.set("2025-09-26T14:00");

        var progress = carryOut(start(moves.dryRun(leader, plan(NAMED)), "新办法", "k"));

        assertThat(progress.results()).singleElement().satisfies(r -> {
            assertThat(r.state()).isEqualTo("moved");
            assertThat(r.from()).isEqualTo(2);
        });
        assertThat(fixture.cases().get(service, id).processVersion()).isEqualTo(3);
        assertThat(tasks(id)).as("what was done stays as it was").containsAll(done);
        assertThat(fixture.open(service, id, "finding-network")).satisfies(t -> {
            assertThat(t.id()).isEqualTo(network);
            assertThat(t.assignee()).isEqualTo(staff.get("network").id());
            assertThat(t.due()).isEqualTo(reference("2025-09-26T09:00", 3));
        });
        assertThat(fixture.open(service, id, "check").due()).isEqualTo(reference("2025-09-26T14:00", 1));
        assertThat(fixture.openKeys(service, id)).containsExactlyInAnyOrder("advance-design", "advance-network", "survey-design", "finding-network", "survey-crew", "survey-marketing", "application", "check");
        assertThat(fixture.sent).filteredOn(m -> m.kind().equals("cases.case.moved")).extracting(m -> m.personId()).containsExactly(staff.get("engineering").id());
        assertThat(fixture.views().timeline(service, id, null, 1).items()).singleElement().satisfies(e -> {
            assertThat(e.kind()).isEqualTo("case.moved");
            assertThat(e.actor().id()).isEqualTo(leader.id());
            assertThat(e.text().zh()).isEqualTo("流程由第 2 版移到第 3 版：新办法");
            assertThat(e.text().en()).contains("Moved from version 2 of its process to version 3");
            assertThat(e.data().path("named").path("survey-network").asText()).isEqualTo("finding-network");
            assertThat(e.data().path("tasks")).anySatisfy(t -> {
                assertThat(t.path("id").asLong()).isEqualTo(network);
                assertThat(t.path("becomes").asText()).isEqualTo("renamed");
            });
        });
        // pages still show what the version moved to does not have
        var view = fixture.views().caseView(service, id);
        assertThat(view.tasks()).anySatisfy(t -> {
            assertThat(t.task().key()).isEqualTo("survey-engineering");
            assertThat(t.task().name().en()).isEqualTo("Finding of engineering");
            assertThat(t.task().state()).isEqualTo("cancelled");
        });
        view.tasks().forEach(t -> assertThat(fixture.views().task(service, t.task().id()).task().id()).isEqualTo(t.task().id()));
        view.tasks().forEach(t -> assertThat(fixture.views().explainTask(service, t.task().id()).title()).isNotNull());
        assertThat(fixture.views().tasks(staff.get("network"), query("department")).items()).extracting(r -> r.key()).contains("finding-network", "check");
        // and the plan waits for the check
        fixture.has(id, "application", 7);
        for (var key : List.of("survey-design", "finding-network", "application")) {
            complete(id, key);
        }
        assertThat(fixture.openKeys(service, id)).doesNotContain("plan");
        complete(id, "check");
        assertThat(fixture.openKeys(service, id)).contains("plan");
        fixture.cases().sendBack(service, fixture.open(service, id, "plan").id(), "finding-network", "再看", null);
        assertThat(fixture.open(service, id, "finding-network").round()).isEqualTo(2);
    }

    @Test
    void thereAndBackAgainGivesTheSameTasksAndDeadlines() throws Exception {
        long id = toSurvey();
        fixture.cases().claim(staff.get("engineering"), fixture.open(service, id, "survey-engineering").id(), null);
        fixture.views().saveDraft(staff.get("engineering"), fixture.open(service, id, "survey-engineering").id(), CaseStore.JSON.createObjectNode().put("demand", "一半"), 0);
        var open = open(id);
        var stages = stages(id);
        publish();
        clock.advance(Duration.ofHours(3));
        var run = moves.dryRun(leader, plan(NAMED));
        assertThat(of(run, id).tasks()).filteredOn(t -> t.becomes().equals("ended")).singleElement().satisfies(t -> assertThat(t.notes()).extracting(n -> n.en()).containsExactly("What was filled in so far is not used"));
        carryOut(start(run, "新办法", null));
        assertThat(open(id)).isNotEqualTo(open);

        clock.advance(Duration.ofHours(3));
        var back = moves.dryRun(leader, new Plan("single-meter", 3, 2, BACK));
        assertThat(of(back, id).tasks()).extracting(Moves.TaskMove::becomes).contains("reopened");
        carryOut(start(back, new Plan("single-meter", 3, 2, BACK), "撤销", null));

        assertThat(open(id)).isEqualTo(open);
        assertThat(stages(id)).isEqualTo(stages);
        assertThat(fixture.views().task(staff.get("engineering"), fixture.open(service, id, "survey-engineering").id()).data().path("demand").asText()).isEqualTo("一半");
        assertThat(fixture.views().timeline(service, id, null, 50).items()).filteredOn(e -> e.kind().equals("case.moved")).hasSize(2);
    }

    @Test
    void fiveHundredCasesMoveOnceEachAlsoThroughAStopInTheMidst() throws Exception {
        var at = new HashMap<Long, Instant>();
        for (int i = 0; i < 500; i++) {
            at.put(fixture.cases().open(service, new NewCase("single-meter", "application", "客户" + i, null, null, "旅游路", i % 2 == 0 ? "lixia" : "shizhong", null), null).caseId(), clock.instant());
            clock.advance(Duration.ofMinutes(i % 7));
        }
        publish();
        var run = moves.dryRun(leader, plan(NAMED));
        assertThat(run.cases()).hasSize(500);
        var order = start(run, "新办法", null);
        for (int i = 0; i < 200; i++) {
            assertThat(moves.step()).isTrue();
        }
        assertThat(moves.progress(leader, order.id()).moved()).isEqualTo(200);
        // the connection is lost between the case and its mark: neither counts
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            statement.execute("CREATE FUNCTION cases.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '57P01'; END $$");
            statement.execute("CREATE TRIGGER lose BEFORE UPDATE ON cases.move_case FOR EACH ROW EXECUTE FUNCTION cases.lose()");
            try {
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> moves.step()).isInstanceOf(RuntimeException.class);
            } finally {
                statement.execute("DROP FUNCTION cases.lose() CASCADE");
            }
        }
        assertThat(fixture.count("SELECT count(*) FROM cases.journal WHERE kind = 'case.moved'")).isEqualTo(200);
        assertThat(fixture.count("SELECT count(*) FROM cases.kase WHERE process_version = 3")).isEqualTo(200);
        var restarted = service();
        restarted.deactivate();
        while (restarted.step()) {
            clock.advance(Duration.ofSeconds(1));
        }

        var end = restarted.progress(leader, order.id());
        assertThat(end.finished()).isNotNull();
        assertThat(end.moved()).isEqualTo(500);
        assertThat(end.refused()).isZero();
        assertThat(fixture.count("SELECT count(*) FROM cases.journal WHERE kind = 'case.moved'")).isEqualTo(500);
        assertThat(fixture.count("SELECT count(DISTINCT case_id) FROM cases.journal WHERE kind = 'case.moved'")).isEqualTo(500);
        assertThat(fixture.count("SELECT count(*) FROM cases.task WHERE state = 'open'")).as("accept and steward each, none doubled").isEqualTo(1000);
        var due = new HashMap<Instant, Instant>();
        for (var task : DB.database().read(h -> Sql.list(h.getConnection(), "SELECT case_id, due FROM cases.task WHERE state = 'open'", r -> Map.entry(r.getLong(1), Sql.instant(r, "due"))))) {
            var start = at.get(task.getKey());
            assertThat(task.getValue()).isEqualTo(due.computeIfAbsent(start, s -> ReferenceCalendar.deadline(s, 3, List.of(), s).at()));
        }
    }

    @Test
    void aCaseThatChangedSinceIsRefusedByItselfAndTheOthersGoOn() {
        var ids = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            ids.add(toSurvey());
        }
        publish();
        var run = moves.dryRun(leader, plan(NAMED));
        complete(ids.get(0), "survey-design");
        fixture.cases().withdraw(service, ids.get(1), "不办了", null);
        fixture.cases().pause(service, ids.get(2), "contract-review", null, "", List.of(), null);
        fixture.cases().comment(service, ids.get(3), "备注不改变结果", null);

        var end = carryOut(start(run, "新办法", null));

        assertThat(state(end)).containsExactly("refused", "refused", "refused", "moved", "moved");
        assertThat(end.results().subList(0, 3)).allSatisfy(r -> assertThat(r.problem().en()).startsWith("The case changed since the dry run"));
        assertThat(end.results().get(1).problem().en()).contains("withdrawn");
        assertThat(end.results().get(2).problem().en()).contains("paused");
        assertThat(fixture.cases().get(service, ids.get(0)).processVersion()).isEqualTo(2);
        assertThat(fixture.openKeys(service, ids.get(0))).contains("survey-network", "survey-engineering");
        assertThat(of(moves.dryRun(leader, plan(NAMED)), ids.get(2)).problems()).extracting(p -> p.zh()).containsExactly("正在暂停计时，时限还说不准；恢复计时后再移");
        fixture.cases().notReady(service, ids.get(0), "没有管网", null);
        assertThat(of(moves.dryRun(leader, plan(NAMED)), ids.get(0)).problems()).extracting(p -> p.en()).containsExactly("The case is in the not-ready file; revive it first");
    }

    @Test
    void pausesThatAreOverCountAsBefore() {
        long id = toSurvey();
        clock.set("2025-09-26T10:00");
        long pause = fixture.cases().pause(service, id, "contract-review", null, "", List.of(), null).caseId();
        assertThat(pause).isEqualTo(id);
        clock.set("2025-09-28T10:00");
        long pauseId = fixture.views().caseView(service, id).pauses().get(0).id();
        fixture.cases().resume(service, id, pauseId, null, null);
        publish();
        clock.set("2025-09-28T11:00");
        carryOut(start(moves.dryRun(leader, plan(NAMED)), "新办法", null));
        var expected = ReferenceCalendar.deadline(at("2025-09-26T09:00"), 3, List.of(new ReferenceCalendar.Pause(at("2025-09-26T10:00"), at("2025-09-28T10:00"))), clock.instant()).at();
        assertThat(fixture.open(service, id, "survey-design").due()).isEqualTo(expected);
    }

    @Test
    void casesAreTakenOutBeforeOrWhileItRuns() {
        var ids = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            ids.add(toSurvey());
        }
        publish();
        var run = moves.dryRun(leader, plan(NAMED));
        var chosen = run.cases().stream().filter(m -> m.caseId() != ids.get(0)).map(m -> new Chosen(m.caseId(), m.shown())).toList();
        refused(() -> moves.start(leader, plan(NAMED), chosen, List.of(new Left(ids.get(0), " ")), "新办法", false, null), "invalid");
        var order = moves.start(leader, plan(NAMED), chosen, List.of(new Left(ids.get(0), "客户要求按原办法")), "新办法", false, null);
        assertThat(moves.step()).isTrue();
        moves.stop(leader, order.id());
        assertThat(moves.step()).as("it stands still").isFalse();
        refused(() -> moves.refuse(leader, order.id(), ids.get(1), "已移"), "cases/move-done");
        refused(() -> moves.refuse(leader, order.id(), ids.get(2), ""), "invalid");
        moves.refuse(leader, order.id(), ids.get(2), "等签合同");
        assertThat(moves.progress(leader, order.id()).stopped()).isNotNull();
        moves.resume(leader, order.id());
        var end = carryOut(order);
        var prepared = moves.start(leader, new Plan("single-meter", 3, 2, BACK), chosen(moves.dryRun(leader, new Plan("single-meter", 3, 2, BACK))), null, "准备", true, null);
        assertThat(prepared.stopped()).isNotNull();
        assertThat(moves.step()).as("it waits").isFalse();

        assertThat(state(end)).containsExactly("refused", "moved", "refused", "moved");
        assertThat(end.results().get(0)).satisfies(r -> {
            assertThat(r.problem().zh()).isEqualTo("客户要求按原办法");
            assertThat(r.by().id()).isEqualTo(leader.id());
        });
        assertThat(end.results().get(2).problem().zh()).isEqualTo("等签合同");
        assertThat(end.results().get(2).by().id()).isEqualTo(leader.id());
        refused(() -> moves.refuse(leader, order.id(), 1, "没有"), "not-found");
        assertThat(moves.all(leader, "single-meter")).extracting(Progress::refused).containsExactly(0, 2);
        assertThat(moves.stop(leader, order.id()).stopped()).as("it is finished").isNull();
    }

    @Test
    void twoPeopleAtOnceMoveACaseOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            fixture.cases().open(service, newCase(), null);
        }
        publish();
        var other = fixture.person(41, "leader", "cases.move");
        var first = start(moves.dryRun(leader, plan(Map.of())), plan(Map.of()), "一", null);
        var second = moves.start(other, plan(Map.of()), chosen(moves.dryRun(other, plan(Map.of()))), null, "二", false, null);
        var pool = Executors.newFixedThreadPool(2);
        try {
            var services = List.of(moves, service());
            services.get(1).deactivate();
            var running = services.stream().map(s -> pool.submit(() -> {
                while (s.step()) {
                    Thread.onSpinWait();
                }
            })).toList();
            for (var r : running) {
                r.get();
            }
        } finally {
            pool.shutdownNow();
        }
        var a = moves.progress(leader, first.id());
        var b = moves.progress(leader, second.id());
        assertThat(a.moved() + b.moved()).isEqualTo(30);
        assertThat(a.refused() + b.refused()).isEqualTo(30);
        assertThat(fixture.count("SELECT count(*) FROM cases.journal WHERE kind = 'case.moved'")).isEqualTo(30);
        assertThat(List.of(a, b)).flatExtracting(Progress::results).filteredOn(r -> r.state().equals("refused")).extracting(r -> r.problem().en()).allMatch(p -> p.contains("version 3 already"));
    }

    @Test
    void oneCaseThatTheDatabaseRefusesHoldsUpNothing() throws Exception {
        var ids = List.of(openFromJointReview(), openFromJointReview(), openFromJointReview());
        publish();
        var order = start(moves.dryRun(leader, plan(Map.of())), plan(Map.of()), "新办法", null);
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            statement.execute("CREATE FUNCTION cases.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$");
            statement.execute("CREATE TRIGGER refuse BEFORE UPDATE ON cases.kase FOR EACH ROW WHEN (NEW.id = " + ids.get(1) + ") EXECUTE FUNCTION cases.refuse()");
            try {
                for (int i = 0; i < 10 && moves.step(); i++) {
                    assertThat(order.total()).isEqualTo(3);
                }
            } finally {
                statement.execute("DROP FUNCTION cases.refuse() CASCADE");
            }
        }
        var end = moves.progress(leader, order.id());
        assertThat(end.finished()).isNotNull();
        assertThat(state(end)).containsExactly("moved", "refused", "moved");
    }

    @Test
    void onlyWhoMayMovesAndOnlyWhatHeSees() {
        long lixia = openFromJointReview();
        long shizhong = fixture.cases().open(service, new NewCase("single-meter", "application", "客户", null, null, "旅游路", "shizhong", null), null).caseId();
        publish();
        refused(() -> moves.dryRun(service, plan(Map.of())), "forbidden");
        refused(() -> moves.start(service, plan(Map.of()), List.of(), null, "x", false, null), "forbidden");
        refused(() -> moves.all(service, "single-meter"), "forbidden");
        var district = new Actor(42, "p42", "p42", Set.of("leader"), Set.of("cases.read", "cases.move"), Set.of("lixia"), false, "zh-CN",
                List.of(new Duty(42, "leader", Set.of("cases.read", "cases.move"), Set.of("lixia"))));
        fixture.person(district);
        assertThat(moves.dryRun(district, plan(Map.of())).cases()).extracting(CaseMove::caseId).containsExactly(lixia);
        var run = moves.dryRun(leader, plan(Map.of()));
        refused(() -> moves.start(district, plan(Map.of()), chosen(run), null, "x", false, null), "invalid");
        refused(() -> moves.start(leader, plan(Map.of()), List.of(), null, "x", false, null), "invalid");
        refused(() -> moves.start(leader, plan(Map.of()), chosen(run), null, " ", false, null), "invalid");
        refused(() -> moves.start(leader, plan(Map.of()), List.of(new Chosen(lixia, "x"), new Chosen(lixia, "x")), null, "x", false, null), "invalid");
        var order = start(run, plan(Map.of()), "新办法", "key");
        assertThat(start(run, plan(Map.of()), "新办法", "key").id()).as("the same key starts it once").isEqualTo(order.id());
        refused(() -> start(run, plan(Map.of()), "另一个理由", "key"), "cases/key-reused");
        assertThat(moves.progress(district, order.id()).results()).extracting(Result::caseId).containsExactly(lixia);
        refused(() -> moves.refuse(district, order.id(), shizhong, "x"), "not-found");
        refused(() -> moves.progress(leader, 1), "not-found");
    }

    @Test
    void whoMayNoLongerMovesNothing() {
        long id = openFromJointReview();
        publish();
        var order = start(moves.dryRun(leader, plan(Map.of())), plan(Map.of()), "新办法", null);
        fixture.person(40, "leader");
        assertThat(state(carryOut(order))).containsExactly("refused");
        assertThat(fixture.cases().get(service, id).state()).isEqualTo(CaseState.OPEN);
        assertThat(fixture.cases().get(service, id).processVersion()).isEqualTo(2);
    }

    // ----

    private MovesService service() {
        return new MovesService(DB.database(), clock, fixture.calendar, fixture.catalog, fixture.service, fixture.directory, fixture.signal);
    }

    private void publish() {
        fixture.processes().publish(Actor.system("test"), NEXT);
    }

    private static Plan plan(Map<String, String> named) {
        return new Plan("single-meter", null, 3, named);
    }

    private static List<Chosen> chosen(DryRun run) {
        return run.cases().stream().filter(m -> m.shown() != null).map(m -> new Chosen(m.caseId(), m.shown())).toList();
    }

    private Progress start(DryRun run, String reason, String key) {
        return start(run, plan(NAMED), reason, key);
    }

    private Progress start(DryRun run, Plan plan, String reason, String key) {
        return moves.start(leader, plan, chosen(run), null, reason, false, key);
    }

    private Progress carryOut(Progress order) {
        while (moves.step()) {
            assertThat(order.total()).isPositive();
        }
        return moves.progress(leader, order.id());
    }

    private static List<String> state(Progress p) {
        return p.results().stream().map(Result::state).toList();
    }

    private static CaseMove of(DryRun run, long id) {
        return run.cases().stream().filter(m -> m.caseId() == id).findFirst().orElseThrow();
    }

    private List<TaskInfo> tasks(long id) {
        return fixture.cases().tasks(service, id);
    }

    private List<TaskInfo> open(long id) {
        return tasks(id).stream().filter(t -> t.state() == TaskState.OPEN).toList();
    }

    private Instant reference(String start, int days) {
        return ReferenceCalendar.deadline(at(start), days, List.of(), clock.instant()).at();
    }

    private Map<String, String> stages(long id) throws Exception {
        var found = new TreeMap<String, String>();
        DB.database().read(h -> Sql.list(h.getConnection(), "SELECT key, value::text FROM cases.kase, jsonb_each(stages) WHERE id = ?", r -> found.put(r.getString(1), r.getString(2)), id));
        return found;
    }

    /** Everything that the schema holds. */
    private Map<String, Long> rows() throws Exception {
        var counts = new TreeMap<String, Long>();
        for (var table : List.of("kase", "task", "journal", "words", "draft", "move", "move_case", "pause", "idempotency")) {
            counts.put(table, fixture.count("SELECT coalesce(sum(hashtext(t::text)::bigint), 0) + count(*) FROM cases." + table + " t"));
        }
        return counts;
    }
}
