package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Handovers.Item;
import org.jieshui.cases.api.Handovers.Load;
import org.jieshui.cases.api.Handovers.Plan;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody leaves: what he has in hand goes to others. */
class HandoverTest extends Story {

    private static final Set<String> CLERK = Set.of("tasks.work", "cases.read");
    private final List<Long> opened = new ArrayList<>();
    private HandoverService handovers;
    private Actor head;
    private Actor leaver;
    private Actor east;
    private Actor west;

    @BeforeEach
    void fill() {
        handovers = service();
        handovers.deactivate(); // driven by the test
        head = fixture.person(30, "customer-service", "cases.reassign");
        leaver = fixture.person(31, "customer-service");
        east = fixture.person(32, "customer-service");
        west = fixture.person(33, "customer-service");
        for (int i = 0; i < 6; i++) {
            long id = fixture.cases().open(service, new NewCase("single-meter", "application", "客户" + i, null, null, "旅游路", i % 2 == 0 ? "lixia" : "shizhong", null), null).caseId();
            fixture.cases().claim(leaver, fixture.open(service, id, "accept").id(), null);
            fixture.cases().change(service, id, null, CaseChange.steward(leaver.id()), null);
            opened.add(id);
        }
    }

    @AfterEach
    void stop() {
        handovers.deactivate();
    }

    @Test
    void thePreviewSaysWhoGetsWhatByDistrictAndOneByOneAndChangesNothing() {
        assertThat(handovers.loads(head)).extracting(Load::person).extracting("id").contains(31L);
        assertThat(handovers.loads(head)).filteredOn(l -> l.person().id() == 31).singleElement().satisfies(l -> {
            assertThat(l.tasks()).isEqualTo(6);
            assertThat(l.stewardships()).isEqualTo(6);
        });
        long special = fixture.open(service, opened.get(0), "accept").id();
        var items = handovers.preview(head, new Plan(31, null, Map.of("lixia", 32L, "shizhong", 33L), Map.of(special, 1L), null));
        assertThat(items).hasSize(12).allMatch(i -> i.problem() == null);
        assertThat(items).filteredOn(i -> Long.valueOf(special).equals(i.taskId())).extracting(i -> i.to().id()).containsExactly(1L);
        assertThat(items).filteredOn(i -> i.district().equals("shizhong")).extracting(i -> i.to().id()).containsOnly(33L);
        assertThat(fixture.cases().task(service, special).assignee()).isEqualTo(31);
        assertThat(handovers.preview(head, new Plan(31, 12L, null, null, null))).as("a designer, no; himself, no").allMatch(i -> i.problem() != null);
        assertThat(handovers.preview(head, new Plan(31, 31L, null, null, null))).allMatch(i -> i.problem() != null);
        refused(() -> handovers.start(head, new Plan(31, 12L, null, null, null), "离职", null), "invalid");
        refused(() -> handovers.start(head, new Plan(31, 32L, null, null, null), " ", null), "invalid");
    }

    @Test
    void everyCaseIsHandedOverOnceWithItsEntryAlsoAfterAKill() throws Exception {
        var started = handovers.start(head, new Plan(31, null, Map.of("lixia", 32L, "shizhong", 33L), null, null), "离职", "key");
        handovers.step();
        var restarted = service();
        restarted.deactivate();
        while (restarted.step()) {
            assertThat(restarted.progress(head, started.id()).total()).isEqualTo(6);
        }
        var end = restarted.progress(head, started.id());
        assertThat(end.done()).isEqualTo(6);
        assertThat(end.finished()).isNotNull();
        assertThat(restarted.start(head, new Plan(31, null, Map.of("lixia", 32L, "shizhong", 33L), null, null), "离职", "key").id()).as("the same key starts it once").isEqualTo(started.id());
        refused(() -> restarted.start(head, new Plan(31, 33L, null, null, null), "离职", "key"), "cases/key-reused");
        for (int i = 0; i < opened.size(); i++) {
            long id = opened.get(i);
            long to = i % 2 == 0 ? 32 : 33;
            assertThat(fixture.open(service, id, "accept").assignee()).isEqualTo(to);
            assertThat(fixture.cases().get(service, id).steward()).isEqualTo(to);
            var entries = fixture.views().timeline(service, id, null, 50).items().stream().filter(e -> e.kind().equals("case.reassigned")).toList();
            assertThat(entries).singleElement().satisfies(e -> {
                assertThat(e.actor().id()).isEqualTo(30);
                assertThat(e.data().path("from").asLong()).isEqualTo(31);
                assertThat(e.data().path("steward").asLong()).isEqualTo(to);
                assertThat(e.text().zh()).contains("离职");
            });
        }
        assertThat(fixture.sent).filteredOn(m -> m.kind().equals("cases.case.reassigned")).as("one message each").extracting(m -> m.personId()).containsExactly(32L, 33L);
        assertThat(handovers.loads(head)).noneMatch(l -> l.person().id() == 31);
        assertThat(fixture.views().tasks(east, query("steward")).items()).isNotEmpty();
    }

    @Test
    void whatIsNoLongerHisStaysAndIsNamed() {
        fixture.cases().complete(leaver, fixture.open(service, opened.get(0), "accept").id(), null, null);
        fixture.cases().withdraw(service, opened.get(1), "放弃", null);
        var items = handovers.preview(head, new Plan(31, 32L, null, null, null));
        assertThat(items).extracting(Item::caseId).doesNotContain(opened.get(1));
        var started = handovers.start(head, new Plan(31, 32L, null, null, null), "离职", null);
        fixture.cases().withdraw(service, opened.get(2), "放弃", null);
        while (handovers.step()) {
            assertThat(started.total()).isEqualTo(5);
        }
        assertThat(handovers.progress(head, started.id()).refused()).singleElement().satisfies(r -> assertThat(r.caseId()).isEqualTo(opened.get(2)));
        assertThat(fixture.cases().get(service, opened.get(0)).steward()).as("the stewardship was still his").isEqualTo(32);
    }

    @Test
    void aHeadOfSomeDistrictsHandsOverThoseAlone() {
        var districtHead = new Actor(37, "p37", "p37", Set.of("customer-service"), Set.of("cases.read", "cases.reassign"), Set.of("lixia"), false, "zh-CN",
                List.of(new Duty(37, "customer-service", Set.of("cases.read", "cases.reassign"), Set.of("lixia"))));
        assertThat(handovers.loads(districtHead)).filteredOn(l -> l.person().id() == 31).singleElement().satisfies(l -> {
            assertThat(l.tasks()).isEqualTo(3);
            assertThat(l.stewardships()).isEqualTo(3);
        });
        assertThat(handovers.preview(districtHead, new Plan(31, 32L, null, null, null))).hasSize(6).allMatch(i -> i.district().equals("lixia"));
    }

    @Test
    void whatGoesOverInPartIsCountedAndSaysSo() {
        var started = handovers.start(head, new Plan(31, 32L, null, null, null), "离职", null);
        fixture.cases().transfer(leaver, fixture.open(service, opened.get(0), "accept").id(), 33, "临时", null);
        while (handovers.step()) {
            assertThat(started.total()).isEqualTo(6);
        }
        var end = handovers.progress(head, started.id());
        assertThat(end.done()).isEqualTo(6);
        assertThat(end.refused()).singleElement().satisfies(r -> assertThat(r.caseId()).isEqualTo(opened.get(0)));
        assertThat(fixture.open(service, opened.get(0), "accept").assignee()).isEqualTo(33);
        assertThat(fixture.cases().get(service, opened.get(0)).steward()).isEqualTo(32);
        assertThat(fixture.sent).filteredOn(m -> m.kind().equals("cases.case.reassigned")).singleElement().satisfies(m -> assertThat(m.subject().zh()).contains("11 项"));
    }

    @Test
    void oneCaseThatCannotBeDoneHoldsUpNothing() throws Exception {
        var started = handovers.start(head, new Plan(31, 32L, null, null, null), "离职", null);
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            statement.execute("UPDATE cases.kase SET state = 'unheard-of' WHERE id = " + opened.get(2));
        }
        while (handovers.step()) {
            assertThat(started.total()).isEqualTo(6);
        }
        var end = handovers.progress(head, started.id());
        assertThat(end.finished()).isNotNull();
        assertThat(end.done()).isEqualTo(5);
        assertThat(end.refused()).singleElement().satisfies(r -> assertThat(r.caseId()).isEqualTo(opened.get(2)));
    }

    @Test
    void oneCaseThatTheDatabaseRefusesHoldsUpNothing() throws Exception {
        var started = handovers.start(head, new Plan(31, 32L, null, null, null), "离职", null);
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            statement.execute("CREATE FUNCTION cases.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$");
            statement.execute("CREATE TRIGGER refuse BEFORE UPDATE ON cases.kase FOR EACH ROW WHEN (NEW.id = " + opened.get(2) + ") EXECUTE FUNCTION cases.refuse()");
            try {
                for (int i = 0; i < 10 && handovers.step(); i++) {
                    assertThat(started.total()).isEqualTo(6);
                }
            } finally {
                statement.execute("DROP FUNCTION cases.refuse() CASCADE");
            }
        }
        var end = handovers.progress(head, started.id());
        assertThat(end.finished()).isNotNull();
        assertThat(end.done()).isEqualTo(5);
        assertThat(end.refused()).singleElement().satisfies(r -> assertThat(r.caseId()).isEqualTo(opened.get(2)));
    }

    @Test
    void aHeadHandsOverHisOwnDepartmentOnlyAndNobodyElseDoes() {
        var twofold = new Actor(34, "p34", "p34", Set.of("customer-service", "design"), Set.of("tasks.work", "cases.read", "cases.reassign"), Set.of(), false, "zh-CN",
                List.of(new Duty(34, "customer-service", CLERK, Set.of()), new Duty(34, "design", Set.of("cases.reassign"), Set.of())));
        assertThat(handovers.loads(twofold)).isEmpty();
        assertThat(handovers.preview(twofold, new Plan(31, 32L, null, null, null))).isEmpty();
        refused(() -> handovers.loads(east), "forbidden");
        refused(() -> handovers.preview(west, new Plan(31, 32L, null, null, null)), "forbidden");
        var administrator = new Actor(35, "secadmin", "secadmin", Set.of(), Set.of("post:security"), Set.of(), false, "zh-CN", List.of());
        refused(() -> handovers.start(administrator, new Plan(31, 32L, null, null, null), "x", null), "forbidden");
        var other = handovers.start(head, new Plan(31, 32L, null, null, null), "离职", null);
        refused(() -> handovers.progress(fixture.person(36, "customer-service", "cases.reassign"), other.id()), "not-found");
    }

    private HandoverService service() {
        return new HandoverService(DB.database(), clock, fixture.calendar, fixture.catalog, fixture.service, fixture.directory, fixture.signal);
    }
}
