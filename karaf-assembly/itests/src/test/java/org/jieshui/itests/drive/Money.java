package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.itests.drive.Books.Transfer;

/** What a case costs, what comes in and what goes back; after each movement the platform's sums against the separate addition. */
final class Money {

    private final Customer customer;
    private final Traits traits;
    private final Door door;
    private final List<Transfer> transfers = new ArrayList<>();
    private long fee;
    private long feePaid;
    private long depositPaid;
    private long deposit;
    private long charge;
    private long lastAllotment;
    private long refund;
    private int serials;
    private int receiptYear;
    private int depositYear;

    Money(Customer customer) {
        this.customer = customer;
        this.traits = customer.traits;
        this.door = customer.door;
    }

    void fee() {
        var entered = traits.needs.crossing() == null ? List.of()
                : List.of(Map.of("code", PriceBook.CROSSING, "quantity", BigDecimal.valueOf(traits.needs.crossing(), 3), "source", "水施-02 穿路节点"));
        var seen = door.post("yuxiaomei", customer.path("/api/pricing/fees/%d/preview"), Map.of("entered", entered));
        customer.drive.tally.sum(customer.number() + " faults of the fee", seen.path("faults").toString(), "[]");
        customer.drive.tally.sum(customer.number() + " list in force", seen.at("/list/effective").asText(), customer.drive.prices.on(customer.drive.today()).effective().toString());
        var totals = new ArrayList<String>();
        for (var total : seen.path("totals")) {
            totals.add(total.path("total").asText());
            customer.drive.tally.sum(customer.number() + " fee " + total.path("variant").asText(), total.path("total").asText(),
                    PriceBook.yuan(customer.drive.prices.fee(customer.drive.today(), traits.needs, total.path("variant").asText())));
            if (total.path("variant").asText().equals(traits.variant)) {
                fee = Books.fen(total, "total");
            }
        }
        customer.complete("fee", Door.JSON.valueToTree(Map.of("list", seen.at("/list/version").asInt(), "totals", totals, "entered", entered)));
        door.post("zhoumin", customer.path("/api/pricing/quotations/%d"), null);
    }

    void declined() {
        door.post("zhoumin", customer.path("/api/pricing/quotations/%d/declined"), Map.of("channel", "phone", "reason", "再考虑"));
        customer.drive.count("quotations declined at first");
    }

    void quotation() {
        customer.complete("quotation", Door.JSON.valueToTree(Map.of("channel", "phone", "told", true, "variant", traits.variant)));
        customer.drive.tally.sum(customer.number() + " fact fee", customer.fresh().at("/case/facts/fee").asText(), PriceBook.yuan(fee));
        customer.drive.await("the fee is a charge", () -> owed().path("charges").size() > 0);
    }

    private JsonNode owed() {
        return door.get("caixiuying", customer.path("/api/payments/cases/%d"));
    }

    // ---- paying

    List<Runnable> payments() {
        return switch (traits.paying) {
            case EXACT -> List.of(() -> pay(100));
            case TWICE -> List.of(() -> pay(50), () -> pay(100));
            case THRICE -> List.of(() -> pay(30), () -> pay(30), () -> pay(100));
            case TOO_MUCH -> List.of(() -> pay(40), this::tooMuch);
            case MISTAKEN -> List.of(() -> pay(50), this::reverses, this::allotsAgain, () -> pay(100));
        };
    }

    void half() {
        pay(50);
    }

    /** A part of what is still owed. */
    private void pay(int percent) {
        long part = percent == 100 ? fee - feePaid : (fee - feePaid) * percent / 100;
        allot(receive(part), part);
    }

    /** Up to a few thousand yuan too much, to the fen. */
    private void tooMuch() {
        long rest = fee - feePaid;
        allot(receive(rest + 1 + traits.random.nextInt(300_000)), rest);
    }

    private Transfer receive(long amount) {
        var serial = "YH%05d-%02d".formatted(traits.number, ++serials);
        var made = door.post("caixiuying", "/api/payments/transfers", Map.of("serial", serial, "receivedOn", customer.drive.today().toString(), "amount", PriceBook.yuan(amount), "payer", "济南第" + traits.number
                + "食品有限公司", "payerAccount", "6222000000000001", "remark", customer.number()));
        var transfer = customer.drive.books.received(made.path("id").asLong(), amount);
        transfers.add(transfer);
        customer.drive.count("transfers");
        return transfer;
    }

    private void allot(Transfer transfer, long part) {
        charge = owed("connection-fee").path("id").asLong();
        var answer = door.post("caixiuying", "/api/payments/allotments", Map.of("transfer", transfer.id, "charge", charge, "amount", PriceBook.yuan(part)));
        lastAllotment = answer.at("/allotment/id").asLong();
        transfer.allotted += part;
        feePaid += part;
        customer.drive.tally.sum(customer.number() + " arrived", answer.path("arrived").asBoolean(), feePaid == fee);
        if (feePaid == fee) {
            receiptYear = customer.drive.today().getYear();
            customer.drive.books.receipt(receiptYear);
            customer.course.done("payment", customer.drive.clock.now());
        }
        compare();
    }

    private JsonNode owed(String kind) {
        for (var one : owed().path("charges")) {
            if (one.path("kind").asText().equals(kind)) {
                return one;
            }
        }
        throw new AssertionError("no charge " + kind);
    }

    /** The transfer was somebody else's, it seemed; it was not. */
    private void reverses() {
        var transfer = transfers.get(transfers.size() - 1);
        door.post("caixiuying", "/api/payments/allotments/" + lastAllotment + "/reverse", Map.of("reason", "核销错户"));
        feePaid -= transfer.allotted;
        transfer.allotted = 0;
        customer.drive.count("allotments reversed");
        compare();
    }

    private void allotsAgain() {
        var transfer = transfers.get(transfers.size() - 1);
        allot(transfer, transfer.free());
    }

    void deposit() {
        deposit = 100_00L * (1 + traits.random.nextInt(50)) + traits.random.nextInt(100);
        door.post("caixiuying", customer.path("/api/payments/cases/%d/deposits"), Map.of("amount", PriceBook.yuan(deposit), "note", "临时用水"));
        var transfer = receive(deposit);
        door.post("caixiuying", "/api/payments/allotments", Map.of("transfer", transfer.id, "charge", owed("deposit").path("id").asLong(), "amount", PriceBook.yuan(deposit)));
        transfer.allotted += deposit;
        depositPaid = deposit;
        depositYear = customer.drive.today().getYear();
        customer.drive.books.receipt(depositYear);
        customer.drive.count("deposits");
        compare();
    }

    // ---- going back

    private Transfer refunded;
    private boolean depositBack;
    private long held;

    /** What is beyond the fee. */
    void asksBack() {
        refunded = transfers.stream().filter(t -> t.free() > 0).findFirst().orElseThrow();
        depositBack = false;
        held = refunded.free();
        ask(Map.of("transfer", refunded.id, "amount", PriceBook.yuan(held)));
        refunded.held += held;
        compare();
    }

    void asksDepositBack() {
        refunded = transfers.stream().filter(t -> t.amount == deposit && t.allotted == deposit).findFirst().orElseThrow();
        depositBack = true;
        held = deposit;
        ask(Map.of("charge", owed("deposit").path("id").asLong(), "amount", PriceBook.yuan(deposit)));
        refunded.allotted -= deposit;
        refunded.held += deposit;
        depositPaid = 0;
        compare();
    }

    private void ask(Map<String, Object> what) {
        var wanted = new LinkedHashMap<String, Object>(what);
        wanted.putAll(Map.of("payee", "济南第" + traits.number + "食品有限公司", "payeeAccount", "6222000000000001", "reason", "多缴"));
        var answer = door.post("caixiuying", "/api/payments/refunds", wanted);
        refund = answer.at("/refund/id").asLong();
        customer.drive.count("refunds");
    }

    void approves() {
        door.post("dujuan", "/api/payments/refunds/" + refund + "/approve", Map.of("note", "同意"));
        compare();
    }

    void paysBack() {
        door.post("caixiuying", "/api/payments/refunds/" + refund + "/paid", Map.of("bankSerial", "TK%05d-%02d".formatted(traits.number, ++serials), "paidOn", customer.drive.today().toString()));
        refunded.held -= held;
        refunded.refunded += held;
        if (depositBack) {
            customer.drive.books.receiptVoid(depositYear); // the money is there again; until then the receipt stands
        }
        compare();
    }

    // ---- leaving

    void leaves() {
        door.post("zhoumin", customer.path("/api/cases/%d/withdraw"), Map.of("reason", "客户不建了"));
        customer.drive.count("withdrawn");
    }

    /** What was paid for a case that was withdrawn is free again. */
    void takesBack() {
        door.post("caixiuying", "/api/payments/allotments/" + lastAllotment + "/reverse", Map.of("reason", "撤回"));
        var transfer = transfers.get(transfers.size() - 1);
        feePaid -= transfer.allotted;
        transfer.allotted = 0;
        compare();
    }

    // ---- comparing

    private void compare() {
        var tally = customer.drive.tally;
        for (var shown : owed().path("charges")) {
            boolean isFee = shown.path("kind").asText().equals("connection-fee");
            long amount = isFee ? fee : deposit;
            long paid = isFee ? feePaid : depositPaid;
            tally.sum(customer.number() + " owes", Books.fen(shown, "amount"), amount);
            tally.sum(customer.number() + " paid", Books.fen(shown, "paid"), paid);
        }
        for (var transfer : transfers) {
            customer.drive.books.compare(door.get("caixiuying", "/api/payments/transfers/" + transfer.id).path("transfer"), transfer, tally);
        }
    }
}
