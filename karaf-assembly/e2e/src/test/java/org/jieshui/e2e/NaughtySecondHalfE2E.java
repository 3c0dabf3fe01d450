package org.jieshui.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.TimeoutError;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Strings that break naive software on the pages of fees, agreements, money, works, meters and visits: written over HTTP, read on each page that shows them. */
@ExtendWith(Office.class)
class NaughtySecondHalfE2E {

    private static final String TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
    /** What a page says, in its fields too. */
    private static final String SAID = "() => { const main = document.querySelector('main'); return main ? main.textContent + '\\n' + [...main.querySelectorAll('input, textarea')].map((one) => one.value).join('\\n') : '' }";
    private static final String SAYS = "(texts) => { const said = (" + SAID + ")(); return texts.every((text) => said.includes(text)) }";

    private final String run = Long.toString(System.nanoTime(), 36).toUpperCase(Locale.ROOT);

    @Test
    void transfersAndRefunds(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        var cashier = shortcut.as("caixiuying");
        var payers = NaughtyStringsE2E.packs(190, " ");
        var remarks = NaughtyStringsE2E.packs(490, "\n");
        var transfers = new ArrayList<Long>();
        for (int i = 0; i < remarks.size(); i++) {
            transfers.add(cashier.post("/api/payments/transfers", Map.of("serial", run + "-" + i, "receivedOn", TODAY, "amount", "900.00", "payer", payers.get(i % payers.size()), "remark", remarks.get(i))).path("id").asLong());
        }
        for (int i = 0; i < remarks.size(); i++) {
            cashier.post("/api/payments/refunds", Map.of("transfer", transfers.get(0), "amount", "0.01", "payee", payers.get((i + remarks.size()) % payers.size()), "payeeAccount", "6222000000000001", "reason", remarks.get(i)));
        }
        var watch = new Watch(office.signIn("dujuan"));
        var listed = payers.subList(0, Math.min(payers.size(), remarks.size()));
        watch.says("/payments/transfers?state=all&q=" + run, listed.subList(Math.max(0, listed.size() - 40), listed.size()));
        for (int i = 0; i < remarks.size(); i += 6) {
            watch.says("/payments/transfers/" + transfers.get(i), List.of(payers.get(i % payers.size()), remarks.get(i)));
        }
        watch.says("/payments/refunds?state=all", remarks.subList(Math.max(0, remarks.size() - 40), remarks.size()));
    }

    @Test
    void works(Rooms office) {
        office.platform().awaitSampleCases();
        var shortcut = new Shortcut(office.platform());
        var crew = shortcut.as("lvdawei");
        var planned = shortcut.as("xiaojun").get("/api/construction/works?limit=200").path("items").findValuesAsText("caseId");
        long id = crew.get("/api/construction/works?limit=200").path("items").findValuesAsText("caseId").stream().filter(planned::contains).mapToLong(Long::parseLong).filter(one -> {
            var works = crew.get("/api/construction/works/" + one);
            return works.path("mayFile").asBoolean() && works.path("state").asText().matches("planned|running|reported");
        }).findFirst().orElseThrow(() -> new AssertionError("no sample case's works are going on"));
        var path = "/api/construction/works/" + id;
        var texts = NaughtyStringsE2E.packs(1_900, "\n");
        for (int i = 0; i < texts.size(); i++) {
            crew.post(path + "/entries", Map.of("day", TODAY, "did", texts.get(i), "deviation", texts.get((i + 1) % texts.size()), "material", "PE", "photos", List.of()));
        }
        var watch = new Watch(office.signIn("xiaojun"));
        watch.says("/cases/" + id + "?tab=construction", texts);
        var crews = NaughtyStringsE2E.packs(190, " ");
        for (int i = 0; i < crews.size(); i += 12) {
            put(shortcut.as("xiaojun"), path + "/plan", body("unit", "construction-unit", "crew", crews.get(i), "starts", TODAY, "ends", TODAY, "note", texts.get(i % texts.size())));
            watch.says("/construction/works", List.of(crews.get(i)));
            watch.says("/cases/" + id + "?tab=construction", List.of(crews.get(i), texts.get(i % texts.size())));
        }
    }

    @Test
    void meters(Rooms office) {
        var keeper = new Shortcut(office.platform()).as("yuanmei");
        var makers = NaughtyStringsE2E.packs(95, " ").stream().filter(text -> !text.matches("(?s)[=+@＝＋＠].*|.*\\p{Cc}.*")).limit(180).toList();
        var csv = new StringBuilder("表号,批次,口径,类型,厂家,检定日期\n");
        for (int i = 0; i < makers.size(); i++) {
            csv.append(run + "-" + i + ",试,15,机械水表,\"" + makers.get(i).replace("\"", "\"\"") + "\"," + TODAY + "\n");
        }
        var read = Shortcut.tree(keeper.send("POST", "/api/metering/imports", "text/csv", csv.toString().getBytes(StandardCharsets.UTF_8), Map.of("X-File-Name", "a.csv")));
        keeper.post("/api/metering/imports/" + read.path("id").asLong() + "/confirm", Map.of("skipFaulty", false));
        var stock = keeper.get("/api/metering/meters?limit=200&q=" + run + "-").path("items");
        var watch = new Watch(office.signIn("yuanmei"));
        watch.says("/metering/meters?q=" + run + "-", StreamSupport.stream(stock.spliterator(), false).limit(40).map(meter -> meter.path("manufacturer").asText()).toList());
        var reasons = NaughtyStringsE2E.packs(490, "\n");
        for (int i = 0; i < reasons.size(); i += 6) {
            keeper.post("/api/metering/meters/" + stock.path(i).path("id").asLong() + "/scrap", Map.of("reason", reasons.get(i)));
            watch.says("/metering/meters/" + stock.path(i).path("id").asLong(), List.of(reasons.get(i), stock.path(i).path("manufacturer").asText()));
        }
    }

    @Test
    void agreementsAndTheirDeliveries(Rooms office) {
        office.platform().awaitSampleCases();
        var service = new Shortcut(office.platform()).as("zhoumin");
        var signed = StreamSupport.stream(service.get("/api/agreements?state=signed&kind=commission-agreement&limit=200").path("items").spliterator(), false).map(row -> row.path("caseId").asLong())
                .filter(one -> service.get("/api/cases/" + one).at("/case/state").asText().equals("open")).findFirst().orElseThrow(() -> new AssertionError("no sample case has a signed agreement"));
        var texts = NaughtyStringsE2E.packs(490, "\n");
        var names = NaughtyStringsE2E.packs(95, " ");
        var said = new ArrayList<String>();
        for (int i = 0; i < texts.size(); i++) {
            var receiver = names.get(i % names.size());
            long id = service.post("/api/agreements/deliveries", Map.of("caseId", signed, "papers", List.of("commission-agreement"), "way", "counter", "receiver", receiver, "deliveredOn", TODAY, "note", texts.get(i))).path("id").asLong();
            service.post("/api/agreements/deliveries/" + id + "/void", Map.of("reason", texts.get((i + 1) % texts.size())));
            said.add(receiver);
        }
        said.addAll(texts);
        new Watch(office.signIn("zhoumin")).says("/cases/" + signed + "?tab=agreements", said);
    }

    @Test
    void feeListsAndWording(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        var auditor = shortcut.as("yuxiaomei");
        var watch = new Watch(office.signIn("jiangbo"));
        var titles = NaughtyStringsE2E.packs(95, " ");
        var notes = NaughtyStringsE2E.packs(950, "\n");
        for (int i = 0; i < notes.size(); i += 5) {
            var list = auditor.post("/api/pricing/lists", Map.of("title", titles.get(i), "note", notes.get(i))).path("list");
            var one = "/api/pricing/lists/" + list.path("id").asLong();
            var items = Desk.JSON.createArrayNode();
            for (int n = 0; n < titles.size(); n++) {
                items.add(body("code", "N-" + n, "name", titles.get(n), "unit", "个", "basis", "entered", "price", "1", "note", titles.get((n + 1) % titles.size())));
            }
            var filled = Shortcut.tree(auditor.send("PUT", one + "/items", "application/json", body("items", items).toString().getBytes(StandardCharsets.UTF_8), Map.of("If-Match", "\"" + list.path("revision").asInt() + "\"")));
            watch.says("/pricing/lists", List.of(titles.get(i)));
            watch.says("/pricing/lists/" + list.path("id").asLong(), with(titles, notes.get(i)));
            auditor.send("DELETE", one, "application/json", null, Map.of("If-Match", "\"" + filled.at("/list/revision").asInt() + "\""));
        }
        var leader = shortcut.as("gaozhenhua");
        var lines = NaughtyStringsE2E.packs(190, " ");
        var watched = new Watch(office.signIn("gaozhenhua"));
        worded(leader, "/api/construction/checklists/entry", "items", lines.subList(0, Math.min(40, lines.size())), () -> watched.says("/construction/lists", lines.subList(0, Math.min(40, lines.size()))));
        worded(leader, "/api/visits/questionnaire", "questions", lines.subList(0, Math.min(30, lines.size())), () -> watched.says("/visits/questionnaire", lines.subList(0, Math.min(30, lines.size()))));
    }

    private static List<String> with(List<String> texts, String text) {
        var all = new ArrayList<>(texts);
        all.add(text);
        return all;
    }

    /** Published, looked at, and put back as it was. */
    private static void worded(RestSession who, String path, String member, List<String> lines, Runnable look) {
        var before = who.get(path);
        var list = Desk.JSON.createArrayNode();
        for (int i = 0; i < lines.size(); i++) {
            var one = body("id", "n" + i, "text", Map.of("zh-CN", lines.get(i), "en", lines.get(i)));
            list.add(member.equals("questions") ? one.put("kind", "text").put("required", false) : one);
        }
        put(who, path, body("version", before.path("version"), member, list));
        try {
            look.run();
        } finally {
            put(who, path, body("version", who.get(path).path("version"), member, (ArrayNode) before.path(member)));
        }
    }

    @Test
    void whatACustomerComplainedOfIsSettled(Rooms office) {
        office.platform().awaitSampleCases();
        var shortcut = new Shortcut(office.platform());
        var specialist = shortcut.as("xuting");
        var open = specialist.get("/api/visits/follow-ups?state=open&limit=200").path("items");
        Assertions.assertThat(open).as("sample customers who complained").isNotEmpty();
        var texts = NaughtyStringsE2E.packs(1_900, "\n");
        var watch = new Watch(office.signIn("xuting"));
        for (int i = 0; i < Math.min(2, open.size()); i++) {
            specialist.post("/api/visits/follow-ups/" + open.path(i).path("id").asLong() + "/settle", Map.of("outcome", texts.get(i)));
            watch.says("/visits/follow-ups?state=all", List.of(texts.get(i)));
            watch.says("/cases/" + open.path(i).path("caseId").asLong() + "?tab=visits", List.of(texts.get(i)));
        }
    }

    private static JsonNode put(RestSession who, String path, ObjectNode body) {
        return Shortcut.tree(who.send("PUT", path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8), Map.of()));
    }

    private static ObjectNode body(Object... members) {
        var body = Desk.JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            body.set((String) members[i], Desk.JSON.valueToTree(members[i + 1]));
        }
        return body;
    }

    /** Somebody who reads, and what the browser says meanwhile. */
    private static final class Watch {
        private final NaughtyStringsE2E looks = new NaughtyStringsE2E();
        private final Desk desk;

        Watch(Desk desk) {
            this.desk = looks.watched(desk);
        }

        void says(String path, List<String> texts) {
            desk.go(path);
            try {
                desk.page().waitForFunction(SAYS, texts);
            } catch (TimeoutError missing) {
                var said = String.valueOf(desk.page().evaluate(SAID));
                Assertions.assertThat(texts.stream().filter(text -> !said.contains(text)).toList()).as("what %s does not say", path).isEmpty();
            }
            looks.unharmed(desk);
        }
    }
}
