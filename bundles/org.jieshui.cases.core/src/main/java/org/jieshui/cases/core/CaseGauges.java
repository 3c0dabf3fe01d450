package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What waits: tasks for departments, entries of the journal for those that listen. */
@Component
public class CaseGauges implements Gauges {

    /** A listener that is further behind is told as this far. */
    private static final int FAR = 10_000;

    private record Department(String id, long open, long overdue) {}

    private record Listener(String name, long behind, double seconds, long parked) {}

    private final Database database;
    private final Clock clock;

    @Activate
    public CaseGauges(@Reference Database database, @Reference Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Gauge> read() {
        return database.read(h -> {
            var now = clock.instant();
            var departments = departments(h.getConnection(), now);
            var listeners = listeners(h.getConnection(), now);
            return List.of(
                    gauge("jieshui_tasks_open", "Open tasks.", "department", departments, Department::id, Department::open),
                    gauge("jieshui_tasks_overdue", "Open tasks past their deadline.", "department", departments, Department::id, Department::overdue),
                    gauge("jieshui_listener_behind_entries", "Entries of the journal that a listener has not passed yet; " + FAR + " stands for more too.", "listener", listeners, Listener::name, Listener::behind),
                    gauge("jieshui_listener_lag_seconds", "Age of the oldest entry that a listener has not passed yet.", "listener", listeners, Listener::name, Listener::seconds),
                    gauge("jieshui_listener_parked_cases", "Cases that wait for a listener because it failed on one of their entries.", "listener", listeners, Listener::name, Listener::parked));
        });
    }

    private static <T> Gauge gauge(String name, String help, String label, List<T> rows, java.util.function.Function<T, String> is, ToDoubleFunction<T> value) {
        return new Gauge(name, help, rows.stream().map(row -> Value.of(label, is.apply(row), value.applyAsDouble(row))).toList());
    }

    /** Walks the index of the inbox, no rows. */
    private static List<Department> departments(Connection c, Instant now) throws SQLException {
        return Sql.list(c, "SELECT department, count(*) AS open, count(*) FILTER (WHERE due < ?) AS overdue FROM cases.task WHERE state = 'open' GROUP BY department ORDER BY department",
                row -> new Department(row.getString("department"), row.getLong("open"), row.getLong("overdue")), now);
    }

    /** What was entered afterwards has its age from then. */
    private static List<Listener> listeners(Connection c, Instant now) throws SQLException {
        return Sql.list(c, """
                SELECT c.listener, (SELECT count(*) FROM (SELECT FROM cases.journal j WHERE (j.tx, j.id) > (c.tx, c.id) LIMIT ?) few) AS behind,
                    (SELECT coalesce(j.recorded, j.at) FROM cases.journal j WHERE (j.tx, j.id) > (c.tx, c.id) ORDER BY j.tx, j.id LIMIT 1) AS oldest,
                    (SELECT count(*) FROM cases.parked p WHERE p.listener = c.listener) AS parked
                FROM cases.cursor c ORDER BY c.listener""",
                row -> new Listener(row.getString("listener"), row.getLong("behind"), age(Sql.instant(row, "oldest"), now), row.getLong("parked")), FAR);
    }

    private static double age(Instant oldest, Instant now) {
        return oldest == null || oldest.isAfter(now) ? 0 : Duration.between(oldest, now).toMillis() / 1000.0;
    }
}
