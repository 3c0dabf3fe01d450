package org.jieshui.persistence.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jieshui.persistence.TestServer;
import org.jieshui.persistence.migrations.Migrator.Applied;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigratorTest {

    private static final String BUNDLE = "org.jieshui.letters";
    private static final String FIRST = "CREATE TABLE letter (id int PRIMARY KEY);\nINSERT INTO letters.letter VALUES (1);\n";
    private static final String SECOND = "ALTER TABLE letter ADD COLUMN subject text;\n";

    private String database;
    private Migrator migrator;

    @BeforeEach
    void prepare() throws SQLException {
        database = TestServer.freshDatabase();
        migrator = migrator();
        migrator.prepare();
    }

    @Test
    void appliesInOrderAndRemembersTheSet() throws SQLException {
        migrate(Map.of("V1__letters.sql", FIRST));
        migrate(Map.of("V1__letters.sql", FIRST, "V2__subject.sql", SECOND));

        assertThat(rows("SELECT script FROM letters.schema_history ORDER BY installed_rank")).containsExactly("V1__letters.sql", "V2__subject.sql");
        assertThat(migrator.prepare()).contains(new Applied("letters", BUNDLE, Scripts.of(Map.of("V1__letters.sql", FIRST)).digest()));
    }

    @Test
    void anOlderReleaseComesBackBesideANewerSchema() throws SQLException {
        migrate(Map.of("V1__letters.sql", FIRST, "V2__subject.sql", SECOND));

        migrate(Map.of("V1__letters.sql", FIRST)); // a roll-back of the bundle: nothing is undone, nothing is refused

        assertThat(rows("SELECT script FROM letters.schema_history ORDER BY installed_rank")).hasSize(2);
    }

    @Test
    void aReleasedScriptIsNeverChanged() {
        migrate(Map.of("V1__letters.sql", FIRST));

        MigrationException refused = refused(Map.of("V1__letters.sql", FIRST + "-- one more line\nSELECT 1;"));

        assertThat(refused).hasMessageContaining("V1__letters.sql").hasMessageContaining("changed after it was applied").hasMessageContaining("new script");
        assertThat(refused.isPassing()).isFalse();
    }

    @Test
    void aReleasedScriptIsNeverTakenOut() {
        migrate(Map.of("V1__letters.sql", FIRST, "V2__subject.sql", SECOND));

        assertThat(refused(Map.of("V2__subject.sql", SECOND))).hasMessageContaining("no longer holds it");
    }

    @Test
    void aScriptThatComesTooLateIsRefused() {
        migrate(Map.of("V2__letters.sql", FIRST));

        assertThat(refused(Map.of("V1__early.sql", "SELECT 1;", "V2__letters.sql", FIRST))).hasMessageContaining("V1__early.sql").hasMessageContaining("older than the newest");
    }

    @Test
    void aFailureNamesScriptLineAndCauseAndKeepsNothingOfTheScript() throws SQLException {
        MigrationException failed = refused(Map.of("V1__letters.sql", FIRST, "V2__wrong.sql", "CREATE TABLE a (id int);\n\nCREATE TABLE b (id nonsense);\n"));

        assertThat(failed.failure().script()).isEqualTo("V2__wrong.sql");
        assertThat(failed.failure().line()).isEqualTo(3);
        assertThat(failed.failure().error()).contains("type \"nonsense\" does not exist");
        assertThat(failed.failure().advice()).contains("corrected release");
        assertThat(rows("SELECT tablename FROM pg_tables WHERE schemaname = 'letters' ORDER BY 1")).containsExactly("letter", "schema_history");

        migrate(Map.of("V1__letters.sql", FIRST, "V2__wrong.sql", "CREATE TABLE a (id int);")); // never applied, so it may be corrected
        assertThat(rows("SELECT tablename FROM pg_tables WHERE schemaname = 'letters' ORDER BY 1")).containsExactly("a", "letter", "schema_history");
    }

    @Test
    void aTableInUseIsWaitedForShortlyAndTriedAgainLater() throws SQLException {
        migrate(Map.of("V1__letters.sql", FIRST));
        Map<String, String> next = Map.of("V1__letters.sql", FIRST, "V2__subject.sql", SECOND);
        try (Connection busy = TestServer.app(database).getConnection(); Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("SELECT * FROM letters.letter");

            assertThat(refused(next).isPassing()).isTrue();
            busy.rollback();
        }
        migrate(next);

        assertThat(rows("SELECT script FROM letters.schema_history WHERE success")).contains("V2__subject.sql");
    }

    @Test
    void severalNodesAtOnceMigrateOnce() throws Exception {
        Map<String, String> slow = Map.of("V1__letters.sql", FIRST + "SELECT pg_sleep(0.3);");
        ExecutorService nodes = Executors.newFixedThreadPool(3);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(nodes.submit(() -> migrator().migrate("letters", BUNDLE, Scripts.of(slow))));
        }
        for (Future<?> one : all) {
            one.get();
        }
        nodes.shutdown();

        assertThat(rows("SELECT id::text FROM letters.letter")).containsExactly("1");
    }

    @Test
    void aSchemaBelongsToOneBundle() {
        migrate(Map.of("V1__letters.sql", FIRST));

        assertThatThrownBy(() -> migrator.migrate("letters", "org.example.other", Scripts.of(Map.of("V1__mine.sql", "SELECT 1;"))))
                .isInstanceOf(MigrationException.class).hasMessageContaining("belongs to the bundle " + BUNDLE);
    }

    @Test
    void namesThatAreNotTheBundlesAreRefused() {
        for (String name : List.of("public", "pg_catalog", "persistence", "Letters", "a;b", "")) {
            assertThatThrownBy(() -> migrator.migrate(name, BUNDLE, Scripts.of(Map.of()))).as(name).isInstanceOf(MigrationException.class);
        }
    }

    @Test
    void aFileThatIsNoScriptIsNamed() {
        assertThatThrownBy(() -> Scripts.of(Map.of("letters.sql", FIRST))).isInstanceOf(MigrationException.class).hasMessageContaining("letters.sql")
                .hasMessageContaining("V1__what.sql");
    }

    @Test
    void theRunningRoleReadsAndWritesButChangesNothing() throws SQLException {
        migrate(Map.of("V1__letters.sql", FIRST + "CREATE TABLE sealed (id int); REVOKE UPDATE, DELETE ON sealed FROM ${app};"));

        try (Connection app = TestServer.app(database).getConnection(); Statement statement = app.createStatement()) {
            statement.execute("INSERT INTO letters.letter VALUES (2); UPDATE letters.letter SET id = 3 WHERE id = 2; DELETE FROM letters.letter WHERE id = 3");
            statement.execute("INSERT INTO letters.sealed VALUES (1)");
            for (String forbidden : List.of("UPDATE letters.sealed SET id = 2", "DELETE FROM letters.sealed", "TRUNCATE letters.letter", "DROP TABLE letters.letter",
                    "CREATE TABLE letters.extra (id int)", "CREATE TEMP TABLE extra (id int)", "CREATE SCHEMA extra", "DELETE FROM letters.schema_history",
                    "DELETE FROM persistence.applied")) {
                assertThatThrownBy(() -> statement.execute(forbidden)).as(forbidden).isInstanceOfSatisfying(SQLException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    @Test
    void extensionsAreThereForEveryBundle() {
        migrate(Map.of("V1__letters.sql", "CREATE TABLE t (s text, during tstzrange, room int, EXCLUDE USING gist (room WITH =, during WITH &&));"
                + "CREATE INDEX ON t USING gin (s gin_trgm_ops); CREATE INDEX ON t USING gin (room, s gin_trgm_ops);"));
    }

    private Migrator migrator() {
        return new Migrator(TestServer.owner(database), "jieshui_app", Duration.ofMillis(300));
    }

    private void migrate(Map<String, String> scripts) {
        migrator.migrate("letters", BUNDLE, Scripts.of(scripts));
    }

    private MigrationException refused(Map<String, String> scripts) {
        MigrationException refused = catchThrowableOfType(MigrationException.class, () -> migrate(scripts));
        assertThat(refused).isNotNull();
        return refused;
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection owner = TestServer.owner(database).getConnection(); Statement statement = owner.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
