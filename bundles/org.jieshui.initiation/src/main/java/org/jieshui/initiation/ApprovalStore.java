package org.jieshui.initiation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of the register. */
@Component(service = ApprovalStore.class)
public class ApprovalStore {

    /** After so long without a case an entry is left over from a request that broke off: anybody may take it up. */
    static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, List<Long>>> IDS = new TypeReference<>() {};
    private static final String COLUMNS = "number, coalesce(written, number) AS written, approved, project, registered, registered_by, key, case_id, transferred, informed";

    /** What the register is searched by; null leaves a condition out. @param text part of the number or of the project's name. @param transferred whether the transfer is done */
    record Filter(String text, Boolean transferred, LocalDate from, LocalDate to) {}

    /** Where a page ends: the last row on it. */
    record Place(Instant registered, String number) {}

    private final Database database;

    @Activate
    public ApprovalStore(@Reference Database database) {
        this.database = database;
    }

    /** Enters the approval unless its number is there; answers what stands in the register then. */
    Approval enter(Approval a) {
        return database.inTransaction(h -> {
            h.createUpdate("""
                    INSERT INTO initiation.approval (number, written, approved, project, registered, registered_by, key)
                    VALUES (:number, :written, :approved, :project, :registered, :by, :key)
                    ON CONFLICT (number) DO UPDATE SET written = excluded.written, approved = excluded.approved, project = excluded.project, registered = excluded.registered,
                      registered_by = excluded.registered_by, key = excluded.key WHERE approval.case_id IS NULL AND approval.registered < :abandoned""")
                    .bind("number", a.number()).bind("written", a.written()).bind("approved", a.approved()).bind("project", a.project()).bind("registered", utc(a.registered()))
                    .bind("by", a.registeredBy()).bind("key", a.key()).bind("abandoned", utc(a.registered().minus(ABANDONED))).execute();
            return h.createQuery("SELECT " + COLUMNS + " FROM initiation.approval WHERE number = :number").bind("number", a.number()).map((rs, c) -> row(rs)).one();
        });
    }

    /** The case could not be opened: the number is free again. */
    void remove(String number) {
        database.transact(h -> {
            h.createUpdate("DELETE FROM initiation.approval WHERE number = :number AND case_id IS NULL").bind("number", number).execute();
        });
    }

    void opened(String number, long caseId) {
        database.transact(h -> {
            h.createUpdate("UPDATE initiation.approval SET case_id = :case WHERE number = :number AND case_id IS NULL").bind("case", caseId).bind("number", number).execute();
        });
    }

    void transferred(long caseId, Instant at, Map<String, List<Long>> informed) {
        database.transact(h -> {
            h.createUpdate("UPDATE initiation.approval SET transferred = :at, informed = :informed::jsonb WHERE case_id = :case").bind("at", at == null ? null : utc(at))
                    .bind("informed", json(informed)).bind("case", caseId).execute();
        });
    }

    Optional<Approval> ofCase(long caseId) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM initiation.approval WHERE case_id = :case").bind("case", caseId).map((rs, c) -> row(rs)).findOne());
    }

    /** Newest first. */
    List<Approval> page(Filter filter, Place after, int limit) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + """
                 FROM initiation.approval
                WHERE (:text::text IS NULL OR project ILIKE :text OR number ILIKE :numberText)
                  AND (:transferred::boolean IS NULL OR (transferred IS NOT NULL) = :transferred)
                  AND (:from::date IS NULL OR approved >= :from) AND (:to::date IS NULL OR approved <= :to)
                  AND (:at::timestamptz IS NULL OR registered < :at OR registered = :at AND number > :number)
                ORDER BY registered DESC, number LIMIT :limit""")
                .bind("text", part(filter.text())).bind("numberText", part(filter.text() == null ? null : Approval.normal(filter.text())))
                .bind("transferred", filter.transferred()).bind("from", filter.from()).bind("to", filter.to()).bind("at", after == null ? null : utc(after.registered()))
                .bind("number", after == null ? null : after.number()).bind("limit", limit).map((rs, c) -> row(rs)).list());
    }

    private static Approval row(ResultSet rs) throws SQLException {
        return new Approval(rs.getString("number"), rs.getString("written"), rs.getObject("approved", LocalDate.class), rs.getString("project"), instant(rs, "registered"),
                rs.getLong("registered_by"), rs.getString("key"), rs.getObject("case_id", Long.class), instant(rs, "transferred"), ids(rs.getString("informed")));
    }

    private static String part(String text) {
        return text == null ? null : "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Map<String, List<Long>> ids(String json) throws SQLException {
        try {
            return json == null ? Map.of() : JSON.readValue(json, IDS);
        } catch (JsonProcessingException e) {
            throw new SQLException(e);
        }
    }

    private static String json(Object value) throws JsonProcessingException {
        return value == null ? null : JSON.writeValueAsString(value);
    }
}
