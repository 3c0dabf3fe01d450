package org.jieshui.visits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of questionnaires, visits and what follows them. */
@Component(service = VisitsStore.class)
public class VisitsStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLLOW_UP = "id, case_id, task_id, district, department, complaint, opened_at, opened_by, outcome, settled_at, settled_by, revoked_at";

    /** @param by person id, 0 when it came with the product */
    public record Questionnaire(int version, List<Question> questions, Instant at, long by) {}

    /** @param scores 1 to 5 by question id */
    record Visit(long taskId, long caseId, String district, Instant at, long by, String satisfaction, int questionnaire, Map<String, Integer> scores) {}

    /** Null leaves a condition out. @param open true: what is open; false: what is settled */
    record Filter(Long caseId, Boolean open, String department, String district) {}

    /** @param counts by satisfaction. @param scores mean and number of answers by question id */
    record Summary(Map<String, Integer> counts, Map<String, Score> scores) {}

    /** @param mean with one decimal, 1.0 to 5.0 */
    public record Score(double mean, int answers) {}

    private final Database database;

    @Activate
    public VisitsStore(@Reference Database database) {
        this.database = database;
    }

    /** The one that is asked now. */
    Questionnaire questionnaire() {
        return database.read(h -> h.createQuery("SELECT version, questions, at, by_whom FROM visits.questionnaire ORDER BY version DESC LIMIT 1").map((rs, c) -> questionnaire(rs)).one());
    }

    Optional<Questionnaire> questionnaire(int version) {
        return database.read(h -> h.createQuery("SELECT version, questions, at, by_whom FROM visits.questionnaire WHERE version = :version").bind("version", version)
                .map((rs, c) -> questionnaire(rs)).findOne());
    }

    /** @return false when that version is there already: somebody else was faster */
    boolean add(Questionnaire questionnaire) {
        try {
            return database.inTransaction(h -> h.createUpdate("INSERT INTO visits.questionnaire (version, questions, at, by_whom) VALUES (:version, :questions::jsonb, :at, :by)")
                    .bind("version", questionnaire.version()).bind("questions", json(questionnaire.questions())).bind("at", utc(questionnaire.at())).bind("by", questionnaire.by()).execute() == 1);
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    void visited(Visit v) {
        database.transact(h -> {
            h.createUpdate("""
                            INSERT INTO visits.visit (task_id, case_id, district, at, by_whom, satisfaction, questionnaire, scores)
                            VALUES (:task, :case, :district, :at, :by, :satisfaction, :questionnaire, :scores::jsonb)""")
                    .bind("task", v.taskId()).bind("case", v.caseId()).bind("district", v.district()).bind("at", utc(v.at())).bind("by", v.by()).bind("satisfaction", v.satisfaction())
                    .bind("questionnaire", v.questionnaire()).bind("scores", json(v.scores())).execute();
        });
    }

    /** @return its id */
    long open(FollowUp f) {
        return database.inTransaction(h -> h.createQuery("""
                        INSERT INTO visits.follow_up (case_id, task_id, district, department, complaint, opened_at, opened_by)
                        VALUES (:case, :task, :district, :department, :complaint, :at, :by) RETURNING id""")
                .bind("case", f.caseId()).bind("task", f.taskId()).bind("district", f.district()).bind("department", f.department()).bind("complaint", f.complaint())
                .bind("at", utc(f.openedAt())).bind("by", f.openedBy()).mapTo(Long.class).one());
    }

    /** The visit was sent back: neither it nor what is still open after it counts. */
    void revoke(long taskId, Instant at) {
        database.transact(h -> {
            h.createUpdate("DELETE FROM visits.visit WHERE task_id = :task").bind("task", taskId).execute();
            h.createUpdate("UPDATE visits.follow_up SET revoked_at = :at WHERE task_id = :task AND settled_at IS NULL AND revoked_at IS NULL").bind("at", utc(at)).bind("task", taskId).execute();
        });
    }

    Optional<FollowUp> find(long id) {
        return database.read(h -> h.createQuery("SELECT " + FOLLOW_UP + " FROM visits.follow_up WHERE id = :id").bind("id", id).map((rs, c) -> followUp(rs)).findOne());
    }

    /** @return false when it is not open any more */
    boolean settle(long id, String outcome, Instant at, long person) {
        return database.inTransaction(h -> h.createUpdate("UPDATE visits.follow_up SET outcome = :outcome, settled_at = :at, settled_by = :by WHERE id = :id AND settled_at IS NULL AND revoked_at IS NULL")
                .bind("outcome", outcome).bind("at", utc(at)).bind("by", person).bind("id", id).execute() == 1);
    }

    /** Longest open first, which is the order of their deadlines; without what was revoked. @param after only entries with a greater id */
    List<FollowUp> page(Filter filter, Long after, int limit) {
        return database.read(h -> h.createQuery("SELECT " + FOLLOW_UP + """
                 FROM visits.follow_up
                WHERE revoked_at IS NULL AND (:case::bigint IS NULL OR case_id = :case) AND (:open::boolean IS NULL OR (settled_at IS NULL) = :open)
                  AND (:department::text IS NULL OR department = :department) AND (:district::text IS NULL OR district = :district) AND (:after::bigint IS NULL OR id > :after)
                ORDER BY id LIMIT :limit""")
                .bind("case", filter.caseId()).bind("open", filter.open()).bind("department", filter.department()).bind("district", filter.district()).bind("after", after)
                .bind("limit", limit).map((rs, c) -> followUp(rs)).list());
    }

    /** Visits made from one moment to before another. @param districts empty: all */
    Summary summary(Instant from, Instant to, List<String> districts) {
        return database.read(h -> {
            var counts = new HashMap<String, Integer>();
            h.createQuery("SELECT satisfaction, count(*) FROM visits.visit WHERE at >= :from AND at < :to AND (:all OR district IS NULL OR district = ANY(:districts)) GROUP BY satisfaction")
                    .bind("from", utc(from)).bind("to", utc(to)).bind("all", districts.isEmpty()).bind("districts", districts.toArray(String[]::new))
                    .map((rs, c) -> Map.entry(rs.getString(1), rs.getInt(2))).forEach(e -> counts.put(e.getKey(), e.getValue()));
            var scores = new HashMap<String, Score>();
            h.createQuery("""
                            SELECT s.key, round(avg(s.value::int), 1), count(*) FROM visits.visit v, jsonb_each_text(v.scores) s
                             WHERE v.at >= :from AND v.at < :to AND (:all OR v.district IS NULL OR v.district = ANY(:districts)) GROUP BY s.key""")
                    .bind("from", utc(from)).bind("to", utc(to)).bind("all", districts.isEmpty()).bind("districts", districts.toArray(String[]::new))
                    .map((rs, c) -> Map.entry(rs.getString(1), new Score(rs.getDouble(2), rs.getInt(3)))).forEach(e -> scores.put(e.getKey(), e.getValue()));
            return new Summary(counts, scores);
        });
    }

    void moved(long caseId, String district) {
        database.transact(h -> {
            h.createUpdate("UPDATE visits.follow_up SET district = :district WHERE case_id = :case").bind("district", district).bind("case", caseId).execute();
            h.createUpdate("UPDATE visits.visit SET district = :district WHERE case_id = :case").bind("district", district).bind("case", caseId).execute();
        });
    }

    private static Questionnaire questionnaire(ResultSet rs) throws SQLException {
        try {
            return new Questionnaire(rs.getInt("version"), JSON.readValue(rs.getString("questions"), new TypeReference<List<Question>>() {}), instant(rs, "at"), rs.getLong("by_whom"));
        } catch (JsonProcessingException e) {
            throw new SQLException("questionnaire " + rs.getInt("version") + " cannot be read", e);
        }
    }

    private static FollowUp followUp(ResultSet rs) throws SQLException {
        return new FollowUp(rs.getLong("id"), rs.getLong("case_id"), rs.getLong("task_id"), rs.getString("district"), rs.getString("department"), rs.getString("complaint"),
                instant(rs, "opened_at"), rs.getLong("opened_by"), rs.getString("outcome"), instant(rs, "settled_at"), rs.getObject("settled_by", Long.class), rs.getTimestamp("revoked_at") != null);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
