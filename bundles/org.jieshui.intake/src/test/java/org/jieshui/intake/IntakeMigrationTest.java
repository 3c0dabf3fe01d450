package org.jieshui.intake;

import org.jieshui.testkit.MigrationContract;

class IntakeMigrationTest extends MigrationContract {

    IntakeMigrationTest() {
        super("intake", LogStore.class);
    }
}
