package org.jieshui.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.metering.CaseMeterResource.Reason;
import org.jieshui.metering.CaseMeterResource.Wanted;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deliveries, reservations and the preparation, in a short process run by the core that ships. */
class PreparationTest {

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("metering", MeterStore.class).and("cases", CasesService.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    private CasesFixture core;
    private MeterStore store;
    private Meters meters;
    private MeterResource list;
    private DeliveryResource deliveries;
    private CaseMeterResource ofCase;
    private Actor keeper;
    private Actor service;
    private long caseId;

    @BeforeEach
    void start() {
        core = new CasesFixture(db.database("cases"), clock);
        store = new MeterStore(db.database());
        meters = new Meters(store, 3, 30);
        var requests = new Requests(db.database());
        var lowStock = new LowStock(meters, core.directory(), core.sent::addAll);
        keeper = core.person(1, "marketing", "metering.read", "metering.work", "metering.stock");
        service = core.person(2, "customer-service", "cases.open", "cases.manage", "metering.read");
        var types = new HashMap<String, TaskType>();
        types.put("metering.finding", new FindingTask());
        types.put("metering.preparation", new PreparationTask(meters, store, lowStock));
        core.run("metering", PreparationTask.class, types);
        core.processes().publish(Actor.system("test"), """
                {"id": "prepare", "version": 1, "name": {"zh-CN": "备表", "en": "Prepare"}, "model": "321", "policy": {"document": "试验"},
                 "flow": {"target": 1, "limit": 3, "from": "plan", "to": "prepare"}, "materials": {"documents": []}, "pauseReasons": [],
                 "stages": [{"id": "plan", "name": {"zh-CN": "一", "en": "One"}, "target": {"workingDays": 1}, "limit": {"workingDays": 3}, "tasks": [
                   {"id": "finding", "type": "metering.finding", "department": "marketing", "name": {"zh-CN": "查勘", "en": "Finding"}},
                   {"id": "prepare", "type": "metering.preparation", "department": "marketing", "name": {"zh-CN": "备表", "en": "Prepare"}, "after": ["finding"]},
                   {"id": "last", "type": "metering.last", "department": "marketing", "name": {"zh-CN": "收尾", "en": "Last"}, "after": ["prepare"]}]}]}""");
        list = new MeterResource(core.cases(), core.directory(), meters, store, requests, clock);
        deliveries = new DeliveryResource(store, new DeliveryStore(db.database()), requests, clock);
        ofCase = new CaseMeterResource(core.cases(), core.directory(), meters, store, lowStock, requests, clock);
        caseId = open();
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R74
    void aDeliveryIsLookedAtAndThenConfirmedOnce() throws IOException {
        var seen = delivered("YC1001", "YC1002", "YC1002", "坏");
        assertThat(seen.total()).isEqualTo(4);
        assertThat(seen.good()).isEqualTo(2);
        assertThat(seen.calibres()).isEqualTo(Map.of(20, 2L));
        assertThat(seen.faults()).extracting(Delivery.Fault::row).containsExactly(4, 5);
        assertThat(list.summary().total()).as("nothing counts yet").isZero();
        assertThatThrownBy(() -> deliveries.confirm(as(keeper), seen.id(), null, null)).hasMessageContaining("metering/faulty");

        var skip = new DeliveryResource.Confirmation(true);
        assertThat(deliveries.confirm(as(keeper), seen.id(), "k1", skip).added()).isEqualTo(2);
        assertThat(deliveries.confirm(as(keeper), seen.id(), "k1", skip).added()).isEqualTo(2);
        assertThat(deliveries.confirm(as(keeper), seen.id(), "k2", skip).added()).as("another key changes nothing").isEqualTo(2);
        assertThat(list.summary().total()).isEqualTo(2);
        assertThat(delivered("YC1001").faults()).singleElement().satisfies(f -> assertThat(f.detail().zh()).contains("已经入库").contains("在库"));
    }

    @Test
    void whatWasTakenInMeanwhileIsTold() throws IOException {
        var first = delivered("YC1001", "YC1002");
        var second = delivered("YC1002", "YC1003");
        deliveries.confirm(as(keeper), first.id(), null, null);
        assertThatThrownBy(() -> deliveries.confirm(as(keeper), second.id(), null, null)).hasMessageContaining("metering/faulty");
        assertThat(deliveries.confirm(as(keeper), second.id(), null, new DeliveryResource.Confirmation(true)).added()).isEqualTo(1);
    }

    @Test // R67
    void aMeterIsReservedAsSoonAsItsCalibreIsKnown() {
        stock(3, 20, "2026-05-10");
        assertThatThrownBy(() -> ofCase.reserve(as(keeper), caseId, null, new Wanted("M20-0", null))).hasMessageContaining("metering/too-early");
        finding();

        assertThat(ofCase.reserve(as(keeper), caseId, "k", new Wanted(" ｍ20-0 ", null)).serial()).isEqualTo("M20-0");
        assertThat(ofCase.reserve(as(keeper), caseId, "k", new Wanted(" ｍ20-0 ", null)).serial()).as("the first answer again").isEqualTo("M20-0");
        assertThatThrownBy(() -> ofCase.reserve(as(keeper), caseId, "k", new Wanted("M20-1", null))).hasMessageContaining("metering/key-reused");
        assertThat(journal("metering.reserved")).isEqualTo(1);
        assertThat(facts().path("meterSerial").asText()).isEqualTo("M20-0");
        assertThat(facts().path("meterCalibre").asInt()).isEqualTo(20);

        long other = open();
        assertThatThrownBy(() -> meters.reserve(other, "M20-0", null, by())).hasMessageContaining("metering/taken");
        assertThatThrownBy(() -> ofCase.reserve(as(keeper), caseId, null, new Wanted("M20-1", " "))).as("a change has a reason").isInstanceOf(ProblemException.class);
        ofCase.reserve(as(keeper), caseId, null, new Wanted("M20-1", "外壳破损"));
        assertThat(store.find("M20-0").orElseThrow().state()).isEqualTo(Meter.STOCK);
        assertThat(store.events(store.find("M20-0").orElseThrow().id())).extracting(MeterStore.Event::kind).containsExactly("imported", "reserved", "released");

        assertThatThrownBy(() -> ofCase.release(as(keeper), caseId, null, new Reason(""))).isInstanceOf(ProblemException.class);
        ofCase.release(as(keeper), caseId, null, new Reason("客户暂缓"));
        assertThat(facts().has("meterSerial")).isFalse();
        assertThatThrownBy(() -> ofCase.release(as(keeper), caseId, null, new Reason("再来"))).hasMessageContaining("metering/none-reserved");
        assertThat(core.views().timeline(service, caseId, null, 50).items()).as("no words of people in the journal").noneMatch(e -> String.valueOf(e.data()).contains("外壳"));
    }

    @Test // R74
    void thePreparationTakesWhatWasReservedOrTheOneThatEndsFirst() {
        stock(2, 20, "2026-05-10");
        stock(1, 25, "2026-05-10");
        finding();
        var prefilled = core.views().task(keeper, core.open(keeper, caseId, "prepare").id()).data();
        assertThat(prefilled.path("accountName").asText()).isEqualTo("某某小区");

        prepare(form(null));
        assertThat(facts().path("meterSerial").asText()).isEqualTo("M20-0");
        assertThat(ofCase.get(as(service), caseId).meter().state()).isEqualTo(Meter.RESERVED);
        assertThat(ofCase.get(as(service), caseId).mayReserve()).as("customer service only looks").isFalse();

        core.run("last", null, Map.of("metering.last", new TaskType() {}));
        core.cases().sendBack(keeper, core.open(keeper, caseId, "last").id(), "prepare", "口径改了", null);
        assertThat(core.views().task(keeper, core.open(keeper, caseId, "prepare").id()).data().path("serial").asText()).isEqualTo("M20-0");
        assertThat(refused(form("M25-0"))).as("changed, and another calibre").containsExactly("/reason");
        prepare(form("M25-0").put("reason", "客户要求加大口径，设计院已同意"));
        assertThat(facts().path("meterCalibre").asInt()).isEqualTo(25);
        assertThat(store.find("M20-0").orElseThrow().state()).isEqualTo(Meter.STOCK);
    }

    @Test
    void whatWasReservedBeforeTheLastWordIsExplained() {
        stock(1, 20, "2026-05-10");
        finding();
        ofCase.reserve(as(keeper), caseId, null, new Wanted("M20-0", null));
        core.cases().act(Actor.system("pricing"), caseId, "pricing.answered", act -> {
            act.update(CaseChange.facts(Map.of("feeChoice", "机械水表")));
            return null;
        });
        assertThat(refused(form(null))).as("it is a remote one").containsExactly("/reason");
        prepare(form(null).put("reason", "机械水表缺货，客户同意"));
    }

    @Test
    void aCalibreThatWasNotPlannedIsExplained() {
        stock(1, 25, "2026-05-10");
        finding();
        assertThat(refused(form("M25-0"))).containsExactly("/reason");
        assertThat(store.find("M25-0").orElseThrow().state()).as("nothing is kept").isEqualTo(Meter.STOCK);
        assertThatThrownBy(() -> prepare(form(null))).hasMessageContaining("metering/none-in-stock");
        prepare(form("m25-0").put("reason", "DN20 缺货"));
    }

    @Test
    void aVerificationThatEndsBeforeTheMeterHangsIsRefused() {
        stock(1, 20, "2020-10-13");
        stock(1, 25, "2020-11-01");
        finding();
        assertThatThrownBy(() -> prepare(form("M20-0"))).hasMessageContaining("metering/verification").hasMessageContaining("ended on 2026-10-12");
        assertThatThrownBy(() -> prepare(form("M25-0").put("reason", "x"))).hasMessageContaining("metering/verification").hasMessageContaining("ends on 2026-10-31");
        assertThatThrownBy(() -> prepare(form("NOBODY"))).hasMessageContaining("metering/unknown");
        assertThat(ofCase.choices(as(keeper), caseId, null, null)).isEmpty();
        var id = store.find("M20-0").orElseThrow().id();
        assertThatThrownBy(() -> list.verification(as(keeper), id, null, new MeterResource.NewVerification(LocalDate.parse("2026-10-14"), null, null))).isInstanceOf(ProblemException.class);
        list.verification(as(keeper), id, null, new MeterResource.NewVerification(LocalDate.parse("2026-10-12"), null, " JL-2 "));
        assertThat(store.find("M20-0").orElseThrow().certificate()).as("as it was written").isEqualTo(" JL-2 ");
        prepare(form("M20-0"));
    }

    @Test
    void aCaseThatEndsGivesItsMeterBack() {
        stock(1, 20, "2026-05-10");
        finding();
        ofCase.reserve(as(keeper), caseId, null, new Wanted(null, null));
        core.cases().withdraw(service, caseId, "客户不办了", null);
        new CaseEvents(core.cases(), meters, store).on(new Entry(1, caseId, 9, clock.instant(), 2, null, "case.withdrawn", null, FakeTask.json("{}")));
        assertThat(store.find("M20-0").orElseThrow().state()).isEqualTo(Meter.STOCK);
        assertThat(store.events(store.find("M20-0").orElseThrow().id())).last().satisfies(e -> assertThat(e.person()).isZero());
        assertThatThrownBy(() -> ofCase.reserve(as(keeper), caseId, null, new Wanted(null, null))).hasMessageContaining("metering/case-rests");
        assertThat(core.cases().get(service, caseId).facts().has("meterSerial")).as("the case does not name it any more").isFalse();
        assertThat(core.views().timeline(service, caseId, null, 50).items()).extracting(e -> e.kind()).contains("metering.released");
    }

    @Test
    void fewMetersAreToldOnce() {
        stock(4, 20, "2026-05-10");
        for (int i = 0; i < 3; i++) {
            caseId = open();
            finding();
            ofCase.reserve(as(keeper), caseId, null, new Wanted(null, null));
        }
        assertThat(core.sent).filteredOn(m -> m.kind().equals("metering.low-stock")).hasSize(1).allSatisfy(m -> assertThat(m.personId()).isEqualTo(1));
        assertThat(list.summary().calibres()).singleElement().satisfies(c -> {
            assertThat(c.usable()).isEqualTo(1);
            assertThat(c.low()).isTrue();
            assertThat(c.states()).isEqualTo(Map.of("reserved", 3, "stock", 1));
        });
    }

    @Test
    void metersAreFoundPageByPageAndComeOutAsAWorkbook() throws IOException {
        stock(5, 20, "2026-05-10");
        stock(2, 50, "2019-05-10");
        assertThat(list.list(as(service), "m50", null, null, null, null, null, 0).items()).hasSize(2).allSatisfy(m -> assertThat(m.validity()).isEqualTo("ended"));
        assertThat(list.list(as(service), null, "stock", "DN20", "remote", "valid", null, 0).items()).hasSize(5);
        assertThat(list.list(as(service), "100%_", null, null, null, null, null, 0).items()).isEmpty();
        var first = list.list(as(service), null, null, null, null, null, null, 4);
        assertThat(list.list(as(service), null, null, null, null, null, first.next(), 4).items()).hasSize(3);
        for (var wrong : List.of("lost", "STOCK")) {
            assertThatThrownBy(() -> list.list(as(service), null, wrong, null, null, null, null, 0)).isInstanceOf(ProblemException.class);
        }
        var book = (byte[]) list.export(as(service), null, null, null, null, null).getEntity();
        assertThat(Delivery.of(Sheets.read(new ByteArrayInputStream(book)), LocalDate.parse("2026-10-13"), s -> Map.of()).good()).hasSize(7);
        var id = store.find("M20-0").orElseThrow().id();
        assertThatThrownBy(() -> list.remove(as(keeper), id, null, new MeterResource.Reason("x"))).hasMessageContaining("metering/state");
        assertThat(list.scrap(as(keeper), id, "k", new MeterResource.Reason("撞裂")).meter().state()).isEqualTo(Meter.SCRAPPED);
        assertThat(list.scrap(as(keeper), id, "k", new MeterResource.Reason("撞裂")).events()).hasSize(2);
    }

    @Test
    void theSampleIsMadeOnce() {
        assertThat(SampleMeters.create(db.database(), store, clock)).isTrue();
        assertThat(SampleMeters.create(db.database(), store, clock)).isFalse();
        var today = LocalDate.parse("2026-10-13");
        var invented = SampleMeters.invented(today);
        assertThat(invented).hasSizeGreaterThan(300).allSatisfy(m -> assertThat(MeterRules.check(m, today, "")).isEmpty());
        assertThat(list.summary().total()).isEqualTo(invented.size());
    }

    // ---- helpers

    private void stock(int n, int calibre, String verified) {
        db.database().transact(h -> store.add(h, IntStream.range(0, n).mapToObj(i -> new Meter.New("M" + calibre + "-" + i, "A", calibre, "remote", "某厂", LocalDate.parse(verified), null, null, null)).toList(),
                null, clock.instant(), 1));
    }

    private DeliveryResource.ImportView delivered(String... serials) throws IOException {
        var text = String.join(",", Delivery.HEADINGS) + "\n" + String.join("", java.util.Arrays.stream(serials).map(s -> s + ",A,20,远传水表,某厂,2026-05-10\n").toList());
        return deliveries.read(as(keeper), "a.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private long open() {
        return core.cases().open(service, new NewCase("prepare", "application", "某某小区", null, null, "旅游路 1 号", "lixia", null), null).caseId();
    }

    private void finding() {
        core.cases().complete(keeper, core.open(keeper, caseId, "finding").id(), FakeTask.json("{'meterCalibre': 20, 'meterWell': '门前', 'meterKind': 'remote', 'preparation': 'in-stock'}"), null);
    }

    private static ObjectNode form(String serial) {
        var form = (ObjectNode) FakeTask.json("{'accountName': '某某小区', 'use': 'domestic'}");
        return serial == null ? form : form.put("serial", serial);
    }

    private void prepare(JsonNode form) {
        core.cases().complete(keeper, core.open(keeper, caseId, "prepare").id(), form, null);
    }

    private List<String> refused(JsonNode form) {
        try {
            prepare(form);
            return List.of();
        } catch (ProblemException e) {
            return e.problem().errors().stream().map(f -> f.pointer()).toList();
        }
    }

    private JsonNode facts() {
        return core.cases().get(service, caseId).facts();
    }

    private long journal(String kind) {
        return core.views().timeline(service, caseId, null, 50).items().stream().filter(e -> e.kind().equals(kind)).count();
    }

    private Meters.By by() {
        return new Meters.By(1, clock.instant());
    }

    private static SecurityContext as(Actor actor) {
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, method, args) -> actor);
    }
}
