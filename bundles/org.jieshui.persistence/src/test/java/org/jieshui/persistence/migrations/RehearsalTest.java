package org.jieshui.persistence.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jieshui.persistence.TestServer;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.jieshui.platform.api.persistence.Rehearsals.Conflict;
import org.jieshui.platform.api.persistence.Rehearsals.Kind;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scripts are tried where nothing is at stake: on all rows, without a lock, and with a word about what the other version could not live with. */
class RehearsalTest {

    private static final String BUNDLE = "org.jieshui.letters";
    private static final String FIRST = """
            CREATE TABLE letters.box (id int PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, colour text DEFAULT 'red' CHECK (colour IN ('red', 'blue')), size int);
            CREATE TABLE letters.letter (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, box int NOT NULL REFERENCES letters.box (id), answer_to bigint REFERENCES letters.letter (id), text text NOT NULL DEFAULT '',
                length int GENERATED ALWAYS AS (length(text)) STORED);
            CREATE TABLE letters.note (at date NOT NULL) PARTITION BY RANGE (at);
            CREATE VIEW letters.red AS SELECT id, name FROM letters.box WHERE colour = 'red';
            CREATE FUNCTION letters.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
            INSERT INTO letters.box VALUES (0, 'of the script', 'blue', 0);
            """;
    private String database;

    @BeforeEach
    void rows() throws SQLException {
        database = TestServer.freshDatabase();
        try (Connection superuser = TestServer.superuser(); Statement statement = superuser.createStatement()) {
            statement.execute("ALTER ROLE " + EmbeddedPostgres.OWNER + " CREATEDB");
        }
        var migrator = new Migrator(TestServer.owner(database), EmbeddedPostgres.APP, Duration.ofSeconds(1));
        migrator.prepare();
        migrator.migrate("letters", BUNDLE, Scripts.of(Map.of("V1__letters.sql", FIRST)));
        execute("INSERT INTO letters.box SELECT n, 'box ' || n, 'blue', n FROM generate_series(1, 50) n",
                "INSERT INTO letters.letter (box, text) SELECT 1 + n % 50, 'letter ' || n FROM generate_series(1, 300) n", "UPDATE letters.letter SET answer_to = id - 1 WHERE id > 1",
                "CREATE TABLE letters.note_2026 PARTITION OF letters.note FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", "INSERT INTO letters.note VALUES ('2026-11-25')");
    }

    @Test
    void allRowsAreThereAndNothingIsTouched() throws SQLException {
        try (Connection busy = TestServer.app(database).getConnection(); Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("UPDATE letters.box SET size = 7 WHERE id = 1"); // a long transaction of somebody's: nobody waits

            var rehearsal = rehearse("ALTER TABLE letters.box ADD COLUMN weight int; INSERT INTO letters.letter (box, text) SELECT box, text FROM letters.letter; CREATE INDEX ON letters.letter (text);");

            assertThat(rehearsal.failure()).isNull();
            assertThat(rehearsal.conflicts()).isEmpty();
            assertThat(rehearsal.pending()).containsExactly("V2__next.sql");
            assertThat(rehearsal.rows()).isEqualTo(51 + 300 + 1);
            assertThat(rehearsal.sampled()).isEmpty();
        }
        assertThat(rows("SELECT column_name FROM information_schema.columns WHERE table_schema = 'letters' AND column_name = 'weight'")).isEmpty();
        assertThat(rows("SELECT datname FROM pg_database WHERE datname LIKE '%rehearsal'")).isEmpty();
    }

    @Test
    void aScriptThatFailsOnTheRowsThatAreThereSaysSo() {
        var rehearsal = rehearse("SELECT 1;\nALTER TABLE letters.letter ADD CHECK (length(text) < 9);");

        assertThat(rehearsal.failure().script()).isEqualTo("V2__next.sql");
        assertThat(rehearsal.failure().line()).isEqualTo(2);
        assertThat(rehearsal.failure().error()).contains("violated by some row");
    }

    @Test
    void ofALargeTableAPartIsCopiedAndThePartIsWhole() {
        var rehearsal = rehearsals(40).rehearse("letters", BUNDLE, next("ALTER TABLE letters.letter ADD COLUMN weight int;"), Set.of());

        assertThat(rehearsal.failure()).isNull();
        assertThat(rehearsal.sampled()).containsExactly("box", "letter");
        assertThat(rehearsal.rows()).isEqualTo(40 + 40 + 1);
    }

    @Test
    void aConflictIsFoundOnTheStage() {
        assertThat(rehearse("ALTER TABLE letters.box RENAME COLUMN size TO width;").conflicts()).containsExactly(new Conflict(Kind.GONE, "box.size", "integer", ""));
    }

    @Test
    void whatTheVersionThatRunsCouldNotLiveWithIsNamed() throws SQLException {
        assertThat(conflicts("ALTER TABLE letters.box RENAME COLUMN size TO width;")).containsExactly("GONE box.size");
        assertThat(conflicts("ALTER TABLE letters.box DROP COLUMN name CASCADE;")).containsExactly("GONE red", "GONE box.name", "GONE box: box_name_key");
        assertThat(conflicts("DROP TABLE letters.letter;")).contains("GONE letter");
        assertThat(conflicts("ALTER TABLE letters.letter RENAME TO mail;")).contains("GONE letter");
        assertThat(conflicts("ALTER TABLE letters.box ALTER COLUMN size TYPE bigint;")).containsExactly("RETYPED box.size");
        assertThat(conflicts("DROP VIEW letters.red; ALTER TABLE letters.box ALTER COLUMN name TYPE varchar(100);")).as("longer").containsExactly("GONE red");
        assertThat(conflicts("DROP VIEW letters.red; ALTER TABLE letters.box ALTER COLUMN name TYPE varchar(19); CREATE VIEW letters.red AS SELECT id, name FROM letters.box;")).containsExactly("RETYPED box.name", "RETYPED red.name");
        assertThat(conflicts("ALTER TABLE letters.box ALTER COLUMN size SET NOT NULL;")).containsExactly("TIGHTENED box.size");
        assertThat(conflicts("ALTER TABLE letters.letter ALTER COLUMN text DROP DEFAULT;")).containsExactly("TIGHTENED letter.text");
        assertThat(conflicts("DELETE FROM letters.letter; ALTER TABLE letters.letter ADD COLUMN sender int NOT NULL;")).containsExactly("TIGHTENED letter.sender");
        assertThat(conflicts("ALTER TABLE letters.box ADD CHECK (size < 1000);")).containsExactly("TIGHTENED box: box_size_check");
        assertThat(conflicts("CREATE UNIQUE INDEX one_size ON letters.box (size);")).containsExactly("TIGHTENED box: one_size");
        assertThat(conflicts("ALTER TABLE letters.box DROP CONSTRAINT box_name_key;")).as("ON CONFLICT (name)").containsExactly("GONE box: box_name_key");
        assertThat(conflicts("ALTER TABLE letters.box DROP CONSTRAINT box_colour_check, ADD CONSTRAINT box_colour_check CHECK (colour IN ('blue', 'green'));")).containsExactly("TIGHTENED box: box_colour_check");
        assertThat(conflicts("DROP FUNCTION letters.twice(int);")).containsExactly("GONE letters.twice(integer)");
        assertThat(conflicts("REVOKE DELETE ON letters.box FROM ${app};")).containsExactly("FORBIDDEN box");
    }

    @Test
    void whatItCanLiveWithIsNot() throws SQLException {
        assertThat(conflicts("""
                ALTER TABLE letters.box ADD COLUMN weight int NOT NULL DEFAULT 0, ADD COLUMN owner text CHECK (owner <> ''), ALTER COLUMN size SET DEFAULT 3;
                ALTER TABLE letters.box DROP CONSTRAINT box_colour_check, ADD CONSTRAINT box_colours CHECK (colour IN ('red', 'blue', 'green'));
                ALTER TABLE letters.box DROP CONSTRAINT box_name_key; CREATE UNIQUE INDEX box_by_name ON letters.box (name);
                ALTER TABLE letters.letter ALTER COLUMN box DROP NOT NULL, DROP CONSTRAINT letter_box_fkey, ADD COLUMN shelf int REFERENCES letters.box;
                CREATE TABLE letters.shelf (id int PRIMARY KEY, letter bigint NOT NULL REFERENCES letters.letter);
                CREATE INDEX ON letters.box (size);""")).isEmpty();
    }

    /** First a release that no longer uses it, then one without it. */
    @Test
    void whatTheVersionThatRunsSaysItNoLongerUsesMayGo() {
        var rehearsal = rehearsals(1000).rehearse("letters", BUNDLE, next("ALTER TABLE letters.box DROP COLUMN size; DROP TABLE letters.letter;"), Set.of("box.size", "letter"));

        assertThat(rehearsal.conflicts()).isEmpty();
    }

    @Test
    void theWayBackIsOpenWhereTheOlderReleaseCanLiveWithWhatIsThere() {
        var second = next("ALTER TABLE letters.box ADD COLUMN weight int;");
        migrate(second);
        assertThat(rehearse(Map.of("V1__letters.sql", FIRST)).conflicts()).isEmpty();

        var third = new TreeMap<>(second);
        third.put("V3__drop.sql", "ALTER TABLE letters.box DROP COLUMN weight;");
        migrate(third);
        assertThat(names(rehearse(second))).containsExactly("GONE box.weight");
        assertThat(rehearse(Map.of("V1__letters.sql", FIRST)).conflicts()).as("it never knew of it").isEmpty();
    }

    @Test
    void nothingNewIsNotRehearsed() {
        assertThat(rehearse(Map.of("V1__letters.sql", FIRST)).pending()).isEmpty();
    }

    @Test
    void whatDoesNotFitTheHistoryIsAFailure() {
        assertThat(rehearse(Map.of("V1__letters.sql", FIRST + "\n-- changed\nSELECT 1;", "V2__next.sql", "SELECT 2;")).failure().error()).contains("changed after it was applied");
        assertThat(rehearsals(9).rehearse("letters", "com.example.other", Map.of("V1__a.sql", "SELECT 1;"), Set.of()).failure().error()).contains("belongs to the bundle");
    }

    @Test
    void aNewSchemaIsTriedToo() {
        assertThat(rehearsals(9).rehearse("shelves", "com.example.shelves", Map.of("V1__a.sql", "CREATE TABLE shelves.a (id int);"), Set.of()).failure()).isNull();
        assertThat(rehearsals(9).rehearse("shelves", "com.example.shelves", Map.of("V1__a.sql", "CREATE TABLE shelves.a (id nonsense);"), Set.of()).failure().error()).contains("nonsense");
        assertThat(rehearsals(9).rehearse("shelves", "com.example.shelves", Map.of("V1__a.sql", "UPDATE letters.box SET size = 0;"), Set.of()).failure().error()).as("another's table").contains("letters.box");
    }

    private ScratchRehearsals rehearsals(int mostRows) {
        return new ScratchRehearsals(TestServer.owner(database), EmbeddedPostgres.APP, Duration.ofSeconds(1), mostRows);
    }

    private Rehearsal rehearse(String script) {
        return rehearse(next(script));
    }

    private Rehearsal rehearse(Map<String, String> scripts) {
        return rehearsals(1000).rehearse("letters", BUNDLE, scripts, Set.of());
    }

    /** Without a stage: the catalogues before and after, in a transaction that is rolled back. */
    private List<String> conflicts(String script) throws SQLException {
        try (Connection connection = TestServer.owner(database).getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            var before = Catalogue.of(connection, "letters", EmbeddedPostgres.APP);
            statement.execute(script.replace("${app}", EmbeddedPostgres.APP));
            var found = before.with(Catalogue.of(connection, "letters", EmbeddedPostgres.APP), Set.of());
            connection.rollback();
            return found.stream().map(RehearsalTest::name).toList();
        }
    }

    private static List<String> names(Rehearsal rehearsal) {
        return rehearsal.conflicts().stream().map(RehearsalTest::name).toList();
    }

    private static String name(Conflict conflict) {
        return conflict.kind() + " " + conflict.object();
    }

    private static Map<String, String> next(String script) {
        return Map.of("V1__letters.sql", FIRST, "V2__next.sql", script);
    }

    private void migrate(Map<String, String> scripts) {
        new Migrator(TestServer.owner(database), EmbeddedPostgres.APP, Duration.ofSeconds(1)).migrate("letters", BUNDLE, Scripts.of(scripts));
    }

    private void execute(String... all) throws SQLException {
        try (Connection connection = TestServer.owner(database).getConnection(); Statement statement = connection.createStatement()) {
            for (var sql : all) {
                statement.execute(sql);
            }
        }
    }

    private List<String> rows(String sql) throws SQLException {
        var all = new ArrayList<String>();
        try (Connection connection = TestServer.owner(database).getConnection(); Statement statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }
}
