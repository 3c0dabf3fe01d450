package org.jieshui.design;

import org.jieshui.testkit.MigrationContract;

class DesignMigrationTest extends MigrationContract {

    DesignMigrationTest() {
        super("design", DesignStore.class);
    }
}
