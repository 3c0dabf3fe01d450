package org.jieshui.cases.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.calendar.Interval;

/** Rows of the schema {@code cases} that actions read and write. Reads for pages are in {@link ViewStore}. */
final class CaseStore {

    static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule())
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    record Pause(long id, long caseId, String reason, Interval interval, String note, List<Long> evidence, long by) {}

    static final String CASE_COLUMNS = """
            k.id, k.number, k.process, k.process_version, k.state, k.version, k.stage, k.origin, k.opened, k.closed, k.district, k.steward, k.facts, k.stages,
            k.has_pauses, p.customer, p.contact, p.phone, p.address""";

    private static final String LOCK = "SELECT " + CASE_COLUMNS + """
            , i.action, i.case_id AS receipt_case, i.entry, i.version AS receipt_version, i.opened AS receipt_opened
            FROM cases.kase k JOIN cases.party p ON p.case_id = k.id LEFT JOIN cases.idempotency i ON i.key = ?
            WHERE k.id = %s FOR UPDATE OF k""";

    private static final String TASK_COLUMNS = "id, case_id, key, type, stage, department, round, optional, state, assignee, opened, due, done, done_by";

    private CaseStore() {}

    static Optional<CaseRow> lock(Connection c, long caseId, UUID key) throws SQLException {
        return Sql.first(c, LOCK.formatted("?"), row -> locked(row), key, caseId);
    }

    static Optional<CaseRow> lockByTask(Connection c, long taskId, UUID key) throws SQLException {
        return Sql.first(c, LOCK.formatted("(SELECT case_id FROM cases.task WHERE id = ?)"), row -> locked(row), key, taskId);
    }

    static Optional<CaseRow> find(Connection c, long caseId) throws SQLException {
        return Sql.first(c, "SELECT " + CASE_COLUMNS + " FROM cases.kase k JOIN cases.party p ON p.case_id = k.id WHERE k.id = ?", CaseStore::caseRow, caseId);
    }

    static List<CaseRow> find(Connection c, Collection<Long> caseIds) throws SQLException {
        return Sql.list(c, "SELECT " + CASE_COLUMNS + " FROM cases.kase k JOIN cases.party p ON p.case_id = k.id WHERE k.id = ANY (?)", CaseStore::caseRow, caseIds);
    }

    static Optional<CaseRow> findByNumber(Connection c, String number) throws SQLException {
        return Sql.first(c, "SELECT " + CASE_COLUMNS + " FROM cases.kase k JOIN cases.party p ON p.case_id = k.id WHERE k.number = ?", CaseStore::caseRow, number);
    }

    static Optional<CaseRow.Stored> receipt(Connection c, UUID key) throws SQLException {
        return Sql.first(c, "SELECT action, case_id AS receipt_case, entry, version AS receipt_version, opened AS receipt_opened FROM cases.idempotency WHERE key = ?",
                CaseStore::stored, key);
    }

    static void insertReceipt(Connection c, UUID key, UUID action, Receipt receipt, Instant at) throws SQLException {
        Sql.update(c, "INSERT INTO cases.idempotency (key, action, case_id, entry, version, opened, at) VALUES (?, ?, ?, ?, ?, ?, ?)", key, action,
                receipt.caseId(), receipt.entryId(), receipt.version(), receipt.opened().toArray(Long[]::new), at);
    }

    static String nextNumber(Connection c, LocalDate day) throws SQLException {
        int n = Sql.first(c, "INSERT INTO cases.number_of_day AS d (day, last) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET last = d.last + 1 RETURNING last",
                row -> row.getInt(1), day).orElseThrow();
        return "JS%d-%02d%02d-%02d".formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth(), n);
    }

    static long nextId(Connection c) throws SQLException {
        return Sql.first(c, "SELECT nextval('cases.id_seq')", row -> row.getLong(1)).orElseThrow();
    }

    static void insertCase(Connection c, CaseRow k) throws SQLException {
        var text = Grams.text(k.number, k.customer, k.address);
        Sql.update(c, """
                WITH k AS (INSERT INTO cases.kase (id, number, process, process_version, state, version, stage, origin, opened, district, steward, facts, stages)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id)
                INSERT INTO cases.party (case_id, customer, contact, phone, address, found_by, grams) SELECT id, ?, ?, ?, ?, ?, ? FROM k""",
                k.id, k.number, k.process, k.processVersion, k.state.id(), k.version, k.stage, k.origin, k.opened, k.district, k.steward,
                json(k.facts), stages(k.stages), k.customer, k.contact, k.phone, k.address, text, Grams.of(text));
    }

    static void updateCase(Connection c, CaseRow k) throws SQLException {
        Sql.update(c, """
                UPDATE cases.kase SET process_version = ?, state = ?, version = ?, stage = ?, closed = ?, district = ?, steward = ?, facts = ?, stages = ?, has_pauses = ?
                WHERE id = ?""", k.processVersion, k.state.id(), k.version, k.stage, k.closed, k.district, k.steward, json(k.facts), stages(k.stages), k.hasPauses, k.id);
    }

    static void updateParty(Connection c, CaseRow k) throws SQLException {
        var text = Grams.text(k.number, k.customer, k.address);
        Sql.update(c, "UPDATE cases.party SET customer = ?, contact = ?, phone = ?, address = ?, found_by = ?, grams = ? WHERE case_id = ?", k.customer, k.contact,
                k.phone, k.address, text, Grams.of(text), k.id);
    }

    /** What tasks repeat of their case, for the inbox. */
    static void spread(Connection c, CaseRow k) throws SQLException {
        Sql.update(c, "UPDATE cases.task SET district = ?, steward = ? WHERE case_id = ? AND state = 'open'", k.district, k.steward, k.id);
    }

    static List<TaskInfo> tasks(Connection c, long caseId) throws SQLException {
        return Sql.list(c, "SELECT " + TASK_COLUMNS + " FROM cases.task WHERE case_id = ? ORDER BY id", CaseStore::task, caseId);
    }

    static Optional<TaskInfo> findTask(Connection c, long taskId) throws SQLException {
        return Sql.first(c, "SELECT " + TASK_COLUMNS + " FROM cases.task WHERE id = ?", CaseStore::task, taskId);
    }

    /** @return the ids, in the order given */
    static List<Long> insertTasks(Connection c, CaseRow k, List<ProcessDefinition.Task> tasks, List<Integer> rounds, List<Instant> due, Instant now) throws SQLException {
        var values = new StringBuilder();
        var parameters = new java.util.ArrayList<Object>();
        for (int i = 0; i < tasks.size(); i++) {
            var t = tasks.get(i);
            values.append(i == 0 ? "" : ", ").append("(nextval('cases.id_seq'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)");
            java.util.Collections.addAll(parameters, k.id, t.id(), t.type(), t.stage().id(), k.process, t.department(), k.district, k.steward, rounds.get(i), t.optional(), now, due.get(i));
        }
        return Sql.list(c, "INSERT INTO cases.task (id, case_id, key, type, stage, process, department, district, steward, round, optional, state, opened, due) VALUES "
                + values + " RETURNING id", row -> row.getLong(1), parameters.toArray());
    }

    /** Marks the task done, keeps what was filled in and forgets the draft, in one statement. */
    static void completeTask(Connection c, long taskId, long by, Instant now, JsonNode form) throws SQLException {
        var forget = "WITH d AS (DELETE FROM cases.draft WHERE task_id = ?)";
        var done = "UPDATE cases.task SET state = 'done', done = ?, done_by = ?, assignee = coalesce(assignee, ?) WHERE id = ?";
        if (form == null || form.isEmpty()) {
            Sql.update(c, forget + " " + done, taskId, now, by, by, taskId);
        } else {
            Sql.update(c, forget + ", t AS (" + done + " RETURNING id) INSERT INTO cases.task_form (task_id, data) SELECT id, ? FROM t", taskId, now, by, by, taskId, json(form));
        }
    }

    static void setTaskState(Connection c, Collection<Long> ids, TaskState state) throws SQLException {
        if (!ids.isEmpty()) {
            Sql.update(c, "WITH d AS (DELETE FROM cases.draft WHERE task_id = ANY (?)) UPDATE cases.task SET state = ? WHERE id = ANY (?)", ids, state.id(), ids);
        }
    }

    /** Puts a task where the version that its case moved to has it. @param endedBy the move that ends it, or null. Its draft stays, for the way back */
    static void moveTask(Connection c, TaskInfo task, TaskState state, Long endedBy, CaseRow k) throws SQLException {
        Sql.update(c, "UPDATE cases.task SET key = ?, stage = ?, department = ?, optional = ?, state = ?, assignee = ?, due = coalesce(?, due), district = ?, steward = ?, ended_by_move = ? WHERE id = ?", task.key(),
                task.stage(), task.department(), task.optional(), state.id(), task.assignee(), task.due(), k.district, k.steward, endedBy, task.id());
    }

    /** The place of a task that is no longer open in the version that its case moved to. */
    static void placeTask(Connection c, long taskId, ProcessDefinition.Task place) throws SQLException {
        Sql.update(c, "UPDATE cases.task SET key = ?, stage = ? WHERE id = ?", place.id(), place.stage().id(), taskId);
    }

    static Moving.ByMove byMove(Connection c, long caseId) throws SQLException {
        var opened = new java.util.HashSet<Long>();
        var ended = new java.util.HashSet<Long>();
        Sql.list(c, "SELECT id, opened_by_move IS NOT NULL, ended_by_move IS NOT NULL FROM cases.task WHERE case_id = ? AND (opened_by_move IS NOT NULL OR ended_by_move IS NOT NULL)",
                row -> (row.getBoolean(2) ? opened.add(row.getLong(1)) : false) | (row.getBoolean(3) ? ended.add(row.getLong(1)) : false), caseId);
        return new Moving.ByMove(opened, ended);
    }

    static void openedByMove(Connection c, Collection<Long> ids, long move) throws SQLException {
        if (!ids.isEmpty()) {
            Sql.update(c, "UPDATE cases.task SET opened_by_move = ? WHERE id = ANY (?)", move, ids);
        }
    }

    /** What was filled in of tasks that nobody completes any more. */
    static void forgetDrafts(Connection c, long caseId) throws SQLException {
        Sql.update(c, "DELETE FROM cases.draft WHERE task_id IN (SELECT id FROM cases.task WHERE case_id = ?)", caseId);
    }

    static void assign(Connection c, long taskId, Long assignee) throws SQLException {
        Sql.update(c, "UPDATE cases.task SET assignee = ? WHERE id = ?", assignee, taskId);
    }

    static void urged(Connection c, long taskId) throws SQLException {
        Sql.update(c, "UPDATE cases.task SET urged = urged + 1 WHERE id = ?", taskId);
    }

    static void setDue(Connection c, long taskId, Instant due) throws SQLException {
        Sql.update(c, "UPDATE cases.task SET due = ? WHERE id = ? AND due <> ?", due, taskId, due);
    }

    static Optional<JsonNode> form(Connection c, long caseId, String type) throws SQLException {
        return Sql.first(c, """
                SELECT f.data FROM cases.task t JOIN cases.task_form f ON f.task_id = t.id
                WHERE t.case_id = ? AND t.type = ? AND t.state = 'done' ORDER BY t.id DESC LIMIT 1""", row -> node(row.getString(1)), caseId, type);
    }

    /** What was filled in when the same task was completed last, in a round before. */
    static Optional<JsonNode> earlier(Connection c, TaskInfo task) throws SQLException {
        return Sql.first(c, """
                SELECT f.data FROM cases.task t JOIN cases.task_form f ON f.task_id = t.id
                WHERE t.case_id = ? AND t.key = ? AND t.type = ? AND t.id < ? ORDER BY t.id DESC LIMIT 1""", row -> node(row.getString(1)), task.caseId(), task.key(), task.type(), task.id());
    }

    static List<Pause> pauses(Connection c, long caseId) throws SQLException {
        return Sql.list(c, "SELECT id, case_id, reason, from_at, to_at, note, evidence, by_whom FROM cases.pause WHERE case_id = ? ORDER BY from_at, id",
                row -> new Pause(row.getLong("id"), row.getLong("case_id"), row.getString("reason"),
                        new Interval(Sql.instant(row, "from_at"), Sql.instant(row, "to_at")), row.getString("note"), Sql.longs(row, "evidence"), row.getLong("by_whom")), caseId);
    }

    static long insertPause(Connection c, long caseId, String reason, Instant from, String note, List<Long> evidence, long by) throws SQLException {
        long id = nextId(c);
        Sql.update(c, "INSERT INTO cases.pause (id, case_id, reason, from_at, note, evidence, by_whom) VALUES (?, ?, ?, ?, ?, ?, ?)", id, caseId, reason, from, note,
                evidence.toArray(Long[]::new), by);
        return id;
    }

    static void endPauses(Connection c, long caseId, Instant to) throws SQLException {
        Sql.update(c, "UPDATE cases.pause SET to_at = ? WHERE case_id = ? AND to_at IS NULL", to, caseId);
    }

    static void correctPause(Connection c, long pauseId, Instant from, Instant to, String note, List<Long> evidence) throws SQLException {
        Sql.update(c, "UPDATE cases.pause SET from_at = ?, to_at = ?, note = ?, evidence = ? WHERE id = ?", from, to, note, evidence.toArray(Long[]::new), pauseId);
    }

    static int endPause(Connection c, long pauseId, Instant to) throws SQLException {
        return Sql.update(c, "UPDATE cases.pause SET to_at = ? WHERE id = ? AND to_at IS NULL", to, pauseId);
    }

    /** @return the entry's id */
    static long insertEntry(Connection c, long caseId, int seq, Moment moment, long actor, String via, String kind, Long taskId, JsonNode data) throws SQLException {
        return Sql.first(c, "INSERT INTO cases.journal (case_id, seq, at, actor, via, kind, task_id, data, recorded, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                row -> row.getLong(1), caseId, seq, moment.now(), actor, via, kind, taskId, data == null || data.isEmpty() ? null : json(data), moment.recorded(),
                moment.recordedBy()).orElseThrow();
    }

    static void insertWords(Connection c, long caseId, int seq, String text) throws SQLException {
        Sql.update(c, "INSERT INTO cases.words (case_id, seq, text) VALUES (?, ?, ?)", caseId, seq, text);
    }

    record ChangedBy(long actor, Instant at) {}

    /** Fields of the case that entries after a version changed, each with the latest. */
    static Map<String, ChangedBy> changesSince(Connection c, long caseId, int version) throws SQLException {
        var changes = new LinkedHashMap<String, ChangedBy>();
        Sql.list(c, "SELECT f.field, j.actor, j.at FROM cases.journal j CROSS JOIN LATERAL jsonb_array_elements_text(j.data -> 'fields') AS f (field) "
                + "WHERE j.case_id = ? AND j.seq > ? AND jsonb_typeof(j.data -> 'fields') = 'array' ORDER BY j.seq",
                row -> changes.put(row.getString("field"), new ChangedBy(row.getLong("actor"), Sql.instant(row, "at"))), caseId, version);
        return changes;
    }

    static Optional<Instant> lastEntryAt(Connection c, long caseId) throws SQLException {
        return Sql.first(c, "SELECT at FROM cases.journal WHERE case_id = ? ORDER BY seq DESC LIMIT 1", row -> Sql.instant(row, "at"), caseId);
    }

    static CaseRow caseRow(ResultSet row) throws SQLException {
        var k = new CaseRow();
        k.id = row.getLong("id");
        k.number = row.getString("number");
        k.process = row.getString("process");
        k.processVersion = row.getInt("process_version");
        k.state = CaseState.of(row.getString("state"));
        k.version = row.getInt("version");
        k.stage = row.getString("stage");
        k.origin = row.getString("origin");
        k.opened = Sql.instant(row, "opened");
        k.closed = Sql.instant(row, "closed");
        k.district = row.getString("district");
        k.steward = Sql.longOrNull(row, "steward");
        k.facts = (ObjectNode) node(row.getString("facts"));
        k.stages = stages(node(row.getString("stages")));
        k.hasPauses = row.getBoolean("has_pauses");
        k.customer = row.getString("customer");
        k.contact = row.getString("contact");
        k.phone = row.getString("phone");
        k.address = row.getString("address");
        return k;
    }

    private static CaseRow locked(ResultSet row) throws SQLException {
        var k = caseRow(row);
        k.receipt = row.getObject("action") == null ? null : stored(row);
        return k;
    }

    private static CaseRow.Stored stored(ResultSet row) throws SQLException {
        return new CaseRow.Stored(row.getObject("action", UUID.class), new Receipt(row.getLong("receipt_case"), row.getLong("entry"),
                row.getInt("receipt_version"), Sql.longs(row, "receipt_opened"), true));
    }

    static TaskInfo task(ResultSet row) throws SQLException {
        var due = Sql.instant(row, "due");
        return new TaskInfo(row.getLong("id"), row.getLong("case_id"), row.getString("key"), row.getString("type"), row.getString("stage"),
                row.getString("department"), row.getInt("round"), row.getBoolean("optional"), TaskState.of(row.getString("state")),
                Sql.longOrNull(row, "assignee"), Sql.instant(row, "opened"), Sql.NEVER.equals(due) ? null : due, Sql.instant(row, "done"), Sql.longOrNull(row, "done_by"));
    }

    static JsonNode node(String json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds JSON that does not parse", e);
        }
    }

    static Sql.Json json(JsonNode node) {
        return new Sql.Json(node.toString());
    }

    private static Sql.Json stages(Map<String, Interval> stages) {
        var node = JSON.createObjectNode();
        stages.forEach((id, stretch) -> node.putArray(id).add(stretch.from().toString()).add(stretch.to() == null ? null : stretch.to().toString()));
        return json(node);
    }

    private static Map<String, Interval> stages(JsonNode node) {
        var stages = new LinkedHashMap<String, Interval>();
        node.fields().forEachRemaining(f -> stages.put(f.getKey(),
                new Interval(Instant.parse(f.getValue().get(0).asText()), f.getValue().get(1).isNull() ? null : Instant.parse(f.getValue().get(1).asText()))));
        return stages;
    }
}
