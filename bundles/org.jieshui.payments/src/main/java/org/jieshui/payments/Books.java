package org.jieshui.payments;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Every movement of money, each with its entry in the ledger. At every state, for each transfer and in all:
 * received = allotted + unallotted + held + refunded.
 *
 * <p>Rows are locked in one order: the case (by the core), the charge, then transfers by id, last the counter of numbers. Each method joins the caller's transaction.
 */
@Component(service = Books.class)
public class Books {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Money as it stands on a statement, or as a clerk enters it. */
    record Incoming(String serial, LocalDate receivedOn, BigDecimal amount, String payer, String payerAccount, String remark) {}

    /** @param receipt that it brought about, or null */
    record Allotted(long allotment, Long receipt, Charge charge) {}

    private final Database database;
    private final PaymentsStore store;

    @Activate
    public Books(@Reference Database database, @Reference PaymentsStore store) {
        this.database = database;
        this.store = store;
    }

    // ---- what the bank brought

    long receive(Incoming money, Long statement, Instant now, long person) {
        return database.inTransaction(h -> {
            return insert(h, money, statement, now, person).orElseThrow(Problems::serialKnown);
        });
    }

    /** Of these, those whose serial is not known yet. Known for other money, nothing is booked ({@code payments/serial-known}). @return how many were booked */
    int receiveNew(List<Incoming> lines, long statement, Instant now, long person) {
        return database.inTransaction(h -> {
            int booked = 0;
            // in one order, so that two imports of the same lines wait for each other and never deadlock
            for (var line : lines.stream().sorted(Comparator.comparing(Incoming::serial)).toList()) {
                if (insert(h, line, statement, now, person).isPresent()) {
                    booked++;
                } else if (store.known(List.of(line.serial())).values().stream().noneMatch(k -> k.same(line.receivedOn(), line.amount()))) {
                    throw Problems.serialKnown();
                }
            }
            return booked;
        });
    }

    private Optional<Long> insert(Handle h, Incoming money, Long statement, Instant now, long person) {
        var id = h.createQuery("""
                INSERT INTO payments.transfer (serial, received_on, amount, payer, payer_account, remark, statement_id, entered_at, entered_by, unallotted)
                VALUES (:serial, :day, :amount, :payer, :account, :remark, :statement, :now, :person, :amount)
                ON CONFLICT (serial) WHERE void_at IS NULL DO NOTHING RETURNING id""")
                .bind("serial", money.serial()).bind("day", money.receivedOn()).bind("amount", money.amount()).bind("payer", money.payer()).bind("account", money.payerAccount())
                .bind("remark", money.remark()).bind("statement", statement).bind("now", PaymentsStore.utc(now)).bind("person", person).mapTo(Long.class).findOne();
        id.ifPresent(it -> entry(h, it, "bank", "unallotted", money.amount(), null, null, now, person));
        return id;
    }

    /** It was entered wrongly; only what is not allotted and not asked back. */
    void revoke(long transfer, String reason, Instant now, long person) {
        database.transact(h -> {
            var t = lockTransfer(h, transfer);
            if (t.voidAt() != null || t.unallotted().compareTo(t.amount()) != 0) {
                throw Problems.inUse();
            }
            entry(h, transfer, "unallotted", "bank", t.amount(), null, null, now, person);
            h.createUpdate("UPDATE payments.transfer SET unallotted = 0, void_at = :now, void_by = :person, void_reason = :reason WHERE id = :id")
                    .bind("now", PaymentsStore.utc(now)).bind("person", person).bind("reason", reason).bind("id", transfer).execute();
        });
    }

    // ---- what pays what

    Allotted allot(long transfer, long charge, BigDecimal amount, Instant now, long person) {
        return database.inTransaction(h -> {
            var owed = lockCharge(h, charge);
            if (!owed.due()) {
                throw Problems.notDue();
            }
            if (amount.compareTo(owed.getOutstanding()) > 0) {
                throw Problems.tooMuch(owed.getOutstanding());
            }
            var money = lockTransfer(h, transfer);
            if (amount.compareTo(money.unallotted()) > 0) {
                throw Problems.notEnough(money.unallotted());
            }
            long id = h.createQuery("INSERT INTO payments.allotment (transfer_id, charge_id, case_id, amount, at, person) VALUES (:transfer, :charge, :case, :amount, :now, :person) RETURNING id")
                    .bind("transfer", transfer).bind("charge", charge).bind("case", owed.caseId()).bind("amount", amount).bind("now", PaymentsStore.utc(now)).bind("person", person)
                    .mapTo(Long.class).one();
            move(h, transfer, "unallotted", "allotted", amount, charge, null, now, person);
            pay(h, charge, amount);
            var after = store.charge(charge).orElseThrow();
            return new Allotted(id, after.covered() ? receipt(h, after, now, person) : null, after);
        });
    }

    /** @return the charge as it is then */
    Charge reverse(long allotment, String reason, Instant now, long person) {
        return database.inTransaction(h -> {
            var charge = lockCharge(h, store.allotment(allotment).orElseThrow(ProblemException::notFound).charge());
            var a = store.allotment(allotment).orElseThrow();
            lockTransfer(h, a.transfer());
            undo(h, a, reason, now, person);
            voidReceipt(h, charge.id(), Receipt.REVERSED, now);
            return store.charge(charge.id()).orElseThrow();
        });
    }

    private void undo(Handle h, Allotment a, String reason, Instant now, long person) {
        int done = h.createUpdate("UPDATE payments.allotment SET reversed_at = :now, reversed_by = :person, reason = :reason WHERE id = :id AND reversed_at IS NULL AND refund_id IS NULL")
                .bind("now", PaymentsStore.utc(now)).bind("person", person).bind("reason", reason).bind("id", a.id()).execute();
        if (done == 0) {
            throw Problems.reversed();
        }
        move(h, a.transfer(), "allotted", "unallotted", a.amount(), a.charge(), null, now, person);
        pay(h, a.charge(), a.amount().negate());
    }

    // ---- what a case owes

    long deposit(long caseId, BigDecimal amount, String note, Instant now, long person) {
        return database.inTransaction(h -> {
            long id = h.createQuery("""
                    INSERT INTO payments.charge (case_id, kind, amount, state, note, created_at, created_by) VALUES (:case, 'deposit', :amount, 'due', :note, :now, :person) RETURNING id""")
                    .bind("case", caseId).bind("amount", amount).bind("note", note).bind("now", PaymentsStore.utc(now)).bind("person", person).mapTo(Long.class).one();
            changed(h, id, "created", null, amount, Money.ZERO, false, now, person);
            return id;
        });
    }

    /** A deposit that nobody paid for. */
    void cancel(long charge, Instant now, long person) {
        database.transact(h -> {
            var c = lockCharge(h, charge);
            if (!c.due() || !c.kind().equals(Charge.DEPOSIT) || c.paid().signum() > 0 || c.returned().signum() > 0) {
                throw Problems.inUse();
            }
            state(h, charge, "cancelled");
            changed(h, charge, "cancelled", c.amount(), null, Money.ZERO, false, now, person);
        });
    }

    /**
     * Makes the connection fee owed what the customer agreed to. What was paid beyond a lower fee is unallotted again.
     *
     * @param fee the fact {@code fee} of the case; empty while no fee is agreed to. Asked for once the charge is locked: what is older than the lock never overtakes what is newer
     * @return the charge, if there is one; a lower fee that is covered by what came has its receipt
     */
    Optional<Charge> align(long caseId, Supplier<Optional<BigDecimal>> fee, Instant now, long person) {
        return database.inTransaction(h -> {
            var found = lockFee(h, caseId);
            if (found.isEmpty()) {
                var first = fee.get();
                var made = first.flatMap(f -> firstFee(h, caseId, f, now, person));
                if (first.isEmpty() || made.isPresent()) {
                    return made.flatMap(it -> store.charge(it));
                }
                found = lockFee(h, caseId); // another was faster
            }
            var charge = store.charge(found.orElseThrow()).orElseThrow();
            change(h, charge, fee.get(), now, person);
            return store.charge(charge.id());
        });
    }

    private static Optional<Long> lockFee(Handle h, long caseId) {
        return h.createQuery("SELECT id FROM payments.charge WHERE case_id = :case AND kind = 'connection-fee' AND state <> 'cancelled' FOR UPDATE").bind("case", caseId)
                .mapTo(Long.class).findOne();
    }

    /** @return empty when another has made the charge meanwhile */
    private static Optional<Long> firstFee(Handle h, long caseId, BigDecimal amount, Instant now, long person) {
        var id = h.createQuery("""
                INSERT INTO payments.charge (case_id, kind, amount, state, created_at, created_by) VALUES (:case, 'connection-fee', :amount, 'due', :now, :person)
                ON CONFLICT (case_id) WHERE kind = 'connection-fee' AND state <> 'cancelled' DO NOTHING RETURNING id""")
                .bind("case", caseId).bind("amount", amount).bind("now", PaymentsStore.utc(now)).bind("person", person).mapTo(Long.class).findOne();
        id.ifPresent(it -> changed(h, it, "created", null, amount, Money.ZERO, false, now, person));
        return id;
    }

    /** Noticed when money has come, or invoices come to more than what is owed now. */
    private void change(Handle h, Charge charge, Optional<BigDecimal> fee, Instant now, long person) {
        boolean money = charge.paid().signum() > 0 || store.invoiced(charge.id()).compareTo(fee.orElse(Money.ZERO)) > 0;
        if (fee.isEmpty()) {
            if (charge.due()) {
                state(h, charge.id(), "suspended");
                changed(h, charge.id(), "suspended", charge.amount(), null, Money.ZERO, money, now, person);
            }
            return;
        }
        var wanted = fee.get();
        boolean differs = wanted.compareTo(charge.amount()) != 0;
        if (differs) {
            voidReceipt(h, charge.id(), Receipt.FEE_CHANGED, now);
            var excess = charge.paid().subtract(wanted);
            if (excess.signum() > 0) {
                release(h, charge, excess, now, person);
            }
            h.createUpdate("UPDATE payments.charge SET amount = :amount, state = 'due' WHERE id = :id").bind("amount", wanted).bind("id", charge.id()).execute();
            changed(h, charge.id(), "amount", charge.amount(), wanted, excess.max(Money.ZERO), money, now, person);
        } else if (!charge.due()) {
            state(h, charge.id(), "due");
            changed(h, charge.id(), "resumed", charge.amount(), wanted, Money.ZERO, money, now, person);
        } else {
            return;
        }
        var after = store.charge(charge.id()).orElseThrow();
        if (after.covered() && store.receiptOf(after.id()).isEmpty()) {
            receipt(h, after, now, person);
        }
    }

    /** Takes the newest allotments off until the excess is gone; what is left of the last one is allotted again. */
    private void release(Handle h, Charge charge, BigDecimal excess, Instant now, long person) {
        var standing = store.allotments(charge.id()).stream().filter(a -> a.reversedAt() == null && a.refund() == null).sorted(Comparator.comparing(Allotment::id).reversed()).toList();
        standing.stream().map(Allotment::transfer).distinct().sorted().forEach(id -> lockTransfer(h, id));
        var left = excess;
        for (var a : standing) {
            if (left.signum() <= 0) {
                return;
            }
            undo(h, a, Receipt.FEE_CHANGED, now, person);
            var kept = a.amount().subtract(left);
            left = left.subtract(a.amount());
            if (kept.signum() > 0) {
                h.createUpdate("INSERT INTO payments.allotment (transfer_id, charge_id, case_id, amount, at, person) VALUES (:transfer, :charge, :case, :amount, :now, :person)")
                        .bind("transfer", a.transfer()).bind("charge", charge.id()).bind("case", charge.caseId()).bind("amount", kept).bind("now", PaymentsStore.utc(now)).bind("person", person).execute();
                move(h, a.transfer(), "unallotted", "allotted", kept, charge.id(), null, now, person);
                pay(h, charge.id(), kept);
            }
        }
    }

    // ---- what goes back

    /** What is asked back is set aside at once: nobody can allot it meanwhile. @param caseId that it is told in, or null */
    long requestExcess(long transfer, BigDecimal amount, Long caseId, Payee payee, Instant now, long person) {
        return database.inTransaction(h -> {
            var t = lockTransfer(h, transfer);
            if (amount.compareTo(t.unallotted()) > 0) {
                throw Problems.notEnough(t.unallotted());
            }
            long id = refund(h, "excess", caseId, null, amount, payee, now, person);
            line(h, id, transfer, null, amount);
            move(h, transfer, "unallotted", "held", amount, null, id, now, person);
            return id;
        });
    }

    record Payee(String name, String account, String reason) {}

    /** A deposit goes back whole. */
    long requestDeposit(long charge, Payee payee, Instant now, long person) {
        return database.inTransaction(h -> {
            var c = lockCharge(h, charge);
            if (!c.kind().equals(Charge.DEPOSIT) || !c.covered()) {
                throw Problems.notReturnable();
            }
            var parts = store.allotments(charge).stream().filter(a -> a.reversedAt() == null).sorted(Comparator.comparing(Allotment::transfer)).toList();
            // before the counter, as everywhere
            parts.forEach(a -> lockTransfer(h, a.transfer()));
            long id = refund(h, "deposit", c.caseId(), charge, c.amount(), payee, now, person);
            for (var a : parts) {
                line(h, id, a.transfer(), a.id(), a.amount());
                h.createUpdate("UPDATE payments.allotment SET refund_id = :refund WHERE id = :id").bind("refund", id).bind("id", a.id()).execute();
                move(h, a.transfer(), "allotted", "held", a.amount(), charge, id, now, person);
            }
            h.createUpdate("UPDATE payments.charge SET paid = 0, returned = amount WHERE id = :id").bind("id", charge).execute();
            return id;
        });
    }

    void approve(long refund, String note, Instant now, long person) {
        database.transact(h -> {
            var r = lockRefund(h, refund, "requested");
            if (r.requestedBy() == person) {
                throw Problems.secondPerson();
            }
            h.createUpdate("UPDATE payments.refund SET state = 'approved', decided_at = :now, decided_by = :person, decision = :note WHERE id = :id")
                    .bind("now", PaymentsStore.utc(now)).bind("person", person).bind("note", note).bind("id", refund).execute();
        });
    }

    /** Who had approved it stays on record. @param state rejected, by who may approve; cancelled, by finance staff, also what was approved */
    void drop(long refund, String state, String note, Instant now, long person) {
        database.transact(h -> {
            var r = lock(h, refund);
            if (!(state.equals("cancelled") ? r.open() : r.state().equals("requested"))) {
                throw Problems.refundState(r.state());
            }
            boolean deposit = r.kind().equals("deposit");
            if (deposit) {
                lockCharge(h, r.charge());
            }
            for (var line : sorted(r.lines())) {
                lockTransfer(h, line.transfer());
                move(h, line.transfer(), "held", deposit ? "allotted" : "unallotted", line.amount(), r.charge(), refund, now, person);
            }
            if (deposit) {
                h.createUpdate("UPDATE payments.allotment SET refund_id = NULL WHERE refund_id = :refund").bind("refund", refund).execute();
                h.createUpdate("UPDATE payments.charge SET paid = amount, returned = 0 WHERE id = :id").bind("id", r.charge()).execute();
            }
            h.createUpdate("UPDATE payments.refund SET state = :state, dropped_at = :now, dropped_by = :person, drop_note = :note WHERE id = :id").bind("state", state)
                    .bind("now", PaymentsStore.utc(now)).bind("person", person).bind("note", note).bind("id", refund).execute();
        });
    }

    void paidOut(long refund, String serial, LocalDate day, Instant now, long person) {
        try {
            database.transact(h -> {
                var r = lockRefund(h, refund, "approved");
                if (r.charge() != null) {
                    lockCharge(h, r.charge());
                    voidReceipt(h, r.charge(), Receipt.RETURNED, now);
                }
                for (var line : sorted(r.lines())) {
                    lockTransfer(h, line.transfer());
                    move(h, line.transfer(), "held", "refunded", line.amount(), r.charge(), refund, now, person);
                }
                h.createUpdate("UPDATE payments.refund SET state = 'paid', paid_on = :day, paid_at = :now, paid_by = :person, bank_serial = :serial WHERE id = :id").bind("day", day)
                        .bind("now", PaymentsStore.utc(now)).bind("person", person).bind("serial", serial).bind("id", refund).execute();
            });
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                throw Problems.serialKnown();
            }
            throw e;
        }
    }

    private static List<Refund.Line> sorted(List<Refund.Line> lines) {
        return lines.stream().sorted(Comparator.comparing(Refund.Line::transfer)).toList();
    }

    private Refund lock(Handle h, long refund) {
        h.createQuery("SELECT id FROM payments.refund WHERE id = :id FOR UPDATE").bind("id", refund).mapTo(Long.class).findOne().orElseThrow(ProblemException::notFound);
        return store.refund(refund).orElseThrow();
    }

    private Refund lockRefund(Handle h, long refund, String state) {
        var r = lock(h, refund);
        if (!r.state().equals(state)) {
            throw Problems.refundState(r.state());
        }
        return r;
    }

    private long refund(Handle h, String kind, Long caseId, Long charge, BigDecimal amount, Payee payee, Instant now, long person) {
        int year = now.atZone(ZONE).getYear();
        return h.createQuery("""
                INSERT INTO payments.refund (year, number, kind, case_id, charge_id, amount, payee, payee_account, reason, state, requested_at, requested_by)
                VALUES (:year, :number, :kind, :case, :charge, :amount, :payee, :account, :reason, 'requested', :now, :person) RETURNING id""")
                .bind("year", year).bind("number", next(h, "refund", year)).bind("kind", kind).bind("case", caseId).bind("charge", charge).bind("amount", amount).bind("payee", payee.name())
                .bind("account", payee.account()).bind("reason", payee.reason()).bind("now", PaymentsStore.utc(now)).bind("person", person).mapTo(Long.class).one();
    }

    private static void line(Handle h, long refund, long transfer, Long allotment, BigDecimal amount) {
        h.createUpdate("INSERT INTO payments.refund_line (refund_id, transfer_id, allotment_id, amount) VALUES (:refund, :transfer, :allotment, :amount)").bind("refund", refund)
                .bind("transfer", transfer).bind("allotment", allotment).bind("amount", amount).execute();
    }

    // ---- receipts

    private long receipt(Handle h, Charge charge, Instant now, long person) {
        int year = now.atZone(ZONE).getYear();
        return h.createQuery("INSERT INTO payments.receipt (year, number, charge_id, case_id, amount, at, person) VALUES (:year, :number, :charge, :case, :amount, :now, :person) RETURNING id")
                .bind("year", year).bind("number", next(h, "receipt", year)).bind("charge", charge.id()).bind("case", charge.caseId()).bind("amount", charge.amount())
                .bind("now", PaymentsStore.utc(now)).bind("person", person).mapTo(Long.class).one();
    }

    private static void voidReceipt(Handle h, long charge, String reason, Instant now) {
        h.createUpdate("UPDATE payments.receipt SET void_at = :now, void_reason = :reason WHERE charge_id = :charge AND void_at IS NULL").bind("now", PaymentsStore.utc(now))
                .bind("reason", reason).bind("charge", charge).execute();
    }

    /** The next number of the year. The row stays locked until the transaction ends: one that rolls back leaves no gap. */
    private static int next(Handle h, String kind, int year) {
        return h.createQuery("INSERT INTO payments.counter (kind, year, last) VALUES (:kind, :year, 1) ON CONFLICT (kind, year) DO UPDATE SET last = counter.last + 1 RETURNING last")
                .bind("kind", kind).bind("year", year).mapTo(Integer.class).one();
    }

    // ---- rows

    private Charge lockCharge(Handle h, long charge) {
        h.createQuery("SELECT id FROM payments.charge WHERE id = :id FOR UPDATE").bind("id", charge).mapTo(Long.class).findOne().orElseThrow(ProblemException::notFound);
        return store.charge(charge).orElseThrow();
    }

    private Transfer lockTransfer(Handle h, long transfer) {
        h.createQuery("SELECT id FROM payments.transfer WHERE id = :id FOR UPDATE").bind("id", transfer).mapTo(Long.class).findOne().orElseThrow(ProblemException::notFound);
        return store.transfer(transfer).orElseThrow();
    }

    private static final Set<String> ACCOUNTS = new HashSet<>(List.of("unallotted", "allotted", "held", "refunded"));

    /** From one account of a transfer to another; the table refuses what would go below nothing. */
    private static void move(Handle h, long transfer, String from, String to, BigDecimal amount, Long charge, Long refund, Instant now, long person) {
        if (!ACCOUNTS.contains(from) || !ACCOUNTS.contains(to)) {
            throw new IllegalArgumentException(from + " to " + to);
        }
        h.createUpdate("UPDATE payments.transfer SET " + from + " = " + from + " - :amount, " + to + " = " + to + " + :amount WHERE id = :id").bind("amount", amount).bind("id", transfer).execute();
        entry(h, transfer, from, to, amount, charge, refund, now, person);
    }

    private static void entry(Handle h, long transfer, String from, String to, BigDecimal amount, Long charge, Long refund, Instant now, long person) {
        h.createUpdate("""
                INSERT INTO payments.entry (at, person, transfer_id, from_account, to_account, amount, charge_id, refund_id) VALUES (:now, :person, :transfer, :from, :to, :amount, :charge, :refund)""")
                .bind("now", PaymentsStore.utc(now)).bind("person", person).bind("transfer", transfer).bind("from", from).bind("to", to).bind("amount", amount).bind("charge", charge).bind("refund", refund)
                .execute();
    }

    private static void pay(Handle h, long charge, BigDecimal amount) {
        h.createUpdate("UPDATE payments.charge SET paid = paid + :amount WHERE id = :id").bind("amount", amount).bind("id", charge).execute();
    }

    private static void state(Handle h, long charge, String state) {
        h.createUpdate("UPDATE payments.charge SET state = :state WHERE id = :id").bind("state", state).bind("id", charge).execute();
    }

    private static void changed(Handle h, long charge, String kind, BigDecimal before, BigDecimal after, BigDecimal released, boolean notice, Instant now, long person) {
        h.createUpdate("""
                INSERT INTO payments.change (charge_id, at, person, kind, before, after, released, notice) VALUES (:charge, :now, :person, :kind, :before, :after, :released, :notice)""")
                .bind("charge", charge).bind("now", PaymentsStore.utc(now)).bind("person", person).bind("kind", kind).bindByType("before", before, BigDecimal.class)
                .bindByType("after", after, BigDecimal.class).bind("released", released).bind("notice", notice).execute();
    }
}
