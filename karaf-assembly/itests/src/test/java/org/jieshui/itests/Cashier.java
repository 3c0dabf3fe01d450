package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.RestSession;

/** Finance: transfers by hand and from statements, deposits owed, money allotted and taken off again, refunds asked for, approved and paid out. */
final class Cashier extends Clerk {

    private static final String TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();

    private final String name;
    private final RestSession manager;
    private final Till till;
    private final List<Long> cases;
    /** What this one allotted: nobody else takes it off. */
    private final List<Long> allotments = new ArrayList<>();

    /** @param manager approves what the cashier asks for. @param cases that owe deposits */
    Cashier(String name, RestSession session, RestSession manager, long seed, Ledger ledger, Till till, List<Long> cases) {
        super(session, seed, ledger);
        this.name = name;
        this.manager = manager;
        this.till = till;
        this.cases = cases;
    }

    @Override
    void next() {
        int dice = random.nextInt(100);
        if (dice < 12 || till.charges.isEmpty()) {
            deposit();
        } else if (dice < 27 || till.ids.isEmpty()) {
            transfer();
        } else if (dice < 37) {
            statement();
        } else if (dice < 72) {
            allot();
        } else if (dice < 82) {
            reverse();
        } else {
            refund();
        }
    }

    /** The answer is the whole case; the key in the note tells which deposit was made. */
    private void deposit() {
        long id = any(cases);
        var key = newKey();
        ask(key, session, "/api/payments/cases/" + id + "/deposits", Map.of("amount", sum(500), "note", key)).ifPresent(whole -> {
            long charge = find(whole.path("charges"), "note", key).path("id").asLong();
            Till.booked(till.charges, charge, id);
            ledger.acknowledged(key, new Ledger.Line("payments.deposit-charged", id, String.valueOf(charge)));
        });
    }

    private void transfer() {
        var serial = name + "-" + settled;
        var amount = sum(900);
        var key = newKey();
        var made = ask(key, session, "/api/payments/transfers", Map.of("serial", serial, "receivedOn", TODAY, "amount", amount, "payer", "某公司", "payerAccount", "6222000000000001", "remark", "")).orElseThrow();
        received(key, serial, amount, made.path("id").asLong());
    }

    private void received(String key, String serial, String amount, long id) {
        Till.booked(till.transfers, serial, new BigDecimal(amount));
        till.ids.put(serial, id);
        ledger.acknowledged(key + serial, new Ledger.Line("transfer", 0, serial));
    }

    /** Three lines that are new, and one that stands in the books already. */
    private void statement() {
        var key = newKey();
        var known = any(new ArrayList<>(till.ids.keySet()));
        var lines = new StringBuilder("交易日期,交易流水号,贷方金额,对方户名,对方账号,附言\n").append(line(known, till.transfers.get(known).toPlainString()));
        var fresh = new HashMap<String, String>();
        for (int i = 0; i < 3; i++) {
            var serial = name + "-" + settled + "-" + i;
            fresh.put(serial, sum(900));
            lines.append(line(serial, fresh.get(serial)));
        }
        var answer = settle(session, key, "POST", "/api/payments/statements", "text/csv", lines.toString().getBytes(StandardCharsets.UTF_8), Map.of("X-File-Name", "a.csv"));
        var counted = Integrator.tree(answer.body()).path("statement");
        if (answer.statusCode() != 200 || counted.path("booked").asInt() != 3 || counted.path("known").asInt() != 1) {
            throw fault(answer);
        }
        var booked = read("/api/payments/transfers?state=all&q=" + name + "-" + settled + "-").path("items");
        fresh.forEach((serial, amount) -> received(key, serial, amount, find(booked, "serial", serial).path("id").asLong()));
    }

    private static String line(String serial, String amount) {
        return TODAY + "," + serial + "," + amount + ",某公司,6222000000000001,\n";
    }

    /** Any money to any deposit: what is too much by now is refused. */
    private void allot() {
        var serial = any(new ArrayList<>(till.ids.keySet()));
        long charge = any(new ArrayList<>(till.charges.keySet()));
        long id = till.charges.get(charge);
        var owed = find(read("/api/payments/cases/" + id).path("charges"), "id", String.valueOf(charge));
        var most = new BigDecimal(owed.path("outstanding").asText());
        var amount = random.nextBoolean() ? most.toPlainString() : sum(300);
        if (most.signum() == 0) {
            return;
        }
        var key = newKey();
        ask(key, session, "/api/payments/allotments", Map.of("transfer", till.ids.get(serial), "charge", charge, "amount", amount)).ifPresent(done -> {
            long allotment = done.path("allotment").path("id").asLong();
            Till.booked(till.allotments, allotment, new Till.Allotted(id, serial, new BigDecimal(amount)));
            allotments.add(allotment);
            ledger.acknowledged(key, new Ledger.Line("payments.allotted", id, String.valueOf(allotment)));
        });
    }

    /** Nobody else takes off what this one allotted: that it is off already is the answer that was lost. */
    private void reverse() {
        if (allotments.isEmpty()) {
            return;
        }
        long allotment = allotments.remove(random.nextInt(allotments.size()));
        long id = till.allotments.get(allotment).caseId();
        step(session, "/api/payments/allotments/" + allotment + "/reverse", Map.of("reason", "核错了"), "payments/reversed");
        till.allotments.remove(allotment);
        ledger.acknowledged(newKey(), new Ledger.Line("payments.reversed", id, String.valueOf(allotment)));
    }

    /** Asked for, and as far as the dice say: approved by another person, paid out, or rejected. */
    private void refund() {
        var serial = any(new ArrayList<>(till.ids.keySet()));
        var amount = sum(200);
        var key = newKey();
        var asked = ask(key, session, "/api/payments/refunds", Map.of("transfer", till.ids.get(serial), "amount", amount, "payee", "某公司", "payeeAccount", "6222000000000001", "reason", "多付"));
        if (asked.isEmpty()) {
            return;
        }
        var refund = asked.get().path("refund");
        long id = refund.path("id").asLong();
        Till.booked(till.refunds, id, new Till.Refund(serial, new BigDecimal(amount), "requested"));
        ledger.acknowledged(key, new Ledger.Line("payments.refund-requested", refund.path("caseId").asLong(), String.valueOf(id)));
        int far = random.nextInt(4);
        if (far == 1) {
            move(refund, manager, "reject", Map.of("note", "不符"), "payments.refund-dropped", "rejected");
        } else if (far > 1) {
            move(refund, manager, "approve", Map.of("note", "同意"), "payments.refund-approved", "approved");
        }
        if (far == 3) {
            move(refund, session, "paid", Map.of("bankSerial", name + "-R" + settled, "paidOn", TODAY), "payments.refunded", "paid");
        }
    }

    private void move(JsonNode refund, RestSession who, String how, Map<String, ?> body, String kind, String state) {
        long id = refund.path("id").asLong();
        step(who, "/api/payments/refunds/" + id + "/" + how, body, "payments/refund-state");
        till.refunds.computeIfPresent(id, (any, before) -> new Till.Refund(before.serial(), before.amount(), state));
        ledger.acknowledged(newKey(), new Ledger.Line(kind, refund.path("caseId").asLong(), String.valueOf(id)));
    }

    /** What can be done once and by this one alone. Done before, and nobody heard of it: the answer had been lost. */
    private void step(RestSession who, String path, Map<String, ?> body, String doneBefore) {
        var answer = settle(who, newKey(), "POST", path, "application/json", bytes(body), Map.of());
        boolean lost = answer.statusCode() == 409 && sent > 1 && answer.body().contains("/problems/" + doneBefore);
        if (answer.statusCode() != 200 && !lost) {
            throw fault(answer);
        }
        repeated += lost ? 1 : 0;
    }

    private String sum(int most) {
        return BigDecimal.valueOf(1 + random.nextInt(most * 100), 2).toPlainString();
    }

    private static JsonNode find(JsonNode rows, String member, String value) {
        return StreamSupport.stream(rows.spliterator(), false).filter(row -> row.path(member).asText().equals(value)).findFirst().orElseThrow(() -> new AssertionError("no " + value + " in " + rows));
    }
}
