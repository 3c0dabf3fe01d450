package org.jieshui.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of enquiries and issues. */
@Component(service = LogStore.class)
public class LogStore {

    private static final String COLUMNS = "id, case_id, district, kind, topic, text, department, at, by_whom, outcome, closed_at, closed_by";

    /** Null leaves a condition out. @param open true: what is open; false: what is closed */
    record Filter(Long caseId, String kind, Boolean open, String department, String district, Long by) {}

    private final Database database;

    @Activate
    public LogStore(@Reference Database database) {
        this.database = database;
    }

    /** @return its id */
    long add(LogEntry e, String key) {
        return database.inTransaction(h -> h.createQuery("""
                        INSERT INTO intake.entry (case_id, district, kind, topic, text, department, at, by_whom, key, outcome, closed_at, closed_by)
                        VALUES (:case, :district, :kind, :topic, :text, :department, :at, :by, :key, :outcome, :closedAt, :closedBy) RETURNING id""")
                .bind("case", e.caseId()).bind("district", e.district()).bind("kind", e.kind()).bind("topic", e.topic()).bind("text", e.text()).bind("department", e.department())
                .bind("at", utc(e.at())).bind("by", e.by()).bind("key", key).bind("outcome", e.outcome()).bind("closedAt", utc(e.closedAt())).bind("closedBy", e.closedBy())
                .mapTo(Long.class).one());
    }

    Optional<LogEntry> find(long id) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM intake.entry WHERE id = :id").bind("id", id).map((rs, c) -> row(rs)).findOne());
    }

    Optional<LogEntry> byKey(long person, String key) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM intake.entry WHERE by_whom = :by AND key = :key").bind("by", person).bind("key", key).map((rs, c) -> row(rs)).findOne());
    }

    /** @return false when it was closed already */
    boolean close(long id, String outcome, Instant at, long person) {
        return database.inTransaction(h -> h.createUpdate("UPDATE intake.entry SET outcome = :outcome, closed_at = :at, closed_by = :by WHERE id = :id AND closed_at IS NULL")
                .bind("outcome", outcome).bind("at", utc(at)).bind("by", person).bind("id", id).execute() == 1);
    }

    /** Newest first. @param before only entries with a smaller id; null: from the newest */
    List<LogEntry> page(Filter filter, Long before, int limit) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + """
                 FROM intake.entry
                WHERE (:case::bigint IS NULL OR case_id = :case) AND (:kind::text IS NULL OR kind = :kind)
                  AND (:open::boolean IS NULL OR (closed_at IS NULL) = :open) AND (:department::text IS NULL OR department = :department)
                  AND (:district::text IS NULL OR district = :district) AND (:by::bigint IS NULL OR by_whom = :by) AND (:before::bigint IS NULL OR id < :before)
                ORDER BY id DESC LIMIT :limit""")
                .bind("case", filter.caseId()).bind("kind", filter.kind()).bind("open", filter.open()).bind("department", filter.department()).bind("district", filter.district())
                .bind("by", filter.by()).bind("before", before).bind("limit", limit).map((rs, c) -> row(rs)).list());
    }

    void moved(long caseId, String district) {
        database.transact(h -> {
            h.createUpdate("UPDATE intake.entry SET district = :district WHERE case_id = :case").bind("district", district).bind("case", caseId).execute();
        });
    }

    private static LogEntry row(ResultSet rs) throws SQLException {
        return new LogEntry(rs.getLong("id"), rs.getLong("case_id"), rs.getString("district"), rs.getString("kind"), rs.getString("topic"), rs.getString("text"), rs.getString("department"),
                instant(rs, "at"), rs.getLong("by_whom"), rs.getString("outcome"), instant(rs, "closed_at"), rs.getObject("closed_by", Long.class));
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
