package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.RestSession;

/** Money and meters counted afterwards, each against what those who booked and hung were told. */
final class Counted {

    private static final Map<String, List<String>> PROOF = Map.of("payments", List.of("allotment", "refund", "charge"), "metering", List.of("meter"), "task", List.of());

    private Counted() {}

    /** What the journals of these cases say of a department is what was acknowledged, once each. @param before entries that were there when the work began */
    static void journal(RestSession reader, Ledger ledger, List<Long> cases, String department, Set<Long> before) {
        for (long id : cases) {
            assertThat(KillsIT.all(reader, "/api/cases/" + id + "/timeline?limit=200").stream().filter(entry -> entry.path("kind").asText().startsWith(department + ".") && !before.contains(entry.path("id").asLong()))
                    .filter(entry -> !entry.path("kind").asText().equals("metering.hung")).map(entry -> line(id, department, entry))).as("%s in the journal of case %s", department, id)
                    .containsExactlyInAnyOrderElementsOf(ledger.lines().stream().filter(line -> line.caseId() == id && line.kind().startsWith(department + ".")).toList());
        }
    }

    private static Ledger.Line line(long id, String department, JsonNode entry) {
        var proof = PROOF.get(department).stream().map(member -> entry.path("data").path(member)).filter(value -> !value.isMissingNode()).findFirst().orElse(entry.path("id"));
        return new Ledger.Line(entry.path("kind").asText(), id, proof.asText());
    }

    /** What hangs and what is noted of it are one transaction. */
    static void hung(RestSession reader, Ledger ledger, long water, Set<Long> before) {
        assertThat(KillsIT.all(reader, "/api/cases/" + water + "/timeline?limit=200").stream().filter(entry -> entry.path("kind").asText().equals("metering.hung") && !before.contains(entry.path("id").asLong())))
                .hasSize((int) ledger.lines().stream().filter(line -> line.caseId() == water && line.kind().equals("task.completed")).count());
    }

    static Set<Long> entries(RestSession reader, List<Long> cases) {
        var entries = new HashSet<Long>();
        cases.forEach(id -> KillsIT.all(reader, "/api/cases/" + id + "/timeline?limit=200").forEach(entry -> entries.add(entry.path("id").asLong())));
        return entries;
    }

    /** Every transfer is there once and its money where the cashiers put it; every deposit is paid by what is allotted to it; the platform's own adding up finds nothing. */
    static void books(RestSession reader, Till till, List<Long> cases, String run) {
        var found = new HashMap<String, Till.Places>();
        for (var row : KillsIT.all(reader, "/api/payments/transfers?state=all&limit=200&q=" + run)) {
            assertThat(sum(row, "amount")).isEqualByComparingTo(till.transfers.get(row.path("serial").asText()));
            Till.booked(found, row.path("serial").asText(), new Till.Places(sum(row, "allotted"), sum(row, "held"), sum(row, "refunded"), sum(row, "unallotted")));
        }
        assertThat(found).as("the money of every transfer").isEqualTo(till.places());
        for (long id : cases) {
            var whole = reader.get("/api/payments/cases/" + id);
            var charges = StreamSupport.stream(whole.path("charges").spliterator(), false).toList();
            assertThat(charges.stream().map(charge -> charge.path("id").asLong())).as("deposits of case %s", id)
                    .containsExactlyInAnyOrderElementsOf(till.charges.entrySet().stream().filter(charge -> charge.getValue() == id).map(Map.Entry::getKey).toList());
            var standing = StreamSupport.stream(whole.path("payments").spliterator(), false).filter(payment -> payment.at("/allotment/reversedAt").isNull()).toList();
            assertThat(standing.stream().map(payment -> payment.at("/allotment/id").asLong())).as("what pays case %s", id)
                    .containsExactlyInAnyOrderElementsOf(till.allotments.entrySet().stream().filter(one -> one.getValue().caseId() == id).map(Map.Entry::getKey).toList());
            for (var charge : charges) {
                assertThat(sum(charge, "paid")).as("deposit %s", charge).isEqualByComparingTo(standing.stream().filter(payment -> payment.at("/allotment/charge").equals(charge.path("id")))
                        .map(payment -> sum(payment.path("allotment"), "amount")).reduce(BigDecimal.ZERO, BigDecimal::add));
            }
            papers(reader, id, whole);
        }
        var check = reader.get("/api/payments/check");
        assertThat(check.path("findings")).isEmpty();
        assertThat(check.path("balanced").asBoolean()).isTrue();
    }

    private static BigDecimal sum(JsonNode row, String member) {
        return new BigDecimal(row.path(member).asText());
    }

    /** A receipt that stands has its paper, and none has two. */
    private static void papers(RestSession reader, long id, JsonNode whole) {
        var standing = StreamSupport.stream(whole.path("receipts").spliterator(), false).map(row -> row.path("receipt")).filter(receipt -> receipt.path("voidAt").isNull())
                .map(receipt -> "收据 " + receipt.path("code").asText() + ".pdf").toList();
        await("the papers of case " + id + " are made", () -> names(reader, id).containsAll(standing));
        assertThat(names(reader, id)).as("papers of case %s", id).doesNotHaveDuplicates();
    }

    private static List<String> names(RestSession reader, long id) {
        var names = new ArrayList<String>();
        reader.get("/api/documents?case=" + id).forEach(document -> {
            if (document.path("type").asText().matches("deposit-receipt|refund-voucher")) {
                names.add(document.path("fileName").asText());
            }
        });
        return names;
    }

    /** No meter was with two cases at any time, none was lost, and what each case has is what its journal ends with. @param before the counts when the work began */
    static void meters(RestSession reader, Ledger ledger, List<Long> cases, JsonNode before) {
        var after = reader.get("/api/metering/meters/summary");
        assertThat(after.path("total")).isEqualTo(before.path("total"));
        var holders = new HashMap<Long, Long>();
        int reserved = 0;
        int hung = 0;
        var touched = new HashSet<Long>();
        for (long id : cases) {
            var whole = reader.get("/api/metering/cases/" + id);
            whole.path("events").forEach(event -> touched.add(event.path("meter").asLong()));
            var meter = whole.path("meter");
            if (!meter.isNull()) {
                assertThat(holders.put(meter.path("id").asLong(), id)).as("meter %s has one case", meter).isNull();
                reserved += meter.path("state").asText().equals("reserved") ? 1 : 0;
                hung += meter.path("state").asText().equals("hung") ? 1 : 0;
            }
            assertThat(meter.path("serial").asText(null)).as("the case's fact").isEqualTo(reader.get("/api/cases/" + id).at("/case/facts/meterSerial").asText(null));
        }
        for (long meter : touched) {
            assertThat(holder(reader.get("/api/metering/meters/" + meter))).as("meter %s", meter).isEqualTo(holders.get(meter));
        }
        // one case had its meter reserved before
        assertThat(state(after, "reserved") - state(before, "reserved")).as("reserved").isEqualTo(reserved - 1);
        assertThat(state(after, "hung") - state(before, "hung")).as("hung").isEqualTo(hung);
        assertThat(state(before, "stock") - state(after, "stock")).as("out of the stock").isEqualTo(reserved - 1 + hung);
    }

    private static int state(JsonNode summary, String state) {
        return summary.path("states").path(state).asInt();
    }

    /** The case that has the meter, by its history: nobody takes it from another. */
    private static Long holder(JsonNode whole) {
        Long holder = null;
        for (var event : whole.path("events")) {
            var caseId = event.path("caseId").isNull() ? null : Long.valueOf(event.path("caseId").asLong());
            switch (event.path("kind").asText()) {
                case "reserved" -> {
                    assertThat(holder).as("free when it was reserved: %s", whole).isNull();
                    holder = caseId;
                }
                case "released" -> {
                    assertThat(holder).as("released by its case: %s", whole).isEqualTo(caseId);
                    holder = null;
                }
                case "hung", "unhung" -> assertThat(holder).as("hung at its case: %s", whole).isEqualTo(caseId);
                default -> assertThat(holder).as("%s", event).isNull();
            }
        }
        return holder;
    }
}
