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

    /** What open tasks are wanted, from a place on, with due in [from, until); null: any. */
    record Filter(String stage, Place after, Instant from, Instant until) {
        Filter(String stage, Place after) {
            this(stage, after, null, null);
        }

        Filter due(Instant from, Instant until) {
            return new Filter(stage, after, from, until);
        }
    }

    /** Open tasks of departments, each in a district or in all, by (due, id). @param unplaced those without a district yet are in every district */
    static List<Row> openTasks(Connection c, Collection<Access.Scope> scopes, boolean unplaced, Filter filter, int limit) throws SQLException {
        var parts = new Parts(filter, limit);
        parts.scopes(scopes, unplaced);
        return page(c, parts, limit);
    }

    /** Open tasks whose {@code column} names one of the people. */
    static List<Row> openTasksOf(Connection c, String column, Collection<Long> people, String district, Filter filter, int limit) throws SQLException {
        var parts = new Parts(filter, limit);
        parts.people(column, people, district);
        return page(c, parts, limit);
    }

    static long count(Connection c, Collection<Access.Scope> scopes, Instant from, Instant until) throws SQLException {
        var parts = new Parts(new Filter(null, Place.START, from, until), MOST_COUNTED);
        parts.scopes(scopes, true);
        return count(c, parts);
    }

    static long countOf(Connection c, String column, Collection<Long> people) throws SQLException {
        var parts = new Parts(new Filter(null, Place.START), MOST_COUNTED);
        parts.people(column, people, null);
        return count(c, parts);
    }

    private static List<Row> page(Connection c, Parts parts, int limit) throws SQLException {
        if (parts.sql.isEmpty()) {
            return List.of();
        }
        return Sql.list(c, "SELECT " + COLUMNS + " FROM (SELECT u.id FROM (" + String.join(" UNION ALL ", parts.sql) + ") u ORDER BY u.due, u.id LIMIT " + limit + ") page JOIN cases.task t ON t.id = page.id"
                + JOIN + "ORDER BY t.due, t.id", ViewStore::row, parts.parameters.toArray());
    }

    private static long count(Connection c, Parts parts) throws SQLException {
        if (parts.sql.isEmpty()) {
            return 0;
        }
        return Sql.first(c, "SELECT count(*) FROM (SELECT 1 FROM (" + String.join(" UNION ALL ", parts.sql) + ") u LIMIT " + MOST_COUNTED + ") y", row -> row.getLong(1), parts.parameters.toArray()).orElse(0L);
    }

    /** The walks along an index that a page is merged from. */
    private static final class Parts {
        final List<String> sql = new ArrayList<>();
        final List<Object> parameters = new ArrayList<>();
        private final Filter filter;
        private final int limit;

        Parts(Filter filter, int limit) {
            this.filter = filter;
            this.limit = limit;
        }

        void scopes(Collection<Access.Scope> scopes, boolean unplaced) {
            var everywhere = scopes.stream().filter(s -> s.district() == null).map(Access.Scope::department).toList();
            var tied = scopes.stream().filter(s -> s.district() != null).toList();
            if (!everywhere.isEmpty()) {
                walk("unnest(?::text[]) v (department)", "i.department = v.department", everywhere);
            }
            if (!tied.isEmpty()) {
                var departments = tied.stream().map(Access.Scope::department).toList();
                walk("unnest(?::text[], ?::text[]) v (department, district)", "i.department = v.department AND i.district = v.district", departments,
                        tied.stream().map(Access.Scope::district).toList());
                if (unplaced) {
                    walk("unnest(?::text[]) v (department)", "i.department = v.department AND i.district IS NULL", departments.stream().distinct().toList());
                }
            }
        }

        void people(String column, Collection<Long> people, String district) {
            if (people.isEmpty()) {
                return;
            }
            if (district == null) {
                walk("unnest(?::bigint[]) v (person)", "i." + column + " = v.person", people);
            } else {
                walk("unnest(?::bigint[]) v (person)", "i." + column + " = v.person AND i.district = ?", people, district);
            }
        }

        private void walk(String values, String match, Object... bound) {
            // one lower bound, not two: with both, the index would be walked from the lower one
            var start = filter.from() != null && filter.after().due().isBefore(filter.from()) ? new Place(filter.from(), 0) : filter.after();
            var inner = new StringBuilder("SELECT i.id, i.due FROM cases.task i WHERE i.state = 'open' AND ").append(match).append(" AND (i.due, i.id) > (?, ?)");
            java.util.Collections.addAll(parameters, bound);
            parameters.add(start.due());
            parameters.add(start.id());
            and(inner, "i.stage = ?", filter.stage());
            and(inner, "i.due < ?", filter.until());
            // the limit as a number: unknown, it would make the database plan anew for every page, which costs more than the page
            sql.add("(SELECT x.id, x.due FROM " + values + " CROSS JOIN LATERAL (" + inner + " ORDER BY i.due, i.id LIMIT " + limit + ") x)");
        }

        private void and(StringBuilder inner, String condition, Object value) {
            if (value != null) {
                inner.append(" AND ").append(condition);
                parameters.add(value);
            }
        }
    }

    static List<Row> tasksOf(Connection c, long caseId) throws SQLException {
        return Sql.list(c, "SELECT " + COLUMNS + " FROM cases.task t" + JOIN + "WHERE t.case_id = ? ORDER BY t.id", ViewStore::row, caseId);
    }

    /** Open tasks of a person in some departments, by case. */
    static List<Row> assigned(Connection c, long person, Collection<String> departments, int limit) throws SQLException {
        return Sql.list(c, "SELECT " + COLUMNS + " FROM cases.task t" + JOIN + "WHERE t.assignee = ? AND t.state = 'open' AND t.department = ANY (?) ORDER BY t.case_id, t.id LIMIT ?",
                ViewStore::row, person, departments, limit);
    }

    /** Cases going on that somebody is steward of. */
    static List<CaseRow> stewarded(Connection c, long person, int limit) throws SQLException {
        return Sql.list(c, "SELECT " + CaseStore.CASE_COLUMNS + " FROM cases.kase k JOIN cases.party p ON p.case_id = k.id WHERE k.steward = ? AND k.state IN ('open', 'not-ready') ORDER BY k.id LIMIT ?",
                CaseStore::caseRow, person, limit);
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
