package org.jieshui.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestDatabaseTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("letters", TestDatabaseTest.class);

    private final Database database = DB.database();

    @AfterEach
    void clear() {
        DB.clear();
    }

    @Test
    void storesWorkUnderTheRunningRole() {
        database.transact(handle -> {
            handle.execute("INSERT INTO letters.letter (subject, state) VALUES (?, 'open')", "接水报装");
        });

        assertThat(count()).isEqualTo(1);
        assertThat(database.<String>read(h -> h.createQuery("SELECT current_user").mapTo(String.class).one())).isEqualTo("jieshui_app");
        assertThat(database.<String>read(h -> h.createQuery("SELECT subject FROM letters.letter WHERE subject LIKE '%报装%'").mapTo(String.class).one())).isEqualTo("接水报装");
    }

    @Test
    void eachTestStartsEmptyAfterClear() {
        assertThat(count()).isZero();
    }

    @Test
    void scriptsMayTakeRightsFromTheRunningRole() {
        assertThatThrownBy(() -> database.transact(handle -> {
            handle.execute("UPDATE letters.sender SET name = 'x'");
        })).satisfies(e -> assertThat(DatabaseException.sqlState(e)).contains("42501"));
    }

    private int count() {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM letters.letter").mapTo(int.class).one());
    }
}
