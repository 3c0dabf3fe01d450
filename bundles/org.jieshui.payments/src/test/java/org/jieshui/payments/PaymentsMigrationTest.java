package org.jieshui.payments;

import org.jieshui.testkit.MigrationContract;

class PaymentsMigrationTest extends MigrationContract {

    PaymentsMigrationTest() {
        super("payments", PaymentsStore.class);
    }
}
