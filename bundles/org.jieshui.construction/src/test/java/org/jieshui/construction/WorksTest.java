package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.construction.ExcavationTest.as;
import static org.jieshui.construction.ExcavationTest.refused;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.construction.WorksResource.NewEntry;
import org.jieshui.construction.WorksResource.NewStoppage;
import org.jieshui.construction.WorksResource.Plan;
import org.jieshui.construction.WorksResource.Words;
import org.jieshui.construction.WorksResource.WorksView;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Works with a stoppage, an acceptance that fails and one that passes, run by the core that ships; the departments before and after stand aside. */
class WorksTest {

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("construction", WorksStore.class).and("cases", CasesService.class);

    private static final String PROCESS = """
            {"id": "works-%1$s", "version": 1, "name": {"zh-CN": "施工", "en": "Works"}, "model": "321", "policy": {"document": "试验"},
             "flow": {"target": 1, "limit": 6, "from": "construction", "to": "water-on"}, "materials": {"documents": []}, "pauseReasons": ["site-not-ready", "acceptance-not-ready"],
             "stages": [{"id": "construction", "name": {"zh-CN": "施工", "en": "Works"}, "target": {"workingDays": 1}, "limit": {"workingDays": 6}, "tasks": [
               %2$s
               {"id": "payment", "type": "payments.arrival", "department": "finance", "name": {"zh-CN": "到账", "en": "Payment"}},
               {"id": "works", "type": "construction.works", "department": "engineering", "name": {"zh-CN": "按图施工", "en": "Works"}, "after": ["payment"], "produces": ["construction-record"]},
               {"id": "acceptance", "type": "construction.acceptance", "department": "engineering", "name": {"zh-CN": "验收", "en": "Acceptance"}, "after": ["works"], "produces": ["acceptance-form"]},
               {"id": "water-on", "type": "metering.water-on", "department": "marketing", "name": {"zh-CN": "通水", "en": "Water on"}, "after": ["acceptance"]}]},
              {"id": "as-built", "name": {"zh-CN": "竣工测量", "en": "As built"}, "limit": {"workingDays": 3}, "tasks": [
               {"id": "as-built", "type": "construction.as-built", "department": "engineering", "name": {"zh-CN": "竣工测量", "en": "As built"}, "after": ["acceptance"], "documents": ["as-built"], "produces": ["as-built-receipt"]}]}]}""";
    private static final String SURVEYED = "{\"id\": \"survey-crew\", \"type\": \"construction.crew-finding\", \"department\": \"construction-unit\", \"optional\": true, \"name\": {\"zh-CN\": \"查勘\", \"en\": \"Survey\"}},";

    private static final String PASSED = "{'acceptedOn': '2026-10-13', 'participants': '工程', 'result': {'version': 1, 'answers': {'position': true, 'material': true, 'valves': true, 'backfill': true, 'surface': true, 'pressure': 0.9, 'pressure-drop': 0.01, 'pressure-time': 30, 'flushing': 1.2, 'turbidity': 0.5, 'chlorine': 0.3}}}";
    private static final String AS_BUILT = "{'measuredOn': '2026-10-13', 'surveyor': '测量班', 'points': [{'kind': 'tap', 'x': 100, 'y': 200, 'depth': 1.2}, {'kind': 'meter', 'x': 100, 'y': 240, 'depth': 1}], 'calibre': 100, 'material': 'pe', "
            + "'length': 40, 'handedOver': [{'name': '竣工图', 'copies': 2}], 'receivedBy': '管网 曹勇', 'receivedOn': '2026-10-13'}";

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private final List<Paper> printed = new ArrayList<>();
    private CasesFixture core;
    private KeptDocuments kept;
    private WorksStore store;
    private WorksResource works;
    private WorksListResource list;
    private AcceptanceResource acceptances;
    private ExcavationResource dig;
    private Map<CaseListener, List<String>> listeners;
    private final java.util.Set<Long> done = new java.util.HashSet<>();
    private Actor engineer;
    private Actor crew;
    private Actor service;
    private Actor finance;
    private long caseId;

    @BeforeEach
    void theMoneyHasArrived() {
        core = new CasesFixture(db.database("cases"), clock);
        kept = new KeptDocuments(core);
        engineer = core.person(1, "engineering", "construction.read", "construction.work");
        service = core.person(2, "customer-service", "cases.open", "construction.read");
        crew = core.person(3, "construction-unit", "construction.read", "construction.crew");
        finance = core.person(4, "finance");
        store = new WorksStore(db.database());
        var lists = new ChecklistStore(db.database());
        var held = new AcceptanceStore(db.database());
        var excavations = new ExcavationStore(db.database());
        var requests = new Requests(db.database());
        core.run("construction", WorksTask.class, Map.of("construction.crew-finding", new CrewFindingTask(), "construction.works", new WorksTask(store, excavations), "construction.acceptance", new AcceptanceTask(held, lists, store),
                "construction.as-built", new AsBuiltTask(new AsBuiltStore(db.database()))));
        core.run("payments", null, Map.of("payments.arrival", new TaskType() {}));
        core.run("metering", null, Map.of("metering.water-on", new TaskType() {}));
        core.processes().publish(Actor.system("test"), PROCESS.formatted("seen", SURVEYED));
        core.processes().publish(Actor.system("test"), PROCESS.formatted("unseen", ""));
        works = new WorksResource(core.cases(), core.directory(), kept.archive, core.sent::addAll, store, excavations, requests, clock);
        list = new WorksListResource(core.cases(), core.directory(), (actor, what, subjects, fields) -> core.read.add(what + " " + subjects + " " + fields), store, excavations, clock);
        acceptances = new AcceptanceResource(core.cases(), core.directory(), core.sent::addAll, held, lists, store, requests, clock);
        dig = new ExcavationResource(core.cases(), core.directory(), kept.archive, core.calendar, excavations, lists, store, requests, clock);
        var papers = new Papers(core.cases(), core.directory(), kept.archive, printer());
        listeners = Map.of(new CaseEvents(core.cases(), store), List.of("task.completed", "task.sent-back"),
                new StoppageNotice(core.cases(), core.directory(), core.sent::addAll, papers, store), List.of("construction.stopped"), new ConstructionRecord(papers, store), List.of("construction.finished"),
                new AcceptanceForm(papers, core.directory(), held, lists, store), List.of("construction.passed", "construction.not-passed"),
                new AsBuiltReceipt(papers, new AsBuiltStore(db.database()), store), List.of("construction.as-built"));
        caseId = open("works-seen");
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R65, R83, R258, R262
    void aUnitDoesTheWorksStopsGoesOnAndReports() {
        assertThat(missing("works")).containsExactly("planned", "entries", "photos", "reported");
        plan(engineer);
        assertThat(core.sent).extracting(m -> m.personId() + " " + m.kind()).contains("3 construction.planned");
        assertThatThrownBy(() -> works.report(as(crew), caseId, null, new Words(null))).hasMessageContaining("construction/not-finished");
        enter("开槽、敷设 PE 管", photo());
        assertThat(state()).isEqualTo("running");
        assertThat(kept.documents).as("a photo is no record yet: the archive still lacks it (R262)").extracting(d -> d.type()).containsExactly("construction-photo");

        var due = core.open(engineer, caseId, "works").due();
        clock.set("2026-10-14T15:00");
        works.stop(as(crew), caseId, null, new NewStoppage("site-not-ready", "门前堆放建材，无法开槽", "清出作业面", at("2026-10-14T09:30")));
        hear();
        assertThat(state()).isEqualTo("stopped");
        assertThat(printed).singleElement().satisfies(p -> assertThat(p.values()).extracting("notice", "customer", "reason").containsExactly("TG2026-0001", "某某食品", "施工现场不具备施工条件"));
        var pause = core.views().caseView(service, caseId).pauses().get(0);
        assertThat(pause.reason()).isEqualTo("site-not-ready");
        assertThat(pause.from()).isEqualTo(at("2026-10-14T09:30"));
        assertThat(pause.evidence()).containsExactly(notice());
        assertThat(core.open(engineer, caseId, "works").due()).isNull();
        assertThatThrownBy(() -> works.stop(as(engineer), caseId, null, new NewStoppage("force-majeure", "x", "y", null))).hasMessageContaining("construction/stopped");
        assertThatThrownBy(() -> works.report(as(crew), caseId, null, new Words(null))).hasMessageContaining("construction/not-finished");

        clock.set("2026-10-15T09:30");
        var stopped = works.get(as(crew), caseId).stoppages().get(0);
        works.resume(as(crew), caseId, stopped.id(), null, new Words("建材已清走"));
        assertThat(core.open(engineer, caseId, "works").due()).as("one working day later").isEqualTo(due.plusSeconds(86_400));
        assertThatThrownBy(() -> works.resume(as(crew), caseId, stopped.id(), null, new Words("x"))).hasMessageContaining("construction/resumed");

        works.report(as(crew), caseId, null, new Words("已冲洗"));
        assertThat(core.sent).extracting(m -> m.personId() + " " + m.kind()).contains("1 construction.reported");
        works.giveBack(as(engineer), caseId, null, new Words("补拍阀门照片"));
        assertThat(core.sent).extracting(m -> m.personId() + " " + m.kind()).contains("3 construction.report-returned");
        works.report(as(crew), caseId, null, new Words("已补"));
        complete(engineer, "works", "{}");
        hear();
        hear();
        assertThat(papers("construction-record")).containsExactly("施工记录 " + number() + ".pdf");
        assertThat(printed.get(1).values()).extracting("unit", "crew", "stopped").containsExactly("construction-unit", "管线一班 吕大伟", true);
        assertThat(state()).isEqualTo("to-accept");
        assertThatThrownBy(() -> enter("补记", photo())).hasMessageContaining("construction/not-in-works");
    }

    @Test // R83, R226, R263
    void worksThatDoNotPassGoBackAndTheHistoryStays() {
        finished();
        assertThat(refused(() -> acceptances.failed(as(engineer), caseId, null, new AcceptanceResource.Failed(LocalDate.of(2026, 10, 14), " ", result(Map.of()), null, LocalDate.of(2026, 10, 12), null))))
                .containsExactly("/participants", "/mend", "/mendBy");
        acceptances.failed(as(engineer), caseId, null, new AcceptanceResource.Failed(LocalDate.of(2026, 10, 13), "工程、施工单位", result(Map.of("surface", false, "pressure", 0.9)), "恢复人行道板", LocalDate.of(2026, 10, 15), null));
        hear();

        assertThat(core.openKeys(service, caseId)).contains("works").doesNotContain("acceptance", "water-on");
        assertThat(missing("works")).containsExactly("reported");
        assertThat(core.sent).extracting(m -> m.personId() + " " + m.subject().zh()).anyMatch(s -> s.startsWith("3 ") && s.contains("恢复人行道板"));
        works.report(as(crew), caseId, null, new Words("人行道板已恢复"));
        complete(engineer, "works", "{}");
        clock.set("2026-10-14T10:00");
        assertThat(core.views().task(engineer, core.open(engineer, caseId, "acceptance").id()).data().at("/result/version").asInt()).isEqualTo(1);
        var answers = "'position': true, 'material': true, 'valves': true, 'backfill': true, 'surface': %s, 'pressure': 0.9, 'pressure-drop': 0.01, 'pressure-time': 30, 'flushing': 1.2, 'turbidity': 0.5, 'chlorine': 0.3";
        var form = "{'acceptedOn': '2026-10-14', 'participants': '工程、施工单位、客户', 'result': {'version': 1, 'answers': {" + answers + "}}}";
        assertThat(refused(() -> complete(engineer, "acceptance", form.formatted(false)))).containsExactly("/result/answers/surface");
        assertThat(refused(() -> complete(engineer, "acceptance", form.formatted(true).replace("10-14", "10-15")))).containsExactly("/acceptedOn");
        complete(engineer, "acceptance", form.formatted(true));
        hear();

        assertThat(core.openKeys(service, caseId)).contains("water-on");
        assertThat(acceptances.list(as(service), caseId)).extracting(a -> a.passed() + " " + a.mend()).containsExactly("false 恢复人行道板", "true null");
        assertThat(papers("acceptance-failed")).containsExactly("验收不合格单 " + number() + " 第1次.pdf");
        assertThat(papers("acceptance-form")).as("works that did not pass do not make the archive complete").containsExactly("竣工验收单 " + number() + " 第2次.pdf");
        assertThat(printed).extracting(p -> String.valueOf(p.values().get("title"))).contains("验收不合格单", "竣工验收单");
        assertThat(papers("construction-record")).containsExactly("施工记录 " + number() + ".pdf", "施工记录 " + number() + " 第2次.pdf");
        assertThat(state()).isEqualTo("accepted");
        assertThatThrownBy(() -> acceptances.failed(as(engineer), caseId, null, new AcceptanceResource.Failed(LocalDate.of(2026, 10, 13), "x", result(Map.of()), "y", null, null))).hasMessageContaining("construction/not-in-acceptance");
    }

    @Test
    void anAcceptanceThatWasKeptButNotSentBackGoesBackWhenItsFormIsMade() {
        finished();
        var task = core.open(engineer, caseId, "acceptance");
        var held = new AcceptanceStore(db.database());
        core.cases().act(engineer, caseId, "construction.not-passed", act -> {
            act.data(Map.of("acceptance", held.add(new Acceptance(0, caseId, task.id(), LocalDate.of(2026, 10, 13), "工程", 1, FakeTask.json("{}"), false, "重做回填", null, null, act.now(), 1, null))));
            return null;
        });
        hear();
        assertThat(core.openKeys(service, caseId)).contains("works").doesNotContain("acceptance");
    }

    @Test
    void worksAreNotCompletedWhileAnExcavationApplicationWaits() {
        plan(engineer);
        enter("开槽", photo());
        works.report(as(crew), caseId, null, new Words(null));
        assertThat(missing("works")).isEmpty();
        new ExcavationStore(db.database()).apply(new Application(0, caseId, "市城管局", "1", LocalDate.of(2026, 10, 13), 41, null, clock.instant(), 1, null));
        assertThat(missing("works")).containsExactly("application-settled");
    }

    @Test
    void aUnitIsChosenWhenAnyOfItsPeopleSeesTheCase() {
        var unit = java.util.Set.of("construction-unit");
        core.person(new Actor(3, "c3", "c3", unit, java.util.Set.of("construction.crew"), java.util.Set.of(), true, "zh-CN"));
        core.person(6, "construction-unit", "construction.read", "construction.crew");
        assertThat(works.get(as(engineer), caseId).units()).as("the first of its people sees no cases").containsExactly("construction-unit");
        long other = open("works-unseen");
        assertThatThrownBy(() -> works.plan(as(engineer), other, null, new Plan("construction-unit", "一班", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 14), null)))
                .isInstanceOfSatisfying(org.jieshui.platform.api.rest.ProblemException.class, e -> assertThat(e.problem().errors()).singleElement().satisfies(f -> assertThat(f.toString()).contains("/unit", "参加查勘")));
    }

    @Test // R258
    void aStoppageOfACaseThatIsNotReadyPausesItOnceItIsRevived() {
        plan(engineer);
        works.stop(as(crew), caseId, null, new NewStoppage("site-not-ready", "门前堆放建材", "清出作业面", null));
        core.cases().notReady(Papers.SYSTEM, caseId, "客户暂缓", null);
        assertThatThrownBy(this::hear).hasStackTraceContaining("not-ready");
        core.cases().revive(Papers.SYSTEM, caseId, "客户恢复", null);
        done.clear();
        hear();
        assertThat(core.views().caseView(service, caseId).pauses()).anyMatch(p -> p.reason().equals("site-not-ready") && p.to() == null);
        assertThat(works.get(as(crew), caseId).stoppages()).singleElement().satisfies(s -> assertThat(s.paused()).isTrue());
    }

    @Test
    void papersAreStillMadeWhenTheCaseIsClosedButNotItsArchive() {
        plan(engineer);
        enter("开槽", photo());
        works.report(as(crew), caseId, null, new Words(null));
        complete(engineer, "works", "{}");
        complete(engineer, "acceptance", PASSED);
        complete(core.person(7, "marketing"), "water-on", "{}");
        core.has(caseId, "as-built", 902);
        complete(engineer, "as-built", AS_BUILT);
        core.has(caseId, "as-built-receipt", 903);
        core.has(caseId, "construction-record", 900); // supplied by hand, or the core would not close the case
        core.has(caseId, "acceptance-form", 901);
        core.cases().close(Papers.SYSTEM, caseId, null);
        kept.sealed = true;
        hear();
        assertThat(papers("acceptance-form")).as("nothing to do").isEmpty();
        kept.sealed = false;
        done.clear();
        hear();
        assertThat(papers("construction-record")).hasSize(1);
        assertThat(papers("acceptance-form")).hasSize(1);
    }

    @Test // R198, R199, R200, R266
    void whatWasBuiltIsMeasuredComparedAndHandedOverWithAReceipt() {
        finished();
        complete(engineer, "acceptance", PASSED);
        assertThat(core.openKeys(service, caseId)).as("beside the water, which does not wait for it").contains("water-on", "as-built");
        assertThat(refused(() -> complete(engineer, "as-built", AS_BUILT))).as("the drawing first").containsExactly("/documents/as-built");
        core.has(caseId, "as-built", 902);
        assertThat(refused(() -> complete(engineer, "as-built", AS_BUILT.replace("'length': 40", "'length': 44")))).as("drawn otherwise than measured, without a word").containsExactly("/explanation");
        complete(engineer, "as-built", AS_BUILT.replace("'length': 40", "'length': 44, 'explanation': '末端弯头未测'"));
        hear();
        hear();
        assertThat(papers("as-built-receipt")).containsExactly("竣工资料移交签收单 " + number() + ".pdf");
        assertThat(printed.get(printed.size() - 1).values()).extracting("pipe", "explanation", "receivedBy").containsExactly("DN100 PE，44 m", "末端弯头未测", "管网 曹勇");
        var built = new AsBuiltResource(core.cases(), core.directory(), kept.archive, new AsBuiltStore(db.database()), store);
        assertThat(built.list(as(service), caseId)).singleElement().satisfies(a -> {
            assertThat(a.lines()).extracting(l -> l.what() + " " + l.difference().stripTrailingZeros().toPlainString() + " " + l.within()).containsExactly("drawn 4 false");
            assertThat(a.receipt()).isEqualTo(kept.documents.stream().filter(d -> d.type().equals("as-built-receipt")).findFirst().orElseThrow().id());
            assertThat(a.revoked()).isFalse();
        });
        assertThat(built.list(as(crew), caseId)).as("the unit that built it sees it").hasSize(1);
        long task = core.cases().tasks(Papers.SYSTEM, caseId).stream().filter(t -> t.key().equals("as-built")).findFirst().orElseThrow().id();
        new AsBuiltStore(db.database()).revoke(task, clock.instant());
        assertThat(built.list(as(engineer), caseId)).as("sent back, it stays to be read").singleElement().satisfies(a -> assertThat(a.revoked()).isTrue());
    }

    @Test
    void worksFailOncePerRoundByWhomeverItIsFor() {
        finished();
        var failed = new AcceptanceResource.Failed(LocalDate.of(2026, 10, 13), "工程", result(Map.of()), "重做回填", null, null);
        var elsewhere = new Actor(9, "e9", "e9", java.util.Set.of("engineering"), java.util.Set.of("cases.read", "construction.read", "construction.work"), java.util.Set.of(), false, "zh-CN",
                List.of(new Actor.Duty(9, "engineering", java.util.Set.of("cases.read", "construction.work"), java.util.Set.of("huaiyin")), new Actor.Duty(9, "engineering", java.util.Set.of("cases.read"), java.util.Set.of("lixia"))));
        core.person(elsewhere);
        assertThatThrownBy(() -> acceptances.failed(as(elsewhere), caseId, null, failed)).hasMessageContaining("construction/not-your-acceptance");
        assertThat(acceptances.list(as(service), caseId)).isEmpty();

        long task = core.open(engineer, caseId, "acceptance").id();
        var held = new AcceptanceStore(db.database());
        Runnable first = () -> held.add(new Acceptance(0, caseId, task, LocalDate.of(2026, 10, 13), "工程", 1, FakeTask.json("{}"), false, "重做回填", null, null, clock.instant(), 1, null));
        assertThatThrownBy(() -> meanwhile(first).failed(as(engineer), caseId, null, failed)).as("a double click").hasMessageContaining("construction/not-in-acceptance");
        assertThat(acceptances.list(as(service), caseId)).hasSize(1);
        assertThat(missing("acceptance")).as("nobody passes it any more").containsExactly("not-failed");

        caseId = open("works-seen");
        finished();
        assertThatThrownBy(() -> meanwhile(() -> complete(engineer, "acceptance", PASSED)).failed(as(engineer), caseId, null, failed)).as("a colleague passed it").hasMessageContaining("construction/not-in-acceptance");
        assertThat(acceptances.list(as(service), caseId)).extracting(AcceptanceResource.AcceptanceView::passed).containsExactly(true);
    }

    /** Acceptances with something that happens between the look at the case and the action. */
    private AcceptanceResource meanwhile(Runnable other) {
        return new AcceptanceResource(meanwhileCases(other), core.directory(), core.sent::addAll, new AcceptanceStore(db.database()), new ChecklistStore(db.database()), store, new Requests(db.database()), clock);
    }

    private org.jieshui.cases.api.Cases meanwhileCases(Runnable other) {
        return (org.jieshui.cases.api.Cases) Proxy.newProxyInstance(org.jieshui.cases.api.Cases.class.getClassLoader(), new Class<?>[] {org.jieshui.cases.api.Cases.class}, (proxy, method, args) -> {
            if (method.getName().equals("act")) {
                other.run();
            }
            try {
                return method.invoke(core.cases(), args);
            } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Test // R258
    void anAcceptanceThatCannotBeHeldStandsStillToo() {
        finished();
        works.stop(as(engineer), caseId, null, new NewStoppage("acceptance-not-ready", "管井被车辆占压", "挪车", null));
        assertThat(missing("acceptance")).containsExactly("acceptable");
        works.resume(as(engineer), caseId, works.get(as(engineer), caseId).stoppages().get(0).id(), null, new Words("已挪车"));
        hear();
        var pause = core.views().caseView(service, caseId).pauses().get(0);
        assertThat(pause.to()).as("they went on before the notice was made: the pause has its end").isEqualTo(clock.instant());
        assertThat(missing("acceptance")).isEmpty();
    }

    @Test
    void aConstructionUnitSeesAndFilesOnlyWhatWasGivenToIt() {
        long other = open("works-unseen");
        hear();
        assertThatThrownBy(() -> works.get(as(crew), caseId)).as("seen at the survey, works not given to it").hasMessageContaining("not-found");
        assertThatThrownBy(() -> acceptances.list(as(crew), caseId)).as("invited to the survey only").hasMessageContaining("not-found");
        assertThatThrownBy(() -> dig.get(as(crew), caseId)).as("invited to the survey only").hasMessageContaining("not-found");
        assertThatThrownBy(() -> works.get(as(crew), other)).hasMessageContaining("not-found");
        assertThat(rows(crew, null)).isEmpty();
        assertThat(refused(() -> works.plan(as(engineer), other, null, new Plan("construction-unit", "一班", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 14), null)))).as("it would not see the case").containsExactly("/unit");

        plan(engineer);
        assertThat(rows(crew, null)).containsExactly(number() + " planned");
        assertThat(acceptances.list(as(crew), caseId)).isEmpty();
        assertThat(dig.get(as(crew), caseId).applications()).isEmpty();
        assertThat(rows(engineer, null)).hasSize(2);
        assertThat(core.views().cases(crew, new org.jieshui.cases.api.view.CaseViews.CaseQuery(null, null, null, null, null, null, null, 50)).items()).extracting(r -> r.id()).containsExactly(caseId);
        assertThat(core.cases().find(crew, other)).isEmpty();
        assertThatThrownBy(() -> core.views().timeline(crew, other, null, 10)).hasMessageContaining("not-found");
        for (Runnable closed : List.<Runnable>of(() -> works.enter(as(crew), other, null, new NewEntry(LocalDate.of(2026, 10, 13), "x", null, null, null, null, null)), () -> works.stop(as(crew), other, null, new NewStoppage("force-majeure", "x", "y", null)),
                () -> works.report(as(crew), other, null, new Words(null)), () -> acceptances.list(as(crew), other), () -> photo(crew, other))) {
            assertThatThrownBy(closed::run).hasMessageContaining("not-found");
        }
        assertThatThrownBy(() -> enterAs(service, "x")).as("customer service looks on").hasMessageContaining("forbidden");
    }

    @Test
    void theListIsTurnedPageByPageThoseThatEndFirstFirst() {
        var cases = new ArrayList<>(List.of(caseId));
        for (int i = 0; i < 4; i++) {
            cases.add(open("works-seen"));
        }
        hear();
        for (int i = 0; i < 4; i++) {
            caseId = cases.get(i);
            works.plan(as(engineer), caseId, null, new Plan("construction-unit", "一班", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 20 - i % 2), null));
        }
        var seen = new ArrayList<Long>();
        String after = null;
        do {
            var page = list.list(as(engineer), null, null, null, after, 2);
            page.items().forEach(r -> seen.add(r.caseId()));
            after = page.next();
        } while (after != null);
        assertThat(seen).containsExactly(cases.get(1), cases.get(3), cases.get(0), cases.get(2), cases.get(4));
        assertThat(rows(engineer, "to-plan")).hasSize(1);
        assertThat(rows(engineer, "running")).isEmpty();
        assertThatThrownBy(() -> list.list(as(engineer), "other", null, null, null, 0)).hasMessageContaining("invalid");
        assertThatThrownBy(() -> list.list(as(engineer), null, null, null, "x", 0)).hasMessageContaining("invalid");
        assertThat((byte[]) list.export(as(engineer), null, null, null).getEntity()).startsWith('P', 'K');
        assertThat(core.read).anyMatch(r -> r.startsWith("construction.export") && r.contains("customer"));
    }

    @Test
    void whatIsWrongIsNamedFieldByField() {
        plan(engineer);
        assertThat(refused(() -> works.enter(as(crew), caseId, null, new NewEntry(LocalDate.of(2026, 10, 14), " ", "x".repeat(51), 5, new BigDecimal("1.234"), null, null)))).containsExactly("/day", "/did", "/material", "/calibre", "/length");
        assertThat(refused(() -> works.enter(as(crew), caseId, null, new NewEntry(LocalDate.of(2026, 10, 13), "x", null, null, null, null, List.of(99L))))).containsExactly("/photos");
        assertThat(refused(() -> works.stop(as(crew), caseId, null, new NewStoppage("contract-review", null, "", at("2026-10-13T11:00"))))).containsExactly("/reason", "/what", "/needed", "/began");
        assertThat(refused(() -> works.plan(as(engineer), caseId, null, new Plan("nobody", " ", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 12), null)))).containsExactly("/unit", "/crew", "/ends");
        assertThat(works.get(as(crew), caseId).entries()).isEmpty();
        enter("开槽", photo());
        long id = works.get(as(crew), caseId).entries().get(0).id();
        works.voidEntry(as(crew), caseId, id, null);
        assertThat(works.get(as(crew), caseId).entries()).isEmpty();
        assertThat(missing("works")).as("photos of a void entry do not count").contains("photos");
        assertThatThrownBy(() -> works.voidEntry(as(crew), caseId, id, null)).hasMessageContaining("not-found");
    }

    @Test
    void noticesAreNumberedWithoutGaps() {
        plan(engineer);
        for (int i = 1; i <= 3; i++) {
            works.stop(as(crew), caseId, null, new NewStoppage("site-not-ready", "x", "y", null));
            assertThatThrownBy(() -> works.stop(as(crew), caseId, null, new NewStoppage("site-not-ready", "x", "y", null))).hasMessageContaining("construction/stopped");
            var all = works.get(as(crew), caseId).stoppages();
            assertThat(all.get(i - 1).number()).isEqualTo("TG2026-000" + i);
            works.resume(as(crew), caseId, all.get(i - 1).id(), null, new Words("好了"));
        }
        clock.set("2027-01-04T10:00");
        works.stop(as(crew), caseId, null, new NewStoppage("site-not-ready", "x", "y", null));
        assertThat(works.get(as(crew), caseId).stoppages().get(3).number()).isEqualTo("TG2027-0001");
    }

    @Test
    void aPhotosNameMayHaveTwoLines() {
        works.plan(as(engineer), caseId, null, new Plan("construction-unit", "一班", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 16), null));
        assertThat(photo("%E7%85%A7%0A%E7%89%87.JPG", null, 1)).isPositive();
    }

    @Test // rule 11: the answer was lost, the crew presses again
    void whatIsSentAgainUnderItsKeyIsDoneOnceAndAnsweredTheSame() {
        var plan = new Plan("construction-unit", "一班", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 16), null);
        twice(() -> works.plan(as(engineer), caseId, "plan", plan));
        long photo = photo("photo", 1);
        assertThat(photo("photo", 1)).isEqualTo(photo);
        assertThat(kept.documents).as("stored once").hasSize(1);
        assertThatThrownBy(() -> photo("photo", 2)).hasMessageContaining("construction/key-reused");
        assertThat(kept.documents).as("looked at before it is stored").hasSize(1);
        var entry = new NewEntry(LocalDate.of(2026, 10, 13), "开槽", null, null, null, null, List.of(photo));
        twice(() -> works.enter(as(crew), caseId, "entry", entry));
        var other = new NewEntry(LocalDate.of(2026, 10, 13), "敷设", null, null, null, null, List.of());
        assertThatThrownBy(() -> works.enter(as(crew), caseId, "entry", other)).hasMessageContaining("construction/key-reused");
        assertThatThrownBy(() -> works.report(as(crew), caseId, "entry", new Words(null))).hasMessageContaining("construction/key-reused");
        assertThat(works.enter(as(crew), caseId, null, other).entries()).as("without a key, as often as it is sent").hasSize(2);
        assertThat(refused(() -> works.enter(as(crew), caseId, "x".repeat(101), other))).containsExactly("/Idempotency-Key");
        long second = works.get(as(crew), caseId).entries().get(1).id();
        twice(() -> works.voidEntry(as(crew), caseId, second, "void"));

        twice(() -> works.stop(as(crew), caseId, "stop", new NewStoppage("site-not-ready", "门前堆放建材", "清出作业面", null)));
        long stoppage = works.get(as(crew), caseId).stoppages().get(0).id();
        twice(() -> works.resume(as(crew), caseId, stoppage, "resume", new Words("好了")));
        twice(() -> works.report(as(crew), caseId, "report", new Words("已冲洗")));
        twice(() -> works.giveBack(as(engineer), caseId, "back", new Words("补拍")));
        works.report(as(crew), caseId, null, new Words(null));
        complete(engineer, "works", "{}");
        assertThat(works.enter(as(crew), caseId, "entry", entry).entries()).as("whatever became of the case since").hasSize(1);
        assertThat(photo("photo", 1)).isEqualTo(photo);
        var failed = new AcceptanceResource.Failed(LocalDate.of(2026, 10, 13), "工程", result(Map.of()), "重做回填", null, null);
        var held = acceptances.failed(as(engineer), caseId, "failed", failed);
        assertThat(held).hasSize(1);
        assertThat(acceptances.failed(as(engineer), caseId, "failed", failed)).isEqualTo(held);

        assertThat(journal()).filteredOn(kind -> kind.startsWith("construction.")).containsExactlyInAnyOrder("construction.planned", "construction.photographed", "construction.entered", "construction.entered", "construction.entry-void",
                "construction.stopped", "construction.resumed", "construction.reported", "construction.report-returned", "construction.reported", "construction.finished", "construction.not-passed");
        assertThat(core.sent).extracting(m -> m.kind()).containsOnlyOnce("construction.planned", "construction.report-returned", "construction.not-passed");
        var asked = db.database().read(h -> h.createQuery("SELECT string_agg(r::text, ' ') FROM construction.request r").mapTo(String.class).one());
        assertThat(asked).as("no words of people").doesNotContain("开槽", "门前", "回填");
    }

    @Test
    void twoThatSendTheSameKeyAtOnceDoItOnce() {
        plan(engineer);
        var entry = new NewEntry(LocalDate.of(2026, 10, 13), "开槽", null, null, null, null, null);
        var meanwhile = new WorksResource(meanwhileCases(() -> works.enter(as(crew), caseId, "entry", entry)), core.directory(), kept.archive, core.sent::addAll, store, new ExcavationStore(db.database()), new Requests(db.database()), clock);
        assertThat(meanwhile.enter(as(crew), caseId, "entry", entry).entries()).hasSize(1);
        assertThat(journal()).containsOnlyOnce("construction.entered");
    }

    @Test
    void photosOfADialogThatWasClosedAreOfferedToWhoeverTookThem() {
        plan(engineer);
        long left = photo("a", 1);
        long filed = photo("b", 2);
        long void_ = photo("c", 3);
        photo(engineer, caseId);
        enter("开槽", filed);
        kept.declareVoid(void_);
        assertThat(works.unfiled(as(crew), caseId)).extracting(WorksResource.PhotoView::document).containsExactly(left);
        assertThat(works.unfiled(as(service), caseId)).isEmpty();
    }

    // ---- steps

    /** The second time is answered as the first and changes nothing. */
    private static void twice(java.util.function.Supplier<WorksView> request) {
        var first = request.get();
        assertThat(request.get()).isEqualTo(first);
    }

    private List<String> journal() {
        return core.views().timeline(Papers.SYSTEM, caseId, null, 100).items().stream().map(e -> e.kind()).toList();
    }

    private long photo(String key, int content) {
        return photo("照片.jpg", key, content);
    }

    private long photo(String name, String key, int content) {
        try {
            return works.photo(as(crew), caseId, name, key, new ByteArrayInputStream(new byte[] {1, 2, (byte) content})).document();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long open(String process) {
        long id = core.cases().open(service, new NewCase(process, "application", "某某食品", null, null, "凤鸣路 17 号", "lixia", null), null).caseId();
        core.cases().complete(finance, core.open(service, id, "payment").id(), FakeTask.json("{}"), null);
        return id;
    }

    private void plan(Actor by) {
        works.plan(as(by), caseId, null, new Plan("construction-unit", "管线一班 吕大伟", LocalDate.of(2026, 10, 13), LocalDate.of(2026, 10, 16), null));
        hear();
    }

    private void finished() {
        plan(engineer);
        enter("开槽、敷设、回填", photo());
        works.report(as(crew), caseId, null, new Words(null));
        complete(engineer, "works", "{}");
        hear();
    }

    private void enter(String did, long photo) {
        works.enter(as(crew), caseId, null, new NewEntry(LocalDate.ofInstant(clock.instant(), ExcavationTask.ZONE), did, "PE100", 63, new BigDecimal("18.50"), null, List.of(photo)));
        hear();
    }

    private void enterAs(Actor who, String did) {
        works.enter(as(who), caseId, null, new NewEntry(LocalDate.of(2026, 10, 13), did, null, null, null, null, null));
    }

    private long photo() {
        return photo(crew, caseId);
    }

    private long photo(Actor who, long id) {
        try {
            return works.photo(as(who), id, "%E7%85%A7%E7%89%87.jpg", null, new ByteArrayInputStream(new byte[] {1, 2, 3})).document();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void complete(Actor who, String key, String form) {
        core.cases().complete(who, core.open(who, caseId, key).id(), FakeTask.json(form), null);
    }

    private static AcceptanceResource.Result result(Map<String, Object> answers) {
        return new AcceptanceResource.Result(1, answers);
    }

    /** Every entry of every case that was not heard before, and those that hearing them makes. */
    private void hear() {
        for (boolean more = true; more;) {
            more = false;
            for (var row : core.views().cases(service, new org.jieshui.cases.api.view.CaseViews.CaseQuery(null, null, null, null, null, null, null, 50)).items()) {
                var entries = new ArrayList<>(core.views().timeline(Papers.SYSTEM, row.id(), null, 100).items());
                java.util.Collections.reverse(entries);
                for (var e : entries) {
                    if (!done.add(e.id())) {
                        continue;
                    }
                    more = true;
                    var entry = new Entry(e.id(), row.id(), e.seq(), e.at(), e.actor() == null ? 0 : e.actor().id(), null, e.kind(), e.taskId(), e.data());
                    listeners.entrySet().stream().filter(l -> l.getValue().contains(e.kind())).forEach(l -> hears(l.getKey(), entry));
                }
            }
        }
    }

    private static void hears(CaseListener listener, Entry entry) {
        try {
            listener.on(entry);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private WorksView view() {
        return works.get(as(engineer), caseId);
    }

    private String state() {
        return rows(engineer, view().state()).stream().filter(r -> r.startsWith(number())).map(r -> r.split(" ")[1]).findFirst().orElse(view().state() + ", but not in the list");
    }

    private List<String> rows(Actor who, String state) {
        return list.list(as(who), state, null, null, null, 0).items().stream().map(r -> r.number() + " " + r.state()).toList();
    }

    private String number() {
        return core.cases().get(service, caseId).number();
    }

    private List<String> missing(String key) {
        return core.views().task(engineer, core.open(engineer, caseId, key).id()).conditions().stream().filter(c -> !c.met()).map(c -> c.id().replace("construction.", "")).toList();
    }

    private List<String> papers(String type) {
        return kept.documents.stream().filter(d -> d.type().equals(type) && d.fileName().endsWith(".pdf")).map(d -> d.fileName()).toList();
    }

    private long notice() {
        return kept.documents.stream().filter(d -> d.type().equals("contact-notice")).findFirst().orElseThrow().id();
    }

    private static java.time.Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ExcavationTask.ZONE).toInstant();
    }

    private Printer printer() {
        return (Printer) Proxy.newProxyInstance(Printer.class.getClassLoader(), new Class<?>[] {Printer.class}, (proxy, method, args) -> {
            printed.add((Paper) args[0]);
            return "%PDF".getBytes(StandardCharsets.US_ASCII);
        });
    }
}
