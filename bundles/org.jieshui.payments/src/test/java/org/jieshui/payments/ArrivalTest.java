package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.payments.TransferResource.NewAllotment;
import org.jieshui.payments.TransferResource.NewTransfer;
import org.jieshui.payments.TransferResource.Reason;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the fee to the arrival and the works, run by the core that ships. */
class ArrivalTest {

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("payments", PaymentsStore.class).and("cases", CasesService.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private CasesFixture core;
    private PaymentsStore store;
    private Books books;
    private TransferResource transfers;
    private CaseResource payments;
    private FeeEvents events;
    private final List<String> read = new ArrayList<>();
    private Actor cashier;
    private Actor auditor;
    private Actor service;
    private String fee = "3174.30";
    private long caseId;

    @BeforeEach
    void aCaseWaitsForItsFee() {
        core = new CasesFixture(db.database("cases"), clock);
        store = new PaymentsStore(db.database());
        books = new Books(db.database(), store);
        cashier = core.person(1, "finance", "payments.read", "payments.books", "payments.work");
        auditor = core.person(2, "audit", "payments.read", "payments.books");
        service = core.person(3, "customer-service", "cases.open", "payments.read");
        core.run("payments", ArrivalTask.class, Map.of("payments.arrival", new ArrivalTask(books, store)));
        core.run("pricing", null, Map.of("pricing.quotation", new TaskType() {
            @Override
            public void completed(TaskContext task, JsonNode form) {
                task.update(CaseChange.facts(Map.of("fee", fee)));
            }

            @Override
            public void sentBack(TaskContext task, String reason) {
                var facts = new HashMap<String, Object>();
                facts.put("fee", null);
                task.update(CaseChange.facts(facts));
            }
        }));
        core.run("construction", null, Map.of("construction.works", new TaskType() {}));
        core.processes().publish(Actor.system("test"), """
                {"id": "money", "version": 1, "name": {"zh-CN": "只收款", "en": "Money alone"}, "model": "321", "policy": {"document": "试验"},
                 "flow": {"target": 1, "limit": 3, "from": "agreement", "to": "works"}, "materials": {"documents": []}, "pauseReasons": [],
                 "stages": [{"id": "agreement", "name": {"zh-CN": "签约", "en": "Agreement"}, "target": {"workingDays": 1}, "limit": {"workingDays": 3}, "tasks": [
                   {"id": "quotation", "type": "pricing.quotation", "department": "customer-service", "name": {"zh-CN": "告知", "en": "Tell"}},
                   {"id": "payment", "type": "payments.arrival", "department": "finance", "name": {"zh-CN": "到账", "en": "Arrival"}, "after": ["quotation"]},
                   {"id": "works", "type": "construction.works", "department": "engineering", "name": {"zh-CN": "施工", "en": "Works"}, "after": ["payment"]}]}]}""");
        transfers = new TransferResource(db.database(), core.cases(), core.directory(), log(), books, store, clock);
        payments = new CaseResource(core.cases(), core.directory(), books, store, clock);
        events = new FeeEvents(core.cases(), core.directory(), core.sent::addAll, books, store);
        caseId = open("山东云岭食品有限公司");
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R82, R138: works wait for the money, and the one that covers the fee lets them begin
    void fromTheFeeToTheWorks() {
        agree();
        var charge = payments.get(as(service), caseId).charges().get(0);
        assertThat(charge.getOutstanding()).isEqualByComparingTo("3174.30");
        refused("payments/not-covered", () -> core.cases().complete(cashier, arrival(), FakeTask.json("{}"), null));

        var part = enter("A1", "3000");
        assertThat(allot("k1", part, charge.id(), "3000").arrived()).isFalse();
        assertThat(core.openKeys(cashier, caseId)).containsExactly("payment");
        var rest = enter("A2", "200");
        assertThat(transfers.proposals(as(cashier), rest).items()).singleElement().satisfies(p -> assertThat(p.reasons()).containsExactly("payer"));
        var done = allot("k2", rest, charge.id(), "174.30");

        assertThat(done.arrived()).isTrue();
        assertThat(core.openKeys(cashier, caseId)).containsExactly("works");
        var whole = payments.get(as(service), caseId);
        assertThat(whole.receipts()).singleElement().satisfies(r -> assertThat(r.receipt().code()).isEqualTo("SJ2026-000001"));
        assertThat(whole.payments()).as("who paid is the books' business").allSatisfy(p -> assertThat(p.payer()).isNull());
        assertThat(payments.get(as(auditor), caseId).payments().get(0).payer()).isEqualTo("山东云岭食品有限公司");
        assertThat(store.transfer(rest).orElseThrow().unallotted()).isEqualByComparingTo("25.70");
        assertThat(core.views().timeline(service, caseId, null, 50).items()).as("no personal values in the journal").noneMatch(e -> String.valueOf(e.data()).matches(".*(云岭|6222|A1|A2).*"));
        assertThat(core.views().timeline(service, caseId, null, 50).items()).extracting(e -> e.kind()).contains("payments.allotted", "payments.arrived");
    }

    @Test
    void whatIsSentAgainAfterALostAnswerBooksNothingTwice() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        var first = transfers.enter(as(cashier), "e1", new NewTransfer("A1", "2026-10-12", "3174.30", "山东云岭食品有限公司", null, null));
        assertThat(transfers.enter(as(cashier), "e1", new NewTransfer("A1", "2026-10-12", "3174.30", "山东云岭食品有限公司", null, null)).id()).isEqualTo(first.id());
        refused("payments/key-reused", () -> transfers.enter(as(cashier), "e1", new NewTransfer("A9", "2026-10-12", "3174.30", "山东云岭食品有限公司", null, null)));
        refused("payments/serial-known", () -> transfers.enter(as(cashier), "e2", new NewTransfer("A1", "2026-10-12", "3174.30", "山东云岭食品有限公司", null, null)));
        refused("invalid", () -> transfers.enter(as(cashier), null, new NewTransfer("A3", "2026-10-12", "1", "x", null, null)));

        var part = allot("k1", first.id(), charge, "1000");
        assertThat(allot("k1", first.id(), charge, "1000").allotment().id()).isEqualTo(part.allotment().id());
        refused("payments/key-reused", () -> allot("k1", first.id(), charge, "1001"));
        var all = allot("k2", first.id(), charge, "2174.30");
        assertThat(allot("k2", first.id(), charge, "2174.30")).as("also when it completed the task").isEqualTo(all);
        assertThat(store.allotments(charge)).hasSize(2);
    }

    @Test
    void theSameKeyAtOnceBooksOnce() throws Exception {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "5000");
        var threads = Executors.newFixedThreadPool(6);
        try {
            var work = new ArrayList<Callable<Long>>();
            for (int i = 0; i < 6; i++) {
                work.add(() -> allot("same", money, charge, "3174.30").allotment().id());
            }
            var ids = new java.util.HashSet<Long>();
            for (var one : threads.invokeAll(work)) {
                ids.add(one.get());
            }
            assertThat(ids).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.transfer(money).orElseThrow().unallotted()).isEqualByComparingTo("1825.70");
    }

    @Test
    void whatNamesTheCaseIsTickedAlreadyAndTheTaskIsDoneWithIt() {
        agree();
        var number = core.cases().get(service, caseId).number();
        transfers.enter(as(cashier), "e1", new NewTransfer("A1", "2026-10-12", "100.00", "某某", null, "别的事"));
        long named = transfers.enter(as(cashier), "e2", new NewTransfer("A2", "2026-10-12", "5000.00", "某某", null, "接水费" + number.toLowerCase(java.util.Locale.ROOT).replace("-", " "))).id();

        var form = core.views().task(cashier, arrival()).data();
        assertThat(form.toString()).isEqualTo(FakeTask.json("{'allot': [{'transfer': " + named + ", 'amount': '3174.30'}]}").toString());
        core.cases().complete(cashier, arrival(), form, null);
        assertThat(core.openKeys(cashier, caseId)).containsExactly("works");
        assertThat(store.transfer(named).orElseThrow().unallotted()).isEqualByComparingTo("1825.70");
    }

    @Test
    void whatIsProposedIsLookedForInAllOfThem() {
        // more than a page of others before it
        db.database().transact(h -> h.execute("INSERT INTO payments.charge (case_id, kind, amount, state, created_at, created_by) SELECT ?, 'deposit', 1, 'due', now(), 1 FROM generate_series(1, 600)", caseId));
        agree();
        var kase = core.cases().get(service, caseId);
        long fee = store.fee(caseId).orElseThrow().id();
        long money = transfers.enter(as(cashier), "e1", new NewTransfer("A1", "2026-10-12", "3174.30", "某某", null, kase.number())).id();
        assertThat(transfers.proposals(as(cashier), money).items().get(0).charge().id()).isEqualTo(fee);

        for (int i = 0; i < 510; i++) {
            books.receive(new Books.Incoming("B" + i, java.time.LocalDate.parse("2026-10-12"), new java.math.BigDecimal("1.00"), "别人", null, null), null, clock.instant(), 1);
        }
        assertThat(payments.transfers(as(cashier), caseId).items()).extracting(i -> i.transfer().id()).containsExactly(money);
        assertThat(core.views().task(cashier, arrival()).data().at("/allot/0/transfer").asLong()).isEqualTo(money);
    }

    @Test
    void aLongerNumberThatBeginsLikeTheCasesIsAnothers() {
        agree();
        var kase = core.cases().get(service, caseId);
        var charge = payments.get(as(service), caseId).charges().get(0);
        for (var remark : List.of("接水费%s", "%s、100元", "费用：%s。", "(%s)接水", "%s号工单", "2026 %s")) {
            for (var number : List.of(kase.number(), kase.number().replace("-", ""), kase.number().replace("-", " ").toLowerCase(java.util.Locale.ROOT), kase.number().replace("-", "－"))) {
                assertThat(Matching.reasons(remarked(remark.formatted(number)), charge, kase)).as(remark + number).contains("number");
            }
        }
        for (var remark : List.of("%s0", "%s00 接水", "A%s", "9%s", "")) {
            assertThat(Matching.reasons(remarked(remark.formatted(kase.number())), charge, kase)).as(remark).doesNotContain("number");
            assertThat(Matching.reasons(remarked(remark.formatted(kase.number().replace("-", ""))), charge, kase)).as(remark).doesNotContain("number");
        }
        assertThat(Matching.reasons(remarked(null), charge, kase)).doesNotContain("number");
    }

    private Transfer remarked(String remark) {
        return new Transfer(1, "A1", java.time.LocalDate.parse("2026-10-12"), Money.ZERO, "某某", null, remark, null, clock.instant(), 1, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, null, null);
    }

    @Test
    void moneyThatCameEarlyIsNotAskedForTwice() {
        fee = "100.00";
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long task = arrival();
        var other = core.person(9, "finance", "payments.read", "payments.books", "payments.work");
        core.cases().claim(other, task, null);
        var done = allot("k1", enter("A1", "100"), charge, "100");
        assertThat(done.arrived()).as("another has claimed the task").isFalse();
        core.cases().complete(other, task, FakeTask.json("{}"), null);
        assertThat(core.openKeys(cashier, caseId)).containsExactly("works");
    }

    @Test
    void theWholeFeeOfACaseInTheNotReadyFileIsBooked() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        var manager = core.person(8, "customer-service", "cases.manage");
        core.cases().notReady(manager, caseId, "未通路", null);
        var done = allot("k1", enter("A1", "3174.30"), charge, "3174.30");
        assertThat(done.charge().covered()).isTrue();
        assertThat(done.arrived()).isFalse();
        core.cases().revive(manager, caseId, "路通了", null);
        core.cases().complete(cashier, arrival(), FakeTask.json("{}"), null);
        assertThat(core.openKeys(cashier, caseId)).containsExactly("works");
    }

    @Test
    void aFeeThatChangesAfterMoneyCameIsNoticed() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "3174.30");
        allot("k1", money, charge, "1000");
        core.sent.clear();
        core.cases().sendBack(cashier, arrival(), "quotation", "客户改主意", null);
        heard("task.sent-back");
        assertThat(payments.get(as(service), caseId).charges().get(0).state()).isEqualTo("suspended");
        refused("payments/not-due", () -> allot("k2", money, charge, "100"));

        fee = "800.00";
        agree();
        var whole = payments.get(as(cashier), caseId);
        assertThat(whole.charges()).singleElement().satisfies(c -> assertThat(c.covered()).isTrue());
        assertThat(whole.changes()).filteredOn(CaseResource.ChangeView::notice).hasSize(2);
        assertThat(core.sent).extracting(m -> m.personId() + " " + m.kind()).filteredOn(m -> m.endsWith("fee-changed")).containsExactly("1 payments.fee-changed", "1 payments.fee-changed");
        assertThat(store.transfer(money).orElseThrow().unallotted()).isEqualByComparingTo("2374.30");
        assertThat(payments.seen(as(cashier), caseId).changes()).noneMatch(CaseResource.ChangeView::notice);
        core.cases().complete(cashier, arrival(), FakeTask.json("{}"), null);
        assertThat(core.openKeys(cashier, caseId)).containsExactly("works");
    }

    @Test
    void aFeeThatAClerkBroughtUpToDateFirstIsToldToo() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "3174.30");
        allot("k1", money, charge, "1000");
        core.cases().sendBack(cashier, arrival(), "quotation", "客户改主意", null);
        heard("task.sent-back");
        fee = "2000.00";
        core.sent.clear();
        core.cases().complete(service, core.open(service, caseId, "quotation").id(), FakeTask.json("{}"), null);
        allot("k2", money, charge, "500"); // the clerk is faster than the event
        heard("task.completed");
        assertThat(core.sent).extracting(m -> m.kind()).containsExactly("payments.fee-changed");
        heard("task.completed");
        assertThat(core.sent).as("told once").hasSize(1);
    }

    @Test // R248
    void aReceiptThatALowerFeeBroughtAboutHasItsPaper() throws Exception {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        allot("k1", enter("A1", "3174.30"), charge, "1000");
        core.cases().sendBack(cashier, arrival(), "quotation", "客户改主意", null);
        heard("task.sent-back");
        fee = "800.00";
        core.cases().complete(service, core.open(service, caseId, "quotation").id(), FakeTask.json("{}"), null);
        var kept = new ArrayList<String>();
        var papers = papers(kept, () -> false);
        papers.on(entry("task.completed")); // before the charge was told of it, or after
        heard("task.completed");
        papers.on(entry("task.completed"));
        assertThat(kept).containsExactly("收据 SJ2026-000001.pdf");
    }

    /** Puts the names of what it keeps into the list. */
    private Papers papers(List<String> kept, BooleanSupplier sealed) {
        var archive = (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (proxy, method, args) -> {
            if (method.getName().equals("store")) {
                if (sealed.getAsBoolean()) {
                    throw Problem.of("archive/sealed", 409, "档案已封存", "The archive is closed").toException();
                }
                kept.add((String) args[4]);
                return null;
            }
            return kept.stream().map(name -> new Document(1, caseId, name.startsWith("收据") ? "payment-receipt" : "refund-voucher", 1, 1, true, "plan", null, name, "application/pdf", 1, "00", 1, clock.instant(), null)).toList();
        });
        var printer = (Printer) Proxy.newProxyInstance(Printer.class.getClassLoader(), new Class<?>[] {Printer.class}, (proxy, method, args) -> new byte[] {1});
        return new Papers(core.cases(), core.directory(), archive, printer, books, store);
    }

    @Test // R249: a deposit goes back long after the case
    void whatIsPaidBackAfterTheArchiveWasClosedGoesInWhenItIsReopened() throws Exception {
        var manager = core.person(5, "finance", "payments.read", "payments.books", "payments.work", "payments.approve");
        var refunds = new RefundResource(db.database(), core.cases(), core.directory(), log(), core.sent::addAll, books, store, clock);
        agree();
        long money = enter("A1", "3200");
        allot("k1", money, payments.get(as(service), caseId).charges().get(0).id(), "3174.30");
        var asked = refunds.request(as(cashier), "r1", new RefundResource.NewRefund(money, "25.70", null, "山东云岭食品有限公司", "6222000000000001", "多付"));
        refunds.approve(as(manager), asked.refund().id(), null);
        var sealed = new AtomicBoolean();
        var kept = new ArrayList<String>();
        var papers = papers(kept, sealed::get);
        papers.on(entry("payments.arrived"));
        assertThat(kept).containsExactly("收据 SJ2026-000001.pdf");
        sealed.set(true);
        refunds.paid(as(cashier), asked.refund().id(), new RefundResource.PaidOut("B1", "2026-10-13"));
        papers.on(entry("payments.refunded"));
        assertThat(kept).as("a closed archive stays as it is").hasSize(1);
        sealed.set(false);
        core.cases().act(Actor.system("archive"), caseId, "archive.reopened", act -> null);
        papers.on(entry("archive.reopened"));
        papers.on(entry("archive.reopened"));
        assertThat(kept).containsExactly("收据 SJ2026-000001.pdf", "退款凭证 TK2026-000001.pdf");
    }

    @Test // R250
    void invoicesAboveALowerFeeAreNoticed() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        payments.invoice(as(cashier), caseId, "i1", new CaseResource.NewInvoice(charge, "26372000000012345678", "3000", "2026-10-13"));
        core.sent.clear();
        core.cases().sendBack(cashier, arrival(), "quotation", "客户改主意", null);
        heard("task.sent-back");
        fee = "800.00";
        agree();
        assertThat(payments.get(as(cashier), caseId).changes()).filteredOn(CaseResource.ChangeView::notice).hasSize(2);
        assertThat(core.sent).extracting(m -> m.kind()).contains("payments.fee-changed");
        assertThat(new CheckStore(db.database()).findings()).extracting(CheckStore.Finding::kind).containsExactly("invoice");
    }

    @Test
    void anEventThatIsHeardLateDoesNotBringAnOlderFeeBack() throws Exception {
        agree();
        var listener = Executors.newSingleThreadExecutor();
        try (var other = db.owner(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE payments.charge SET amount = 800.00"); // a clerk who allots brings the charge up to date first
            var late = listener.submit(() -> heard("task.completed"));
            for (int i = 0; i < 500 && db.database().read(h -> h.createQuery("SELECT count(*) FROM pg_locks WHERE NOT granted").mapTo(Long.class).one()) == 0; i++) {
                Thread.sleep(10);
            }
            core.cases().sendBack(cashier, arrival(), "quotation", "客户改主意", null);
            fee = "800.00";
            core.cases().complete(service, core.open(service, caseId, "quotation").id(), FakeTask.json("{}"), null);
            other.commit();
            late.get();
        } finally {
            listener.shutdownNow();
        }
        assertThat(payments.get(as(service), caseId).charges()).singleElement().satisfies(c -> assertThat(c.amount()).isEqualByComparingTo("800.00"));
    }

    @Test
    void aCaseThatIsWithdrawnOwesNothingAndItsMoneyGoesBack() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "1000");
        var part = allot("k1", money, charge, "1000");
        core.cases().withdraw(core.person(8, "customer-service", "cases.manage", "cases.withdraw"), caseId, "客户不办了", null);
        heard("case.withdrawn");

        assertThat(payments.get(as(service), caseId).changes()).filteredOn(CaseResource.ChangeView::notice).hasSize(1);
        refused("payments/not-due", () -> allot("k2", enter("A2", "1"), charge, "1"));
        assertThat(transfers.charges(as(cashier), null, null).items()).isEmpty();
        transfers.reverse(as(cashier), part.allotment().id(), new Reason("撤回退款"));
        assertThat(store.transfer(money).orElseThrow().unallotted()).isEqualByComparingTo("1000");
    }

    @Test
    void aPaidCaseThatIsWithdrawnIsNoDifferenceInTheBooks() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        assertThat(allot("k1", enter("A1", "3174.30"), charge, "3174.30").arrived()).isTrue();
        core.cases().withdraw(core.person(8, "customer-service", "cases.manage", "cases.withdraw"), caseId, "客户不办了", null);
        heard("case.withdrawn");
        assertThat(new CheckStore(db.database()).findings()).isEmpty();
    }

    @Test
    void aReversalAfterTheArrivalIsSeenAndCanBeMadeGood() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        var done = allot("k1", enter("A1", "3174.30"), charge, "3174.30");
        assertThatThrownBy(() -> transfers.reverse(as(cashier), done.allotment().id(), new Reason(" "))).isInstanceOf(ProblemException.class);
        assertThat(transfers.reverse(as(cashier), done.allotment().id(), new Reason("核错")).getOutstanding()).isEqualByComparingTo("3174.30");
        assertThat(payments.get(as(service), caseId).receipts()).singleElement().satisfies(r -> assertThat(r.receipt().voidReason()).isEqualTo("reversed"));
        assertThat(allot("k2", enter("A2", "3174.30"), charge, "3174.30").charge().covered()).isTrue();
    }

    @Test // R250
    void invoicesHaveNumbersOfTheirOwnAndComeToNoMoreThanTheCharge() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        payments.invoice(as(cashier), caseId, "i1", new CaseResource.NewInvoice(charge, "26372000000012345678", "3000", "2026-10-13"));
        payments.invoice(as(cashier), caseId, "i1", new CaseResource.NewInvoice(charge, "26372000000012345678", "3000", "2026-10-13"));
        refused("payments/invoice-known", () -> payments.invoice(as(cashier), caseId, "i2", new CaseResource.NewInvoice(charge, "26372000000012345678", "1", "2026-10-13")));
        for (var wrong : List.of(new CaseResource.NewInvoice(charge, "12", "1", "2026-10-13"), new CaseResource.NewInvoice(charge, "12345678", "174.31", "2026-10-13"),
                new CaseResource.NewInvoice(charge, "12345678", "1", "2026-10-14"))) {
            refused("invalid", () -> payments.invoice(as(cashier), caseId, "i3", wrong));
        }
        var one = payments.get(as(service), caseId).invoices().get(0);
        payments.voidInvoice(as(cashier), caseId, one.id(), new Reason("红冲"));
        assertThat(payments.invoice(as(cashier), caseId, "i4", new CaseResource.NewInvoice(charge, "12345678", "3174.30", "2026-10-13")).invoices()).hasSize(2);

        payments.voidInvoice(as(cashier), caseId, payments.get(as(service), caseId).invoices().get(1).id(), new Reason("录错"));
        var again = payments.invoice(as(cashier), caseId, "i5", new CaseResource.NewInvoice(charge, "12345678", "100", "2026-10-13"));
        assertThat(again.invoices()).as("a void one does not hold its number").hasSize(3);
        refused("payments/invoice-known", () -> payments.invoice(as(cashier), caseId, "i6", new CaseResource.NewInvoice(charge, "12345678", "1", "2026-10-13")));
    }

    @Test // A9
    void anyCaseMayOweADeposit() {
        var whole = payments.deposit(as(cashier), caseId, "d1", new CaseResource.NewDeposit("5000", "临时用水 3 个月"));
        payments.deposit(as(cashier), caseId, "d1", new CaseResource.NewDeposit("5000", "临时用水 3 个月"));
        var deposit = whole.charges().get(0);
        assertThat(payments.get(as(service), caseId).charges()).hasSize(1);
        allot("k1", enter("A1", "5000"), deposit.id(), "5000");
        refused("payments/in-use", () -> payments.cancel(as(cashier), caseId, deposit.id()));
        refused("invalid", () -> payments.invoice(as(cashier), caseId, "i1", new CaseResource.NewInvoice(deposit.id(), "12345678", "1", "2026-10-13")));
        assertThat(payments.get(as(service), caseId).receipts().get(0).receipt().paper()).isEqualTo("deposit-receipt");
    }

    @Test
    void aRefundIsAskedForApprovedByAnotherAndPaidOut() {
        var manager = core.person(5, "finance", "payments.read", "payments.books", "payments.work", "payments.approve");
        var refunds = new RefundResource(db.database(), core.cases(), core.directory(), log(), core.sent::addAll, books, store, clock);
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "3200");
        allot("k1", money, charge, "3174.30");
        core.sent.clear();
        var wanted = new RefundResource.NewRefund(money, "25.70", null, "山东云岭食品有限公司", "6222000000000001", "多付");
        var asked = refunds.request(as(cashier), "r1", wanted);
        assertThat(refunds.request(as(cashier), "r1", wanted).refund().id()).isEqualTo(asked.refund().id());
        assertThat(asked.number()).as("told in the case that it paid").isNotNull();
        assertThat(core.sent).extracting(m -> m.personId() + " " + m.kind()).containsExactly("5 payments.refund-requested");
        refused("payments/second-person", () -> refunds.approve(as(cashier), asked.refund().id(), null));
        refused("invalid", () -> refunds.reject(as(manager), asked.refund().id(), new RefundResource.Note(" ")));
        refunds.approve(as(manager), asked.refund().id(), null);
        refused("invalid", () -> refunds.paid(as(cashier), asked.refund().id(), new RefundResource.PaidOut("B 1", "2026-10-13")));
        var paid = refunds.paid(as(cashier), asked.refund().id(), new RefundResource.PaidOut("B1", "2026-10-13"));
        assertThat(paid.refund().state()).isEqualTo("paid");
        assertThat(refunds.list(as(auditor), "paid", null, 0).items()).hasSize(1);
        assertThat(refunds.list(as(auditor), "open", null, 0).items()).isEmpty();
        assertThat(core.views().timeline(service, caseId, null, 50).items()).extracting(e -> e.kind()).contains("payments.refund-requested", "payments.refund-approved", "payments.refunded");
        assertThat(core.views().timeline(service, caseId, null, 50).items()).noneMatch(e -> String.valueOf(e.data()).matches(".*(云岭|6222|B1).*"));
        assertThat(payments.get(as(service), caseId).refunds()).singleElement().satisfies(r -> assertThat(r.payee()).isNull());

        long stray = enter("A9", "10");
        var other = refunds.request(as(cashier), "r2", new RefundResource.NewRefund(stray, "10", null, "某某", "6222", "错付"));
        assertThat(other.refund().caseId()).isNull();
        refunds.cancel(as(cashier), other.refund().id(), new RefundResource.Note("找到工单了"));
        assertThat(store.transfer(stray).orElseThrow().unallotted()).isEqualByComparingTo("10");
    }

    @Test
    void hiddenCasesAreMissing() {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "1");
        var far = new Actor(77, "far", "far", java.util.Set.of("finance"), java.util.Set.of("tasks.work", "cases.read", "payments.read", "payments.books", "payments.work"), java.util.Set.of("gaoxin"), false, "zh-CN");
        refused("not-found", () -> payments.get(as(far), caseId));
        refused("not-found", () -> transfers.allot(as(far), "k", new NewAllotment(money, charge, "1")));
        assertThat(transfers.proposals(as(far), money).items()).isEmpty();
        assertThat(transfers.charges(as(far), null, null).items()).isEmpty();
    }

    @Test // architecture, rule 9
    void anAccountIsWholeOnlyWhereTheReadingIsRecorded() throws Exception {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "3200");
        allot("k1", money, charge, "3000");
        var manager = core.person(5, "finance", "payments.books", "payments.approve");
        var refunds = new RefundResource(db.database(), core.cases(), core.directory(), log(), core.sent::addAll, books, store, clock);
        var asked = refunds.request(as(cashier), "r1", new RefundResource.NewRefund(money, "100", null, "山东云岭食品有限公司", "6222 0000 0000 7777", "多付"));
        long id = asked.refund().id();
        var stray = transfers.enter(as(cashier), "e9", new NewTransfer("A9", "2026-10-12", "5", "某某", "6222000000000001", null));
        var file = "交易流水号,交易日期,贷方发生额,对方户名,对方账号\nA7,2026-10-12,10.00,某某,6222000000000001\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var preview = new StatementResource(db.database(), core.directory(), books, store, clock).preview(null, new java.io.ByteArrayInputStream(file));
        assertThat(preview.statement().lines()).hasSize(1);
        var incoming = payments.transfers(as(cashier), caseId);
        assertThat(incoming.items()).hasSize(1);
        for (var answer : List.of(asked, refunds.list(as(auditor), null, null, 0), refunds.approve(as(manager), id, null), transfers.list(null, null, null, null, null, 0), stray, incoming, preview,
                payments.get(as(auditor), caseId), transfers.revoke(as(cashier), stray.id(), new Reason("录错")), transfers.get(as(auditor), money).refunds())) {
            assertThat(answer.toString()).doesNotContain("62220000", "6222 0000");
        }
        assertThat(transfers.list(null, null, null, null, null, 0).items()).extracting(Transfer::payerAccount).containsOnly("****0001");
        assertThat(asked.refund().payeeAccount()).isEqualTo("****7777");

        read.clear();
        assertThat(transfers.get(as(auditor), money).transfer().payerAccount()).isEqualTo("6222000000000001");
        assertThat(refunds.get(as(manager), id).refund().payeeAccount()).isEqualTo("6222 0000 0000 7777");
        var papers = new PaperResource(core.cases(), core.directory(), log(), store);
        assertThat(sheet(papers.refunds(as(auditor), null))).contains("6222 0000 0000 7777");
        papers.transfers(as(auditor), "all", "A1", null, null);
        assertThat(read).containsExactly("2 payments.transfer [transfer/" + money + "]", "5 payments.refund [refund/" + id + "]", "2 payments.refunds [refund/" + id + "]",
                "2 payments.transfers [transfer/" + money + "]");
    }

    @Test
    void aWorkbookSaysInItsReadersLanguageThatThereIsMore() throws Exception {
        for (int i = 0; i < 3; i++) {
            enter("A" + i, "5");
        }
        var papers = new PaperResource(core.cases(), core.directory(), log(), store);
        var english = new Actor(78, "guest", "guest", java.util.Set.of("finance"), java.util.Set.of("payments.books"), java.util.Set.of(), false, "en");
        assertThat(sheet(papers.transfers(as(english), "all", null, null, null))).contains("Bank serial", "A0", "A2").doesNotContain("银行流水号", "No more than");
        papers.most = 2;
        assertThat(sheet(papers.transfers(as(english), "all", null, null, null))).contains("A2", "A1", "No more than 2 rows").doesNotContain("A0");
        assertThat(sheet(papers.transfers(as(auditor), "all", null, null, null))).contains("银行流水号", "最多导出 2 行");
        papers.most = 3;
        assertThat(sheet(papers.transfers(as(english), "all", null, null, null))).contains("A0").doesNotContain("No more than");
    }

    @Test
    void refundsOfHiddenCasesAreLeftOut() throws Exception {
        agree();
        long charge = payments.get(as(service), caseId).charges().get(0).id();
        long money = enter("A1", "3200");
        allot("k1", money, charge, "3000");
        var refunds = new RefundResource(db.database(), core.cases(), core.directory(), log(), core.sent::addAll, books, store, clock);
        var asked = refunds.request(as(cashier), "r1", new RefundResource.NewRefund(money, "100", null, "甲", "6222000000000001", "多付"));
        var stray = refunds.request(as(cashier), "r2", new RefundResource.NewRefund(enter("A9", "5"), "5", null, "乙", "6222000000000001", "错付"));
        var far = new Actor(77, "far", "far", java.util.Set.of("finance"), java.util.Set.of("cases.read", "payments.books", "payments.work", "payments.approve"), java.util.Set.of("gaoxin"), false, "zh-CN");
        long id = asked.refund().id();

        assertThat(refunds.list(as(auditor), null, null, 0).items()).hasSize(2);
        assertThat(transfers.get(as(auditor), money).refunds()).hasSize(1);
        assertThat(refunds.list(as(far), null, null, 0).items()).extracting(r -> r.refund().id()).containsExactly(stray.refund().id());
        assertThat(transfers.get(as(far), money).refunds()).isEmpty();
        var papers = new PaperResource(core.cases(), core.directory(), log(), store);
        assertThat(sheet(papers.refunds(as(auditor), null))).contains(asked.refund().code(), stray.refund().code());
        assertThat(sheet(papers.refunds(as(far), null))).contains(stray.refund().code()).doesNotContain(asked.refund().code());
        read.clear();
        refused("not-found", () -> refunds.get(as(far), id));
        refused("not-found", () -> refunds.approve(as(far), id, null));
        refused("not-found", () -> refunds.cancel(as(far), id, new RefundResource.Note("x")));
        assertThat(read).isEmpty();
    }

    private AccessLog log() {
        return (actor, what, subjects, fields) -> read.add(actor.id() + " " + what + " " + subjects);
    }

    private static String sheet(Response workbook) throws Exception {
        return Grid.read((byte[]) workbook.getEntity()).toString();
    }

    private long open(String customer) {
        return core.cases().open(service, new NewCase("money", "application", customer, null, null, "凤鸣路 17 号", "lixia", null), null).caseId();
    }

    private void agree() {
        core.cases().complete(service, core.open(service, caseId, "quotation").id(), FakeTask.json("{}"), null);
        heard("task.completed");
    }

    /** As the core tells it: the latest entry of the kind. */
    private void heard(String kind) {
        events.on(entry(kind));
    }

    private Entry entry(String kind) {
        var entry = core.views().timeline(service, caseId, null, 50).items().stream().filter(e -> e.kind().equals(kind)).findFirst().orElseThrow();
        return new Entry(entry.id(), caseId, entry.seq(), entry.at(), 3, null, kind, entry.taskId(), entry.data());
    }

    private long arrival() {
        return core.open(cashier, caseId, "payment").id();
    }

    private long enter(String serial, String amount) {
        return transfers.enter(as(cashier), "enter " + serial, new NewTransfer(serial, "2026-10-12", amount, "山东云岭食品有限公司", "6222000000000001", "接水费")).id();
    }

    private TransferResource.Done allot(String key, long transfer, long charge, String amount) {
        return transfers.allot(as(cashier), key, new NewAllotment(transfer, charge, amount));
    }

    private static void refused(String type, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
    }

    private static SecurityContext as(Actor actor) {
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, method, args) -> actor);
    }
}
