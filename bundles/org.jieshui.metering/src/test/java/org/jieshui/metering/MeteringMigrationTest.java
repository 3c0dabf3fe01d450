package org.jieshui.metering;

import org.jieshui.testkit.MigrationContract;

class MeteringMigrationTest extends MigrationContract {

    MeteringMigrationTest() {
        super("metering", MeterStore.class);
    }
}
