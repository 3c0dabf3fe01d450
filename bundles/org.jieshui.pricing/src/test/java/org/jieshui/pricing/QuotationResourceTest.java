package org.jieshui.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QuotationResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("pricing", ListStore.class);

    private static final Actor CLERK = new Actor(14, "zhou", "周敏", Set.of("customer-service"), Set.of("pricing.read", "pricing.quote"), Set.of(), false, "zh-CN");

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:32");
    private final List<String> seen = new ArrayList<>();
    private final List<Object> entries = new ArrayList<>();
    private final List<TaskInfo> tasks = new ArrayList<>();
    private FeeStore fees;
    private QuotationResource resource;
    private Paper printed;

    @BeforeEach
    void aCase() {
        DB.clear();
        tasks.add(task(TaskState.OPEN));
        var lists = new ListStore(DB.database());
        fees = new FeeStore(DB.database());
        SampleLists.create(DB.database(), new Lists(DB.database(), lists, fees, clock), lists);
        var cases = fake(Cases.class, (p, method, a) -> switch (method.getName()) {
            case "get" -> {
                if (!a[1].equals(7L)) {
                    throw ProblemException.notFound();
                }
                yield FakeTask.of("pricing.quotation", "customer-service").kase();
            }
            case "tasks" -> tasks;
            case "act" -> ((Cases.Act<?>) a[3]).run(fake(Cases.ActContext.class, (q, inner, b) -> switch (inner.getName()) {
                case "now" -> clock.instant();
                case "data" -> entries.add(a[2] + " " + b[0]);
                default -> null;
            }));
            default -> throw new UnsupportedOperationException(method.getName());
        });
        var archive = fake(Archive.class, (p, method, a) -> new Document(99, 7, (String) a[2], 99, 1, true, "agreement", null, (String) a[4], "application/pdf", 1, "sum", 14, Instant.EPOCH, null));
        AccessLog log = (actor, what, subjects, fields) -> seen.add(what + " " + subjects);
        resource = new QuotationResource(cases, fees, lists, archive, log, clock);
        resource.printer = fake(Printer.class, (p, method, a) -> {
            printed = (Paper) a[0];
            return new byte[] {1};
        });
    }

    @Test // R79
    void theQuotationSaysEveryLineAndEveryChoice() {
        issue();
        var answer = resource.sheet(clerk(), 7, null);

        assertThat(answer.getHeaderString("Content-Disposition")).startsWith("inline").contains("JS2026-1013-01");
        assertThat(printed.values().get("customer")).isEqualTo("济南某某食品有限公司");
        assertThat((List<?>) printed.values().get("lines")).hasSize(6);
        assertThat(printed.values().get("totals").toString()).contains("3,174.30", "叁仟壹佰柒拾肆元叁角整", "2,856.30", "□");
        assertThat(seen).containsExactly("pricing.quotation [case/7]");
    }

    @Test
    void theTemplatePrintsItsValues() {
        issue();
        resource.sheet(clerk(), 7, null);
        var names = java.util.regex.Pattern.compile("\\{\\{[#^/]?(\\w+)}}").matcher(printed.template()).results().map(r -> r.group(1)).distinct().toList();
        var inRows = Set.of("n", "name", "variant", "unit", "quantity", "source", "price", "amount", "box", "total", "words", "missing");
        assertThat(names.stream().filter(name -> !inRows.contains(name))).allMatch(printed.values()::containsKey);
    }

    @Test
    void onFileItBelongsToItsFee() throws IOException {
        issue();
        assertThat(resource.file(clerk(), 7).document()).isEqualTo(99);
        assertThat(fees.quotations(7)).singleElement().satisfies(q -> assertThat(q.fee()).isEqualTo(fees.current(7).orElseThrow().id()));
        assertThat(entries.toString()).contains("pricing.quoted", "document=99");
    }

    @Test
    void thatTheCustomerDeclinesIsKeptAndItsReasonIsNotInTheJournal() {
        issue();
        assertThatThrownBy(() -> resource.declined(clerk(), 7, new QuotationResource.Refusal("phone", " "))).hasMessageContaining("invalid");
        assertThatThrownBy(() -> resource.declined(clerk(), 7, new QuotationResource.Refusal("pigeon", "太贵"))).hasMessageContaining("invalid");
        resource.declined(clerk(), 7, new QuotationResource.Refusal("phone", " 太贵\n"));
        assertThat(fees.answers(7)).singleElement().satisfies(a -> {
            assertThat(a.accepted()).isFalse();
            assertThat(a.note()).as("as it was sent").isEqualTo(" 太贵\n");
        });
        assertThat(entries.toString()).contains("pricing.declined").doesNotContain("太贵");

        new QuotationTask(fees).completed(FakeTask.of("pricing.quotation", "customer-service"), FakeTask.json("{'variant': '机械水表', 'channel': 'phone'}"));
        assertThatThrownBy(() -> resource.declined(clerk(), 7, new QuotationResource.Refusal("phone", "太贵"))).hasMessageContaining("pricing/answered");
    }

    @Test
    void nobodyDeclinesWhileTheCustomerIsNotBeingTold() {
        issue();
        tasks.set(0, task(TaskState.DONE));
        assertThatThrownBy(() -> resource.declined(clerk(), 7, new QuotationResource.Refusal("phone", "太贵"))).hasMessageContaining("pricing/not-open");
        tasks.clear();
        assertThatThrownBy(() -> resource.declined(clerk(), 7, new QuotationResource.Refusal("phone", "太贵"))).hasMessageContaining("pricing/not-open");
        assertThat(fees.answers(7)).isEmpty();
        assertThat(entries).isEmpty();
    }

    @Test
    void withoutAFeeAPrinterOrACaseItSaysSo() {
        assertThatThrownBy(() -> resource.sheet(clerk(), 7, null)).hasMessageContaining("pricing/no-fee");
        assertThatThrownBy(() -> resource.sheet(clerk(), 8, null)).hasMessageContaining("not-found");
        issue();
        resource.printer = null;
        assertThatThrownBy(() -> resource.sheet(clerk(), 7, null)).hasMessageContaining("pricing/printer-away");
        assertThat(seen).isEmpty();
    }

    private void issue() {
        var lists = new ListStore(DB.database());
        var task = FakeTask.of("pricing.fee", "audit").filed("design.drawing", "{'calibre': 40, 'length': 24.5, 'meterCalibre': 25}");
        DB.database().transact(h -> new FeeTask(new Fees(lists), fees, lists).completed(task, FakeTask.json("{}")));
    }

    private static TaskInfo task(TaskState state) {
        return new TaskInfo(70, 7, "quotation", "pricing.quotation", "fee", "customer-service", 1, false, state, null, Instant.EPOCH, null, null, null);
    }

    private static SecurityContext clerk() {
        return fake(SecurityContext.class, (p, method, a) -> method.getName().equals("getUserPrincipal") ? CLERK : null);
    }

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(QuotationResourceTest.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
