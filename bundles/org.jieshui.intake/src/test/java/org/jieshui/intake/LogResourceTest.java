package org.jieshui.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.intake.Fakes.as;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jieshui.intake.LogResource.EntryRow;
import org.jieshui.intake.LogResource.NewEntry;
import org.jieshui.intake.LogResource.Outcome;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("intake", LogStore.class);

    private final Actor steward = Fakes.actor(14, "customer-service", Set.of(), "intake.work");
    private final Actor engineer = Fakes.actor(33, "engineering", Set.of());
    private final Actor designer = Fakes.actor(31, "design", Set.of());
    private Fakes fakes;
    private LogResource resource;

    @BeforeEach
    void empty() {
        DB.clear();
        fakes = new Fakes(DB.database(), DrivenClock.at("2026-10-13T10:32"));
        fakes.kase(7, "lixia", 14L);
        fakes.kase(8, "shizhong", null);
        resource = new LogResource(fakes.cases(), Fakes.directory(), fakes.sent::addAll, new LogStore(DB.database()));
    }

    @Test // R17
    void anEnquiryThatIsAnsweredIsClosedAtOnce() {
        var row = resource.add(as(steward), 7L, null, new NewEntry("enquiry", "limits", "多久能通水？", null, "设计出图后 6 个工作日内"));

        assertThat(row.closedAt()).isNotNull();
        assertThat(row.department()).isEqualTo("customer-service");
        assertThat(fakes.sent).isEmpty();
    }

    @Test // R21
    void anIssueReachesTheDepartmentThatIsToSettleIt() {
        var row = issue();
        assertThat(fakes.sent).extracting(Message::personId).containsExactly(33L, 34L);
        assertThat(row.mayClose()).isTrue();
        assertThat(fakes.journal).singleElement().satisfies(j -> {
            assertThat(j.kind()).isEqualTo("intake.logged");
            assertThat(j.data().toString()).as("no words in the journal").contains("engineering").doesNotContain("道路");
        });

        assertThatThrownBy(() -> resource.close(as(designer), row.id(), new Outcome("好了"))).hasMessageContaining("forbidden");
        var closed = resource.close(as(engineer), row.id(), new Outcome("手续已补齐"));
        assertThat(closed.closedBy().id()).isEqualTo(33);
        assertThat(closed.mayClose()).isFalse();
        assertThat(fakes.sent).last().satisfies(m -> assertThat(m.personId()).as("who wrote it hears").isEqualTo(14));
        assertThatThrownBy(() -> resource.close(as(steward), row.id(), new Outcome("再办一次"))).hasMessageContaining("intake/closed");
        assertThat(fakes.journal).hasSize(2);
    }

    @Test
    void whatIsWrittenKeepsEachCharacter() {
        var odd = " \u3000两头有空\t\n";
        var row = resource.add(as(steward), 7L, null, new NewEntry("enquiry", "limits", odd, null, odd));
        assertThat(List.of(row.text(), row.outcome())).containsOnly(odd);
        assertThat(faults(new NewEntry("internal", null, "协调", null, " \n"))).as("an outcome that says nothing settles nothing").containsExactly("/outcome");
    }

    @Test
    void theSameRequestAgainWritesNothing() {
        var body = new NewEntry("external", null, "客户要求改期", null, null);
        var first = resource.add(as(steward), 7L, "k1", body);
        assertThat(resource.add(as(steward), 7L, "k1", body)).isEqualTo(first);
        assertThat(fakes.journal).hasSize(1);
    }

    @Test
    void whatIsWrongIsNamedFieldByField() {
        assertThat(faults(new NewEntry(null, null, " ", "nobody", "x".repeat(2001)))).containsExactly("/kind", "/department", "/text", "/outcome");
        assertThat(faults(new NewEntry("enquiry", null, "几天？", null, null))).containsExactly("/topic");
        assertThat(faults(new NewEntry("internal", "limits", "协调", null, null))).containsExactly("/topic");
        assertThat(faults(new NewEntry("internal", null, "\0", null, null))).containsExactly("/text");
        assertThat(fakes.journal).isEmpty();
    }

    @Test
    void whatIsWrittenIsKeptAsItWasWritten() {
        var row = resource.add(as(steward), 7L, null, new NewEntry("internal", null, "\u2029 问 \n", null, null));
        assertThat(row.text()).isEqualTo("\u2029 问 \n");
        assertThat(resource.close(as(steward), row.id(), new Outcome(" 答 ")).outcome()).isEqualTo(" 答 ");
    }

    @Test
    void theListShowsWhatTheReaderMaySeePageByPage() {
        for (int i = 0; i < 7; i++) {
            resource.add(as(steward), i % 2 == 0 ? 7L : 8L, null, new NewEntry("external", null, "事项" + i, null, i == 6 ? "已办" : null));
        }
        var lixia = Fakes.actor(50, "customer-service", Set.of("lixia"), "intake.work");

        assertThat(list(lixia, "open", 2)).containsExactly("事项4", "事项2", "事项0");
        assertThat(list(steward, "all", 3)).containsExactly("事项6", "事项5", "事项4", "事项3", "事项2", "事项1", "事项0");
        assertThat(list(steward, "closed", 3)).containsExactly("事项6");
        assertThatThrownBy(() -> resource.list(as(lixia), 8L, null, null, null, null, null, null, 0)).hasMessageContaining("not-found");
    }

    @Test
    void aCaseThatMovesTakesItsLogAlong() {
        issue();
        new LogStore(DB.database()).moved(7, "gaoxin");

        assertThat(resource.list(as(steward), null, null, null, null, "gaoxin", null, null, 0).items()).hasSize(1);
        assertThat(resource.list(as(steward), null, null, null, "engineering", "lixia", null, null, 0).items()).isEmpty();
    }

    private EntryRow issue() {
        return resource.add(as(steward), 7L, null, new NewEntry("internal", null, "道路占用手续不全，施工进不了场", "engineering", null));
    }

    private List<String> list(Actor reader, String state, int limit) {
        var all = new ArrayList<String>();
        String after = null;
        do {
            var page = resource.list(as(reader), null, null, state, null, null, null, after, limit);
            page.items().forEach(row -> all.add(row.text()));
            after = page.next();
        } while (after != null);
        return all;
    }

    private List<String> faults(NewEntry body) {
        try {
            resource.add(as(steward), 7L, null, body);
            return java.util.List.of();
        } catch (ProblemException e) {
            return e.problem().errors().stream().map(FieldError::pointer).toList();
        }
    }
}
