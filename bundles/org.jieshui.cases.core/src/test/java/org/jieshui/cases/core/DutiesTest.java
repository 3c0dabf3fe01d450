package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;
import org.junit.jupiter.api.Test;

/** A permission counts in the department and the districts that it was given for; a deputy works for the person whose deputy he is. */
class DutiesTest extends Story {

    private static final Set<String> CLERK = Set.of("tasks.work", "cases.read");

    @Test
    void aRoleInOneDepartmentDoesNoWorkInAnother() {
        long id = toSurvey();
        var twofold = person(60, new Duty(60, "design", CLERK, Set.of()), new Duty(60, "network", Set.of("cases.read"), Set.of()));
        refused(() -> fixture.cases().complete(twofold, fixture.open(service, id, "survey-network").id(), null, null), "forbidden");
        assertThat(fixture.views().task(twofold, fixture.open(service, id, "survey-network").id()).mayWork()).isFalse();
        fixture.cases().complete(twofold, fixture.open(service, id, "survey-design").id(), null, null);
    }

    @Test
    void oneDutysDistrictsDoNotWidenAnothers() {
        long id = toSurvey(); // in lixia
        var deputy = person(61, new Duty(61, "network", CLERK, Set.of("shizhong")), new Duty(10, "design", CLERK, Set.of()));
        assertThat(fixture.cases().find(deputy, id)).as("seen for whom he stands in").isPresent();
        refused(() -> fixture.cases().complete(deputy, fixture.open(service, id, "survey-network").id(), null, null), "cases/not-your-district");
        assertThat(fixture.views().task(deputy, fixture.open(service, id, "survey-network").id()).whyNot().en()).contains("another district");
    }

    @Test
    void aDeputySeesAndDoesTheTasksAndTheJournalSaysForWhom() {
        long id = toSurvey();
        var designer = staff.get("design");
        var task = fixture.open(service, id, "survey-design");
        fixture.cases().claim(designer, task.id(), null);
        var deputy = person(62, new Duty(62, "marketing", CLERK, Set.of()), new Duty(designer.id(), "design", CLERK, Set.of()));
        assertThat(fixture.views().tasks(deputy, query("mine")).items()).extracting(CaseViews.TaskRow::id).contains(task.id());
        assertThat(fixture.views().counts(deputy).mine()).isEqualTo(1);
        assertThat(fixture.views().task(deputy, task.id()).mayWork()).isTrue();
        fixture.cases().complete(deputy, task.id(), null, null);
        var done = fixture.views().timeline(service, id, null, 1).items().get(0);
        assertThat(done.actor().id()).isEqualTo(62);
        assertThat(done.via()).isEqualTo(designer.displayName());
        assertThat(fixture.cases().task(service, task.id())).satisfies(t -> {
            assertThat(t.doneBy()).isEqualTo(62);
            assertThat(t.assignee()).isEqualTo(designer.id());
        });
    }

    @Test
    void whatADeputyClaimsStaysWithItsOwnerWhenTheDeputyshipEnds() {
        long id = toSurvey();
        var designer = staff.get("design");
        var task = fixture.open(service, id, "survey-design");
        fixture.cases().claim(person(63, new Duty(designer.id(), "design", CLERK, Set.of())), task.id(), null);
        assertThat(fixture.cases().task(service, task.id()).assignee()).isEqualTo(designer.id());
        refused(() -> fixture.cases().complete(person(63), task.id(), null, null), "not-found");
        fixture.cases().complete(designer, task.id(), null, null);
    }

    @Test
    void inHisOwnDepartmentHeActsForHimself() {
        long id = toSurvey();
        var colleague = person(64, new Duty(64, "design", CLERK, Set.of()), new Duty(10, "design", CLERK, Set.of()));
        fixture.cases().complete(colleague, fixture.open(service, id, "survey-design").id(), null, null);
        assertThat(fixture.views().timeline(service, id, null, 1).items().get(0).via()).isNull();
    }

    @Test
    void theStewardsDeputyManagesHisCases() {
        long id = openFromJointReview();
        var steward = person(65, new Duty(65, "customer-service", CLERK, Set.of("lixia")));
        fixture.cases().change(service, id, null, CaseChange.steward(steward.id()), null);
        refused(() -> fixture.cases().withdraw(person(66, new Duty(66, "customer-service", CLERK, Set.of("lixia"))), id, "x", null), "forbidden");
        var deputy = person(66, new Duty(66, "customer-service", CLERK, Set.of("lixia")), new Duty(65, "customer-service", CLERK, Set.of("lixia")));
        fixture.cases().withdraw(deputy, id, "客户放弃", null);
        assertThat(fixture.views().timeline(service, id, null, 1).items().get(0).via()).isEqualTo(steward.displayName());
    }

    @Test
    void managingIsForTheDutysDistricts() {
        long id = openFromJointReview();
        var manager = person(67, new Duty(67, "customer-service", Set.of("cases.read"), Set.of()), new Duty(12, "leader", Set.of("cases.manage"), Set.of("shizhong")));
        assertThat(fixture.cases().find(manager, id)).isPresent();
        refused(() -> fixture.cases().withdraw(manager, id, "x", null), "forbidden");
        assertThat(fixture.views().caseView(manager, id).may().get("withdraw").allowed()).isFalse();
    }

    @Test
    void theInboxShowsTheDistrictsOfTheDuty() {
        long lixia = opened("lixia");
        long shizhong = opened("shizhong");
        long nowhere = opened(null);
        assertThat(inbox(person(68, new Duty(68, "customer-service", CLERK, Set.of("lixia"))), null)).containsExactlyInAnyOrder(lixia, nowhere);
        assertThat(inbox(person(69, new Duty(69, "customer-service", CLERK, Set.of("lixia", "shizhong"))), null)).containsExactlyInAnyOrder(lixia, shizhong, nowhere);
        assertThat(inbox(person(68), "shizhong")).as("what one asks for is no way around it").isEmpty();
        assertThat(inbox(service, null)).containsExactlyInAnyOrder(lixia, shizhong, nowhere);
        assertThat(inbox(service, "shizhong")).containsExactly(shizhong);
        assertThat(fixture.views().counts(person(68)).department()).as("accept and steward of two cases").isEqualTo(4);
        assertThat(fixture.views().cases(person(68), new CaseViews.CaseQuery(null, null, null, null, null, null, null, 0)).items()).extracting(CaseViews.CaseRow::id)
                .containsExactlyInAnyOrder(lixia, nowhere);
    }

    @Test
    void whoIsGivenATaskSeesItsCaseWhateverTheDistrict() {
        long id = toSurvey();
        var other = person(70, new Duty(70, "design", CLERK, Set.of("shizhong")));
        assertThat(fixture.cases().find(other, id)).isEmpty();
        var task = fixture.open(service, id, "survey-design");
        fixture.cases().transfer(staff.get("design"), task.id(), other.id(), "代班", null);
        assertThat(fixture.cases().find(other, id)).isPresent();
        assertThat(fixture.views().cases(other, new CaseViews.CaseQuery(null, null, null, null, null, null, null, 0)).items()).hasSize(1);
        fixture.cases().complete(other, task.id(), null, null);
        assertThat(fixture.cases().find(other, id)).as("done: no longer his").isEmpty();
    }

    @Test
    void manyAreSeenInOneLookAsEachIsSeenAlone() {
        var cases = List.of(toSurvey(), opened("lixia"), opened("shizhong"), opened(null));
        var other = person(73, new Duty(73, "design", CLERK, Set.of("huaiyin")));
        fixture.cases().transfer(staff.get("design"), fixture.open(service, cases.get(0), "survey-design").id(), other.id(), "代班", null);
        var outside = new Actor(74, "p74", "p74", Set.of("design"), CLERK, Set.of(), true, "zh-CN");
        for (var actor : List.of(other, outside, service, person(75, new Duty(75, "marketing", CLERK, Set.of("lixia"))), person(76, new Duty(76, "marketing", Set.of(), Set.of())), Actor.system("test"))) {
            assertThat(fixture.cases().visible(actor, cases).keySet()).isEqualTo(cases.stream().filter(id -> fixture.cases().find(actor, id).isPresent()).collect(Collectors.toSet()));
        }
        assertThat(fixture.cases().visible(other, cases)).containsOnlyKeys(cases.get(0), cases.get(3));
        assertThat(fixture.cases().visible(outside, cases)).containsOnlyKeys(cases.get(0));
        assertThat(fixture.cases().visible(service, List.of())).isEmpty();
    }

    @Test
    void aTaskGoesOnlyToWhoMayWorkOnIt() {
        long id = toSurvey();
        var task = fixture.open(service, id, "survey-design");
        var looker = person(71, new Duty(71, "design", Set.of("cases.read"), Set.of()), new Duty(71, "network", CLERK, Set.of()));
        refused(() -> fixture.cases().transfer(staff.get("design"), task.id(), looker.id(), "", null), "invalid");
    }

    @Test
    void whoHoldsATaskAloneSendsItBack() {
        long id = toReview();
        var review = fixture.open(service, id, "service-review");
        fixture.cases().claim(service, review.id(), null);
        refused(() -> fixture.cases().sendBack(fixture.person(72, "customer-service"), review.id(), "drawing", "x", null), "cases/claimed");
    }

    private long opened(String district) {
        return fixture.cases().open(service, new NewCase("single-meter", "application", "王志远", "王志远", "13800002046", "旅游路 28599 号", district, null), null).caseId();
    }

    private Set<Long> inbox(Actor actor, String district) {
        return fixture.views().tasks(actor, new CaseViews.TaskQuery("department", null, null, district, null, 50)).items().stream().map(CaseViews.TaskRow::caseId)
                .collect(Collectors.toSet());
    }

    private final java.util.Map<Long, Actor> known = new java.util.HashMap<>();

    /** The person with these duties; with none given, as he was last, or with none. */
    private Actor person(long id, Duty... duties) {
        if (duties.length == 0 && id != 63) {
            return known.get(id);
        }
        var departments = List.of(duties).stream().map(Duty::department).collect(Collectors.toSet());
        var permissions = List.of(duties).stream().flatMap(d -> d.permissions().stream()).collect(Collectors.toSet());
        var actor = new Actor(id, "p" + id, "p" + id, departments, permissions, Set.of(), false, "zh-CN", List.of(duties));
        known.put(id, actor);
        fixture.person(actor);
        return actor;
    }
}
