package org.jieshui.initiation;

import org.jieshui.testkit.MigrationContract;

class InitiationMigrationTest extends MigrationContract {

    InitiationMigrationTest() {
        super("initiation", ApprovalStore.class);
    }
}
