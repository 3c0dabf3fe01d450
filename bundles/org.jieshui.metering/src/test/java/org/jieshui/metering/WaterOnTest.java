package org.jieshui.metering;

import org.jieshui.cases.api.CaseChange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the preparation to water on in the process that ships, run by the core that ships; what other departments do in between is waved through. */
class WaterOnTest {

    private static final List<String> OTHERS = List.of("intake.accept", "intake.steward", "intake.forward", "survey.appointment", "survey.attendance", "design.finding", "gis.finding", "construction.finding",
            "intake.application", "survey.plan", "design.map", "design.drawing", "design.approval", "intake.review", "intake.leader-review", "pricing.fee", "pricing.quotation", "construction.excavation",
            "agreements.commission", "payments.arrival", "construction.works", "construction.acceptance", "visits.visit");
    private static final long PHOTO = 41;

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("metering", MeterStore.class).and("cases", CasesService.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");
    private final List<Paper> printed = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private CasesFixture core;
    private MeterStore store;
    private Meters meters;
    private Actor keeper;
    private Actor anybody;
    private long caseId;

    @BeforeEach
    void acceptedWorks() {
        core = new CasesFixture(db.database("cases"), clock);
        store = new MeterStore(db.database());
        meters = new Meters(store, 0, 30);
        keeper = core.person(1, "marketing", "metering.read", "metering.work", "metering.hang");
        anybody = new Actor(2, "anybody", "anybody", java.util.Set.of("customer-service", "design", "network", "engineering", "audit", "finance", "leader", "marketing"),
                java.util.Set.of("tasks.work", "cases.read", "cases.open", "cases.manage"), java.util.Set.of(), false, "zh-CN");
        core.person(anybody);
        core.run("metering", WaterOnTask.class, Map.of("metering.finding", new FindingTask(), "metering.preparation",
                new PreparationTask(meters, store, new LowStock(meters, core.directory(), core.sent::addAll)), "metering.water-on", new WaterOnTask(meters, store, core.archive)));
        for (var type : OTHERS) {
            core.run(type, null, Map.of(type, new TaskType() {}));
        }
        core.processes().publish(Actor.system("test"), CasesFixture.shippedProcess("single-meter"));
        db.database().transact(h -> store.add(h, List.of(meter("YC1001", "2026-05-10"), meter("YC1002", "2026-05-10"), meter("YC1003", "2020-10-01")), null, clock.instant(), 1));
        caseId = core.cases().open(anybody, new NewCase("single-meter", "application", "某某食品有限公司", "王工", null, "凤鸣路 17 号", "lixia", null), null).caseId();
        for (var document : List.of("application", "topographic-map", "design-drawing", "quotation", "commission-agreement", "payment-receipt", "construction-record", "acceptance-form", "supply-contract")) {
            core.has(caseId, document, 7);
        }
        core.has(caseId, "meter-photo", PHOTO);
        drive();
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test // R84
    void theReservedMeterHangsAndTheWaterRuns() {
        assertThat(prefilled().path("place").asText()).isEqualTo("东门北侧");
        done(form());

        assertThat(facts().path("meterSerial").asText()).isEqualTo("YC1001");
        assertThat(facts().path("meterReading").asText()).isEqualTo("0.125");
        assertThat(facts().path("waterOnAt").asText()).isEqualTo("2026-10-13T02:30:00Z");
        assertThat(store.ofCase(caseId).orElseThrow().state()).isEqualTo(Meter.HUNG);
        assertThat(store.waterOn(caseId).orElseThrow().reading()).isEqualByComparingTo("0.125");
        assertThat(core.openKeys(anybody, caseId)).contains("visit").doesNotContain("water-on");
        assertThatThrownBy(() -> meters.reserve(caseId, "YC1002", "x", new Meters.By(1, clock.instant()))).hasMessageContaining("metering/hung");
        assertThat(meters.release(caseId, "x", new Meters.By(1, clock.instant()))).as("what hangs is not given back").isEmpty();
    }

    @Test // R84
    void theContractIsThereFirst() {
        core.documents.get(caseId).remove("supply-contract");
        assertThat(refused(form())).containsExactly("/documents/supply-contract");
    }

    @Test
    void whatIsWrongIsNamedAndNothingHangs() {
        assertThat(refused(form().put("waterOnAt", "2026-10-13T02:41:00Z"))).as("in the future").containsExactly("/waterOnAt");
        assertThat(refused(form().put("waterOnAt", "2026-10-13T01:59:00Z"))).as("before the acceptance").containsExactly("/waterOnAt");
        assertThat(refused(form().put("reading", 0.1234))).containsExactly("/reading");
        assertThat(refused(form().put("reading", -1))).containsExactly("/reading");
        assertThat(refused((ObjectNode) form().without("position"))).containsExactly("/position");
        assertThat(refused((ObjectNode) form().set("photos", FakeTask.json("[999]")))).as("of another case").containsExactly("/photos");
        assertThat(refused((ObjectNode) form().put("present", "other").without("presentName"))).containsExactly("/presentName");
        assertThat(refused(form().put("serial", "YC1002"))).as("not the reserved one").containsExactly("/exchangeReason");
        assertThatThrownBy(() -> done(form().put("serial", "YC1003").put("exchangeReason", "接口不符"))).hasMessageContaining("metering/verification");
        assertThatThrownBy(() -> done(form().put("serial", "YC9999"))).hasMessageContaining("metering/unknown");
        assertThat(store.ofCase(caseId).orElseThrow().state()).isEqualTo(Meter.RESERVED);
    }

    @Test
    void onTheSpotAnotherMeterIsTakenWithAReason() {
        done(form().put("serial", "ｙｃ 1002").put("exchangeReason", "表壳磕裂"));
        assertThat(facts().path("meterSerial").asText()).isEqualTo("YC1002");
        assertThat(store.find("YC1001").orElseThrow().state()).isEqualTo(Meter.STOCK);
        assertThat(store.events(store.find("YC1001").orElseThrow().id())).last().satisfies(e -> assertThat(e.words()).isEqualTo("表壳磕裂"));
    }

    @Test
    void noContractNamesAnotherMeterThanTheOneThatHangs() {
        core.cases().act(Actor.system("agreements"), caseId, "agreements.signed", act -> {
            act.update(CaseChange.facts(Map.of("supplyContract", "GS2026-0001")));
            return null;
        });
        assertThatThrownBy(() -> done(form().put("serial", "YC1002").put("exchangeReason", "表壳磕裂"))).hasMessageContaining("metering/contract-signed");
        assertThat(store.ofCase(caseId).orElseThrow().serial()).isEqualTo("YC1001");
        done(form());
    }

    @Test
    void waterOnThatIsSentBackIsDoneAgain() {
        done(form());
        core.cases().sendBack(anybody, core.open(anybody, caseId, "visit").id(), "water-on", "读数看错", null);
        assertThat(store.ofCase(caseId).orElseThrow().state()).isEqualTo(Meter.RESERVED);
        assertThat(store.waterOn(caseId)).isEmpty();
        assertThat(facts().has("waterOnAt")).isFalse();
        assertThat(facts().path("meterSerial").asText()).as("it is reserved still").isEqualTo("YC1001");
        assertThat(prefilled().path("seal").asText()).isEqualTo("QF-1");
        done(form().put("reading", 0.2));
        assertThat(facts().path("meterReading").asText()).isEqualTo("0.200");
    }

    @Test // R265
    void theRecordGoesIntoTheArchiveOnce() throws IOException {
        done(form());
        var task = core.cases().tasks(anybody, caseId).stream().filter(t -> t.key().equals("water-on")).findFirst().orElseThrow();
        var hung = new Entry(5, caseId, 30, clock.instant(), 1, null, "metering.hung", task.id(), FakeTask.json("{'meter': 'YC1001'}"));
        record().on(hung);
        record().on(hung);

        assertThat(kept).containsExactly("meter-record " + task.id());
        Map<String, Object> values = new HashMap<>(printed.get(0).values());
        assertThat(values).containsEntry("serial", "YC1001").containsEntry("reading", "0.125 m³").containsEntry("at", "2026-10-13 10:30").containsEntry("verified", "2026-05-10 至 2032-05-09")
                .containsEntry("present", "联系人　王工").containsEntry("coordinates", "经度 117.120045　纬度 36.651216（手机定位，误差约 12 m）").containsEntry("exchange", null);
        assertThat(values.get("pictures")).asList().singleElement().satisfies(p -> assertThat(String.valueOf(((Map<?, ?>) p).get("data"))).startsWith("data:image/jpeg;base64,"));
    }

    @Test
    void thePaperNamesTheChoicesAsTheFormDoes() throws IOException {
        var present = new ObjectMapper().readTree(Path.of("src/main/resources/forms/metering.water-on.json").toFile()).at("/properties/present");
        for (int i = 0; i < present.path("enum").size(); i++) {
            assertThat(MeterRecord.PRESENT).containsEntry(present.path("enum").get(i).asText(), present.path("x-enum-names").get(i).path("zh-CN").asText());
        }
    }

    // ---- helpers

    /** Everything up to acceptance, which is at ten; then it is 10:40. */
    private void drive() {
        for (int round = 0; round < 30 && !core.openKeys(anybody, caseId).contains("water-on"); round++) {
            for (var task : core.cases().tasks(anybody, caseId).stream().filter(t -> t.state() == org.jieshui.cases.api.TaskState.OPEN).toList()) {
                clock.set(task.key().equals("acceptance") ? "2026-10-13T10:00" : "2026-10-13T09:30");
                if (core.openKeys(anybody, caseId).contains(task.key()) && !task.key().equals("survey-crew")) {
                    core.cases().complete(task.type().startsWith("metering.") ? keeper : anybody, task.id(), filled(task.type()), null);
                }
            }
        }
        clock.set("2026-10-13T10:40");
    }

    private static JsonNode filled(String type) {
        return FakeTask.json(switch (type) {
            case "metering.finding" -> "{'meterCalibre': 20, 'meterWell': '东门北侧', 'meterKind': 'remote', 'preparation': 'in-stock'}";
            case "metering.preparation" -> "{'accountName': '某某食品有限公司', 'use': 'industrial', 'serial': 'YC1001'}";
            case "design.drawing" -> "{'meterCalibre': 20}";
            default -> "{}";
        });
    }

    private JsonNode prefilled() {
        return core.views().task(keeper, core.open(keeper, caseId, "water-on").id()).data();
    }

    private static ObjectNode form() {
        return (ObjectNode) FakeTask.json("""
                {'serial': 'YC1001', 'reading': 0.125, 'photos': [41], 'position': {'lng': 117.120045, 'lat': 36.651216, 'accuracy': 12}, 'waterOnAt': '2026-10-13T02:30:00Z', 'seal': 'QF-1',
                 'present': 'contact', 'presentName': '王工'}""");
    }

    private void done(JsonNode form) {
        core.cases().complete(keeper, core.open(keeper, caseId, "water-on").id(), form, null);
    }

    private List<String> refused(JsonNode form) {
        try {
            done(form);
            return List.of();
        } catch (ProblemException e) {
            return e.problem().errors().stream().map(f -> f.pointer()).toList();
        }
    }

    private JsonNode facts() {
        return core.cases().get(anybody, caseId).facts();
    }

    private static Meter.New meter(String serial, String verified) {
        return new Meter.New(serial, "A", 20, "remote", "某厂", LocalDate.parse(verified), null, null, null);
    }

    private MeterRecord record() {
        var papers = new ArrayList<Document>();
        kept.forEach(k -> papers.add(document(50, "meter-record", Long.valueOf(k.split(" ")[1]), 0)));
        papers.add(document(PHOTO, "meter-photo", null, 1));
        var archive = (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (p, method, a) -> switch (method.getName()) {
            case "documents" -> papers;
            case "content" -> (InputStream) new ByteArrayInputStream(new byte[] {1, 2, 3});
            case "store" -> {
                kept.add(a[2] + " " + a[3]);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        });
        var printer = (Printer) Proxy.newProxyInstance(Printer.class.getClassLoader(), new Class<?>[] {Printer.class}, (p, method, a) -> {
            printed.add((Paper) a[0]);
            return new byte[] {1};
        });
        return new MeterRecord(core.cases(), core.directory(), archive, printer, store);
    }

    private Document document(long id, String type, Long task, long by) {
        return new Document(id, caseId, type, id, 1, true, "construction", task, "a.jpg", "image/jpeg", 3, "00", by, clock.instant(), null);
    }
}
