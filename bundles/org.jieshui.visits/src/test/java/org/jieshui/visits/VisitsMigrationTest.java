package org.jieshui.visits;

import org.jieshui.testkit.MigrationContract;

class VisitsMigrationTest extends MigrationContract {

    VisitsMigrationTest() {
        super("visits", VisitsStore.class);
    }
}
