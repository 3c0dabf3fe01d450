package org.jieshui.initiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Condition;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransferTaskTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("initiation", ApprovalStore.class);

    private final Map<String, List<Directory.Person>> people = new HashMap<>();
    private final List<Message> sent = new ArrayList<>();
    private ApprovalStore store;
    private TransferTask type;

    @BeforeEach
    void approvalOfTheCase() {
        DB.clear();
        store = new ApprovalStore(DB.database());
        store.enter(Approval.entered("济审〔2026〕18号", LocalDate.of(2026, 10, 12), "历下新城", Instant.parse("2026-10-13T01:00:00Z"), 11, null));
        store.opened("济审[2026]18号", 7);
        type = new TransferTask(directory(), sent::addAll, store);
        long id = 20;
        for (var department : List.of("customer-service", "design", "network", "engineering")) {
            people.put(department, List.of(person(++id), person(++id)));
        }
    }

    @Test // R37, R174, A3
    void fourDepartmentsHearAtTheSameMomentAndTheRegisterKeepsWho() {
        var task = FakeTask.of("initiation.transfer", "chief-engineer").at(Instant.parse("2026-10-13T02:32:00Z"));

        assertThat(type.conditions(task)).hasSize(4).allMatch(Condition::met);
        type.completed(task, FakeTask.json("{'note': '请提前了解周边供水'}"));

        assertThat(sent).extracting(Message::personId).containsExactly(21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L);
        assertThat(sent.get(0).subject().zh()).isEqualTo("JS2026-1013-01 总工办传来联合审查核准信息。请提前了解周边供水");
        assertThat(store.ofCase(7)).get().satisfies(a -> {
            assertThat(a.transferred()).isEqualTo("2026-10-13T02:32:00Z");
            assertThat(a.informed()).containsEntry("design", List.of(23L, 24L)).hasSize(4);
        });
        assertThat(task.journal).singleElement().satisfies(j -> assertThat(j.data().toString()).contains("informed").doesNotContain("周边供水"));
    }

    @Test
    void theRegisterKeepsWhatWasWrittenAndComparesWhatIsMeant() {
        var odd = Approval.entered(" 济审〔2026〕 19号\u3000", LocalDate.of(2026, 10, 12), " 历下\t新城 ", Instant.parse("2026-10-13T01:00:00Z"), 11, null);
        assertThat(odd.written()).isEqualTo(" 济审〔2026〕 19号\u3000");
        assertThat(odd.project()).isEqualTo(" 历下\t新城 ");
        assertThat(odd.number()).isEqualTo("济审[2026]19号");
    }

    @Test
    void whatNobodyReceivesIsNotTransferred() {
        people.remove("network");

        assertThat(type.conditions(FakeTask.of("initiation.transfer", "chief-engineer"))).filteredOn(c -> !c.met()).singleElement().satisfies(c -> {
            assertThat(c.id()).isEqualTo("receives-network");
            assertThat(c.fix().zh()).contains("安全管理员");
        });
    }

    @Test
    void sentBackItIsToBeDoneAgain() {
        var task = FakeTask.of("initiation.transfer", "chief-engineer");
        type.completed(task, FakeTask.json("{}"));
        type.sentBack(task, "核准书缺页");

        assertThat(store.ofCase(7)).get().satisfies(a -> {
            assertThat(a.transferred()).isNull();
            assertThat(a.informed()).isEmpty();
        });
    }

    private static Directory.Person person(long id) {
        return new Directory.Person(id, "p" + id, "人" + id, null, true);
    }

    private Directory directory() {
        return (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, args) -> switch (method.getName()) {
            case "departments" -> List.of();
            case "withPermission" -> people.getOrDefault(args[0], List.of());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }
}
