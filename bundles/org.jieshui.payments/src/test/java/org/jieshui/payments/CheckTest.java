package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 账目核对 finds what somebody planted behind the books' back. */
class CheckTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("payments", PaymentsStore.class);

    private static final Instant NOW = Instant.parse("2026-10-13T02:00:00Z");

    private CheckStore check;

    @BeforeEach
    void aDayOfWork() {
        DB.clear();
        var store = new PaymentsStore(DB.database());
        var books = new Books(DB.database(), store);
        check = new CheckStore(DB.database());
        long fee = books.align(7, () -> Optional.of(new BigDecimal("1000.00")), NOW, 1).orElseThrow().id();
        long money = receive(books, "A1", "1200.00");
        books.allot(money, fee, new BigDecimal("1000.00"), NOW, 1);
        store.arrived(70, 7, fee, NOW, 1);
        long deposit = books.deposit(7, new BigDecimal("500.00"), null, NOW, 1);
        books.allot(receive(books, "A2", "500.00"), deposit, new BigDecimal("500.00"), NOW, 1);
        var payee = new Books.Payee("某某", "6222", "多付");
        long refund = books.requestExcess(money, new BigDecimal("50.00"), 7L, payee, NOW, 1);
        books.approve(refund, null, NOW, 2);
        books.paidOut(refund, "B1", LocalDate.parse("2026-10-13"), NOW, 1);
        books.requestDeposit(deposit, payee, NOW, 1);
        books.revoke(receive(books, "A3", "9.00"), "录错", NOW, 1);
    }

    @Test
    void whatBalancesIsSaidToBalance() {
        assertThat(check.findings()).isEmpty();
        assertThat(check.transfers()).usingRecursiveComparison().withComparatorForType(BigDecimal::compareTo, BigDecimal.class).isEqualTo(check.ledger());
        assertThat(check.ledger().adds()).isTrue();
        assertThat(check.ledger().received()).isEqualByComparingTo("1700.00");
        assertThat(check.ledger().held()).isEqualByComparingTo("500.00");
        assertThat(check.months()).singleElement().satisfies(m -> {
            assertThat(m.month()).isEqualTo("2026-10");
            assertThat(m.received()).isEqualByComparingTo("1700.00");
            assertThat(m.refunded()).isEqualByComparingTo("50.00");
        });
        assertThat(check.receipts()).containsExactly(new CheckStore.Numbers(2026, 2, 0, 2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ledger | UPDATE payments.transfer SET unallotted = unallotted - 0.01, allotted = allotted + 0.01 WHERE serial = 'A1'",
        "ledger | ALTER TABLE payments.entry DISABLE TRIGGER keep_entry; UPDATE payments.entry SET amount = 1000.01 WHERE amount = 1000",
        "ledger | ALTER TABLE payments.entry DISABLE TRIGGER keep_entry; DELETE FROM payments.entry WHERE to_account = 'refunded'",
        "ledger | ALTER TABLE payments.transfer DISABLE TRIGGER keep_transfer; UPDATE payments.transfer SET amount = 1300, unallotted = unallotted + 100 WHERE serial = 'A1'",
        "allotments | UPDATE payments.allotment SET reversed_at = '2026-10-13T02:00:00Z', reversed_by = 1 WHERE amount = 1000",
        "charge | UPDATE payments.charge SET paid = 999.99 WHERE kind = 'connection-fee'",
        "refunds | UPDATE payments.refund SET state = 'approved', paid_at = NULL, bank_serial = NULL, paid_on = NULL WHERE state = 'paid'",
        "receipt | ALTER TABLE payments.receipt DISABLE TRIGGER keep_receipt; UPDATE payments.receipt SET amount = 1 WHERE amount = 1000",
        "receipt-missing | UPDATE payments.receipt SET void_at = '2026-10-13T02:00:00Z' WHERE amount = 1000",
        "receipt-gap | ALTER TABLE payments.receipt DISABLE TRIGGER keep_receipt; DELETE FROM payments.receipt WHERE number = 1",
        "invoice | INSERT INTO payments.invoice (charge_id, case_id, number, amount, issued_on, entered_at, entered_by) SELECT id, case_id, '12345678', 1000.01, '2026-10-13', '2026-10-13T02:00:00Z', 1 FROM payments.charge WHERE kind = 'connection-fee'",
        "arrival | UPDATE payments.charge SET state = 'suspended' WHERE kind = 'connection-fee'"})
    void aPlantedDifferenceIsFound(String kind, String plant) throws SQLException {
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            statement.execute(plant);
            for (var table : new String[] {"entry", "transfer", "receipt"}) {
                statement.execute("ALTER TABLE payments." + table + " ENABLE TRIGGER USER");
            }
        }
        assertThat(check.findings()).extracting(CheckStore.Finding::kind).contains(kind);
    }

    private static long receive(Books books, String serial, String amount) {
        return books.receive(new Books.Incoming(serial, LocalDate.parse("2026-10-12"), new BigDecimal(amount), "某某", null, null), null, NOW, 1);
    }
}
