package org.jieshui.initiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.initiation.InitiationResource.NewApproval;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegisterTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("initiation", ApprovalStore.class);

    private static final ApprovalStore.Filter ALL = new ApprovalStore.Filter(null, null, null, null);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private final List<NewCase> opened = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private RuntimeException refusal;
    private ApprovalStore store;
    private InitiationResource resource;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new ApprovalStore(DB.database());
        resource = new InitiationResource(fake(Cases.class), null, store, clock);
    }

    @Test // R36
    void anApprovalOpensACaseFromTheJointReview() {
        var receipt = resource.register(person(11), "k1", approval("济审〔2026〕 18 号"));

        assertThat(opened).singleElement().satisfies(c -> {
            assertThat(c.origin()).isEqualTo("joint-review");
            assertThat(c.process()).isEqualTo("single-meter");
            assertThat(c.facts()).containsEntry("approval", "济审[2026]18号");
        });
        assertThat(store.ofCase(receipt.caseId())).get().extracting(Approval::number).isEqualTo("济审[2026]18号");
    }

    @Test
    void theSameNumberIsRefusedWithItsCase() {
        long caseId = resource.register(person(11), "k1", approval("济审〔2026〕18号")).caseId();

        assertThatThrownBy(() -> resource.register(person(11), "k2", approval("济审[2026]18号"))).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("initiation/duplicate-approval");
            assertThat(e.problem().extra()).containsEntry("caseId", caseId);
        });
        assertThatThrownBy(() -> resource.register(person(12), "k1", approval("济审[2026]18号"))).as("another person's key").hasMessageContaining("duplicate-approval");
    }

    @Test
    void theSameRequestAgainAsksForTheSameCase() {
        resource.register(person(11), "k1", approval("18"));
        resource.register(person(11), "k1", approval("18"));

        assertThat(keys).hasSize(2).containsOnly(keys.get(0));
    }

    @Test
    void aRefusedCaseLeavesTheNumberFree() {
        refusal = Problem.of("invalid", 422, "错", "wrong").toException();
        assertThatThrownBy(() -> resource.register(person(11), null, approval("18"))).isSameAs(refusal);
        refusal = null;

        resource.register(person(12), null, approval("18"));
        assertThat(store.page(ALL, null, 10)).singleElement().extracting(Approval::registeredBy).isEqualTo(12L);
    }

    @Test
    void whatOpenedBeforeACrashIsFoundAgain() {
        refusal = new IllegalStateException("the connection broke");
        assertThatThrownBy(() -> resource.register(person(11), "k1", approval("18"))).isSameAs(refusal);
        refusal = null;

        assertThatThrownBy(() -> resource.register(person(12), "k9", approval("18"))).hasMessageContaining("initiation/being-registered");
        resource.register(person(11), "k2", approval("18"));
        assertThat(keys).hasSize(2).containsOnly(keys.get(0));
    }

    @Test
    void whatWasLeftOverIsTakenUpByAnybodyLater() {
        refusal = new IllegalStateException("the connection broke");
        assertThatThrownBy(() -> resource.register(person(11), "k1", approval("18"))).isSameAs(refusal);
        refusal = null;
        clock.advance(ApprovalStore.ABANDONED.plusSeconds(1));

        var receipt = resource.register(person(12), "k9", approval("18"));
        assertThat(store.ofCase(receipt.caseId())).get().extracting(Approval::registeredBy).isEqualTo(12L);
    }

    @Test
    void aCaseThatTheRegisterMissedIsEnteredByTheJournal() {
        refusal = new IllegalStateException("the connection broke");
        assertThatThrownBy(() -> resource.register(person(11), "k1", approval("18"))).isSameAs(refusal);
        var kase = new CaseInfo(77, "JS2026-1013-09", "single-meter", 1, CaseState.OPEN, 1, "transfer", clock.instant(), null, "客户", null, null, "地址", "lixia", null, "joint-review",
                FakeTask.json("{'approval': '18'}"));
        var listener = new OpenedListener((Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class}, (p, m, a) -> Optional.of(kase)), store);

        listener.on(new Entry(1, 77, 1, clock.instant(), 11, null, "case.opened", null, FakeTask.json("{'origin': 'joint-review'}")));
        listener.on(new Entry(2, 78, 1, clock.instant(), 11, null, "case.opened", null, FakeTask.json("{'origin': 'application'}")));

        refusal = null;
        assertThatThrownBy(() -> resource.register(person(12), "k9", approval("18"))).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().extra()).containsEntry("caseId", 77L));
    }

    @Test
    void aCaseThatWasTakenOverStandsInTheRegister() {
        var kase = new CaseInfo(77, "JS2026-1013-09", "single-meter", 1, CaseState.OPEN, 1, "transfer", clock.instant(), null, "恒润包装", null, null, "地址", "lixia", null, "joint-review",
                FakeTask.json("{'approval': '济审核〔2026〕121号'}"));
        var state = new TaskState[] {TaskState.DONE};
        var listener = new OpenedListener((Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class}, (p, m, a) -> m.getName().equals("find") ? Optional.of(kase)
                : new TaskInfo(70, 77, "transfer", "initiation.transfer", "transfer", "chief-engineer", 1, false, state[0], null, clock.instant(), null, null, null)), store);
        var opened = new Entry(1, 77, 1, clock.instant().minus(Duration.ofDays(30)), 11, null, "case.opened", null, FakeTask.json("{'origin': 'joint-review'}"), clock.instant());
        var transferred = new Entry(2, 77, 2, clock.instant().minus(Duration.ofDays(29)), 12, null, "initiation.transferred", 70L, FakeTask.json("{'informed': {'design': [31]}}"), clock.instant());

        listener.on(opened);
        state[0] = TaskState.SENT_BACK;
        listener.on(transferred);
        assertThat(store.ofCase(77).orElseThrow().transferred()).as("sent back since").isNull();
        state[0] = TaskState.DONE;
        listener.on(transferred);
        listener.on(opened);

        assertThat(store.page(ALL, null, 10)).singleElement().satisfies(a -> {
            assertThat(a.written()).isEqualTo("济审核〔2026〕121号");
            assertThat(a.project()).as("not the customer: the register is seen by more than the case is").isEqualTo("JS2026-1013-09");
            assertThat(a.approved()).isEqualTo(LocalDate.of(2026, 9, 13));
            assertThat(a.registeredBy()).isEqualTo(11);
            assertThat(a.transferred()).isEqualTo(transferred.at());
            assertThat(a.informed()).isEqualTo(Map.of("design", List.of(31L)));
        });
    }

    @Test
    void theRegisterIsSearchedAndTurnedPageByPage() {
        for (int i = 1; i <= 5; i++) {
            clock.advance(Duration.ofMinutes(1));
            resource.register(person(11), "k" + i, new NewApproval("济审〔2026〕" + i + "号", LocalDate.of(2026, 10, i), i % 2 == 0 ? "高新 50% 区" : "历下新城", null, "客户", null, null, "地址", null));
        }
        store.transferred(102, clock.instant(), Map.of("design", List.of(3L)));

        var first = store.page(ALL, null, 2);
        assertThat(first).extracting(Approval::written).containsExactly("济审〔2026〕5号", "济审〔2026〕4号");
        assertThat(store.page(ALL, new ApprovalStore.Place(first.get(1).registered(), first.get(1).number()), 2)).extracting(Approval::written).containsExactly("济审〔2026〕3号", "济审〔2026〕2号");
        assertThat(found("高新")).containsExactly("济审〔2026〕4号", "济审〔2026〕2号");
        assertThat(found("％")).isEmpty();
        assertThat(found("50%")).hasSize(2);
        assertThat(found("[2026] 3")).containsExactly("济审〔2026〕3号");
        assertThat(store.page(new ApprovalStore.Filter(null, true, null, null), null, 9)).extracting(Approval::caseId).containsExactly(102L);
        assertThat(store.page(new ApprovalStore.Filter(null, null, LocalDate.of(2026, 10, 2), LocalDate.of(2026, 10, 3)), null, 9)).hasSize(2);
    }

    private List<String> found(String text) {
        return store.page(new ApprovalStore.Filter(text, null, null, null), null, 9).stream().map(Approval::written).toList();
    }

    @Test
    void anApprovalOfTomorrowIsATypingError() {
        var tomorrow = new NewApproval("18", LocalDate.of(2026, 10, 14), "项目", null, "客户", null, null, "地址", null);
        assertThatThrownBy(() -> resource.register(person(11), null, tomorrow)).hasMessageContaining("invalid");
        assertThat(store.page(ALL, null, 10)).isEmpty();
    }

    private static NewApproval approval(String number) {
        return new NewApproval(number, LocalDate.of(2026, 10, 12), "历下新城二期", null, "济南某某置业有限公司", "王工", "0531-5555 0101", "经十路 123 号", "lixia");
    }

    private static SecurityContext person(long id) {
        var actor = new Actor(id, "p" + id, "某人", Set.of("chief-engineer"), Set.of("initiation.work", "cases.open"), Set.of(), false, "zh-CN");
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, method, args) -> actor);
    }

    private <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> switch (method.getName()) {
            case "open" -> {
                keys.add((String) args[2]);
                if (refusal != null) {
                    throw refusal;
                }
                opened.add((NewCase) args[1]);
                yield new Receipt(100 + opened.size(), 1, 1, List.of(), false);
            }
            case "find" -> Optional.empty();
            case "visible" -> Map.of();
            default -> throw new UnsupportedOperationException(method.getName());
        }));
    }
}
