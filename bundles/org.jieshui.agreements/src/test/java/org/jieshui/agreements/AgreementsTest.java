package org.jieshui.agreements;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.jieshui.agreements.AgreementResource.Copies;
import org.jieshui.agreements.AgreementResource.NewAgreement;
import org.jieshui.agreements.AgreementResource.Redraw;
import org.jieshui.agreements.AgreementResource.Whole;
import org.jieshui.agreements.Agreements.Sealing;
import org.jieshui.agreements.Agreements.Signing;
import org.jieshui.agreements.DeliveryResource.NewDelivery;
import org.jieshui.agreements.DeliveryResource.Reason;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Agreements in a process that goes from the fee to water on, run by the core that ships. */
class AgreementsTest {

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("agreements", AgreementStore.class).and("cases", CasesService.class);

    private static final LocalDate TODAY = LocalDate.of(2026, 10, 13);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private final Map<Long, Document> scans = new HashMap<>();
    private final List<Paper> printed = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private CasesFixture core;
    private AgreementStore store;
    private TemplateStore templates;
    private AgreementResource agreements;
    private DeliveryResource deliveries;
    private Actor service;
    private Actor marketing;
    private Actor engineer;
    private long caseId;
    /** What another request does between the looking up of a key and the work. */
    private Runnable meanwhile;

    @BeforeEach
    void theFeeIsDue() {
        core = new CasesFixture(db.database("cases"), clock);
        store = new AgreementStore(db.database());
        templates = new TemplateStore(db.database());
        service = core.person(1, "customer-service", "cases.open", "cases.manage", "quote", "agreements.read", "agreements.commission", "agreements.deliver");
        marketing = core.person(2, "marketing", "agreements.read", "agreements.contract");
        engineer = core.person(3, "engineering", "agreements.read");
        core.run("agreements", CommissionTask.class, Map.of("agreements.commission", new CommissionTask(store)));
        core.run("pricing", null, Map.of("pricing.quotation", new Sets("fee")));
        core.run("construction", null, Map.of("construction.excavation", new TaskType() {}));
        core.run("metering", null, Map.of("metering.preparation", new Sets("meterSerial"), "metering.water-on", new TaskType() {}));
        core.processes().publish(Actor.system("test"), """
                {"id": "fee-to-water", "version": 1, "name": {"zh-CN": "从费用到通水", "en": "Fee to water"}, "model": "321", "policy": {"document": "试验"},
                 "flow": {"target": 1, "limit": 3, "from": "agreement", "to": "water-on"}, "materials": {"documents": []}, "pauseReasons": [],
                 "stages": [{"id": "agreement", "name": {"zh-CN": "签订", "en": "Agreement"}, "target": {"workingDays": 1}, "limit": {"workingDays": 3}, "tasks": [
                   {"id": "quotation", "type": "pricing.quotation", "department": "customer-service", "name": {"zh-CN": "告知费用", "en": "Tell"}},
                   {"id": "excavation", "type": "construction.excavation", "department": "engineering", "name": {"zh-CN": "刨掘", "en": "Excavation"}},
                   {"id": "meter", "type": "metering.preparation", "department": "marketing", "name": {"zh-CN": "备表", "en": "Meter"}},
                   {"id": "commission", "type": "agreements.commission", "department": "customer-service", "name": {"zh-CN": "签订委托协议", "en": "Commission"}, "after": ["quotation", "excavation"],
                    "documents": ["commission-agreement"]},
                   {"id": "water-on", "type": "metering.water-on", "department": "marketing", "name": {"zh-CN": "通水", "en": "Water on"}, "after": ["commission", "meter"], "documents": ["supply-contract"]}]}]}""");
        var archive = (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (p, method, args) -> switch (method.getName()) {
            case "document" -> {
                happens();
                yield Optional.ofNullable(scans.get(args[0]));
            }
            case "type" -> Optional.of(new org.jieshui.platform.api.archive.DocumentType((String) args[0], org.jieshui.platform.api.Text.of("收据", "receipt"), List.of(), "finance", null, false, false));
            default -> method.invoke(core.archive, args);
        });
        AccessLog log = (actor, what, subjects, fields) -> read.add(what + " " + subjects);
        var work = new Agreements(core.cases(), store, templates, archive, log, "济水集团有限公司");
        work.printer = new Pen();
        var delivered = new DeliveryStore(db.database());
        agreements = new AgreementResource(core.cases(), core.directory(), log, work, store, templates, delivered);
        deliveries = new DeliveryResource(core.cases(), archive, core.directory(), work, store, delivered);
        caseId = open("某某食品有限公司");
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R80, R170, R242
    void fromTheFeeToTheSignedCommissionAgreement() {
        assertThat(problem(() -> draft(service, "commission-agreement"))).isEqualTo("agreements/no-fee");
        done(service, "quotation", "3174.30");
        var one = draft(service, "commission-agreement");
        assertThat(one.number()).isEqualTo("WT2026-0001");
        assertThat(one.facts()).containsEntry("费用大写", "叁仟壹佰柒拾肆元叁角整").containsEntry("客户名称", "某某食品有限公司").doesNotContainKey("联系电话");
        assertThat(problem(() -> draft(service, "commission-agreement"))).isEqualTo("agreements/exists");
        assertThat(problem(() -> sign(service, one, scan("commission-agreement"), false))).isEqualTo("agreements/not-printed");
        print(service, one);
        assertThat(problem(() -> sign(service, one, scan("commission-agreement"), false))).as("the conditions of entry are not met").isEqualTo("agreements/not-open");

        done(engineer, "excavation", null);
        var task = core.open(service, caseId, "commission");
        assertThat(core.views().task(service, task.id()).conditions()).extracting(c -> c.id() + " " + c.met()).contains("agreements.entry true", "agreements.signed false");
        assertThat(pointer(() -> sign(service, one, scan("supply-contract"), false))).isEqualTo("/document");
        assertThat(pointer(() -> agreements.signed(as(service), one.id(), null, new Signing(TODAY.plusDays(1), "王", "周", scan("commission-agreement"), null)))).isEqualTo("/signedOn");
        var signed = sign(service, one, scan("commission-agreement"), false);
        assertThat(signed.state()).isEqualTo("signed");
        assertThat(core.cases().get(service, caseId).facts().path("commissionAgreement").asText()).isEqualTo("WT2026-0001");
        assertThat(problem(() -> redraw(service, signed))).isEqualTo("agreements/signed");

        core.has(caseId, "commission-agreement", signed.signature().document());
        core.cases().complete(service, task.id(), FakeTask.json("{}"), null);
        assertThat(problem(() -> agreements.revoke(as(service), one.id(), null, new Reason("签错了")))).isEqualTo("agreements/in-use");
        assertThat(core.views().timeline(service, caseId, null, 50).items()).as("no names in the journal").noneMatch(e -> String.valueOf(e.data()).contains("王建国"));
    }

    @Test // R75, R84, R85, R244
    void theContractIsPreparedEarlyAndSignedOnTheSpot() {
        clock.advance(Duration.ofSeconds(25));
        var early = draft(marketing, "supply-contract");
        assertThat(early.blanks()).as("no meter is reserved: to be filled in by hand").contains("水表编号", "水表口径");
        print(marketing, early);
        done(marketing, "meter", "LXS-20-7");
        var stale = agreements.get(as(marketing), early.id());
        assertThat(stale.outdated()).containsExactly(new Facts.Difference("水表编号", null, "LXS-20-7"));
        var again = redraw(marketing, stale);
        assertThat(again.number()).isEqualTo(early.number()).isEqualTo("GS2026-0001");
        assertThat(again.state()).as("what was printed was another version").isEqualTo("drafted");
        assertThat(again.blanks()).doesNotContain("水表编号");
        assertThat(problem(() -> redraw(marketing, stale))).isEqualTo("agreements/version-conflict");

        assertThat(problem(() -> seal(marketing, again, "供用水合同专用章", null))).isEqualTo("agreements/not-printed");
        print(marketing, again);
        assertThat(pointer(() -> seal(marketing, again, "财务专用章", null))).isEqualTo("/seal");
        assertThat(pointer(() -> seal(marketing, again, "供用水合同专用章", clock.instant().plusSeconds(60)))).isEqualTo("/usedAt");
        assertThat(seal(marketing, again, "供用水合同专用章", Instant.parse("2026-10-13T02:00:00Z")).seals()).as("people write minutes").singleElement().satisfies(s -> assertThat(s.copies()).isEqualTo(2));
        assertThat(problem(() -> sign(marketing, again, scan("supply-contract"), false))).isEqualTo("agreements/not-open");

        waterMayBeTurnedOn();
        core.cases().change(service, caseId, null, new CaseChange("某某食品集团", null, null, null, null, null, null), null);
        assertThat(problem(() -> sign(marketing, again, scan("supply-contract"), false))).isEqualTo("agreements/out-of-date");
        var signed = sign(marketing, again, scan("supply-contract"), true);
        assertThat(signed.signature().differences()).containsExactly("客户名称");
        assertThat(core.cases().get(service, caseId).facts().path("supplyContract").asText()).isEqualTo("GS2026-0001");
    }

    @Test
    void aVoidNumberStaysWithItsReasonAndTheNextOneFollows() {
        done(service, "quotation", "100.00");
        var first = draft(service, "commission-agreement");
        assertThat(pointer(() -> agreements.revoke(as(service), first.id(), null, new Reason(" ")))).isEqualTo("/reason");
        var gone = agreements.revoke(as(service), first.id(), null, new Reason("客户名称写错"));
        assertThat(gone.state()).isEqualTo("void");
        assertThat(gone.voided().reason()).isEqualTo("客户名称写错");
        assertThat(problem(() -> print(service, gone))).isEqualTo("agreements/void");
        assertThat(draft(service, "commission-agreement").number()).isEqualTo("WT2026-0002");
        assertThat(agreements.ofCase(as(service), caseId).items()).extracting(Whole::number).containsExactly("WT2026-0001", "WT2026-0002");
    }

    @Test
    void aWithdrawnCaseLeavesNoAgreementThatCouldBeSigned() {
        var one = draft(marketing, "supply-contract");
        new CaseEvents(core.cases(), store).on(new Entry(1, caseId, 9, clock.instant(), 1, null, "case.withdrawn", null, FakeTask.json("{}")));
        assertThat(agreements.get(as(marketing), one.id()).voided().reason()).isEqualTo(CaseEvents.WITHDRAWN);
    }

    @Test
    void eightAtOnceGetNumbersWithoutGapOrDouble() throws Exception {
        var cases = new ArrayList<Long>();
        for (int i = 0; i < 40; i++) {
            cases.add(open("客户" + i));
        }
        var pool = Executors.newFixedThreadPool(8);
        try {
            var work = new ArrayList<Callable<String>>();
            for (int i = 0; i < cases.size(); i++) {
                long id = cases.get(i);
                boolean fails = i % 5 == 4;
                work.add(() -> fails ? rolledBack() : agreements.draft(as(marketing), null, new NewAgreement(id, Kind.SUPPLY, null)).number());
            }
            var numbers = new ArrayList<String>();
            for (var done : pool.invokeAll(work)) {
                if (done.get() != null) {
                    numbers.add(done.get());
                }
            }
            assertThat(numbers).hasSize(32).doesNotHaveDuplicates();
            assertThat(numbers.stream().sorted().toList()).as("no gap, though eight transactions gave theirs back").first().isEqualTo("GS2026-0001");
            assertThat(numbers.stream().sorted().toList()).last().isEqualTo("GS2026-0032");
        } finally {
            pool.shutdownNow();
        }
        clock.set("2027-01-04T10:00");
        assertThat(draft(marketing, "supply-contract").number()).as("a new year begins with one").isEqualTo("GS2027-0001");
    }

    @Test
    void theSameRequestAgainMakesNothingTwice() {
        var first = agreements.draft(as(marketing), "k", new NewAgreement(caseId, Kind.SUPPLY, false));
        assertThat(agreements.draft(as(marketing), "k", new NewAgreement(caseId, Kind.SUPPLY, false)).id()).isEqualTo(first.id());
        agreements.printed(as(marketing), first.id(), "p", new Copies(2));
        assertThat(agreements.printed(as(marketing), first.id(), "p", new Copies(2)).printings()).hasSize(1);
        assertThat(problem(() -> agreements.printed(as(marketing), first.id(), "k", new Copies(2)))).isEqualTo("agreements/key-reused");
        assertThat(pointer(() -> agreements.printed(as(marketing), first.id(), null, new Copies(21)))).isEqualTo("/copies");
    }

    @Test
    void aKeyStandsForOneRequestOnly() {
        var first = agreements.draft(as(marketing), "k", new NewAgreement(caseId, Kind.SUPPLY, false));
        assertThat(problem(() -> agreements.draft(as(marketing), "k", new NewAgreement(caseId, Kind.SUPPLY, true)))).isEqualTo("agreements/key-reused");
        agreements.printed(as(marketing), first.id(), "p", new Copies(2));
        assertThat(problem(() -> agreements.printed(as(marketing), first.id(), "p", new Copies(3)))).isEqualTo("agreements/key-reused");
        agreements.sealed(as(marketing), first.id(), "s", new Sealing("供用水合同专用章", 2, null, "周敏", null));
        assertThat(agreements.sealed(as(marketing), first.id(), "s", new Sealing("供用水合同专用章", 2, null, "周敏", null)).seals()).hasSize(1);
        assertThat(problem(() -> agreements.sealed(as(marketing), first.id(), "s", new Sealing("供用水合同专用章", 2, null, "周敏", "补盖")))).isEqualTo("agreements/key-reused");
        waterMayBeTurnedOn();
        var other = new NewDelivery(caseId, List.of("commission-agreement"), "counter", null, null, "王建国", TODAY, null, null);
        var sent = deliveries.add(as(service), "d", other);
        assertThat(deliveries.add(as(service), "d", other).id()).isEqualTo(sent.id());
        assertThat(problem(() -> deliveries.add(as(service), "d", new NewDelivery(caseId, List.of("commission-agreement"), "counter", null, null, "李强", TODAY, null, null)))).isEqualTo("agreements/key-reused");
        var signing = new Signing(TODAY, "王建国", "周敏", scan("supply-contract"), true);
        agreements.signed(as(marketing), first.id(), "g", signing);
        assertThat(agreements.signed(as(marketing), first.id(), "g", signing).state()).isEqualTo("signed");
        assertThat(problem(() -> agreements.signed(as(marketing), first.id(), "g", new Signing(TODAY, "李强", "周敏", signing.document(), true)))).isEqualTo("agreements/key-reused");
        caseId = open("乙公司");
        assertThat(problem(() -> agreements.draft(as(marketing), "k", new NewAgreement(caseId, Kind.SUPPLY, false)))).isEqualTo("agreements/key-reused");
        var second = draft(marketing, "supply-contract");
        assertThat(problem(() -> agreements.printed(as(marketing), second.id(), "p", new Copies(2)))).isEqualTo("agreements/key-reused");
    }

    @Test
    void aRepetitionWhileTheFirstStillRunsGetsItsAnswer() {
        var wanted = new NewAgreement(caseId, Kind.SUPPLY, false);
        var made = new ArrayList<Long>();
        meanwhile = () -> made.add(agreements.draft(as(marketing), "k", wanted).id());
        assertThat(agreements.draft(as(marketing), "k", wanted).id()).isEqualTo(made.get(0));
        waterMayBeTurnedOn();
        var one = redraw(marketing, agreements.get(as(marketing), made.get(0)));
        print(marketing, one);
        var signing = new Signing(TODAY, "王建国", "周敏", scan("supply-contract"), false);
        meanwhile = () -> agreements.signed(as(marketing), one.id(), "s", signing);
        assertThat(agreements.signed(as(marketing), one.id(), "s", signing).state()).isEqualTo("signed");
        assertThat(problem(() -> agreements.signed(as(marketing), one.id(), "t", signing))).as("another request is refused as ever").isEqualTo("agreements/signed");
    }

    @Test
    void whatWasSignedCanBeVoidOnceItsCaseIsWithdrawn() {
        waterMayBeTurnedOn();
        var signed = agreements.ofCase(as(service), caseId).items().get(0);
        assertThat(problem(() -> agreements.revoke(as(service), signed.id(), null, new Reason("不建了")))).isEqualTo("agreements/in-use");
        core.cases().withdraw(service, caseId, "客户不建了", null);
        assertThat(agreements.revoke(as(service), signed.id(), null, new Reason("不建了")).state()).isEqualTo("void");
        assertThat(core.cases().get(service, caseId).facts().path("commissionAgreement").isTextual()).isFalse();
    }

    @Test
    void anAgreementOfAClosedCaseIsFinal() {
        waterMayBeTurnedOn();
        var contract = draft(marketing, "supply-contract");
        print(marketing, contract);
        var signed = sign(marketing, contract, scan("supply-contract"), false);
        core.has(caseId, "supply-contract", signed.signature().document());
        done(marketing, "water-on", null);
        core.has(caseId, "payment-receipt", 77);
        var sent = deliver(List.of("payment-receipt"), "courier", "SF1", null);
        core.cases().close(service, caseId, null);
        assertThat(problem(() -> deliveries.prove(as(service), sent.id(), null, new DeliveryResource.Proof(scan("delivery-record"))))).isEqualTo("agreements/case-ended");
        assertThat(problem(() -> deliveries.revoke(as(service), sent.id(), null, new Reason("单号抄错")))).isEqualTo("agreements/case-ended");
        assertThat(problem(() -> agreements.revoke(as(marketing), signed.id(), null, new Reason("签错了")))).isEqualTo("agreements/case-ended");
        assertThat(problem(() -> seal(marketing, signed, "供用水合同专用章", null))).isEqualTo("agreements/case-ended");
        assertThat(problem(() -> print(marketing, signed))).isEqualTo("agreements/case-ended");
    }

    @Test
    void whatNoFontHasIsNamedOrLeftToTheHand() {
        caseId = open("𠮷野家");
        try {
            draft(marketing, "supply-contract");
            throw new AssertionError("was drawn up");
        } catch (ProblemException e) {
            assertThat(e.problem().type()).isEqualTo("agreements/missing-characters");
            assertThat(e.problem().extra().toString()).contains("𠮷 U+20BB7", "客户名称");
        }
        assertThat(store.ofCase(caseId)).as("no number was spent").isEmpty();
        var one = agreements.draft(as(marketing), null, new NewAgreement(caseId, Kind.SUPPLY, true));
        assertThat(one.byHand()).containsExactly("客户名称");
        assertThat(one.outdated()).isEmpty();
        agreements.paper(as(marketing), one.id(), null);
        assertThat(printed).last().satisfies(paper -> {
            assertThat(paper.values().get("客户名称").toString()).startsWith("____");
            assertThat(paper.missing()).isEqualTo(Paper.Missing.REFUSE);
        });
        assertThat(read).containsExactly("agreements.paper [case/" + caseId + "]");
    }

    @Test
    void whatIsDrawnUpAgainOrVoidUnderAKeyIsSoOnce() {
        var one = draft(marketing, "supply-contract");
        for (int i = 0; i < 2; i++) {
            assertThat(agreements.redraw(as(marketing), one.id(), "\"1\"", "k1", new Redraw(null)).revision()).isEqualTo(2);
            assertThat(agreements.revoke(as(marketing), one.id(), "k2", new Reason("写错")).state()).isEqualTo("void");
        }
        assertThat(problem(() -> agreements.revoke(as(marketing), one.id(), "k2", new Reason("别的")))).isEqualTo("agreements/key-reused");
        core.has(caseId, "payment-receipt", 77);
        var sent = deliver(List.of("payment-receipt"), "courier", "SF1", null);
        var proof = new DeliveryResource.Proof(scan("delivery-record"));
        for (int i = 0; i < 2; i++) {
            assertThat(deliveries.prove(as(service), sent.id(), "k3", proof).document()).isEqualTo(proof.document());
            assertThat(deliveries.revoke(as(service), sent.id(), "k4", new Reason("抄错")).voided()).isNotNull();
        }
    }

    @Test // R19, R267
    void eachDeliveryIsRecordedWithItsProof() {
        var together = List.of("supply-contract", "payment-receipt");
        assertThat(problem(() -> deliver(together, "courier", "SF1", null))).isEqualTo("agreements/not-signed");
        var one = draft(marketing, "supply-contract");
        waterMayBeTurnedOn();
        var again = redraw(marketing, one);
        print(marketing, again);
        sign(marketing, again, scan("supply-contract"), false);
        assertThat(pointer(() -> deliver(together, "courier", "SF1", null))).as("no receipt is on file").isEqualTo("/papers");
        core.has(caseId, "payment-receipt", 77);
        assertThat(pointer(() -> deliver(together, "courier", " ", null))).isEqualTo("/tracking");
        assertThat(pointer(() -> deliver(together, "courier", "SF1", scan("supply-contract")))).isEqualTo("/document");

        var sent = deliver(together, "courier", "SF1", null);
        assertThat(sent.document()).isNull();
        assertThat(deliveries.prove(as(service), sent.id(), null, new DeliveryResource.Proof(scan("delivery-record"))).document()).isNotNull();
        assertThat(agreements.list(as(service), null, "supply-contract", "signed", null, null, null, null, 0).items()).singleElement().satisfies(r -> assertThat(r.delivered()).isTrue());
        deliveries.revoke(as(service), sent.id(), null, new Reason("单号抄错"));
        assertThat(agreements.list(as(service), null, "supply-contract", null, null, "delivery", null, null, 0).items()).hasSize(1);
        assertThat(problem(() -> deliveries.prove(as(service), sent.id(), null, new DeliveryResource.Proof(scan("delivery-record"))))).isEqualTo("agreements/void");
    }

    @Test
    void theListIsFoundFilteredTurnedAndExported() throws IOException {
        var ids = new ArrayList<Long>();
        for (var name : List.of("甲公司", "乙_公司", "丙公司")) {
            caseId = open(name);
            ids.add(draft(marketing, "supply-contract").id());
        }
        assertThat(agreements.list(as(service), "_", null, null, null, null, null, null, 0).items()).as("no wildcard").extracting(AgreementResource.Row::customer).containsExactly("乙_公司");
        assertThat(agreements.list(as(service), "GS2026-0003", "supply-contract", "drafted", "2026", null, null, null, 0).items()).hasSize(1);
        assertThat(agreements.list(as(service), null, "commission-agreement", null, null, null, null, null, 0).items()).isEmpty();
        assertThat(pointer(() -> agreements.list(as(service), null, "x", null, null, null, null, null, 0))).isEqualTo("/kind");
        var seen = new ArrayList<Long>();
        String after = null;
        do {
            var page = agreements.list(as(service), null, null, null, null, null, null, after, 2);
            page.items().forEach(r -> seen.add(0, r.id()));
            after = page.next();
        } while (after != null);
        assertThat(seen).isEqualTo(ids);
        var stranger = new Actor(9, "far", "far", java.util.Set.of("marketing"), java.util.Set.of("cases.read", "agreements.read"), java.util.Set.of("elsewhere"), false, "zh-CN");
        assertThat(agreements.list(as(stranger), null, null, null, null, null, null, null, 0).items()).isEmpty();
        assertThat(problem(() -> agreements.get(as(stranger), ids.get(0)))).isEqualTo("not-found");
        assertThat(problem(() -> draft(service, "supply-contract"))).isEqualTo("forbidden");

        var file = (byte[]) agreements.export(as(service), null, null, null, null, null, null).getEntity();
        try (var book = new ReadableWorkbook(new ByteArrayInputStream(file))) {
            assertThat(book.getFirstSheet().read()).hasSize(4);
            assertThat(book.getSheets().count()).isEqualTo(2);
        }
    }

    @Test
    void aNewTemplateIsUsedFromThenOnAndEarlierOnesAreKept() {
        var one = draft(marketing, "supply-contract");
        var resource = new TemplateResource(core.directory(), templates, clock);
        var now = templates.current(Kind.SUPPLY);
        var body = now.body().replace("供用水合同\n", "供用水合同（新）\n");
        assertThat(pointer(() -> resource.publish(as(service), "supply-contract", new TemplateResource.NewTemplate(1, body + "{{不存在}}", null)))).isEqualTo("/body");
        assertThat(resource.publish(as(service), "supply-contract", new TemplateResource.NewTemplate(1, body, "改标题")).version()).isEqualTo(2);
        assertThat(problem(() -> resource.publish(as(service), "supply-contract", new TemplateResource.NewTemplate(1, body, null)))).isEqualTo("agreements/template-changed");

        var seen = agreements.get(as(marketing), one.id());
        assertThat(seen.newerTemplate()).isTrue();
        agreements.paper(as(marketing), one.id(), null);
        assertThat(printed).last().satisfies(paper -> assertThat(paper.template()).doesNotContain("（新）"));
        assertThat(redraw(marketing, seen).template()).isEqualTo(2);
        assertThat(resource.versions("supply-contract").items()).extracting(TemplateResource.VersionView::version).containsExactly(2, 1);
        resource.printer = new Pen();
        assertThat(resource.preview("supply-contract", new TemplateResource.Draft(body)).getHeaderString("Content-Disposition")).startsWith("inline");
        assertThat(printed).last().satisfies(paper -> assertThat(paper.values().get("客户名称")).isEqualTo(Placeholder.CUSTOMER.sample()));
    }

    private void waterMayBeTurnedOn() {
        done(service, "quotation", "100.00");
        done(engineer, "excavation", null);
        var one = draft(service, "commission-agreement");
        print(service, one);
        var signed = sign(service, one, scan("commission-agreement"), false);
        core.has(caseId, "commission-agreement", signed.signature().document());
        done(service, "commission", null);
        if (core.openKeys(service, caseId).contains("meter")) {
            done(marketing, "meter", "LXS-20-8");
        }
    }

    private long open(String customer) {
        return core.cases().open(service, new NewCase("fee-to-water", "application", customer, "王建国", "13800000000", "旅游路 1 号", "lixia", null), null).caseId();
    }

    private void done(Actor who, String key, String value) {
        core.cases().complete(who, core.open(who, caseId, key).id(), FakeTask.json(value == null ? "{}" : "{'value': '" + value + "'}"), null);
    }

    private Whole draft(Actor who, String kind) {
        return agreements.draft(as(who), null, new NewAgreement(caseId, Kind.of(kind), null));
    }

    private Whole redraw(Actor who, Whole seen) {
        return agreements.redraw(as(who), seen.id(), "\"" + seen.revision() + "\"", null, new Redraw(null));
    }

    private Whole print(Actor who, Whole one) {
        return agreements.printed(as(who), one.id(), null, new Copies(2));
    }

    private Whole seal(Actor who, Whole one, String seal, Instant at) {
        return agreements.sealed(as(who), one.id(), null, new Sealing(seal, 2, at, "周敏", null));
    }

    private Whole sign(Actor who, Whole one, long scan, boolean asPrinted) {
        return agreements.signed(as(who), one.id(), null, new Signing(TODAY, "王建国", "周敏", scan, asPrinted));
    }

    private DeliveryResource.DeliveryView deliver(List<String> papers, String way, String tracking, Long proof) {
        return deliveries.add(as(service), null, new NewDelivery(caseId, papers, way, "顺丰", tracking, "王建国", TODAY, proof, null));
    }

    private long scan(String type) {
        long id = 100 + scans.size();
        scans.put(id, new Document(id, caseId, type, id, 1, true, "agreement", null, "scan.pdf", "application/pdf", 1, "00", 1, clock.instant(), null));
        return id;
    }

    /** Takes a number and gives it back. */
    private String rolledBack() {
        try {
            return db.database().inTransaction(h -> {
                store.next(Kind.SUPPLY, 2026);
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private void happens() {
        var now = meanwhile;
        meanwhile = null;
        if (now != null) {
            now.run();
        }
    }

    private static String problem(Runnable work) {
        try {
            work.run();
            return "nothing";
        } catch (ProblemException e) {
            return e.problem().type();
        }
    }

    private static String pointer(Runnable work) {
        try {
            work.run();
            return "nothing";
        } catch (ProblemException e) {
            return e.problem().errors().stream().map(FieldError::pointer).findFirst().orElse(e.problem().type());
        }
    }

    private static SecurityContext as(Actor actor) {
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, method, args) -> actor);
    }

    /** Prints nothing, and has no 𠮷. */
    private final class Pen implements Printer {
        @Override
        public byte[] print(Paper paper) {
            printed.add(paper);
            return new byte[] {1};
        }

        @Override
        public List<String> missing(String text) {
            happens();
            return text.contains("𠮷") ? List.of("𠮷") : List.of();
        }
    }

    /** Another department's task, which says something of the case. */
    private record Sets(String fact) implements TaskType {
        @Override
        public void completed(TaskContext task, JsonNode form) {
            task.update(CaseChange.facts(Map.of(fact, form.path("value").asText())));
        }
    }
}
