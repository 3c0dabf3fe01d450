package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.itests.NaughtyDesk.TODAY;
import static org.jieshui.itests.NaughtyDesk.body;
import static org.jieshui.itests.NaughtyDesk.named;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jieshui.itests.TextFields.Field;

/** A case from its confirmed drawings until it is agreed and paid: fee, excavation, meter, agreement, money, each with naughty strings wherever something is written. */
final class NaughtyAgreed {

    private static final String AUDITOR = "yuxiaomei";
    private static final String SERVICE = "zhoumin";
    private static final String ENGINEER = "xiaojun";
    private static final String KEEPER = "yuanmei";
    private static final String CASHIER = "caixiuying";
    private static final String MANAGER = "dujuan";

    private final NaughtyDesk desk;
    private final long id;

    NaughtyAgreed(NaughtyDesk desk, long id) {
        this.desk = desk;
        this.id = id;
    }

    void run() {
        fee();
        excavation();
        meter();
        agreement();
        deliveries();
        money();
    }

    private void fee() {
        var entered = List.of(Map.of("code", "DG-01", "quantity", 1, "source", "图纸"));
        var seen = desk.post(AUDITOR, "/pricing/fees/" + id + "/preview", body("entered", entered));
        var totals = seen.path("totals").findValuesAsText("total");
        var form = desk.complete(AUDITOR, id, "fee", body("list", seen.at("/list/version"), "totals", totals, "entered", entered, "note", ""));
        desk.shown("fee", form, desk.get(AUDITOR, "/pricing/fees/" + id), Map.of("note", "note", "source", "source"));
        desk.turns(24, Map.of("reason", 1000), text -> desk.write(SERVICE, "POST /pricing/quotations/{case}/declined", List.of(id), body("channel", "phone"),
                answer -> named("reason", desk.get(SERVICE, "/pricing/fees/" + id).findValuesAsText("note")), text));
        desk.post(SERVICE, "/pricing/quotations/" + id, null);
        var choice = body("channel", "phone", "told", true, "note", "");
        if (!seen.at("/totals/0/variant").isNull()) {
            choice.set("variant", seen.at("/totals/0/variant"));
        }
        form = desk.complete(SERVICE, id, "quotation", choice);
        desk.shown("quotation", form, desk.get(SERVICE, "/pricing/fees/" + id), Map.of("note", "note"));
    }

    private void excavation() {
        var of = "/construction/excavations/" + id;
        desk.turns(24, Map.of("why", 500), text -> desk.write(ENGINEER, "PUT /construction/excavations/{case}", List.of(id), body("needed", true), null, text));
        var receipt = desk.upload(ENGINEER, id, "excavation-permit", "a.pdf", Work.PDF);
        desk.turns(12, Map.of("authority", 100, "number", 40, "reason", 500, "permit", 60), text -> {
            decided(receipt, "refused", body("decidedOn", TODAY), "refusal", text);
            decided(receipt, "withdrawn", body("decidedOn", TODAY), "refusal", text);
            decided(receipt, "granted", body("decidedOn", TODAY, "validFrom", TODAY, "validTo", TODAY, "permit", "许可", "document", receipt), "permit", text);
        });
        var checks = desk.get(ENGINEER, of).path("checks");
        checks.forEach(check -> desk.send(ENGINEER, "PUT", of + "/checks/" + check.path("id").asText(), body("met", true), Map.of()));
        desk.turns(24, Map.of("note", 500), text -> desk.write(ENGINEER, "PUT /construction/excavations/{case}/checks/{item}", List.of(id, checks.path(0).path("id").asText()), body("met", true), null, text));
        desk.complete(ENGINEER, id, "excavation", body());
    }

    /** An application and what became of it; the last one was granted. */
    private void decided(long receipt, String how, ObjectNode base, String there, Function<Field, String> text) {
        var filed = desk.write(ENGINEER, "POST /construction/excavations/{case}/applications", List.of(id), body("authority", "城管局", "number", "受理", "appliedOn", TODAY, "document", receipt), null, text);
        if (filed == null) {
            filed = desk.post(ENGINEER, "/construction/excavations/" + id + "/applications", body("authority", "城管局", "number", "受理", "appliedOn", TODAY, "document", receipt));
        }
        long waiting = 0;
        for (var one : filed.path("applications")) {
            waiting = one.path("state").asText().equals("waiting") ? one.path("id").asLong() : waiting;
        }
        var ids = List.of(id, waiting);
        var operation = "POST /construction/excavations/{case}/applications/{id}/" + how;
        var name = how.equals("granted") ? "permit" : "reason";
        if (desk.write(ENGINEER, operation, ids, base, answer -> named(name, answer.findValuesAsText(there)), text) == null) {
            desk.post(ENGINEER, "/construction/excavations/" + id + "/applications/" + waiting + "/" + how, base.has("permit") ? base : base.put("reason", "原因"));
        }
    }

    private void meter() {
        desk.complete(KEEPER, id, "meter-preparation", body("accountName", "某户", "use", "industrial"));
        Function<JsonNode, JsonNode> words = answer -> named("reason", desk.get(KEEPER, "/metering/cases/" + id).path("events").findValuesAsText("words"));
        desk.turns(24, Map.of("reason", 500), text -> {
            if (desk.write(KEEPER, "POST /metering/cases/{case}/release", List.of(id), body("reason", ""), words, text) != null
                    && desk.write(KEEPER, "POST /metering/cases/{case}/reserve", List.of(id), body("reason", ""), words, text) == null) {
                desk.post(KEEPER, "/metering/cases/" + id + "/reserve", body());
            }
        });
    }

    private void agreement() {
        var scan = desk.upload(SERVICE, id, "commission-agreement", "a.pdf", Work.PDF);
        desk.turns(24, Map.of("seal", 50, "usedBy", 100, "note", 500, "customerSigner", 100, "companySigner", 100, "reason", 500), text -> {
            long drawn = drawn(desk, SERVICE, id, "commission-agreement");
            desk.write(SERVICE, "POST /agreements/{id}/sealed", List.of(drawn), body("seal", "合同专用章", "copies", 1, "usedBy", "某人"), null, text);
            desk.write(SERVICE, "POST /agreements/{id}/signed", List.of(drawn), signature(scan), null, text);
            if (desk.write(SERVICE, "POST /agreements/{id}/void", List.of(drawn), body("reason", ""), null, text) == null) {
                desk.post(SERVICE, "/agreements/" + drawn + "/void", body("reason", "作废"));
            }
        });
        long drawn = drawn(desk, SERVICE, id, "commission-agreement");
        desk.post(SERVICE, "/agreements/" + drawn + "/sealed", body("seal", "合同专用章", "copies", 1, "usedBy", "某人"));
        desk.post(SERVICE, "/agreements/" + drawn + "/signed", signature(scan));
        assertThat(desk.as(SERVICE).download("/api/agreements/" + drawn + "/paper").statusCode()).isEqualTo(200);
        desk.complete(SERVICE, id, "commission", body());
    }

    /** Printed, but not sealed or signed. @return its id */
    static long drawn(NaughtyDesk desk, String account, long id, String kind) {
        long drawn = desk.post(account, "/agreements", body("caseId", id, "kind", kind, "byHand", true)).path("id").asLong();
        desk.post(account, "/agreements/" + drawn + "/printed", body("copies", 1));
        return drawn;
    }

    static ObjectNode signature(long scan) {
        return body("signedOn", TODAY, "customerSigner", "赵工", "companySigner", "周敏", "document", scan, "asPrinted", true);
    }

    private void deliveries() {
        desk.turns(24, Map.of("courier", 50, "tracking", 50, "receiver", 100, "note", 500, "reason", 500), text -> {
            var made = desk.write(SERVICE, "POST /agreements/deliveries", List.of(), body("caseId", id, "papers", List.of("commission-agreement"), "way", "courier", "courier", "邮政", "tracking", "1", "receiver", "赵工",
                    "deliveredOn", TODAY), null, text);
            if (made != null) {
                desk.write(SERVICE, "POST /agreements/deliveries/{id}/void", List.of(made.path("id").asLong()), body(), null, text);
            }
        });
    }

    private void money() {
        var of = "/payments/cases/" + id;
        var charge = desk.get(CASHIER, of).path("charges").path(0);
        Function<JsonNode, JsonNode> voids = answer -> named("reason", answer.findValuesAsText("voidReason"));
        desk.turns(16, Map.of("note", 500), text -> {
            var whole = desk.write(CASHIER, "POST /payments/cases/{case}/deposits", List.of(id), body("amount", "1.00"), null, text);
            if (whole != null) {
                var owed = whole.path("charges");
                desk.post(CASHIER, of + "/charges/" + owed.path(owed.size() - 1).path("id").asLong() + "/cancel", null);
            }
        });
        desk.turns(16, Map.of("reason", 500), text -> {
            var number = String.valueOf(System.nanoTime());
            var invoices = desk.post(CASHIER, of + "/invoices", body("charge", charge.path("id"), "number", number, "amount", "0.01", "issuedOn", TODAY)).path("invoices");
            for (var invoice : invoices) {
                if (invoice.path("number").asText().equals(number)) {
                    desk.write(CASHIER, "POST /payments/cases/{case}/invoices/{invoice}/void", List.of(id, invoice.path("id").asLong()), body(), voids, text);
                }
            }
        });
        refunds(transfer("10000.00"));
        var paying = transfer(charge.path("amount").asText());
        desk.turns(8, Map.of("reason", 500), text -> {
            var allotted = allot(paying, charge, "0.01").at("/allotment/id").asLong();
            if (desk.write(CASHIER, "POST /payments/allotments/{id}/reverse", List.of(allotted), body("reason", ""), answer -> named("reason", desk.get(CASHIER, of).path("payments").findValuesAsText("reason")), text) == null) {
                desk.post(CASHIER, "/payments/allotments/" + allotted + "/reverse", body("reason", "核错"));
            }
        });
        var task = desk.task(id, "payment");
        if (desk.drafts("payment")) {
            desk.forms.draft(desk.as(CASHIER), task, List.of());
        }
        assertThat(allot(paying, charge, charge.path("amount").asText()).path("arrived").asBoolean()).isTrue();
    }

    private long transfer(String amount) {
        return desk.post(CASHIER, "/payments/transfers", body("serial", NaughtyRegisters.serial(), "receivedOn", TODAY, "amount", amount, "payer", "某公司")).path("id").asLong();
    }

    private JsonNode allot(long transfer, JsonNode charge, String amount) {
        return desk.post(CASHIER, "/payments/allotments", body("transfer", transfer, "charge", charge.path("id"), "amount", amount));
    }

    /** Asked for; then approved and cancelled, or rejected. */
    private void refunds(long transfer) {
        var turn = new int[1];
        desk.turns(24, Map.of("payee", 200, "payeeAccount", 60, "reason", 500, "note", 500), text -> {
            var asked = desk.write(CASHIER, "POST /payments/refunds", List.of(), body("transfer", transfer, "amount", "0.01", "payee", "某公司", "payeeAccount", "6222000000000001", "reason", "多付"),
                    answer -> desk.get(CASHIER, "/payments/refunds/" + answer.at("/refund/id").asLong()), text);
            if (asked == null) {
                return;
            }
            var ids = List.of(asked.at("/refund/id").asLong());
            if (turn[0]++ % 2 == 0) {
                desk.write(MANAGER, "POST /payments/refunds/{id}/approve", ids, body(), answer -> named("note", answer.findValuesAsText("decision")), text);
                desk.write(CASHIER, "POST /payments/refunds/{id}/cancel", ids, body(), answer -> named("note", answer.findValuesAsText("dropNote")), text);
            } else {
                desk.write(MANAGER, "POST /payments/refunds/{id}/reject", ids, body(), answer -> named("note", answer.findValuesAsText("dropNote")), text);
            }
        });
    }
}
