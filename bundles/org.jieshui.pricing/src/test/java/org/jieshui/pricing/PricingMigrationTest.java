package org.jieshui.pricing;

import org.jieshui.testkit.MigrationContract;

class PricingMigrationTest extends MigrationContract {

    PricingMigrationTest() {
        super("pricing", ListStore.class);
    }
}
