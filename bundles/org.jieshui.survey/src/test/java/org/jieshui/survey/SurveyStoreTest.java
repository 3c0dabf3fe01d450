package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jieshui.survey.Appointment.Attendee;
import org.jieshui.survey.SurveyStore.Booked;
import org.jieshui.survey.SurveyStore.ChangeCount;
import org.jieshui.survey.SurveyStore.ChangeFilter;
import org.jieshui.survey.SurveyStore.PlanChange;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SurveyStoreTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("survey", SurveyStore.class);

    private static final Instant TEN = Instant.parse("2026-10-14T02:00:00Z");

    private SurveyStore store;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new SurveyStore(DB.database());
    }

    @Test
    void weekShowsWhatADepartmentAttends() {
        store.book(1, "lixia", at(TEN, new Attendee("design", 12L), new Attendee("marketing", null)));
        store.book(2, "shizhong", at(TEN.plus(Duration.ofHours(2)), new Attendee("design", 12L), new Attendee("network", 13L)));
        store.book(3, null, at(TEN.plus(Duration.ofDays(7)), new Attendee("design", 12L)));

        var to = TEN.plus(Duration.ofDays(5));
        assertThat(store.between(TEN, to, null, null, List.of())).extracting(Booked::caseId).containsExactly(1L, 2L);
        assertThat(store.between(TEN, to, "marketing", null, List.of())).extracting(Booked::attendees).containsExactly(List.of(new Attendee("design", 12L), new Attendee("marketing", null)));
        assertThat(store.between(TEN, to, null, 13L, List.of())).extracting(Booked::caseId).containsExactly(2L);
        assertThat(store.between(TEN, to, "design", null, List.of("shizhong"))).extracting(Booked::caseId).containsExactly(2L);
    }

    @Test
    void aPersonCannotBeAtTwoPlaces() {
        store.book(1, "lixia", at(TEN, new Attendee("design", 12L)));

        assertThat(store.conflicts(2, TEN.plus(Duration.ofMinutes(59)), TEN.plus(Duration.ofHours(2)), List.of(12L, 13L))).extracting(Booked::caseId).containsExactly(1L);
        assertThat(store.conflicts(2, TEN.plus(Duration.ofHours(1)), TEN.plus(Duration.ofHours(2)), List.of(12L))).as("one after the other").isEmpty();
        assertThat(store.conflicts(1, TEN, TEN.plus(Duration.ofHours(1)), List.of(12L))).as("with itself").isEmpty();
        assertThat(store.conflicts(2, TEN, TEN.plus(Duration.ofHours(1)), List.of())).as("nobody asked for").isEmpty();
    }

    @Test
    void whoIsBookedTwiceIsSeenOnBothAppointments() {
        store.book(1, "lixia", at(TEN, new Attendee("design", 12L), new Attendee("network", 13L)));
        store.book(2, "lixia", at(TEN.plus(Duration.ofMinutes(30)), new Attendee("design", 12L)));
        store.book(3, "lixia", at(TEN.plus(Duration.ofHours(3)), new Attendee("design", 12L)));

        assertThat(store.clashes(List.of(1L, 2L, 3L))).extracting(SurveyStore.Clash::caseId, SurveyStore.Clash::person, SurveyStore.Clash::otherCase)
                .containsExactly(tuple(2L, 12L, 1L), tuple(1L, 12L, 2L));
        store.cancel(2);
        assertThat(store.clashes(List.of(1L))).isEmpty();
    }

    @Test
    void aMoveKeepsTheReasonAndNeedsTheVersionThatWasSeen() {
        store.book(1, "lixia", at(TEN, new Attendee("design", 12L)));
        var later = at(TEN.plus(Duration.ofDays(1)), new Attendee("design", 13L));

        store.move(1, later, 1, 11, TEN.minusSeconds(60), "客户改期");

        assertThat(store.find(1)).get().satisfies(b -> {
            assertThat(b.start()).isEqualTo(later.start());
            assertThat(b.attendees()).containsExactly(new Attendee("design", 13L));
        });
        assertThat(store.moves(1)).singleElement().satisfies(m -> {
            assertThat(m.from()).isEqualTo(TEN);
            assertThat(m.reason()).isEqualTo("客户改期");
        });
        assertThatThrownBy(() -> store.move(1, later, 1, 11, TEN, "再改")).hasMessageContaining("survey/version-conflict");
    }

    @Test
    void aCancelledAppointmentIsGoneUntilItIsBookedAgain() {
        store.book(1, "lixia", at(TEN, new Attendee("design", 12L)));
        store.cancel(1);
        assertThat(store.find(1)).isEmpty();
        assertThat(store.conflicts(2, TEN, TEN.plusSeconds(60), List.of(12L))).isEmpty();

        store.book(1, "lixia", at(TEN, new Attendee("design", 12L)));
        assertThat(store.find(1)).get().extracting(Booked::version).isEqualTo(3);
    }

    @Test // R172
    void changesOfPlanAreCountedByTheDepartmentThatCausedThem() {
        var plan = FakeTask.json("{'calibre': 100}");
        store.addPlan(1, 1, TEN, 11, plan, null, null);
        store.addPlan(1, 2, TEN, 11, plan, "finding-wrong", "design");
        store.addPlan(2, 1, TEN, 11, plan, null, null);
        store.addPlan(2, 2, TEN, 11, plan, "finding-wrong", "design");
        store.addPlan(2, 3, TEN.plusSeconds(1), 11, FakeTask.json("{'change': {'note': '加一层'}}"), "customer-need", "customer-service");

        var day = new ChangeFilter(TEN, TEN.plusSeconds(60), null, null);
        assertThat(store.countChanges(new ChangeFilter(TEN, TEN.plusSeconds(1), null, null))).containsExactly(new ChangeCount("design", "finding-wrong", 2));
        assertThat(store.countChanges(new ChangeFilter(TEN, TEN.plusSeconds(60), null, "customer-service"))).containsExactly(new ChangeCount("customer-service", "customer-need", 1));
        var first = store.changes(day, null, 2);
        assertThat(first).extracting(PlanChange::caseId, PlanChange::version).as("newest first").containsExactly(tuple(2L, 3), tuple(2L, 2));
        assertThat(first.get(0).note()).isEqualTo("加一层");
        assertThat(store.changes(day, first.get(1), 2)).extracting(PlanChange::caseId, PlanChange::version).containsExactly(tuple(1L, 2));
        assertThat(store.changes(new ChangeFilter(TEN, TEN.plusSeconds(60), "customer-need", null), null, 9)).hasSize(1);
        assertThat(store.plans(2)).extracting(SurveyStore.PlanVersion::version).containsExactly(3, 2, 1);
        assertThat(store.plans(1).get(0).plan()).isEqualTo(plan);
    }

    private static Appointment at(Instant start, Attendee... attendees) {
        return new Appointment(start, 60, "东门", List.of(attendees));
    }
}
