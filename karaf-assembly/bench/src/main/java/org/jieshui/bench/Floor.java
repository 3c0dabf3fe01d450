package org.jieshui.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * What PostgreSQL allows: a task completed by hand-written statements and nothing else: lock, update, event, next tasks, case, outbox. No permission, no
 * idempotency key, no validation, no department.
 */
final class Floor {

    record Task(long id, String key) {}

    private static final Map<Integer, List<String>> STAGES = Map.ofEntries(Map.entry(0, List.of("info-transfer")),
            Map.entry(1, List.of("survey-cs", "survey-design", "survey-network", "survey-eng")), Map.entry(2, List.of("drawing", "road-permit")), Map.entry(3, List.of("review")),
            Map.entry(4, List.of("meter-prep", "estimate")), Map.entry(5, List.of("agreement")), Map.entry(6, List.of("payment")),
            Map.entry(7, List.of("civil-works", "station-net", "meter-install")), Map.entry(8, List.of("acceptance")), Map.entry(9, List.of("water-on")),
            Map.entry(10, List.of("return-visit")));

    private final DataSource source;
    private final AtomicLong ids = new AtomicLong(1);

    Floor(DataSource source) {
        this.source = source;
    }

    static void create(Connection owner) throws SQLException {
        try (var s = owner.createStatement()) {
            s.execute("CREATE SCHEMA floor");
            s.execute("CREATE TABLE floor.kase (id bigint PRIMARY KEY, stage int NOT NULL, open_n int NOT NULL, rev int NOT NULL, data jsonb NOT NULL, opened timestamptz NOT NULL, closed timestamptz)");
            s.execute("CREATE TABLE floor.task (id bigint PRIMARY KEY, case_id bigint NOT NULL, key text NOT NULL, department text NOT NULL, opened timestamptz NOT NULL, due timestamptz NOT NULL, "
                    + "done timestamptz, done_by text)");
            s.execute("CREATE TABLE floor.event (case_id bigint NOT NULL, seq int NOT NULL, at timestamptz NOT NULL, actor text NOT NULL, kind text NOT NULL, task_id bigint, payload jsonb, "
                    + "PRIMARY KEY (case_id, seq))");
            s.execute("CREATE TABLE floor.outbox (id bigint PRIMARY KEY, topic text NOT NULL, payload jsonb, at timestamptz NOT NULL)");
            s.execute("CREATE INDEX ON floor.task (case_id)");
            s.execute("CREATE INDEX ON floor.task (department, due) INCLUDE (id, case_id, key) WHERE done IS NULL");
            s.execute("GRANT USAGE ON SCHEMA floor TO jieshui_app");
            s.execute("GRANT ALL ON ALL TABLES IN SCHEMA floor TO jieshui_app");
        }
    }

    long open(String data) throws SQLException {
        long id = ids.incrementAndGet();
        var now = new Timestamp(System.currentTimeMillis());
        try (var c = source.getConnection()) {
            c.setAutoCommit(false);
            try (var s = c.prepareStatement("INSERT INTO floor.kase (id, stage, open_n, rev, data, opened) VALUES (?, 0, 1, 1, ?, ?)")) {
                s.setLong(1, id);
                s.setObject(2, data, Types.OTHER);
                s.setTimestamp(3, now);
                s.executeUpdate();
            }
            event(c, id, 1, "open", null, "{}", now);
            tasks(c, id, 0, now);
            c.commit();
        }
        return id;
    }

    List<Task> openTasks(long caseId) throws SQLException {
        try (var c = source.getConnection(); var s = c.prepareStatement("SELECT id, key FROM floor.task WHERE case_id = ? AND done IS NULL ORDER BY id")) {
            s.setLong(1, caseId);
            var found = new ArrayList<Task>();
            try (var rows = s.executeQuery()) {
                while (rows.next()) {
                    found.add(new Task(rows.getLong(1), rows.getString(2)));
                }
            }
            return found;
        }
    }

    void complete(long caseId, long taskId, String payload) throws SQLException {
        var now = new Timestamp(System.currentTimeMillis());
        try (var c = source.getConnection()) {
            c.setAutoCommit(false);
            int stage;
            int open;
            int rev;
            try (var s = c.prepareStatement("SELECT stage, open_n, rev FROM floor.kase WHERE id = ? FOR UPDATE")) {
                s.setLong(1, caseId);
                try (var row = s.executeQuery()) {
                    row.next();
                    stage = row.getInt(1);
                    open = row.getInt(2) - 1;
                    rev = row.getInt(3) + 1;
                }
            }
            try (var s = c.prepareStatement("UPDATE floor.task SET done = ?, done_by = ? WHERE id = ? AND done IS NULL")) {
                s.setTimestamp(1, now);
                s.setString(2, "user");
                s.setLong(3, taskId);
                if (s.executeUpdate() != 1) {
                    throw new IllegalStateException("done already");
                }
            }
            event(c, caseId, rev, "complete", taskId, payload, now);
            if (open == 0 && STAGES.containsKey(stage + 1)) {
                stage++;
                open = STAGES.get(stage).size();
                tasks(c, caseId, stage, now);
            }
            try (var s = c.prepareStatement("UPDATE floor.kase SET stage = ?, open_n = ?, rev = ?, closed = ? WHERE id = ?")) {
                s.setInt(1, stage);
                s.setInt(2, open);
                s.setInt(3, rev);
                s.setTimestamp(4, open == 0 ? now : null);
                s.setLong(5, caseId);
                s.executeUpdate();
            }
            try (var s = c.prepareStatement("INSERT INTO floor.outbox (id, topic, payload, at) VALUES (?, 'task.completed', ?, ?)")) {
                s.setLong(1, ids.incrementAndGet());
                s.setObject(2, "{\"case\":" + caseId + ",\"task\":" + taskId + "}", Types.OTHER);
                s.setTimestamp(3, now);
                s.executeUpdate();
            }
            c.commit();
        }
    }

    private void tasks(Connection c, long caseId, int stage, Timestamp now) throws SQLException {
        try (var s = c.prepareStatement("INSERT INTO floor.task (id, case_id, key, department, opened, due) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (var key : STAGES.get(stage)) {
                s.setLong(1, ids.incrementAndGet());
                s.setLong(2, caseId);
                s.setString(3, key);
                s.setString(4, "department");
                s.setTimestamp(5, now);
                s.setTimestamp(6, new Timestamp(now.getTime() + 86_400_000L * 2));
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static void event(Connection c, long caseId, int seq, String kind, Long taskId, String payload, Timestamp now) throws SQLException {
        try (var s = c.prepareStatement("INSERT INTO floor.event (case_id, seq, at, actor, kind, task_id, payload) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            s.setLong(1, caseId);
            s.setInt(2, seq);
            s.setTimestamp(3, now);
            s.setString(4, "user");
            s.setString(5, kind);
            s.setObject(6, taskId, Types.BIGINT);
            s.setObject(7, payload, Types.OTHER);
            s.executeUpdate();
        }
    }
}
