package org.jieshui.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

class TasksTest {

    private final Map<String, List<Directory.Person>> people = new HashMap<>(Map.of("design", List.of(person(31)), "network", List.of(person(32)), "engineering", List.of(person(33)),
            "marketing", List.of(person(34)), "customer-service", List.of(person(14), person(15), person(16))));
    private final List<Message> sent = new ArrayList<>();

    @Test // R180
    void whoChecksTheFormalitiesAnswersForThem() {
        var task = FakeTask.of("intake.accept", "customer-service");
        new AcceptTask().completed(task, FakeTask.json("{'formalities': 'complete', 'need': '王先生家用水'}"));

        assertThat(task.journal).singleElement().satisfies(j -> {
            assertThat(j.kind()).isEqualTo("intake.accepted");
            assertThat(j.data().path("answerable").asLong()).isEqualTo(11);
            assertThat(j.data().path("formalities").asText()).isEqualTo("complete");
            assertThat(j.data()).hasSize(2);
        });
    }

    @Test // R177, R180
    void lackingFormalitiesAreNamed() {
        assertThatThrownBy(() -> new AcceptTask().completed(FakeTask.of("intake.accept", "customer-service"), FakeTask.json("{'formalities': 'tolerated', 'note': ' '}")))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors()).extracting(f -> f.pointer()).containsExactly("/note"));
    }

    @Test // R40
    void threeDepartmentsHearOfTheApplicationAtTheSameMoment() {
        var type = new ForwardTask(directory(), sent::addAll);
        var task = FakeTask.of("intake.forward", "customer-service");
        assertThat(type.conditions(task)).hasSize(3).allMatch(Condition::met);

        type.completed(task, FakeTask.json("{}"));
        assertThat(sent).extracting(Message::personId).containsExactly(31L, 32L, 33L);
        assertThat(task.journal).singleElement().satisfies(j -> assertThat(j.data()).hasToString("{\"informed\":{\"design\":[31],\"network\":[32],\"engineering\":[33]}}"));

        people.remove("network");
        assertThat(type.conditions(task)).filteredOn(c -> !c.met()).extracting(Condition::id).containsExactly("receives-network");
    }

    @Test // R73
    void theSecondOfTheTwoReviewsSendsTheDrawingsToBothDepartmentsAtOnce() {
        var confirmation = new Confirmation(directory(), sent::addAll);

        var first = FakeTask.of("intake.review", "customer-service").and(review("intake.leader-review", TaskState.OPEN));
        new ReviewTask(confirmation).completed(first, FakeTask.json("{}"));
        assertThat(sent).isEmpty();

        var again = FakeTask.of("intake.leader-review", "leader").and(review("intake.review", TaskState.SENT_BACK)).and(review("intake.review", TaskState.OPEN));
        new LeaderReviewTask(confirmation).completed(again, FakeTask.json("{}"));
        assertThat(sent).as("customer service has to look again").isEmpty();

        var second = FakeTask.of("intake.leader-review", "leader").and(review("intake.review", TaskState.DONE));
        new LeaderReviewTask(confirmation).completed(second, FakeTask.json("{}"));
        assertThat(sent).extracting(Message::personId).containsExactly(33L, 34L);
        assertThat(second.journal).singleElement().satisfies(j -> assertThat(j.kind()).isEqualTo("intake.drawings-confirmed"));
    }

    @Test // R14, R169
    void theStewardOfTheDistrictWithTheFewestOpenCasesIsProposed() {
        var open = Map.of(14L, 5, 15L, 2, 16L, 3);
        var type = new StewardTask(directory(), views(open), sent::addAll);

        assertThat(type.prefill(FakeTask.of("intake.steward", "customer-service"))).hasToString("{\"steward\":15}");
    }

    @Test // R14, R175
    void theStewardHearsThatHeIsIt() {
        var type = new StewardTask(directory(), views(Map.of()), sent::addAll);
        var task = FakeTask.of("intake.steward", "customer-service");

        type.completed(task, FakeTask.json("{'steward': 15}"));
        assertThat(task.changes).singleElement().satisfies(c -> assertThat(c.steward()).isEqualTo(15));
        assertThat(sent).singleElement().satisfies(m -> assertThat(m.personId()).isEqualTo(15));

        assertThatThrownBy(() -> type.completed(task, FakeTask.json("{'steward': 99}"))).isInstanceOf(ProblemException.class);
    }

    private static Directory.Person person(long id) {
        return new Directory.Person(id, "p" + id, "人" + id, null, true);
    }

    private static TaskInfo review(String type, TaskState state) {
        var at = Instant.parse("2026-10-13T01:00:00Z");
        return new TaskInfo(69, 7, type, type, "design", "leader", 1, false, state, null, at, null, null, null);
    }

    private Directory directory() {
        return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, args) -> switch (method.getName()) {
            case "departments" -> List.of();
            case "withPermission" -> people.getOrDefault(args[0], List.of());
            case "actor" -> people.get("customer-service").stream().filter(p -> p.id() == (long) args[0]).findFirst()
                    .map(p -> new Actor(p.id(), p.account(), p.name(), Set.of("customer-service"), Set.of("intake.stewardship"), Set.of(), false, "zh-CN"));
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static CaseViews views(Map<Long, Integer> open) {
        return (CaseViews) Proxy.newProxyInstance(CaseViews.class.getClassLoader(), new Class<?>[] {CaseViews.class}, (proxy, method, args) -> {
            var row = new CaseViews.CaseRow(1, "n", "p", null, "open", "plan", null, "c", "a", null, null, null, null, null, null);
            return new Page<>(java.util.Collections.nCopies(open.get(((CaseViews.CaseQuery) args[1]).steward()), row), null);
        });
    }
}
