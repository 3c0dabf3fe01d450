package org.jieshui.testkit;

import java.nio.file.Path;

class LettersMigrationTest extends MigrationContract {

    LettersMigrationTest() {
        super("letters", LettersMigrationTest.class);
    }

    /** The testkit's own sources look into every schema. */
    @Override
    protected Path sources() {
        return Path.of("src/test/letters");
    }
}
