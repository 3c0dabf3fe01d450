package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.construction.ExcavationResource.ApplicationView;
import org.jieshui.construction.ExcavationResource.Grant;
import org.jieshui.construction.ExcavationResource.Need;
import org.jieshui.construction.ExcavationResource.NewApplication;
import org.jieshui.construction.ExcavationResource.Refusal;
import org.jieshui.construction.ExcavationResource.Tick;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Excavation and entry conditions in a short process, run by the core that ships. */
class ExcavationTest {

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("construction", ExcavationStore.class).and("cases", CasesService.class);

    private static final String PROCESS = """
            {"id": "dig", "version": 1, "name": {"zh-CN": "刨掘", "en": "Dig"}, "model": "321", "policy": {"document": "试验"},
             "flow": {"target": 1, "limit": 5, "from": "only", "to": "commission"}, "materials": {"documents": []}, "pauseReasons": ["excavation-approval"],
             "stages": [{"id": "only", "name": {"zh-CN": "阶段", "en": "Stage"}, "target": {"workingDays": 1}, "limit": {"workingDays": 5}, "tasks": [
               {"id": "survey-engineering", "type": "construction.finding", "department": "engineering", "name": {"zh-CN": "查勘", "en": "Survey"}},
               {"id": "excavation", "type": "construction.excavation", "department": "engineering", "name": {"zh-CN": "刨掘", "en": "Excavation"}, "after": ["survey-engineering"]},
               {"id": "commission", "type": "agreements.commission", "department": "customer-service", "name": {"zh-CN": "协议", "en": "Agreement"}, "after": ["excavation"]}]}]}""";

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private CasesFixture core;
    private ExcavationResource excavations;
    private ChecklistStore lists;
    private Actor engineer;
    private Actor service;
    private long caseId;

    @BeforeEach
    void theSurveyFoundThatARoadIsDugUp() {
        core = new CasesFixture(db.database("cases"), clock);
        engineer = core.person(1, "engineering", "construction.read", "construction.work");
        service = core.person(2, "customer-service", "cases.open", "construction.read");
        lists = new ChecklistStore(db.database());
        var store = new ExcavationStore(db.database());
        core.run("construction", ExcavationTask.class, Map.of("construction.finding", new FindingTask(), "construction.excavation", new ExcavationTask(store, lists)));
        core.run("agreements", null, Map.of("agreements.commission", new TaskType() {}));
        core.processes().publish(Actor.system("test"), PROCESS);
        excavations = new ExcavationResource(core.cases(), core.directory(), core.archive, core.calendar, store, lists, new WorksStore(db.database()), new Requests(db.database()), clock);
        caseId = core.cases().open(service, new NewCase("dig", "application", "某某小区", null, null, "旅游路 1 号", "lixia", null), null).caseId();
        core.cases().complete(engineer, core.open(engineer, caseId, "survey-engineering").id(), FakeTask.json("""
                {'siteFit': true, 'excavation': true, 'excavationArea': 12.5, 'excavationState': 'to-apply', 'excavationPlan': '下周申请', 'lines': 'in-service'}"""), null);
        core.documents.put(caseId, new java.util.HashMap<>(Map.of("excavation-permit", List.of(41L, 42L), "survey-record", List.of(43L))));
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R62, R80, R251
    void theTaskIsDoneWhenThePermitIsThereAndEveryConditionIsMet() {
        assertThat(see().finding()).isEqualTo(new ExcavationResource.Finding(true, 12.5, "to-apply", "下周申请"));
        assertThat(missing()).hasSize(1 + see().checks().size());
        decide(true, null);
        assertThat(missing()).contains("construction.permit").doesNotContain("construction.decided");
        tickAll();
        assertThat(missing()).containsExactly("construction.permit");
        assertThatThrownBy(() -> complete()).hasMessageContaining("cases/conditions");

        clock.set("2026-10-14T11:00");
        apply(LocalDate.of(2026, 10, 14));
        clock.set("2026-10-20T11:00");
        excavations.granted(as(engineer), caseId, waiting().id(), null, grant("2026-10-20", "2026-12-31"));
        assertThat(missing()).isEmpty();
        complete();

        assertThat(core.openKeys(service, caseId)).containsExactly("commission");
        assertThatThrownBy(() -> decide(false, "改走绿化带")).hasMessageContaining("construction/entry-settled");
        assertThatThrownBy(() -> excavations.tick(as(engineer), caseId, "site", new Tick(false, null))).hasMessageContaining("construction/entry-settled");
    }

    @Test // R7 of the clocks: time that the authority takes does not count
    void whileTheAuthorityDecidesTheCaseIsPausedWithTheApplicationAsEvidence() {
        var due = core.open(engineer, caseId, "excavation").due();
        clock.set("2026-10-15T10:00");
        apply(LocalDate.of(2026, 10, 14));

        var pause = core.views().caseView(service, caseId).pauses().get(0);
        assertThat(pause.reason()).isEqualTo("excavation-approval");
        assertThat(pause.evidence()).containsExactly(41L);
        assertThat(pause.from()).as("applied the day before: from when business closed").isEqualTo(core.calendar.closeOf(LocalDate.of(2026, 10, 14)));
        assertThat(pause.to()).isNull();
        assertThat(pause.by().id()).isEqualTo(engineer.id());
        assertThat(core.open(engineer, caseId, "excavation").due()).isNull();
        assertThatThrownBy(() -> apply(LocalDate.of(2026, 10, 15))).hasMessageContaining("construction/application-waiting");

        clock.set("2026-10-21T10:00");
        excavations.granted(as(engineer), caseId, waiting().id(), null, grant("2026-10-20", "2026-12-31"));
        assertThat(core.views().caseView(service, caseId).pauses().get(0).to()).isEqualTo(core.calendar.closeOf(LocalDate.of(2026, 10, 20)));
        assertThat(core.open(engineer, caseId, "excavation").due()).as("four working days later").isEqualTo(due.plusSeconds(6 * 86_400));
        assertThatThrownBy(() -> excavations.refused(as(engineer), caseId, see().applications().get(0).id(), null, new Refusal(LocalDate.of(2026, 10, 20), "x"))).hasMessageContaining("construction/application-decided");
    }

    @Test
    void aRefusedApplicationIsFollowedByAnotherAndAnExpiredPermitIsNone() {
        decide(true, null);
        tickAll();
        apply(LocalDate.of(2026, 10, 13));
        excavations.refused(as(engineer), caseId, waiting().id(), null, new Refusal(LocalDate.of(2026, 10, 13), "雨季停止刨掘"));
        assertThat(core.views().caseView(service, caseId).pauses()).allSatisfy(p -> assertThat(p.to()).isNotNull());

        excavations.apply(as(engineer), caseId, null, new NewApplication("市城管局", "2", LocalDate.of(2026, 10, 13), 41L, false));
        assertThat(core.views().caseView(service, caseId).pauses()).as("not paused when it is not wanted").hasSize(1);
        excavations.granted(as(engineer), caseId, waiting().id(), null, grant("2026-10-13", "2026-10-15"));
        assertThat(missing()).isEmpty();
        clock.set("2026-10-16T10:00");
        assertThat(missing()).containsExactly("construction.permit");
        assertThat(see().applications()).extracting(ApplicationView::state).containsExactly("refused", "expired");
    }

    @Test
    void anApplicationThatIsNotNeededAnyMoreIsWithdrawnAndTheCaseGoesOn() {
        apply(LocalDate.of(2026, 10, 13));
        decide(false, "改走绿化带");
        tickAll();
        assertThat(missing()).as("it would stay paused").containsExactly("construction.application-settled");
        assertThat(refused(() -> excavations.withdrawn(as(engineer), caseId, waiting().id(), null, new Refusal(null, " ")))).containsExactly("/decidedOn", "/reason");
        excavations.withdrawn(as(engineer), caseId, waiting().id(), null, new Refusal(LocalDate.of(2026, 10, 13), "不再刨掘"));
        assertThat(core.views().caseView(service, caseId).pauses()).singleElement().satisfies(p -> assertThat(p.to()).isNotNull());
        assertThat(see().applications()).extracting(a -> a.state() + " " + a.refusal()).containsExactly("withdrawn 不再刨掘");
        complete();
    }

    @Test
    void anotherDecisionThanTheSurveysNeedsAReason() {
        assertThat(refused(() -> decide(false, " "))).containsExactly("/why");
        decide(false, "改走绿化带");
        assertThat(see().need()).satisfies(n -> {
            assertThat(n.needed()).isFalse();
            assertThat(n.why()).isEqualTo("改走绿化带");
        });
        tickAll();
        complete();
    }

    @Test
    void whatIsWrongIsNamedFieldByFieldAndNothingIsKept() {
        assertThat(refused(() -> excavations.apply(as(engineer), caseId, null, new NewApplication(" ", null, LocalDate.of(2026, 10, 14), 43L, true)))).containsExactly("/authority", "/number", "/appliedOn", "/document");
        assertThat(refused(() -> excavations.decide(as(engineer), caseId, new Need(null, null)))).containsExactly("/needed");
        assertThat(refused(() -> excavations.tick(as(engineer), caseId, "site", new Tick(null, "x".repeat(501))))).containsExactly("/met", "/note");
        assertThat(see().applications()).isEmpty();
        apply(LocalDate.of(2026, 10, 13));
        assertThat(refused(() -> excavations.granted(as(engineer), caseId, waiting().id(), null, new Grant(null, LocalDate.of(2026, 10, 12), LocalDate.of(2026, 10, 20), LocalDate.of(2026, 10, 19), 99L))))
                .containsExactly("/permit", "/decidedOn", "/validTo", "/document");
        assertThatThrownBy(() -> excavations.granted(as(engineer), caseId, 999, null, grant("2026-10-13", "2026-12-31"))).hasMessageContaining("not-found");
        assertThatThrownBy(() -> excavations.tick(as(engineer), caseId, "none", new Tick(true, null))).hasMessageContaining("not-found");
    }

    @Test
    void theListIsChangedByVersionsAndCountsAtOnce() {
        var resource = new ChecklistResource(core.directory(), lists, clock);
        var items = new ArrayList<>(resource.current("entry").items());
        decide(false, "改走绿化带");
        tickAll();
        items.add(new Checklist.Item("notice", Text.of("已张贴施工公告", "The notice is posted"), null));
        var second = resource.publish(as(engineer), "entry", new ChecklistResource.NewList(1, items));
        assertThat(second.version()).isEqualTo(2);
        assertThat(missing()).as("what was ticked stays ticked").containsExactly("construction.entry.notice");
        assertThatThrownBy(() -> resource.publish(as(engineer), "entry", new ChecklistResource.NewList(1, items))).hasMessageContaining("construction/list-changed");
        assertThatThrownBy(() -> resource.current("other")).hasMessageContaining("not-found");
        assertThat(resource.version("entry", 1).items()).hasSize(items.size() - 1);
    }

    @Test // rule 11
    void anApplicationAndItsOutcomeAreRecordedOnceUnderTheirKeys() {
        var wanted = new NewApplication("市城市管理局", "刨申 2026-117", LocalDate.of(2026, 10, 13), 41L, null);
        var first = excavations.apply(as(engineer), caseId, "apply", wanted);
        assertThat(excavations.apply(as(engineer), caseId, "apply", wanted)).isEqualTo(first);
        var outcome = new Refusal(LocalDate.of(2026, 10, 13), "雨季停止刨掘");
        long id = first.applications().get(0).id();
        var then = excavations.refused(as(engineer), caseId, id, "refused", outcome);
        assertThat(excavations.refused(as(engineer), caseId, id, "refused", outcome)).isEqualTo(then);
        assertThatThrownBy(() -> excavations.withdrawn(as(engineer), caseId, id, "refused", outcome)).hasMessageContaining("construction/key-reused");
        assertThat(core.views().caseView(service, caseId).pauses()).as("paused once, resumed once").hasSize(1);
    }

    private ExcavationResource.ExcavationView see() {
        return excavations.get(as(service), caseId);
    }

    private ApplicationView waiting() {
        return see().applications().stream().filter(a -> a.state().equals("waiting")).findFirst().orElseThrow();
    }

    private void decide(boolean needed, String why) {
        excavations.decide(as(engineer), caseId, new Need(needed, why));
    }

    private void apply(LocalDate on) {
        excavations.apply(as(engineer), caseId, null, new NewApplication("市城市管理局", "刨申 2026-117", on, 41L, null));
    }

    private static Grant grant(String on, String to) {
        return new Grant("刨许 2026-88", LocalDate.parse(on), LocalDate.parse(on), LocalDate.parse(to), 42L);
    }

    private void tickAll() {
        see().checks().forEach(c -> excavations.tick(as(engineer), caseId, c.id(), new Tick(true, null)));
    }

    private void complete() {
        core.cases().complete(engineer, core.open(engineer, caseId, "excavation").id(), FakeTask.json("{}"), null);
    }

    private List<String> missing() {
        return core.views().task(engineer, core.open(engineer, caseId, "excavation").id()).conditions().stream().filter(c -> !c.met()).map(c -> c.id()).toList();
    }

    static List<String> refused(Runnable work) {
        try {
            work.run();
            return List.of();
        } catch (ProblemException e) {
            return e.problem().errors().stream().map(FieldError::pointer).toList();
        }
    }

    static jakarta.ws.rs.core.SecurityContext as(Actor actor) {
        return (jakarta.ws.rs.core.SecurityContext) java.lang.reflect.Proxy.newProxyInstance(jakarta.ws.rs.core.SecurityContext.class.getClassLoader(), new Class<?>[] {jakarta.ws.rs.core.SecurityContext.class},
                (proxy, method, args) -> actor);
    }

}
