package org.jieshui.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jieshui.persistence.migrations.Migrator;
import org.jieshui.persistence.migrations.Scripts;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.jieshui.persistence.transactions.Connections;
import org.jieshui.persistence.transactions.ConnectionPool;
import org.jieshui.persistence.transactions.Transactions;
import org.jieshui.platform.api.persistence.Database;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real database with the schemas of the modules a test needs, migrated as in production, under the same two roles and with the same transactions.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase DB = TestDatabase.schema("survey", SurveyStore.class).and("cases", CaseStore.class);
 *
 * SurveyStore store = new SurveyStore(DB.database());
 * }</pre>
 *
 * In a static field the database is fresh for each class, in an instance field for each test. A class stands for its module: its scripts are the folder
 * {@code db} beside it in the same module.
 */
public final class TestDatabase implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final int POOL_SIZE = 24;

    private final Map<String, Scripts> schemas = new LinkedHashMap<>();
    private boolean ofClass;
    private String name;
    private ConnectionPool pool;
    private Transactions transactions;
    private final Map<String, Database> databases = new LinkedHashMap<>();

    private TestDatabase() {}

    /** A database with one schema, that of the module which the class comes from. */
    public static TestDatabase schema(String schema, Class<?> anchor) {
        return new TestDatabase().and(schema, anchor);
    }

    /** A database with roles and extensions but no bundle's schema. */
    static TestDatabase empty() {
        return new TestDatabase();
    }

    public TestDatabase and(String schema, Class<?> anchor) {
        schemas.put(schema, ScriptsOf.module(anchor));
        return this;
    }

    /** The database as the bundle of the first schema sees it. */
    public Database database() {
        return database(schemas.keySet().iterator().next());
    }

    /** The database as the bundle of this schema sees it; all of them share this thread's transaction. */
    public Database database(String schema) {
        if (!schemas.containsKey(schema)) {
            throw new IllegalArgumentException("This test's database has no schema " + schema + ", only " + schemas.keySet());
        }
        return databases.computeIfAbsent(schema, s -> transactions.database());
    }

    /** A connection of the role that owns the tables, auto-commit on: for preparing and looking, not for the code under test. */
    public Connection owner() throws SQLException {
        return ownerDataSource().getConnection();
    }

    /** A connection of the running role, outside of the pool, auto-commit on. */
    public Connection app() throws SQLException {
        return dataSource(name, EmbeddedPostgres.APP, SharedServer.get().secrets().app()).getConnection();
    }

    /** The address, for code that wants to connect by itself. */
    public String url() {
        return SharedServer.get().url(name);
    }

    /** Empties every table of every schema, but not the migrations' history: quicker than a fresh database. */
    public void clear() {
        try (Connection connection = owner(); Statement statement = connection.createStatement()) {
            String tables = tables(statement);
            if (!tables.isEmpty()) {
                statement.execute("TRUNCATE " + tables + " RESTART IDENTITY CASCADE");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String tables(Statement statement) throws SQLException {
        String own = schemas.keySet().stream().map(s -> "'" + s + "'").collect(Collectors.joining(","));
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN (" + own
                + ") AND tablename <> 'schema_history'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return String.join(", ", tables);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ofClass = true;
        open();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ofClass) {
            open();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!ofClass) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    PGSimpleDataSource ownerDataSource() {
        return dataSource(name, EmbeddedPostgres.OWNER, SharedServer.get().secrets().owner());
    }

    void open() {
        SharedServer server = SharedServer.get();
        name = SharedServer.SCRATCH + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.superuser(); Statement statement = connection.createStatement()) {
            String template = template(statement);
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template + " OWNER " + EmbeddedPostgres.OWNER);
            // a copy has the template's content but not its privileges
            statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
            statement.execute("GRANT CONNECT ON DATABASE " + name + " TO " + EmbeddedPostgres.APP);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        pool = new ConnectionPool(dataSource(name, EmbeddedPostgres.APP, server.secrets().app()), POOL_SIZE, Duration.ofSeconds(10));
        transactions = new Transactions(pool.connections());
        databases.clear();
    }

    void close() {
        pool.close();
        try (Connection connection = SharedServer.get().superuser(); Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The migrated database that fresh ones are copied from; made once for each set of scripts, and whole when it is marked as a template. */
    private String template(Statement statement) throws SQLException {
        Map<String, String> all = new LinkedHashMap<>();
        schemas.forEach((schema, scripts) -> all.put("V" + (all.size() + 1) + "__" + schema + ".sql", scripts.digest()));
        String template = SharedServer.TEMPLATE + Scripts.of(all).digest().substring(0, 32);
        statement.execute("SELECT pg_advisory_lock(hashtext('" + template + "'))"); // until the connection closes
        try (ResultSet rows = statement.executeQuery("SELECT datistemplate FROM pg_database WHERE datname = '" + template + "'")) {
            if (rows.next() && rows.getBoolean(1)) {
                return template;
            }
        }
        statement.execute("DROP DATABASE IF EXISTS " + template + " WITH (FORCE)");
        statement.execute("CREATE DATABASE " + template + " OWNER " + EmbeddedPostgres.OWNER);
        Migrator migrator = migrator(dataSource(template, EmbeddedPostgres.OWNER, SharedServer.get().secrets().owner()), EmbeddedPostgres.APP);
        migrator.prepare();
        schemas.forEach((schema, scripts) -> migrator.migrate(schema, "org.jieshui." + schema, scripts));
        statement.execute("ALTER DATABASE " + template + " IS_TEMPLATE true");
        return template;
    }

    static Migrator migrator(PGSimpleDataSource owner, String app) {
        return new Migrator(owner, app, Duration.ofSeconds(5));
    }

    /** A role to run as that has not the usual name, as an external database may have it. */
    static String otherRole() throws SQLException {
        String role = "testkit-runs-as";
        try (Connection connection = SharedServer.get().superuser(); Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('" + role + "'))"); // until the connection closes
            try (ResultSet known = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
                if (known.next()) {
                    return role;
                }
            }
            statement.execute("CREATE ROLE \"" + role + "\"");
        }
        return role;
    }

    private static PGSimpleDataSource dataSource(String database, String user, String password) {
        return Connections.dataSource(SharedServer.get().url(database), user, password);
    }
}
