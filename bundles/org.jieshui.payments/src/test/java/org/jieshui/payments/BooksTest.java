package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money on the real database. */
class BooksTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("payments", PaymentsStore.class);

    private static final Instant NOW = Instant.parse("2026-10-13T02:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-10-13");
    private static final Books.Payee PAYEE = new Books.Payee("山东云岭食品有限公司", "6222 0000 0000 0001", "多付");
    private static final long CLERK = 11;
    private static final long OTHER = 12;

    private PaymentsStore store;
    private Books books;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new PaymentsStore(DB.database());
        books = new Books(DB.database(), store);
    }

    @Test // R82, R249
    void aFeeIsPaidInPartsAndItsReceiptComesWithTheLast() {
        long fee = fee(7, "3174.30");
        long first = receive("A1", "3000.00");
        long second = receive("A2", "500.00");

        assertThat(allot(first, fee, "3000.00").receipt()).isNull();
        refused("payments/too-much", () -> allot(second, fee, "500.00"));
        var last = allot(second, fee, "174.30");

        assertThat(last.charge().covered()).isTrue();
        var receipt = store.receipt(last.receipt()).orElseThrow();
        assertThat(receipt.code()).isEqualTo("SJ2026-000001");
        assertThat(receipt.amount()).isEqualByComparingTo("3174.30");
        assertThat(store.transfer(second).orElseThrow().unallotted()).as("the excess stays").isEqualByComparingTo("325.70");
        refused("payments/not-enough", () -> allot(second, deposit(7, "1000"), "325.71"));
        balanced();
    }

    @Test
    void anAllotmentIsReversedWithItsReceiptAndTheNextReceiptHasTheNextNumber() {
        long fee = fee(7, "100.00");
        long money = receive("A1", "100.00");
        var wrong = allot(money, fee, "100.00");
        var after = books.reverse(wrong.allotment(), "核错工单", NOW, CLERK);

        assertThat(after.getOutstanding()).isEqualByComparingTo("100.00");
        assertThat(store.receiptOf(fee)).isEmpty();
        refused("payments/reversed", () -> books.reverse(wrong.allotment(), "再撤", NOW, CLERK));
        assertThat(store.receipt(allot(money, fee, "100.00").receipt()).orElseThrow().code()).isEqualTo("SJ2026-000002");
        assertThat(store.receipts(7)).extracting(Receipt::voidReason).containsExactly("reversed", null);
        balanced();
    }

    @Test
    void numbersBeginAnewWithTheYearInTheCityAndRolledBackOnesLeaveNoGap() {
        allot(receive("A1", "1.00"), fee(1, "1.00"), "1.00");
        long money = receive("A2", "1.00");
        long fee = fee(2, "1.00");
        assertThatThrownBy(() -> DB.database().transact(h -> {
            allot(money, fee, "1.00");
            throw new IllegalStateException("the power went");
        })).hasMessage("the power went");
        allot(money, fee, "1.00");
        long later = receive("A3", "1.00");
        long last = fee(3, "1.00");
        books.allot(later, last, new BigDecimal("1.00"), Instant.parse("2026-12-31T16:00:00Z"), CLERK);
        assertThat(store.receipts(2)).extracting(Receipt::code).containsExactly("SJ2026-000002");
        assertThat(store.receipts(3)).extracting(Receipt::code).containsExactly("SJ2027-000001");
    }

    @Test
    void theFeeChangesAfterMoneyCame() {
        long fee = fee(7, "1000.00");
        long a = receive("A1", "600.00");
        long b = receive("A2", "400.00");
        allot(a, fee, "600.00");
        allot(b, fee, "400.00");

        var lower = books.align(7, () -> Optional.of(new BigDecimal("500.00")), NOW, 0);
        assertThat(notices()).isEqualTo(1);
        assertThat(lower.orElseThrow().covered()).isTrue();
        assertThat(store.transfer(a).orElseThrow().unallotted()).isEqualByComparingTo("100.00");
        assertThat(store.transfer(b).orElseThrow().unallotted()).isEqualByComparingTo("400.00");
        assertThat(store.receipts(7)).extracting(Receipt::voidReason).containsExactly("fee-changed", null);
        balanced();

        var higher = books.align(7, () -> Optional.of(new BigDecimal("800.00")), NOW, 0).orElseThrow();
        assertThat(higher.getOutstanding()).isEqualByComparingTo("300.00");
        assertThat(store.receiptOf(fee)).isEmpty();

        books.align(7, () -> Optional.empty(), NOW, 0);
        refused("payments/not-due", () -> allot(b, fee, "300.00"));
        int said = notices();
        books.align(7, () -> Optional.empty(), NOW, 0);
        assertThat(notices()).as("said once").isEqualTo(said);
        books.align(7, () -> Optional.of(new BigDecimal("800.00")), NOW, 0);
        assertThat(allot(b, fee, "300.00").charge().covered()).isTrue();
        assertThat(store.changes(7)).extracting(PaymentsStore.Change::kind).containsExactly("created", "amount", "amount", "suspended", "resumed");
        said = notices();
        books.align(7, () -> Optional.of(new BigDecimal("800.00")), NOW, 0);
        assertThat(notices()).isEqualTo(said);
        balanced();
    }

    @Test // A9
    void aDepositIsPaidAndGoesBackWhole() {
        long deposit = deposit(7, "5000.00");
        refused("payments/not-returnable", () -> books.requestDeposit(deposit, PAYEE, NOW, CLERK));
        allot(receive("A1", "3000.00"), deposit, "3000.00");
        var paid = allot(receive("A2", "2000.00"), deposit, "2000.00");
        assertThat(store.receipt(paid.receipt()).orElseThrow().paper()).isEqualTo("deposit-receipt");

        long refund = books.requestDeposit(deposit, PAYEE, NOW, CLERK);
        refused("payments/not-returnable", () -> books.requestDeposit(deposit, PAYEE, NOW, CLERK));
        refused("payments/reversed", () -> books.reverse(paid.allotment(), "x", NOW, CLERK));
        balanced();
        books.drop(refund, "rejected", "还在用水", NOW, OTHER);
        assertThat(store.charge(deposit).orElseThrow().covered()).isTrue();
        balanced();

        long again = books.requestDeposit(deposit, PAYEE, NOW, CLERK);
        books.approve(again, null, NOW, OTHER);
        books.paidOut(again, "B9", DAY, NOW, CLERK);
        assertThat(store.charge(deposit).orElseThrow().returned()).isEqualByComparingTo("5000.00");
        assertThat(store.receipts(7)).extracting(Receipt::voidReason).containsExactly("returned");
        assertThat(store.charge(deposit).orElseThrow().getOutstanding()).isEqualByComparingTo("0.00");
        balanced();
    }

    @Test
    void aRefundTakesTwoPeopleAndABankSerialOfItsOwn() {
        long money = receive("A1", "300.00");
        refused("payments/not-enough", () -> books.requestExcess(money, new BigDecimal("300.01"), null, PAYEE, NOW, CLERK));
        long refund = books.requestExcess(money, new BigDecimal("100.00"), null, PAYEE, NOW, CLERK);
        assertThat(store.refund(refund).orElseThrow().code()).isEqualTo("TK2026-000001");
        refused("payments/not-enough", () -> allot(money, fee(7, "300.00"), "300.00"));
        refused("payments/in-use", () -> books.revoke(money, "x", NOW, CLERK));
        refused("payments/second-person", () -> books.approve(refund, null, NOW, CLERK));
        refused("payments/refund-state", () -> books.paidOut(refund, "B1", DAY, NOW, CLERK));
        books.approve(refund, "同意", NOW, OTHER);
        books.paidOut(refund, "B1", DAY, NOW, CLERK);
        refused("payments/refund-state", () -> books.drop(refund, "cancelled", "x", NOW, CLERK));

        long next = books.requestExcess(money, new BigDecimal("50.00"), null, PAYEE, NOW, CLERK);
        books.approve(next, null, NOW, OTHER);
        refused("payments/serial-known", () -> books.paidOut(next, "B1", DAY, NOW, CLERK));
        books.drop(next, "cancelled", "不退了", NOW, CLERK);
        assertThat(store.transfer(money).orElseThrow().unallotted()).isEqualByComparingTo("200.00");
        balanced();
    }

    @Test
    void whoApprovedARefundStaysOnRecordWhenItIsCancelled() {
        long refund = books.requestExcess(receive("A1", "300.00"), new BigDecimal("100.00"), null, PAYEE, NOW, CLERK);
        books.approve(refund, "同意", NOW, OTHER);
        var later = NOW.plusSeconds(3600);
        books.drop(refund, "cancelled", "客户改主意", later, CLERK);
        var dropped = store.refund(refund).orElseThrow();
        assertThat(dropped).extracting(Refund::state, Refund::decidedBy, Refund::decidedAt, Refund::decision).containsExactly("cancelled", OTHER, NOW, "同意");
        assertThat(dropped).extracting(Refund::droppedBy, Refund::droppedAt, Refund::dropNote).containsExactly(CLERK, later, "客户改主意");

        long other = books.requestExcess(receive("A2", "300.00"), new BigDecimal("100.00"), null, PAYEE, NOW, CLERK);
        books.drop(other, "rejected", "材料不全", NOW, OTHER);
        assertThat(store.refund(other).orElseThrow()).extracting(Refund::decidedBy, Refund::droppedBy, Refund::dropNote).containsExactly(null, OTHER, "材料不全");
        balanced();
    }

    @Test
    void aFeeIsReadOnceTheChargeIsLocked() throws Exception {
        fee(7, "100.00");
        var fact = new AtomicReference<>(new BigDecimal("100.00"));
        whileHeld(() -> books.align(7, () -> Optional.of(fact.get()), NOW, CLERK), () -> {
            fact.set(new BigDecimal("200.00"));
            books.align(7, () -> Optional.of(fact.get()), NOW, CLERK);
        }, "SELECT id FROM payments.charge WHERE case_id = 7 FOR UPDATE");
        assertThat(store.fee(7).orElseThrow().amount()).as("what was true before does not overtake what is true now").isEqualByComparingTo("200.00");
    }

    @Test
    void twoWhoTellTheFirstFeeAtOnceMakeOneCharge() throws Exception {
        var fact = new AtomicReference<>(new BigDecimal("100.00"));
        whileHeld(() -> books.align(7, () -> Optional.of(fact.get()), NOW, CLERK), () -> fact.set(new BigDecimal("200.00")),
                "INSERT INTO payments.charge (case_id, kind, amount, state, created_at, created_by) VALUES (7, 'connection-fee', 150, 'due', '2026-10-13T02:00:00Z', 1)");
        assertThat(store.charges(7)).singleElement().satisfies(c -> assertThat(c.amount()).isEqualByComparingTo("200.00"));
    }

    /** Takes the lock, lets the other run into it, does the work, and lets the other go on. */
    private void whileHeld(Callable<?> other, Runnable work, String lock) throws Exception {
        var thread = Executors.newSingleThreadExecutor();
        try {
            var running = DB.database().inTransaction(h -> {
                h.execute(lock);
                var started = thread.submit(other);
                for (int i = 0; i < 500 && h.createQuery("SELECT count(*) FROM pg_locks WHERE NOT granted").mapTo(Long.class).one() == 0; i++) {
                    Thread.sleep(10);
                }
                work.run();
                return started;
            });
            running.get();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void oneSerialIsBookedOnceUntilItIsVoid() {
        long money = receive("A1", "300.00");
        refused("payments/serial-known", () -> receive("A1", "300.00"));
        books.revoke(money, "金额录错", NOW, CLERK);
        refused("payments/in-use", () -> books.revoke(money, "again", NOW, CLERK));
        receive("A1", "200.00");
        balanced();
    }

    @Test
    void theDatabaseKeepsWhatWasBooked() {
        long money = receive("A1", "300.00");
        for (var wrong : List.of("UPDATE payments.entry SET amount = 1", "DELETE FROM payments.entry", "UPDATE payments.transfer SET amount = 1 WHERE id = " + money,
                "UPDATE payments.transfer SET unallotted = unallotted + 1", "UPDATE payments.transfer SET unallotted = -1, held = 301")) {
            assertThatThrownBy(() -> DB.database().transact(h -> h.execute(wrong))).as(wrong).satisfies(e -> assertThat(DatabaseException.sqlState(e)).contains(DatabaseException.CHECK_VIOLATION));
        }
    }

    @Test
    void eightAtOnceNeverAllotMoreThanCame() throws Exception {
        long money = receive("A1", "1000.00");
        var charges = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            charges.add(fee(100 + i, "300.00"));
        }
        var threads = Executors.newFixedThreadPool(8);
        try {
            var work = charges.stream().<Callable<Boolean>>map(charge -> () -> {
                try {
                    allot(money, charge, "300.00");
                    return true;
                } catch (ProblemException e) {
                    assertThat(e.problem().type()).isEqualTo("payments/not-enough");
                    return false;
                }
            }).toList();
            int done = 0;
            for (var one : threads.invokeAll(work)) {
                done += one.get() ? 1 : 0;
            }
            assertThat(done).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.transfer(money).orElseThrow().unallotted()).isEqualByComparingTo("100.00");
        assertThat(numbers()).containsExactly(1, 2, 3);
        balanced();
    }

    @Test
    void twoImportsOfTheSameLinesAtOnceBookThemOnce() throws Exception {
        var lines = new ArrayList<Books.Incoming>();
        for (int i = 0; i < 40; i++) {
            lines.add(new Books.Incoming("S" + i, DAY, new BigDecimal("1.00"), "某某", null, null));
        }
        var backwards = new ArrayList<>(lines);
        java.util.Collections.reverse(backwards);
        var threads = Executors.newFixedThreadPool(2);
        try {
            int booked = 0;
            for (var one : threads.invokeAll(List.<Callable<Integer>>of(() -> imported(lines), () -> imported(backwards)))) {
                booked += one.get();
            }
            assertThat(booked).isEqualTo(40);
        } finally {
            threads.shutdownNow();
        }
        balanced();
    }

    @Test
    void anImportThatWasFasterWithOtherMoneyUnderTheSerialIsRefused() {
        var line = new Books.Incoming("S1", DAY, new BigDecimal("1.00"), "某某", null, null);
        assertThat(imported(List.of(line))).isEqualTo(1);
        assertThat(imported(List.of(new Books.Incoming("S1", DAY, new BigDecimal("1"), "某某", null, null)))).isZero();
        var fresh = new Books.Incoming("S0", DAY, new BigDecimal("1.00"), "某某", null, null);
        refused("payments/serial-known", () -> imported(List.of(fresh, new Books.Incoming("S1", DAY, new BigDecimal("1.01"), "某某", null, null))));
        refused("payments/serial-known", () -> imported(List.of(fresh, new Books.Incoming("S1", DAY.minusDays(1), new BigDecimal("1.00"), "某某", null, null))));
        assertThat(store.known(List.of("S0", "S1"))).containsOnlyKeys("S1");
        balanced();
    }

    @Test
    void refundsOfADepositAndOfTheRestOfItsTransferDoNotLockEachOther() throws Exception {
        long deposit = deposit(7, "100.00");
        long money = receive("A1", "150.00");
        allot(money, deposit, "100.00");
        var thread = Executors.newSingleThreadExecutor();
        try {
            var other = DB.database().inTransaction(h -> {
                h.execute("SELECT id FROM payments.transfer WHERE id = ? FOR UPDATE", money);
                var whole = thread.submit(() -> books.requestDeposit(deposit, PAYEE, NOW, CLERK));
                for (int i = 0; i < 500 && h.createQuery("SELECT count(*) FROM pg_locks WHERE NOT granted").mapTo(Long.class).one() == 0; i++) {
                    Thread.sleep(10);
                }
                books.requestExcess(money, new BigDecimal("50.00"), null, PAYEE, NOW, CLERK);
                return whole;
            });
            assertThat(other.get()).isPositive();
        } finally {
            thread.shutdownNow();
        }
        assertThat(store.transfer(money).orElseThrow().held()).isEqualByComparingTo("150.00");
        balanced();
    }

    /** Whatever is done in whatever order: each transfer, each charge and the whole add up, counted apart from the books. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void booksBalanceAtEveryState(long seed) {
        var random = new Random(seed);
        var transfers = new ArrayList<Long>();
        var done = new HashMap<String, Integer>();
        for (int step = 0; step < 160; step++) {
            int what = random.nextInt(12);
            var name = "action " + what;
            try {
                act(what, step, random, transfers);
                done.merge(name, 1, Integer::sum);
            } catch (ProblemException e) {
                assertThat(e.problem().type()).as(name).startsWith("payments/");
            }
            balanced();
        }
        assertThat(done.keySet()).as("most kinds of action went through").hasSizeGreaterThan(8);
    }

    private void act(int what, int step, Random random, List<Long> transfers) {
        long caseId = 1 + random.nextInt(4);
        var all = new ArrayList<Charge>();
        for (long c = 1; c <= 4; c++) {
            all.addAll(store.charges(c));
        }
        var charge = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        Long money = transfers.isEmpty() ? null : transfers.get(random.nextInt(transfers.size()));
        var refunds = store.refunds(null, null, 500);
        var refund = refunds.isEmpty() ? null : refunds.get(random.nextInt(refunds.size()));
        switch (what) {
            case 0, 1 -> transfers.add(receive("S" + step, sum(random, 90_000).toPlainString()));
            case 2 -> books.align(caseId, () -> Optional.of(sum(random, 60_000)), NOW, CLERK);
            case 3 -> books.align(caseId, () -> random.nextInt(4) == 0 ? Optional.empty() : store.fee(caseId).map(Charge::amount), NOW, CLERK);
            case 4 -> books.deposit(caseId, sum(random, 30_000), null, NOW, CLERK);
            case 5, 6, 7 -> {
                if (charge != null && money != null && charge.getOutstanding().signum() > 0) {
                    var most = charge.getOutstanding().min(store.transfer(money).orElseThrow().unallotted());
                    books.allot(money, charge.id(), random.nextBoolean() || most.signum() == 0 ? sum(random, 40_000) : most, NOW, CLERK);
                }
            }
            case 8 -> {
                var standing = charge == null ? List.<Allotment>of() : store.allotments(charge.id());
                if (!standing.isEmpty()) {
                    books.reverse(standing.get(random.nextInt(standing.size())).id(), "改", NOW, CLERK);
                }
            }
            case 9 -> {
                if (charge != null && charge.kind().equals(Charge.DEPOSIT)) {
                    books.requestDeposit(charge.id(), PAYEE, NOW, CLERK);
                } else if (money != null) {
                    books.requestExcess(money, sum(random, 20_000), null, PAYEE, NOW, CLERK);
                }
            }
            case 10 -> {
                if (refund != null && refund.state().equals("approved")) {
                    books.paidOut(refund.id(), "B" + refund.id(), DAY, NOW, CLERK);
                } else if (refund != null) {
                    books.approve(refund.id(), null, NOW, OTHER);
                }
            }
            default -> {
                if (random.nextBoolean() && refund != null) {
                    books.drop(refund.id(), random.nextBoolean() ? "rejected" : "cancelled", "不退", NOW, OTHER);
                } else if (money != null) {
                    books.revoke(money, "录错", NOW, CLERK);
                }
            }
        }
    }

    private static BigDecimal sum(Random random, int mostFen) {
        return BigDecimal.valueOf(1 + random.nextInt(mostFen), 2);
    }

    /** Adds up by itself, from the rows: the ledger by account, the allotments, the refunds; and the numbers of receipts. */
    private void balanced() {
        var ledger = new HashMap<String, BigDecimal>();
        var whole = new HashMap<String, BigDecimal>();
        DB.database().read(h -> h.createQuery("SELECT transfer_id, from_account, to_account, amount FROM payments.entry").mapToMap().list()).forEach(e -> {
            var amount = (BigDecimal) e.get("amount");
            add(ledger, e.get("transfer_id") + " " + e.get("to_account"), amount);
            add(ledger, e.get("transfer_id") + " " + e.get("from_account"), amount.negate());
            add(whole, (String) e.get("to_account"), amount);
            add(whole, (String) e.get("from_account"), amount.negate());
        });
        assertThat(sumOf(whole, "bank").negate()).as("received = allotted + unallotted + held + refunded")
                .isEqualByComparingTo(sumOf(whole, "allotted").add(sumOf(whole, "unallotted")).add(sumOf(whole, "held")).add(sumOf(whole, "refunded")));
        var allotted = new HashMap<Long, BigDecimal>();
        var paid = new HashMap<Long, BigDecimal>();
        var rows = DB.database().read(h -> h.createQuery("SELECT transfer_id, charge_id, amount, refund_id FROM payments.allotment WHERE reversed_at IS NULL").mapToMap().list());
        for (var row : rows) {
            if (row.get("refund_id") == null) {
                allotted.merge((Long) row.get("transfer_id"), (BigDecimal) row.get("amount"), BigDecimal::add);
                paid.merge((Long) row.get("charge_id"), (BigDecimal) row.get("amount"), BigDecimal::add);
            }
        }
        var held = new HashMap<Long, BigDecimal>();
        var refunded = new HashMap<Long, BigDecimal>();
        for (var refund : store.refunds(null, null, 1000)) {
            for (var line : refund.lines()) {
                (refund.open() ? held : refund.state().equals("paid") ? refunded : new HashMap<Long, BigDecimal>()).merge(line.transfer(), line.amount(), BigDecimal::add);
            }
        }
        for (var t : store.transfers(new PaymentsStore.TransferFilter(null, null, null, null), null, 1000)) {
            assertThat(t.voidAt() == null ? t.amount() : Money.ZERO).isEqualByComparingTo(t.allotted().add(t.unallotted()).add(t.held()).add(t.refunded()));
            assertThat(t.allotted()).isEqualByComparingTo(allotted.getOrDefault(t.id(), Money.ZERO)).isEqualByComparingTo(sumOf(ledger, t.id() + " allotted"));
            assertThat(t.unallotted()).isEqualByComparingTo(sumOf(ledger, t.id() + " unallotted"));
            assertThat(t.held()).isEqualByComparingTo(held.getOrDefault(t.id(), Money.ZERO)).isEqualByComparingTo(sumOf(ledger, t.id() + " held"));
            assertThat(t.refunded()).isEqualByComparingTo(refunded.getOrDefault(t.id(), Money.ZERO)).isEqualByComparingTo(sumOf(ledger, t.id() + " refunded"));
        }
        for (long caseId = 1; caseId <= 110; caseId++) {
            for (var c : caseId < 10 || caseId >= 100 ? store.charges(caseId) : List.<Charge>of()) {
                assertThat(c.paid()).isEqualByComparingTo(paid.getOrDefault(c.id(), Money.ZERO));
                assertThat(store.receiptOf(c.id()).isPresent()).as("a receipt while it is covered: " + c).isEqualTo(c.paid().compareTo(c.amount()) == 0 || returning(c));
            }
        }
        var numbers = numbers();
        assertThat(numbers).as("no gaps").isEqualTo(java.util.stream.IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    private boolean returning(Charge c) {
        return store.refunds("open", null, 1000).stream().anyMatch(r -> r.charge() != null && r.charge() == c.id());
    }

    private List<Integer> numbers() {
        return DB.database().read(h -> h.createQuery("SELECT number FROM payments.receipt WHERE year = 2026 ORDER BY number").mapTo(Integer.class).list());
    }

    private static void add(Map<String, BigDecimal> sums, String key, BigDecimal amount) {
        sums.merge(key, amount, BigDecimal::add);
    }

    private static BigDecimal sumOf(Map<String, BigDecimal> sums, String key) {
        return sums.getOrDefault(key, Money.ZERO);
    }

    private int imported(List<Books.Incoming> lines) {
        return DB.database().inTransaction(h -> books.receiveNew(lines, store.statement("a.csv", "d", 0, NOW, CLERK), NOW, CLERK));
    }

    private long fee(long caseId, String amount) {
        return books.align(caseId, () -> Optional.of(new BigDecimal(amount)), NOW, CLERK).orElseThrow().id();
    }

    private long deposit(long caseId, String amount) {
        return books.deposit(caseId, new BigDecimal(amount), null, NOW, CLERK);
    }

    private long receive(String serial, String amount) {
        return books.receive(new Books.Incoming(serial, DAY, new BigDecimal(amount), "山东云岭食品有限公司", "6222000000000001", "接水费"), null, NOW, CLERK);
    }

    private Books.Allotted allot(long transfer, long charge, String amount) {
        return books.allot(transfer, charge, new BigDecimal(amount), NOW, CLERK);
    }

    private static void refused(String type, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
    }

    private int notices() {
        return (int) store.changes(7).stream().filter(PaymentsStore.Change::notice).count();
    }
}
