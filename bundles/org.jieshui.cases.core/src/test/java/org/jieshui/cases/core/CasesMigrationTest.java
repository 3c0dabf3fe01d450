package org.jieshui.cases.core;

import org.jieshui.testkit.MigrationContract;

class CasesMigrationTest extends MigrationContract {
    CasesMigrationTest() {
        super("cases", CasesService.class);
    }
}
