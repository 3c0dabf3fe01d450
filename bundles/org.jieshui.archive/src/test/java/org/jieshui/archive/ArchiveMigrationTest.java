package org.jieshui.archive;

import org.jieshui.testkit.MigrationContract;

class ArchiveMigrationTest extends MigrationContract {

    ArchiveMigrationTest() {
        super("archive", ArchiveStore.class);
    }
}
