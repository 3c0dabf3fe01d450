package org.jieshui.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jieshui.persistence.migrations.Migrator;
import org.jieshui.persistence.migrations.Scripts;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the migrations and the SQL of every bundle keep (architecture rules 7 and 10). A bundle inherits it:
 *
 * <pre>{@code
 * class SurveyMigrationTest extends MigrationContract {
 *     SurveyMigrationTest() {
 *         super("survey", SurveyStore.class);
 *     }
 * }
 * }</pre>
 */
public abstract class MigrationContract {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @RegisterExtension
    final TestDatabase empty = TestDatabase.empty();

    private final String schema;
    private final Scripts scripts;

    /** @param anchor a class of the module under test */
    protected MigrationContract(String schema, Class<?> anchor) {
        this.schema = schema;
        this.scripts = ScriptsOf.module(anchor);
    }

    @Test
    void scriptsApplyToAnEmptyDatabase() throws SQLException {
        migrate();

        assertThat(rows("SELECT script FROM " + schema + ".schema_history WHERE success AND version IS NOT NULL ORDER BY installed_rank")).containsExactlyElementsOf(scripts.names());
        assertThat(scripts.names()).isNotEmpty();
    }

    @Test
    void aSecondRunChangesNothing() throws SQLException {
        migrate();
        String history = "SELECT to_jsonb(h)::text FROM " + schema + ".schema_history h ORDER BY installed_rank";
        List<String> before = rows(history);
        execute("DELETE FROM persistence.applied"); // so that the history itself must know

        migrate();

        assertThat(rows(history)).isEqualTo(before);
    }

    @Test
    void everyTableIsInTheBundlesSchema() throws SQLException {
        migrate();

        List<String> elsewhere = rows("""
                SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'persistence', '%s')
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')""".formatted(schema));
        assertThat(elsewhere).isEmpty();
        assertThat(rows("SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public', 'persistence')"))
                .containsExactly(schema);
    }

    @Test
    void noSqlNamesAnotherSchema() throws IOException {
        Map<String, List<String>> foreign = new LinkedHashMap<>();
        sql().forEach((place, text) -> {
            List<String> names = SqlText.schemas(text).stream().filter(name -> !List.of(schema, "pg_catalog", "public").contains(name)).toList();
            if (!names.isEmpty()) {
                foreign.put(place, names);
            }
        });
        assertThat(foreign).as("schemas of others, by file").isEmpty();
    }

    @Test
    void noSqlReadsTheSystemClock() throws IOException {
        assertThat(sql().entrySet().stream().filter(e -> SqlText.readsClock(e.getValue())).map(Map.Entry::getKey)).as("files that ask the database for the time").isEmpty();
    }

    @Test
    void theRunningRoleChangesNoTable() throws SQLException {
        migrate();

        List<String> tables = rows("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = '" + schema + "'");
        try (Connection app = empty.app()) {
            for (String table : tables) {
                refused(app, "TRUNCATE " + table);
                refused(app, "DROP TABLE " + table);
                refused(app, "ALTER TABLE " + table + " ADD COLUMN extra text");
            }
            refused(app, "CREATE TABLE " + schema + ".extra (id int)");
            refused(app, "CREATE TABLE public.extra (id int)");
            refused(app, "CREATE TEMPORARY TABLE extra (id int)");
            refused(app, "CREATE SCHEMA extra");
            refused(app, "DELETE FROM " + schema + ".schema_history");
            refused(app, "DELETE FROM persistence.applied");
        }
    }

    /** An external database has roles of its own names (docs/operations/external-postgresql.md): the scripts know the running one as ${app}. */
    @Test
    void theRunningRoleMayHaveAnyName() throws SQLException, IOException {
        String renamed = TestDatabase.otherRole();
        String privileges = """
                SELECT format('%%s %%s', c.relname, p.name) FROM pg_class c CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p (name)
                WHERE c.relnamespace = '%s'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege('%s', c.oid, p.name) ORDER BY 1""";
        migrate();
        List<String> usual = rows(privileges.formatted(schema, EmbeddedPostgres.APP));
        execute("DROP SCHEMA " + schema + " CASCADE; DROP SCHEMA persistence CASCADE");
        migrate(renamed);
        assertThat(rows(privileges.formatted(schema, renamed))).as("what a running role of another name may do").isEqualTo(usual);
        assertThat(sql().entrySet().stream().filter(e -> e.getKey().endsWith(".sql")).filter(e -> e.getValue().matches("(?s).*\\bjieshui_(app|owner)\\b.*")).map(Map.Entry::getKey))
                .as("scripts that name a role").isEmpty();
    }

    private void migrate() throws SQLException {
        migrate(EmbeddedPostgres.APP);
    }

    private void migrate(String app) throws SQLException {
        Migrator migrator = TestDatabase.migrator(empty.ownerDataSource(), app);
        migrator.prepare();
        migrator.migrate(schema, "org.jieshui." + schema, scripts);
    }

    private static void refused(Connection app, String sql) {
        assertThatThrownBy(() -> {
            try (Statement statement = app.createStatement()) {
                statement.execute(sql);
            }
        }).as(sql).isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).as(sql).isEqualTo(INSUFFICIENT_PRIVILEGE));
    }

    private void execute(String sql) throws SQLException {
        try (Connection owner = empty.owner(); Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection owner = empty.owner(); Statement statement = owner.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    /** The Java sources whose SQL is looked at, seen from the module's folder. */
    protected Path sources() {
        return Path.of("src/main/java");
    }

    /** The module's SQL by file: its scripts, and the strings of its Java sources. */
    private Map<String, String> sql() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        scripts.scripts().forEach(script -> all.put(script.name(), SqlText.withoutComments(script.sql())));
        Path sources = sources();
        if (Files.isDirectory(sources)) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    all.put(file.toString(), SqlText.stringsOf(Files.readString(file)));
                }
            }
        }
        return all;
    }
}
