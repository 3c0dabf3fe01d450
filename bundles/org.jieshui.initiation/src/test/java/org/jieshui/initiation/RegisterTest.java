package org.jieshui.initiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.Receipt;
import org.jieshui.initiation.InitiationResource.NewApproval;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegisterTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("initiation", ApprovalStore.class);

    private final List<NewCase> opened = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private RuntimeException refusal;
    private ApprovalStore store;
    private InitiationResource resource;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new ApprovalStore(DB.database());
        resource = new InitiationResource(fake(Cases.class), null, store, DrivenClock.at("2026-10-13T10:00"));
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
        assertThat(store.latest(10)).singleElement().extracting(Approval::registeredBy).isEqualTo(12L);
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
    void anApprovalOfTomorrowIsATypingError() {
        var tomorrow = new NewApproval("18", LocalDate.of(2026, 10, 14), "项目", null, "客户", null, null, "地址", null);
        assertThatThrownBy(() -> resource.register(person(11), null, tomorrow)).hasMessageContaining("invalid");
        assertThat(store.latest(10)).isEmpty();
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
            default -> throw new UnsupportedOperationException(method.getName());
        }));
    }
}
