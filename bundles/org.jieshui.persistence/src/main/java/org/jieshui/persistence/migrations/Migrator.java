package org.jieshui.persistence.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jieshui.persistence.transactions.Connections;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.DatabaseStatus.Failure;

/**
 * Brings schemas to what their bundles need, as the role that owns the tables. Which sets of scripts have been applied is kept in
 * {@code persistence.applied}, so that a bundle whose scripts are known costs one look-up for all bundles together and no Flyway.
 */
public final class Migrator {

    private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,48}");
    private static final Set<String> RESERVED = Set.of("public", "persistence", "information_schema");
    /** First half of the advisory locks' keys: "jies". */
    private static final int LOCK_CLASS = 0x6a696573;
    private static final Duration OTHER_NODE = Duration.ofMinutes(10);

    private final DataSource owner;
    private final String appRole;
    private final Duration lockTimeout;

    /**
     * @param owner       unpooled connections of the role that owns the tables
     * @param appRole     the running role, which the scripts may name as {@code ${app}}
     * @param lockTimeout how long a script may wait for a table that the running version uses
     */
    public Migrator(DataSource owner, String appRole, Duration lockTimeout) {
        this.owner = owner;
        this.appRole = appRole;
        this.lockTimeout = lockTimeout;
    }

    /** Prepares the database itself and returns the applied sets of scripts, for {@link #isApplied}. */
    public Set<Applied> prepare() throws SQLException {
        try (Connection connection = owner.getConnection(); Statement statement = connection.createStatement()) {
            if (!isPrepared(statement)) {
                lock(connection, "persistence");
                statement.execute(preparation(connection.getCatalog()));
            }
            return applied(statement);
        }
    }

    /** A set of scripts that this schema has seen, of the bundle that owns the schema. */
    public record Applied(String schema, String bundle, String digest) {}

    /**
     * Applies what the schema has not seen yet. Several nodes may call this at once: one works, the others find it done.
     *
     * @param bundle symbolic name of the bundle that owns the schema
     */
    public void migrate(String schema, String bundle, Scripts scripts) {
        checkName(schema);
        try (Connection connection = owner.getConnection()) {
            lock(connection, schema);
            Set<Applied> applied;
            try (Statement statement = connection.createStatement()) {
                applied = applied(statement);
            }
            refuseForeign(applied, schema, bundle);
            if (applied.contains(new Applied(schema, bundle, scripts.digest()))) {
                return;
            }
            createSchema(connection, schema);
            new FlywayRun(owner, schema, appRole, lockTimeout).apply(scripts);
            finish(connection, new Applied(schema, bundle, scripts.digest()));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Whether the schema may be this bundle's at all. */
    void check(String schema, String bundle) throws SQLException {
        checkName(schema);
        try (Connection connection = owner.getConnection(); Statement statement = connection.createStatement()) {
            refuseForeign(applied(statement), schema, bundle);
        }
    }

    private static void checkName(String schema) {
        if (!SCHEMA.matcher(schema).matches() || RESERVED.contains(schema) || schema.startsWith("pg_")) {
            throw new MigrationException("", 0, "\"" + schema + "\" is no name for a schema",
                    "The header Jieshui-Schema takes lower-case letters, digits and _, and no name that PostgreSQL or the platform uses.");
        }
    }

    private static MigrationException failed(SQLException e) {
        boolean passing = DatabaseException.isPassing(e);
        return new MigrationException(new Failure("", 0, Connections.words(e), passing ? "It is tried again by itself."
                : "See docs/operations; restart the bundle when the cause is gone."), passing, e);
    }

    private static void refuseForeign(Set<Applied> applied, String schema, String bundle) {
        applied.stream().filter(a -> a.schema.equals(schema) && !a.bundle.equals(bundle)).findFirst().ifPresent(other -> {
            throw new MigrationException("", 0, "The schema " + schema + " belongs to the bundle " + other.bundle,
                    "Give this bundle a schema of its own: header Jieshui-Schema.");
        });
    }

    private static boolean isPrepared(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT to_regclass('persistence.applied') IS NOT NULL")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /** Extensions for all bundles in {@code public}; nobody but the owner makes anything anywhere. */
    private String preparation(String database) {
        return """
                CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
                CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
                CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
                REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
                GRANT CONNECT ON DATABASE %1$s TO %2$s;
                REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                CREATE SCHEMA IF NOT EXISTS persistence;
                CREATE TABLE IF NOT EXISTS persistence.applied (
                    schema_name text NOT NULL,
                    bundle text NOT NULL,
                    digest text NOT NULL,
                    PRIMARY KEY (schema_name, bundle, digest)
                );
                """.formatted(quoted(database), quoted(appRole));
    }

    private static Set<Applied> applied(Statement statement) throws SQLException {
        Set<Applied> applied = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT schema_name, bundle, digest FROM persistence.applied")) {
            while (rows.next()) {
                applied.add(new Applied(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return applied;
    }

    /** Held until the connection closes. */
    private static void lock(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + OTHER_NODE.toMillis());
            statement.execute("SELECT pg_advisory_lock(" + LOCK_CLASS + ", hashtext('" + name + "'))");
        }
    }

    private void createSchema(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA IF NOT EXISTS %1$s;
                    GRANT USAGE ON SCHEMA %1$s TO %2$s;
                    ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %2$s;
                    ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT USAGE, SELECT ON SEQUENCES TO %2$s;
                    """.formatted(quoted(schema), quoted(appRole)));
        }
    }

    private void finish(Connection connection, Applied applied) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("REVOKE ALL ON " + quoted(applied.schema) + "." + FlywayRun.HISTORY + " FROM " + quoted(appRole));
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO persistence.applied VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, applied.schema);
            insert.setString(2, applied.bundle);
            insert.setString(3, applied.digest);
            insert.executeUpdate();
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
