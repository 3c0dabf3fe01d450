package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The core alone with the shipped single-meter process: departments are plain task types, with a person in each. */
abstract class Story {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("cases", CasesService.class);

    private static final Map<String, List<String>> TYPES = Map.of(
            "initiation", List.of("initiation.transfer"), "intake", List.of("intake.accept", "intake.steward", "intake.forward", "intake.application", "intake.review", "intake.leader-review"),
            "survey", List.of("survey.appointment", "survey.attendance", "survey.plan"), "gis", List.of("gis.advance", "gis.finding"),
            "design", List.of("design.advance", "design.finding", "design.map", "design.drawing", "design.approval"), "construction", List.of("construction.finding", "construction.crew-finding"),
            "metering", List.of("metering.finding"));

    static final JsonNode DRAWN = CaseStore.JSON.createObjectNode().put("calibre", 100);

    final DrivenClock clock = DrivenClock.at("2026-09-28T09:00");
    CasesFixture fixture;
    Actor service;
    Actor chief;
    final Map<String, Actor> staff = new HashMap<>();

    @BeforeEach
    void start() {
        DB.clear();
        fixture = new CasesFixture(DB.database(), clock);
        seedReasons();
        fixture.processes().publish(Actor.system("test"), CasesFixture.shippedProcess("single-meter"));
        TYPES.forEach((module, types) -> fixture.run(module, null, plain(types)));
        service = fixture.person(1, "customer-service", "cases.open", "cases.manage", "cases.personal");
        chief = fixture.person(2, "chief-engineer", "cases.open");
        long id = 10;
        for (var department : List.of("design", "network", "engineering", "marketing", "leader", "construction-unit")) {
            staff.put(department, fixture.person(id++, department));
        }
        staff.put("customer-service", service);
        staff.put("chief-engineer", chief);
    }

    // ---- the story so far

    long openFromJointReview() {
        return fixture.cases().open(chief, newCase(), null).caseId();
    }

    static NewCase newCase() {
        return new NewCase("single-meter", "joint-review", "济南恒润包装有限公司", "赵工", "13800002046", "历城区工业北路 286 号", "lixia", null);
    }

    long toSurvey() {
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        for (var key : List.of("transfer", "accept", "steward", "forward", "appointment")) {
            complete(id, key);
        }
        return id;
    }

    long toReview() {
        long id = toSurvey();
        List.of("application", "topographic-map", "design-drawing").forEach(d -> fixture.has(id, d, 7));
        for (var key : List.of("survey-service", "survey-design", "survey-network", "survey-engineering", "application", "plan", "topographic-map", "drawing", "drawing-approval")) {
            complete(id, key);
        }
        return id;
    }

    void complete(long caseId, String key) {
        var task = fixture.open(Actor.system("test"), caseId, key);
        fixture.cases().complete(staff.get(task.department()), task.id(), key.equals("drawing") ? DRAWN : null, null);
    }

    static CaseViews.TaskQuery query(String view) {
        return new CaseViews.TaskQuery(view, null, null, null, null, 50);
    }

    static Instant at(String shanghai) {
        return LocalDateTime.parse(shanghai).atZone(DrivenClock.SHANGHAI).toInstant();
    }

    private static Map<String, TaskType> plain(List<String> types) {
        var map = new HashMap<String, TaskType>();
        types.forEach(t -> map.put(t, new TaskType() {}));
        return map;
    }

    static void refused(ThrowingCallable call, String problem) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> org.assertj.core.api.Assertions.assertThat(e.problem().type()).isEqualTo(problem));
    }

    private void seedReasons() {
        DB.database().transact(h -> {
            for (var reason : Set.of("contract-review", "fund-preparation", "excavation-approval", "site-not-ready", "acceptance-not-ready", "force-majeure", "not-ready")) {
                Sql.update(h.getConnection(), "INSERT INTO cases.pause_reason (id, name_zh, name_en, evidence_zh, evidence_en, evidence_required) VALUES (?, ?, ?, '证据', 'Evidence', ?)",
                        reason, reason, reason, reason.equals("site-not-ready"));
            }
        });
    }
}
