package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;

/** The second half of a single-meter case, by REST: from the fee to the archive that is closed and carried away. */
final class Delivery {

    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai"));

    private final Work work;
    private String fee;

    Delivery(Work work) {
        this.work = work;
    }

    private String path(String format) {
        return format.formatted(work.id());
    }

    /** From the fee to works that are accepted. */
    void acceptedWorks() {
        fee();
        permit();
        preparation();
        agreement();
        money();
        works();
    }

    /** The fee from the list in force, told to the customer, who chooses (R76–R79). */
    void fee() {
        var seen = work.of("audit").post(path("/api/pricing/fees/%d/preview"), Map.of("entered", List.of()));
        assertThat(seen.path("faults")).as("the drawing gives all that the list asks for").isEmpty();
        var totals = new ArrayList<String>();
        seen.path("totals").forEach(total -> totals.add(total.path("total").asText()));
        work.complete("fee", Integrator.JSON.valueToTree(Map.of("list", seen.path("list").path("version").asInt(), "totals", totals)));
        work.of("customer-service").post(path("/api/pricing/quotations/%d"), null);
        var choice = new LinkedHashMap<String, Object>(Map.of("channel", "phone", "told", true));
        var variant = seen.path("totals").path(0).path("variant");
        if (!variant.isNull()) {
            choice.put("variant", variant.asText());
        }
        work.complete("quotation", Integrator.JSON.valueToTree(choice));
        fee = work.view().path("case").path("facts").path("fee").asText();
        assertThat(fee).isEqualTo(totals.get(0));
    }

    /** The road is opened: no agreement before the permit is there and the site is ready (R62, R80). */
    void permit() {
        var engineering = work.of("engineering");
        var excavation = path("/api/construction/excavations/%d");
        engineering.put(excavation, Map.of("needed", true, "why", "横穿道路"));
        var receipt = work.upload("xiaojun", "excavation-permit", "受理回执.pdf", Work.PDF);
        var filed = engineering.post(excavation + "/applications", Map.of("authority", "历城区城管局", "number", "刨〔2026〕77号", "appliedOn", TODAY.toString(), "document", receipt, "pause", true));
        assertThat(work.view().path("clocks").path("flow").path("deadline").path("paused").asBoolean()).as("the authority's time is not ours").isTrue();
        assertThat(work.openKeys()).as("R80").doesNotContain("commission");
        var permit = work.upload("xiaojun", "excavation-permit", "刨掘许可证.pdf", Work.PDF_2);
        engineering.post(excavation + "/applications/" + filed.path("applications").path(0).path("id").asLong() + "/granted",
                Map.of("permit", "许〔2026〕77号", "decidedOn", TODAY.toString(), "validFrom", TODAY.toString(), "validTo", TODAY.plusMonths(1).toString(), "document", permit));
        for (var check : engineering.get(excavation).path("checks")) {
            engineering.put(excavation + "/checks/" + check.path("id").asText(), Map.of("met", true, "note", "现场已核对"));
        }
        work.complete("excavation");
    }

    /** Early, beside the permit (R67, R74). */
    void preparation() {
        var preparation = Forms.example("metering.preparation");
        preparation.remove("serial"); // the one whose verification ends first
        work.complete("meter-preparation", preparation);
    }

    /** Drawn up, printed, signed on paper (R80, R242). */
    void agreement() {
        sign("commission-agreement", "zhoumin");
        work.complete("commission");
    }

    private void sign(String kind, String account) {
        var drawn = work.as(account).post("/api/agreements", Map.of("caseId", work.id(), "kind", kind, "byHand", false));
        var one = "/api/agreements/" + drawn.path("id").asLong();
        work.as(account).post(one + "/printed", Map.of("copies", 2));
        work.as(account).post(one + "/sealed", Map.of("seal", drawn.path("seal").asText(), "copies", 2, "usedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "usedBy", "袁梅", "note", "两份"));
        var scan = work.upload(account, kind, drawn.path("number").asText() + ".pdf", Work.PDF);
        work.as(account).post(one + "/signed", Map.of("signedOn", TODAY.toString(), "customerSigner", "赵工", "companySigner", "周敏", "document", scan, "asPrinted", true));
    }

    /** Two transfers, the second too much: the works wait for the whole fee, and what is beyond it stays the customer's (R82). */
    void money() {
        var finance = work.of("finance");
        var charge = finance.get(path("/api/payments/cases/%d")).path("charges").path(0);
        assertThat(charge.path("amount").asText()).isEqualTo(fee);
        var whole = new BigDecimal(fee);
        var half = whole.divide(BigDecimal.valueOf(2)).setScale(2, java.math.RoundingMode.DOWN);
        var rest = whole.subtract(half);
        allot(transfer(half), charge, half);
        assertThat(work.openKeys()).as("half the money").contains("payment").doesNotContain("works");
        var second = allot(transfer(rest.add(BigDecimal.TEN)), charge, rest);
        assertThat(second.path("arrived").asBoolean()).isTrue();
        assertThat(work.openKeys()).contains("works").doesNotContain("payment");
    }

    private long transfer(BigDecimal amount) {
        return work.of("finance").post("/api/payments/transfers", Map.of("serial", UUID.randomUUID().toString().substring(0, 20), "receivedOn", TODAY.toString(), "amount", amount.toPlainString(),
                "payer", "济南恒润包装有限公司", "payerAccount", "6222000000000001", "remark", work.view().path("case").path("number").asText())).path("id").asLong();
    }

    private JsonNode allot(long transfer, JsonNode charge, BigDecimal amount) {
        return work.of("finance").post("/api/payments/allotments", Map.of("transfer", transfer, "charge", charge.path("id").asLong(), "amount", amount.toPlainString()));
    }

    /** Given to the construction unit, stopped with a notice, taken up again; not accepted at first (R83, R262–R263). */
    void works() {
        var works = path("/api/construction/works/%d");
        work.of("engineering").put(works + "/plan", Map.of("unit", "construction-unit", "crew", "一班", "starts", TODAY.toString(), "ends", TODAY.plusDays(3).toString(), "note", "夜间施工"));
        file(works, "敷设接水管线");
        var unit = work.of("construction-unit");
        var stopped = unit.post(works + "/stoppages", Map.of("reason", "site-not-ready", "what", "围挡未拆", "needed", "拆除围挡", "began", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        var stoppage = works + "/stoppages/" + stopped.path("stoppages").path(0).path("id").asLong();
        await("the notice is made, and the clock stands still with it", () -> work.view().path("clocks").path("flow").path("deadline").path("paused").asBoolean());
        unit.post(stoppage + "/resume", Map.of("text", "围挡已拆"));
        assertThat(work.view().path("clocks").path("flow").path("deadline").path("paused").asBoolean()).isFalse();
        report(works);
        var list = work.of("engineering").get("/api/construction/checklists/acceptance");
        work.of("engineering").post(path("/api/construction/acceptances/%d"), Map.of("acceptedOn", TODAY.toString(), "participants", "肖军、吕大伟", "result", answers(list, false), "mend", "表井未抹面",
                "mendBy", TODAY.plusDays(1).toString(), "note", "复验"));
        assertThat(work.task("works").path("round").asInt()).isEqualTo(2);
        file(works, "表井抹面");
        report(works);
        work.complete("acceptance", Integrator.JSON.valueToTree(Map.of("acceptedOn", TODAY.toString(), "participants", "肖军、吕大伟", "result", answers(list, true), "note", "合格")));
    }

    private void report(String works) {
        work.of("construction-unit").post(works + "/report", Map.of("text", "已完工，请验收"));
        work.complete("works");
    }

    private void file(String works, String did) {
        var unit = work.of("construction-unit");
        var photo = unit.send(200, works + "/photos", "现场.jpg", picture(did.hashCode())).path("document").asLong();
        unit.post(works + "/entries", Map.of("day", TODAY.toString(), "did", did, "material", "PE", "calibre", 100, "length", 12.5, "deviation", "", "photos", List.of(photo)));
    }

    private static Map<String, Object> answers(JsonNode list, boolean good) {
        var answers = new LinkedHashMap<String, Object>();
        list.path("items").forEach(item -> answers.put(item.path("id").asText(), item.path("unit").asText("").isEmpty() || item.path("unit").isNull() ? good : 0.9));
        return Map.of("version", list.path("version").asInt(), "answers", answers);
    }

    /** The contract prepared, sealed and signed on the spot, the meter hung, the water turned on (R75, R84, R85). */
    void water() {
        hang(contract());
    }

    /** @param photo of the meter */
    void hang(long photo) {
        var serial = work.view().path("case").path("facts").path("meterSerial").asText();
        work.complete("water-on", Integrator.JSON.valueToTree(Map.of("serial", serial, "reading", 0.125, "photos", List.of(photo), "position", Map.of("lng", 117.12, "lat", 36.65, "accuracy", 12), "place", "东门北侧",
                "waterOnAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "seal", "QF-0093412", "present", "contact")));
        assertThat(work.view().path("clocks").path("public").path("deadline").path("status").asText()).as("the promise has ended").isIn("met", "missed");
    }

    /** Signed; a photo of the meter. */
    long contract() {
        sign("supply-contract", "yuanmei");
        return work.upload("yuanmei", "meter-photo", "水表.jpg", picture(7));
    }

    /** R87. */
    void visit() {
        var form = Forms.example("visits.visit");
        form.put("visitedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()).put("satisfaction", "satisfied").remove(List.of("complaint", "department"));
        work.completeAs("xuting", "visit", form);
        assertThat(work.openKeys()).containsExactly("as-built");
    }

    /** Measured, held against the plan, handed over (R198–R200); it runs beside water and visit, and the archive waits for it. */
    void asBuilt() {
        assertThat(work.as("zhoumin").get(path("/api/archives/%d")).path("state").asText()).as("the as-built survey is not there").isEqualTo("open");
        work.upload("xiaojun", "as-built", "竣工图.pdf", Work.PDF);
        var form = Forms.example("construction.as-built");
        form.put("measuredOn", TODAY.toString()).put("receivedOn", TODAY.toString());
        work.complete("as-built", form);
        assertThat(work.openKeys()).isEmpty();
    }

    /** The network department has what was built (R202). */
    void network() {
        await("the pipe as built is in the network, or was found to lie outside it", () -> work.as("zhoumin").get("/api/cases/" + work.id() + "/timeline?limit=20").path("items").findValuesAsText("kind").stream()
                .anyMatch(kind -> kind.startsWith("gis.as-built")));
    }

    /** A picture of its own for each shade. */
    static byte[] picture(int shade) {
        var image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 48; y++) {
                image.setRGB(x, y, shade * 31 + x * y);
            }
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Closed when every paper is there, verified, and carried away as a package that opens anywhere (R195–R196, R269). */
    void archive() throws IOException {
        var archive = path("/api/archives/%d");
        var keeper = work.as("zhoumin");
        await("the papers that the departments make afterwards are there", () -> keeper.get(archive).path("state").asText().equals("ready"));
        var sealed = keeper.post(archive + "/seal", null);
        assertThat(sealed.path("state").asText()).isEqualTo("sealed");
        assertThat(keeper.post(archive + "/verify", null).path("faults")).isEmpty();
        assertThat(work.as("zhoumin").upload(409, work.id(), "survey-record", "迟到.pdf", Work.PDF).path("type").asText()).as("a closed archive takes nothing").startsWith("/problems/archive/");
        assertThat(names(work.session("customer-service").download(archive + "/package").body())).anyMatch(name -> name.endsWith("index.html")).anyMatch(name -> name.endsWith("manifest.json"));
    }

    private static List<String> names(byte[] zip) throws IOException {
        var names = new ArrayList<String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip), StandardCharsets.UTF_8)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
