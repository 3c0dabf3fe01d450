package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.platform.api.calendar.Interval;

/**
 * Rows that pages read. Each list walks an index in its own order and stops after a page, whatever the number of cases: per department a page is
 * taken from the index of the filters in use, and the few pages are merged.
 */
final class ViewStore {

    /** A place in a list sorted by (due, id). */
    record Place(Instant due, long id) {
        static final Place START = new Place(Instant.EPOCH, 0);
    }

    /** A task with what the inbox shows of its case. */
    record Row(TaskInfo task, int urged, CaseRow kase) {}

    /** The most that a counter counts to: a badge of 999+ says enough, and counting more would grow. */
    static final int MOST_COUNTED = 1000;

    private static final String COLUMNS = """
            t.id AS t_id, t.key, t.type, t.stage AS t_stage, t.department, t.round, t.optional, t.state AS t_state, t.assignee, t.opened AS t_opened, t.due, t.done, t.done_by, t.urged, """
            + CaseStore.CASE_COLUMNS;

    private static final String JOIN = " JOIN cases.kase k ON k.id = t.case_id JOIN cases.party p ON p.case_id = k.id ";

    private ViewStore() {}

    /** Open tasks whose {@code column} has one of the values, by (due, id), from a place on, with due in [from, until). */
    static List<Row> openTasks(Connection c, String column, Collection<?> values, String stage, String district, Place after, Instant from, Instant until, int limit) throws SQLException {
        // one lower bound, not two: with both, the index would be walked from the lower one
        var start = from != null && after.due().isBefore(from) ? new Place(from, 0) : after;
        var parameters = new ArrayList<Object>();
        parameters.add(values);
        var inner = new StringBuilder("SELECT i.id, i.due FROM cases.task i WHERE i.state = 'open' AND i.").append(column).append(" = v AND (i.due, i.id) > (?, ?)");
        parameters.add(start.due());
        parameters.add(start.id());
        bounds(inner, parameters, stage, district, null, until);
        inner.append(" ORDER BY i.due, i.id LIMIT ?");
        parameters.add(limit);
        parameters.add(limit);
        return Sql.list(c, "SELECT " + COLUMNS + " FROM (SELECT x.id FROM unnest(?" + (column.equals("department") ? "::text[]" : "::bigint[]") + ") v CROSS JOIN LATERAL (" + inner
                + ") x ORDER BY x.due, x.id LIMIT ?) page JOIN cases.task t ON t.id = page.id" + JOIN + "ORDER BY t.due, t.id", ViewStore::row, parameters.toArray());
    }

    static long countOpen(Connection c, String column, Collection<?> values, Instant from, Instant until) throws SQLException {
        var parameters = new ArrayList<Object>();
        parameters.add(values);
        var inner = new StringBuilder("SELECT 1 FROM cases.task i WHERE i.state = 'open' AND i.").append(column).append(" = v");
        bounds(inner, parameters, null, null, from, until);
        parameters.add(MOST_COUNTED);
        parameters.add(MOST_COUNTED);
        return Sql.first(c, "SELECT count(*) FROM (SELECT 1 FROM unnest(?" + (column.equals("department") ? "::text[]" : "::bigint[]") + ") v CROSS JOIN LATERAL (" + inner
                + " LIMIT ?) x LIMIT ?) y", row -> row.getLong(1), parameters.toArray()).orElse(0L);
    }

    private static void bounds(StringBuilder sql, List<Object> parameters, String stage, String district, Instant from, Instant until) {
        if (stage != null) {
            sql.append(" AND i.stage = ?");
            parameters.add(stage);
        }
        if (district != null) {
            sql.append(" AND i.district = ?");
            parameters.add(district);
        }
        if (from != null) {
            sql.append(" AND i.due >= ?");
            parameters.add(from);
        }
        if (until != null) {
            sql.append(" AND i.due < ?");
            parameters.add(until);
        }
    }

    static List<Row> tasksOf(Connection c, long caseId) throws SQLException {
        return Sql.list(c, "SELECT " + COLUMNS + " FROM cases.task t" + JOIN + "WHERE t.case_id = ? ORDER BY t.id", ViewStore::row, caseId);
    }

    static java.util.Optional<Row> task(Connection c, long taskId) throws SQLException {
        return Sql.first(c, "SELECT " + COLUMNS + " FROM cases.task t" + JOIN + "WHERE t.id = ?", ViewStore::row, taskId);
    }

    static Map<Long, com.fasterxml.jackson.databind.JsonNode> forms(Connection c, long caseId) throws SQLException {
        var forms = new HashMap<Long, com.fasterxml.jackson.databind.JsonNode>();
        Sql.list(c, "SELECT f.task_id, f.data FROM cases.task_form f JOIN cases.task t ON t.id = f.task_id WHERE t.case_id = ?",
                row -> forms.put(row.getLong(1), CaseStore.node(row.getString(2))), caseId);
        return forms;
    }

    /** Pauses of those of the cases that have any. */
    static Map<Long, List<CaseStore.Pause>> pauses(Connection c, Collection<CaseRow> cases) throws SQLException {
        var ids = cases.stream().filter(k -> k.hasPauses).map(k -> k.id).distinct().toList();
        var found = new HashMap<Long, List<CaseStore.Pause>>();
        if (!ids.isEmpty()) {
            Sql.list(c, "SELECT id, case_id, reason, from_at, to_at, note, evidence, by_whom FROM cases.pause WHERE case_id = ANY (?) ORDER BY from_at, id", row -> {
                var pause = new CaseStore.Pause(row.getLong("id"), row.getLong("case_id"), row.getString("reason"),
                        new Interval(Sql.instant(row, "from_at"), Sql.instant(row, "to_at")), row.getString("note"), Sql.longs(row, "evidence"), row.getLong("by_whom"));
                found.computeIfAbsent(pause.caseId(), k -> new ArrayList<>()).add(pause);
                return pause;
            }, ids);
        }
        return found;
    }

    /** When the tasks that end a clock were done, per case: the flow's last task and those of the public links. */
    static Map<Long, Map<String, Instant>> doneAt(Connection c, Collection<Long> caseIds, Collection<String> keys) throws SQLException {
        var found = new HashMap<Long, Map<String, Instant>>();
        if (!caseIds.isEmpty() && !keys.isEmpty()) {
            Sql.list(c, "SELECT case_id, key, done FROM cases.task WHERE case_id = ANY (?) AND key = ANY (?) AND state = 'done'", row -> found
                    .computeIfAbsent(row.getLong(1), k -> new HashMap<>()).put(row.getString(2), Sql.instant(row, "done")), caseIds, keys);
        }
        return found;
    }

    private static Row row(ResultSet row) throws SQLException {
        var kase = CaseStore.caseRow(row);
        var due = Sql.instant(row, "due");
        var task = new TaskInfo(row.getLong("t_id"), kase.id, row.getString("key"), row.getString("type"), row.getString("t_stage"), row.getString("department"),
                row.getInt("round"), row.getBoolean("optional"), org.jieshui.cases.api.TaskState.of(row.getString("t_state")), Sql.longOrNull(row, "assignee"),
                Sql.instant(row, "t_opened"), Sql.NEVER.equals(due) ? null : due, Sql.instant(row, "done"), Sql.longOrNull(row, "done_by"));
        return new Row(task, row.getInt("urged"), kase);
    }
}
