package org.jieshui.construction;

import org.jieshui.testkit.MigrationContract;

class ConstructionMigrationTest extends MigrationContract {

    ConstructionMigrationTest() {
        super("construction", ExcavationStore.class);
    }
}
