package org.jieshui.sample;

import org.jieshui.testkit.MigrationContract;

class SampleMigrationTest extends MigrationContract {
    SampleMigrationTest() {
        super("sample", SampleCases.class);
    }
}
