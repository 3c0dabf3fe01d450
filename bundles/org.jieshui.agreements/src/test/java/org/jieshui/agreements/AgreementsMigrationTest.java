package org.jieshui.agreements;

import org.jieshui.testkit.MigrationContract;

class AgreementsMigrationTest extends MigrationContract {

    AgreementsMigrationTest() {
        super("agreements", AgreementStore.class);
    }
}
