package org.jieshui.persistence.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.persistence.transactions.Connections;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.Rehearsals;
import org.postgresql.ds.PGSimpleDataSource;

/** Rehearses on a copy of the schema that the scripts themselves make in a database beside the platform's. */
public final class ScratchRehearsals implements Rehearsals {

    /** Of one table: a rehearsal takes seconds, not the time that the largest utility's tables would need. */
    private static final int MOST_ROWS = 100_000;
    private static final int TIMEOUT_SECONDS = 120;

    private final PGSimpleDataSource owner;
    private final String appRole;
    private final Duration lockTimeout;
    private final int mostRows;

    public ScratchRehearsals(PGSimpleDataSource owner, String appRole, Duration lockTimeout) {
        this(owner, appRole, lockTimeout, MOST_ROWS);
    }

    ScratchRehearsals(PGSimpleDataSource owner, String appRole, Duration lockTimeout, int mostRows) {
        this.owner = owner;
        this.appRole = appRole;
        this.lockTimeout = lockTimeout;
        this.mostRows = mostRows;
    }

    @Override
    public Rehearsal rehearse(String schema, String bundle, Map<String, String> byName, Set<String> unused) {
        try (Connection live = owner.getConnection()) {
            var scripts = Scripts.of(byName);
            new Migrator(owner, appRole, lockTimeout).check(schema, bundle);
            var newest = newest(live, schema);
            if (newest > 0) {
                new FlywayRun(owner, schema, appRole, lockTimeout).validate(scripts);
            }
            var pending = scripts.scripts().stream().filter(script -> script.version() > newest).map(Scripts.Script::name).toList();
            boolean older = scripts.scripts().stream().noneMatch(script -> script.version() >= newest) && newest > 0;
            return pending.isEmpty() && !older ? new Rehearsal(pending, 0, List.of(), Duration.ZERO, null, List.of()) : onStage(live, schema, bundle, scripts, newest, pending, unused);
        } catch (MigrationException e) {
            return new Rehearsal(List.of(), 0, List.of(), Duration.ZERO, e.failure(), List.of());
        } catch (SQLException e) {
            throw new DatabaseException("No copy of the schema " + schema + " can be made: " + Connections.words(e), e);
        }
    }

    private Rehearsal onStage(Connection live, String schema, String bundle, Scripts scripts, int newest, List<String> pending, Set<String> unused) throws SQLException {
        try (RehearsalStage stage = new RehearsalStage(live, owner, TIMEOUT_SECONDS)) {
            var migrator = new Migrator(stage.owner(), appRole, lockTimeout);
            migrator.prepare();
            var known = scripts.upTo(newest);
            if (!known.scripts().isEmpty()) {
                migrator.migrate(schema, bundle, known);
            }
            if (pending.isEmpty()) {
                return new Rehearsal(pending, 0, List.of(), Duration.ZERO, null, catalogue(stage.owner(), schema).with(catalogue(owner, schema), unused));
            }
            var sampled = new ArrayList<String>();
            long rows = known.scripts().isEmpty() ? 0 : stage.fill(schema, mostRows, sampled);
            var before = known.scripts().isEmpty() ? null : catalogue(stage.owner(), schema);
            long began = System.nanoTime();
            try {
                migrator.migrate(schema, bundle, scripts);
            } catch (MigrationException e) {
                return new Rehearsal(pending, rows, sampled, Duration.ofNanos(System.nanoTime() - began), e.failure(), List.of());
            }
            var took = Duration.ofNanos(System.nanoTime() - began);
            return new Rehearsal(pending, rows, sampled, took, null, before == null ? List.of() : before.with(catalogue(stage.owner(), schema), unused));
        }
    }

    private Catalogue catalogue(PGSimpleDataSource source, String schema) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Catalogue.of(connection, schema, appRole);
        }
    }

    /** The number of the newest script that the schema has seen, or 0. */
    private static int newest(Connection live, String schema) throws SQLException {
        try (Statement statement = live.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regclass('" + schema + "." + FlywayRun.HISTORY + "') IS NOT NULL")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT coalesce(max(version::int), 0) FROM " + schema + "." + FlywayRun.HISTORY + " WHERE success AND version IS NOT NULL")) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
