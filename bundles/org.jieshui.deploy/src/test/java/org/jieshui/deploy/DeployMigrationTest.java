package org.jieshui.deploy;

import org.jieshui.testkit.MigrationContract;

class DeployMigrationTest extends MigrationContract {
    DeployMigrationTest() {
        super("deploy", DeploymentStore.class);
    }
}
