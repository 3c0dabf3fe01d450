package org.jieshui.persistence.migrations;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jieshui.persistence.transactions.Connections;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** A database beside the platform's, there for one rehearsal at a time: what an interrupted one left is swept away by the next. */
final class RehearsalStage implements AutoCloseable {

    private static final int LOCK = 0x7265_6865;
    private final Connection live;
    private final String name;
    private final PGSimpleDataSource owner;

    /** @param live of the role that owns the tables, auto-commit on; the stage is its own until it closes */
    RehearsalStage(Connection live, PGSimpleDataSource source, int timeoutSeconds) throws SQLException {
        this.live = live;
        this.name = live.getCatalog() + "_rehearsal";
        try (Statement statement = live.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")"); // until the connection closes
            statement.execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + quoted(name) + " TEMPLATE template0" + locale(statement));
        }
        owner = Connections.dataSource(source.getURL(), source.getUser(), source.getPassword());
        owner.setDatabaseName(name);
        owner.setOptions("-c statement_timeout=" + timeoutSeconds * 1000L);
    }

    PGSimpleDataSource owner() {
        return owner;
    }

    /** What it means to sort and compare is the database's own affair. */
    private static String locale(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname = current_database()")) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * Copies the rows, of a large table a part; rows of others that point to what was left out are left out too.
     *
     * @param most of one table
     * @param sampled gets the names of the tables of which a part was copied
     * @return how many rows were copied
     */
    long fill(String schema, int most, List<String> sampled) throws SQLException {
        try (Connection stage = owner.getConnection(); Statement to = stage.createStatement(); Statement from = live.createStatement()) {
            var keys = strings(to, "SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint "
                    + "WHERE contype = 'f' AND conparentid = 0 AND connamespace = " + literal(schema) + "::regnamespace");
            var orphans = strings(to, """
                    SELECT format('DELETE FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)', k.conrelid::regclass,
                        (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(k.conkey) n JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n), k.confrelid::regclass,
                        (SELECT string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' AND ') FROM unnest(k.conkey, k.confkey) AS n(c, p)
                            JOIN pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = n.c JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = n.p))
                    FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.connamespace = %s::regnamespace""".replace("%s::regnamespace", literal(schema) + "::regnamespace"));
            run(to, strings(to, "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = "
                    + literal(schema) + "::regnamespace"));
            long rows = 0;
            for (var table : strings(to, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_history' AND relnamespace = "
                    + literal(schema) + "::regnamespace ORDER BY relname")) {
                rows += copy(schema, table, stage, from, to, most, sampled);
            }
            while (!sampled.isEmpty() && removed(to, orphans) > 0) {
                // what pointed to those that were just removed goes next
            }
            run(to, keys);
            run(to, strings(from, "SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL) FROM pg_sequences WHERE schemaname = "
                    + literal(schema)));
            to.execute("ANALYZE");
            return rows;
        }
    }

    private long copy(String schema, String table, Connection stage, Statement from, Statement to, int most, List<String> sampled) throws SQLException {
        var full = quoted(schema) + "." + quoted(table);
        partitions(schema, table, from, to);
        to.execute("ALTER TABLE " + full + " DISABLE TRIGGER USER");
        to.execute("TRUNCATE " + full + " CASCADE"); // scripts may have brought rows of their own; what is there now is what counts
        var columns = String.join(", ", strings(to, "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = " + literal(full) + "::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"));
        long copied = columns.isEmpty() ? 0 : stream(stage, "COPY (SELECT " + columns + " FROM " + full + " LIMIT " + most + ") TO STDOUT (FORMAT binary)",
                "COPY " + full + " (" + columns + ") FROM STDIN (FORMAT binary)");
        if (copied == most) {
            sampled.add(table);
        }
        to.execute("ALTER TABLE " + full + " ENABLE TRIGGER USER");
        return copied;
    }

    /** Those that were made while the platform ran. */
    private static void partitions(String schema, String table, Statement from, Statement to) throws SQLException {
        var there = strings(to, "SELECT relname FROM pg_class WHERE relispartition AND relnamespace = " + literal(schema) + "::regnamespace");
        for (var partition : strings(from, "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = " + literal(table)
                + " AND p.relnamespace = " + literal(schema) + "::regnamespace")) {
            if (!there.contains(partition)) {
                run(to, strings(from, "SELECT format('CREATE TABLE %s PARTITION OF %s ', oid::regclass, (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = oid)) || pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = "
                        + literal(quoted(schema) + "." + quoted(partition)) + "::regclass"));
            }
        }
    }

    private long stream(Connection stage, String out, String in) throws SQLException {
        var source = live.unwrap(PGConnection.class).getCopyAPI();
        var target = stage.unwrap(PGConnection.class).getCopyAPI();
        try (var reading = new PipedInputStream(1 << 16)) {
            var writing = new PipedOutputStream(reading);
            var sent = CompletableFuture.runAsync(() -> {
                try (writing) {
                    source.copyOut(out, writing);
                } catch (SQLException | IOException e) {
                    throw new CompletionException(e);
                }
            });
            long rows = target.copyIn(in, reading);
            sent.join();
            return rows;
        } catch (IOException | CompletionException e) {
            throw new SQLException("The rows cannot be copied: " + (e.getCause() == null ? e : e.getCause()).getMessage(), e);
        }
    }

    private static long removed(Statement to, List<String> orphans) throws SQLException {
        long removed = 0;
        for (var delete : orphans) {
            removed += to.executeUpdate(delete);
        }
        return removed;
    }

    private static void run(Statement statement, List<String> all) throws SQLException {
        for (var one : all) {
            statement.execute(one);
        }
    }

    private static List<String> strings(Statement statement, String sql) throws SQLException {
        var all = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    @Override
    public void close() throws SQLException {
        try (Statement statement = live.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
        }
    }
}
