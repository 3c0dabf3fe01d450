package org.jieshui.identity;

import org.jieshui.testkit.MigrationContract;

class IdentityMigrationTest extends MigrationContract {

    IdentityMigrationTest() {
        super("identity", Lookups.class);
    }
}
