package org.jieshui.visits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.jieshui.visits.FollowUpResource.Outcome;
import org.jieshui.visits.QuestionnaireResource.NewQuestionnaire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Visits in a process of one task, run by the core that ships. */
class VisitsTest {

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("visits", VisitsStore.class).and("cases", CasesService.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private CasesFixture core;
    private VisitsStore store;
    private FollowUpResource followUps;
    private QuestionnaireResource questionnaires;
    private Actor specialist;
    private Actor service;
    private Actor engineer;
    private Actor designer;
    private Actor leader;
    private long caseId;

    @BeforeEach
    void waterIsOn() {
        core = new CasesFixture(db.database("cases"), clock);
        store = new VisitsStore(db.database());
        specialist = core.person(1, "customer-service", "visits.read", "visits.work");
        service = core.person(2, "customer-service", "cases.open", "visits.read");
        engineer = core.person(3, "engineering", "visits.read");
        designer = core.person(4, "design", "visits.read");
        leader = core.person(5, "leader", "visits.read", "visits.questionnaire");
        core.run("visits", VisitTask.class, Map.of("visits.visit", new VisitTask(core.directory(), core.sent::addAll, store)));
        core.processes().publish(Actor.system("test"), """
                {"id": "visit-alone", "version": 1, "name": {"zh-CN": "只回访", "en": "Visit alone"}, "model": "321", "policy": {"document": "试验"},
                 "flow": {"target": 1, "limit": 3, "from": "visit", "to": "last"}, "materials": {"documents": []}, "pauseReasons": [],
                 "stages": [{"id": "visit", "name": {"zh-CN": "回访", "en": "Visit"}, "target": {"workingDays": 1}, "limit": {"workingDays": 3}, "tasks": [
                   {"id": "visit", "type": "visits.visit", "department": "customer-service", "name": {"zh-CN": "回访", "en": "Visit"}},
                   {"id": "last", "type": "visits.last", "department": "customer-service", "name": {"zh-CN": "收尾", "en": "Last"}, "after": ["visit"]}]}]}""");
        followUps = new FollowUpResource(core.cases(), core.directory(), core.sent::addAll, core.calendar, store, clock, 3);
        questionnaires = new QuestionnaireResource(core.directory(), store, clock);
        caseId = open("lixia");
        core.sent.clear();
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R87, R268
    void aSpecialistAsksWhatTheQuestionnaireAsks() {
        var prefilled = core.views().task(specialist, task()).data();
        assertThat(prefilled.at("/questionnaire/version").asInt()).isEqualTo(1);

        visit(form("satisfied"));

        var today = followUps.satisfaction(as(service), null, null);
        assertThat(today.satisfaction()).isEqualTo(Map.of("satisfied", 1));
        assertThat(today.scores()).isEqualTo(Map.of("attitude", new VisitsStore.Score(5, 1), "speed", new VisitsStore.Score(4, 1), "works", new VisitsStore.Score(2, 1)));
        assertThat(open(service, "all")).isEmpty();
        assertThat(core.sent).isEmpty();
        for (var wrong : List.of("-9999-01-01", "+999999999-12-31", "gestern")) {
            assertThatThrownBy(() -> followUps.satisfaction(as(service), wrong, wrong)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void whatIsNotAnsweredIsNamedAndNothingIsKept() {
        var form = form("satisfied");
        ((ObjectNode) form.at("/questionnaire/answers")).remove("speed");

        assertThat(refused(form)).containsExactly("/questionnaire/answers/speed");
        assertThat(refused(((ObjectNode) form("satisfied")).put("visitedAt", "2026-10-14T02:00:00Z"))).containsExactly("/visitedAt");
        assertThat(refused(((ObjectNode) form("satisfied")).put("visitedAt", "2025-10-13T01:59:00Z"))).as("before the case").containsExactly("/visitedAt");
        assertThat(refused(((ObjectNode) form("dissatisfied")).put("department", "nobody"))).containsExactly("/department");
        core.person(6, "finance");
        assertThat(refused(((ObjectNode) form("dissatisfied")).put("department", "finance"))).as("nobody there could settle it").containsExactly("/department");
        assertThat(refused(((ObjectNode) form("dissatisfied")).without(List.of("complaint")))).containsExactly("/complaint");
        assertThat(followUps.satisfaction(as(service), null, null).satisfaction()).isEmpty();
    }

    @Test // R87
    void whoIsDissatisfiedIsFollowedUpWithinALimit() {
        visit(form("dissatisfied"));

        assertThat(core.sent).extracting(m -> m.personId() + " " + m.kind()).containsExactly("3 visits.dissatisfied");
        var row = followUps.list(as(engineer), caseId, "open", null, null, null, 0).items().get(0);
        assertThat(row.due()).as("three working days after the visit").isEqualTo("2026-10-16T09:30:00Z");
        assertThat(row.overdue()).isFalse();
        assertThat(row.maySettle()).isTrue();
        assertThat(followUps.list(as(designer), caseId, "open", null, null, null, 0).items()).singleElement().satisfies(r -> assertThat(r.maySettle()).isFalse());
        assertThatThrownBy(() -> followUps.settle(as(designer), row.id(), new Outcome("好了"))).hasMessageContaining("forbidden");
        assertThatThrownBy(() -> followUps.settle(as(engineer), row.id(), new Outcome(" "))).isInstanceOf(ProblemException.class);

        clock.set("2026-10-19T10:00");
        assertThat(open(service, "open")).singleElement().satisfies(r -> assertThat(r.overdue()).isTrue());
        var settled = followUps.settle(as(engineer), row.id(), new Outcome("  路面已重铺，客户认可\n"));
        assertThat(settled.outcome()).as("as it was written").isEqualTo("  路面已重铺，客户认可\n");
        assertThat(settled.overdue()).as("settled too late").isTrue();
        assertThat(core.sent).last().satisfies(m -> assertThat(m.personId()).as("who visited hears").isEqualTo(1));
        assertThat(open(service, "open")).isEmpty();
        assertThat(open(service, "settled")).hasSize(1);
        assertThatThrownBy(() -> followUps.settle(as(specialist), row.id(), new Outcome("再办一次"))).hasMessageContaining("visits/settled");
        assertThat(core.views().timeline(service, caseId, null, 50).items()).as("no words of people in the journal").noneMatch(e -> String.valueOf(e.data()).contains("路面"));
    }

    @Test
    void aVisitThatIsSentBackDoesNotCount() {
        visit(form("dissatisfied"));
        var last = core.open(service, caseId, "last");
        core.run("last", null, Map.of("visits.last", new org.jieshui.cases.api.TaskType() {}));
        core.cases().sendBack(service, last.id(), "visit", "打错电话了", null);

        assertThat(open(service, "all")).isEmpty();
        assertThat(followUps.satisfaction(as(service), null, null).satisfaction()).isEmpty();
        assertThat(core.views().task(specialist, task()).data().path("complaint").asText()).as("starts with what was answered").isEqualTo("路面没有恢复平整");

        visit(form("satisfied"));
        assertThat(followUps.satisfaction(as(service), null, null).satisfaction()).isEqualTo(Map.of("satisfied", 1));
    }

    @Test
    void theQuestionnaireIsChangedByVersionsAndVisitsKeepTheirs() {
        var began = core.views().task(specialist, task()).data();
        var questions = new ArrayList<>(questionnaires.current().questions());
        questions.add(new Question("again", Text.of("会推荐给别人吗？", "Would you recommend us?"), "score", true, null));
        var second = questionnaires.publish(as(leader), new NewQuestionnaire(1, questions));
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.by()).isEqualTo("leader5");

        assertThatThrownBy(() -> questionnaires.publish(as(leader), new NewQuestionnaire(1, questions))).hasMessageContaining("visits/questionnaire-changed");
        assertThatThrownBy(() -> questionnaires.publish(as(leader), new NewQuestionnaire(2, List.of()))).isInstanceOf(ProblemException.class);
        assertThat(questionnaires.version(1).questions()).hasSize(questions.size() - 1);
        assertThatThrownBy(() -> questionnaires.version(9)).hasMessageContaining("not-found");

        assertThat(began.at("/questionnaire/version").asInt()).isEqualTo(1);
        visit(form("satisfied"));
    }

    @Test
    void theListIsTurnedPageByPageInTheOrderOfDeadlinesAndShowsWhatTheReaderMaySee() {
        var ids = new ArrayList<Long>();
        for (var district : List.of("lixia", "shizhong", "lixia", "lixia")) {
            caseId = open(district);
            ids.add(caseId);
            visit(form("dissatisfied"));
        }
        var near = new Actor(9, "near", "near", java.util.Set.of("customer-service"), java.util.Set.of("cases.read", "visits.read"), java.util.Set.of("lixia"), false, "zh-CN");
        var seen = new ArrayList<Long>();
        String after = null;
        do {
            var page = followUps.list(as(near), null, "open", null, null, after, 2);
            page.items().forEach(r -> seen.add(r.caseId()));
            after = page.next();
        } while (after != null);

        assertThat(seen).containsExactly(ids.get(0), ids.get(2), ids.get(3));
        assertThat(followUps.satisfaction(as(near), null, null).satisfaction()).isEqualTo(Map.of("dissatisfied", 3));
        assertThat(followUps.list(as(service), null, "open", "design", null, null, 0).items()).isEmpty();
        assertThatThrownBy(() -> followUps.list(as(service), null, "other", null, null, null, 0)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> followUps.list(as(service), null, null, null, null, "x", 0)).isInstanceOf(ProblemException.class);
    }

    private long open(String district) {
        return core.cases().open(service, new NewCase("visit-alone", "application", "某某小区", null, null, "旅游路 1 号", district, null), null).caseId();
    }

    private long task() {
        return core.open(specialist, caseId, "visit").id();
    }

    private void visit(JsonNode form) {
        core.cases().complete(specialist, task(), form, null);
    }

    private List<String> refused(JsonNode form) {
        try {
            visit(form);
            return List.of();
        } catch (ProblemException e) {
            return e.problem().errors().stream().map(FieldError::pointer).toList();
        }
    }

    private List<FollowUpResource.FollowUpRow> open(Actor reader, String state) {
        return followUps.list(as(reader), null, state, null, null, null, 0).items();
    }

    private static JsonNode form(String satisfaction) {
        var form = (ObjectNode) FakeTask.json("""
                {'visitedAt': '2026-10-13T02:00:00Z', 'way': 'phone', 'answeredBy': 'customer', 'satisfaction': '%s',
                 'questionnaire': {'version': 1, 'answers': {'attitude': 5, 'speed': 4, 'works': 2, 'errands': 'none', 'told': 'yes'}}}""".formatted(satisfaction));
        return satisfaction.equals("dissatisfied") ? form.put("complaint", "路面没有恢复平整").put("department", "engineering") : form;
    }

    private static SecurityContext as(Actor actor) {
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, method, args) -> actor);
    }
}
