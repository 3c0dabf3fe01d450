package org.jieshui.gis;

import org.jieshui.testkit.MigrationContract;

class GisMigrationTest extends MigrationContract {
    GisMigrationTest() {
        super("gis", GisStore.class);
    }
}
