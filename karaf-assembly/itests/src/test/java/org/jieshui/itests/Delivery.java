package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipInputStream;

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

    /** The fee from the list in force, told to the customer, who chooses (R76–R79). */
    void fee() {
        var seen = work.of("audit").post(path("/api/pricing/fees/%d/preview"), Map.of("entered", List.of()));
        assertThat(seen.path("faults")).as("the drawing gives all that the list asks for").isEmpty();
        var totals = new ArrayList<String>();
        seen.path("totals").forEach(total -> totals.add(total.path("total").asText()));
        work.complete("fee", Integrator.JSON.valueToTree(Map.of("list", seen.path("list").path("version").asInt(), "totals", totals)));
        work.of("customer-service").post(path("/api/pricing/quotations/%d"), Map.of());
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
        work.complete("meter-preparation");
    }

    /** Drawn up, printed, signed on paper (R80, R242). */
    void agreement() {
        sign("commission", "zhoumin", "commission-agreement");
        work.complete("commission");
    }

    private void sign(String kind, String account, String document) {
        var drawn = work.as(account).post("/api/agreements", Map.of("caseId", work.id(), "kind", kind, "byHand", false));
        var one = "/api/agreements/" + drawn.path("id").asLong();
        work.as(account).post(one + "/printed", Map.of("copies", 2));
        var scan = work.upload(account, document, drawn.path("number").asText() + ".pdf", Work.PDF);
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

    void works() {
    }

    void water() {
    }

    void visit() {
        work.complete("visit", Integrator.JSON.valueToTree(Map.of()));
    }

    /** Closed when every paper is there, verified, and carried away as a package that opens anywhere (R195–R196, R269). */
    void archive() throws IOException {
        var archive = path("/api/archives/%d");
        var keeper = work.as("zhoumin");
        await("the papers that the departments make afterwards are there", () -> keeper.get(archive).path("state").asText().equals("ready"));
        var sealed = keeper.post(archive + "/seal", Map.of());
        assertThat(sealed.path("state").asText()).isEqualTo("sealed");
        assertThat(keeper.post(archive + "/verify", Map.of()).path("faults")).isEmpty();
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
