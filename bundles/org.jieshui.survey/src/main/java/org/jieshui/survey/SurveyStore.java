package org.jieshui.survey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.survey.Appointment.Attendee;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of appointments and plans. */
@Component(service = SurveyStore.class)
public class SurveyStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHANGES = """
            version > 1 AND at >= :from AND at < :to AND (:cause::text IS NULL OR cause = :cause) AND (:department::text IS NULL OR department = :department)""";

    /** An appointment as it stands. */
    record Booked(long caseId, String district, Instant start, Instant end, String place, int version, List<Attendee> attendees) {}

    record Move(int version, Instant at, long person, Instant from, Instant to, String reason) {}

    /** @param cause null for the first version */
    record PlanVersion(int version, Instant at, long person, JsonNode plan, String cause, String department) {}

    /** Somebody who is booked for another appointment at the same time. */
    record Clash(long caseId, long person, long otherCase, Instant start, Instant end) {}

    /** How often a department caused a change of plan. */
    record ChangeCount(String department, String cause, int count) {}

    /** A change of plan (R172). @param note in words, or null */
    record PlanChange(long caseId, int version, Instant at, long person, String cause, String department, String note) {}

    /** Which changes of plan; null: all. @param from first moment, {@code to} the first after it */
    record ChangeFilter(Instant from, Instant to, String cause, String department) {}

    private final Database database;

    @Activate
    public SurveyStore(@Reference Database database) {
        this.database = database;
    }

    /** Books, or books again after the task was sent back. */
    void book(long caseId, String district, Appointment a) {
        database.transact(h -> {
            h.createUpdate("""
                    INSERT INTO survey.appointment (case_id, district, starts, ends, place) VALUES (:case, :district, :starts, :ends, :place)
                    ON CONFLICT (case_id) DO UPDATE SET district = excluded.district, starts = excluded.starts, ends = excluded.ends, place = excluded.place,
                      cancelled = false, version = appointment.version + 1""")
                    .bind("case", caseId).bind("district", district).bind("starts", utc(a.start())).bind("ends", utc(a.end())).bind("place", a.place()).execute();
            attendees(h, caseId, a.attendees());
        });
    }

    /** @throws org.jieshui.platform.api.rest.ProblemException {@code survey/version-conflict} when somebody else moved it since */
    void move(long caseId, Appointment a, int version, long person, Instant now, String reason) {
        database.transact(h -> {
            Booked before = find(h, caseId).orElseThrow(() -> Problem.of("survey/not-booked", 409, "本工单还没有查勘预约，先办结预约任务",
                    "This case has no appointment yet; complete the appointment task first").toException());
            if (before.version() != version) {
                throw Problem.of("survey/version-conflict", 409, "别人刚改过这次预约，核对后再改", "Somebody else has just moved this appointment; look at it again")
                        .with("current", before).toException();
            }
            h.createUpdate("UPDATE survey.appointment SET starts = :starts, ends = :ends, place = :place, version = version + 1 WHERE case_id = :case")
                    .bind("case", caseId).bind("starts", utc(a.start())).bind("ends", utc(a.end())).bind("place", a.place()).execute();
            attendees(h, caseId, a.attendees());
            h.createUpdate("INSERT INTO survey.reschedule (case_id, version, at, person, from_start, to_start, reason) VALUES (:case, :version, :at, :person, :from, :to, :reason)")
                    .bind("case", caseId).bind("version", version + 1).bind("at", utc(now)).bind("person", person).bind("from", utc(before.start())).bind("to", utc(a.start()))
                    .bind("reason", reason).execute();
        });
    }

    void cancel(long caseId) {
        database.transact(h -> {
            h.createUpdate("UPDATE survey.appointment SET cancelled = true, version = version + 1 WHERE case_id = :case AND NOT cancelled").bind("case", caseId).execute();
        });
    }

    Optional<Booked> find(long caseId) {
        return database.read(h -> find(h, caseId));
    }

    List<Move> moves(long caseId) {
        return database.read(h -> h.createQuery("SELECT version, at, person, from_start, to_start, reason FROM survey.reschedule WHERE case_id = :case ORDER BY version DESC")
                .bind("case", caseId).map((rs, c) -> new Move(rs.getInt("version"), instant(rs, "at"), rs.getLong("person"), instant(rs, "from_start"), instant(rs, "to_start"),
                        rs.getString("reason"))).list());
    }

    /**
     * Appointments that begin in the interval, in order of time.
     *
     * @param department only those which it attends; null: all. {@code person}: only those that he attends; null: all
     * @param districts empty: all
     */
    List<Booked> between(Instant from, Instant to, String department, Long person, Collection<String> districts) {
        return database.read(h -> withAttendees(h, h.createQuery("""
                SELECT case_id, district, starts, ends, place, version FROM survey.appointment a
                WHERE NOT cancelled AND starts >= :from AND starts < :to
                  AND (:department::text IS NULL OR EXISTS (SELECT FROM survey.attendee t WHERE t.case_id = a.case_id AND t.department = :department))
                  AND (:person::bigint IS NULL OR EXISTS (SELECT FROM survey.attendee t WHERE t.case_id = a.case_id AND t.person = :person))
                  AND (cardinality(:districts::text[]) = 0 OR district IS NULL OR district = ANY (:districts::text[]))
                ORDER BY starts, case_id LIMIT 500""")
                .bind("from", utc(from)).bind("to", utc(to)).bind("department", department).bind("person", person)
                .bindArray("districts", String.class, districts).map((rs, c) -> row(rs)).list()));
    }

    /** Who of those that attend these appointments is booked elsewhere at the same time, in order of time. */
    List<Clash> clashes(Collection<Long> cases) {
        return database.read(h -> h.createQuery("""
                SELECT a.case_id, t.person, b.case_id AS other, b.starts, b.ends FROM survey.appointment a
                JOIN survey.attendee t ON t.case_id = a.case_id JOIN survey.attendee u ON u.person = t.person AND u.case_id <> t.case_id
                JOIN survey.appointment b ON b.case_id = u.case_id AND NOT b.cancelled AND b.starts < a.ends AND b.ends > a.starts
                WHERE a.case_id = ANY (:cases) AND NOT a.cancelled ORDER BY b.starts, b.case_id""")
                .bindArray("cases", Long.class, cases).map((rs, c) -> new Clash(rs.getLong("case_id"), rs.getLong("person"), rs.getLong("other"), instant(rs, "starts"), instant(rs, "ends")))
                .list());
    }

    /** Other appointments at the same time that one of these people attends. */
    List<Booked> conflicts(long caseId, Instant start, Instant end, Collection<Long> people) {
        return database.read(h -> withAttendees(h, h.createQuery("""
                SELECT case_id, district, starts, ends, place, version FROM survey.appointment a
                WHERE NOT cancelled AND case_id <> :case AND starts < :end AND ends > :start
                  AND EXISTS (SELECT FROM survey.attendee t WHERE t.case_id = a.case_id AND t.person = ANY (:people))
                ORDER BY starts, case_id""")
                .bind("case", caseId).bind("start", utc(start)).bind("end", utc(end)).bindArray("people", Long.class, people).map((rs, c) -> row(rs)).list()));
    }

    void addPlan(long caseId, int version, Instant at, long person, JsonNode plan, String cause, String department) {
        database.transact(h -> {
            h.createUpdate("""
                    INSERT INTO survey.plan (case_id, version, at, person, plan, cause, department) VALUES (:case, :version, :at, :person, :plan::jsonb, :cause, :department)""")
                    .bind("case", caseId).bind("version", version).bind("at", utc(at)).bind("person", person).bind("plan", plan.toString()).bind("cause", cause)
                    .bind("department", department).execute();
        });
    }

    /** Newest first. */
    List<PlanVersion> plans(long caseId) {
        return database.read(h -> h.createQuery("SELECT version, at, person, plan, cause, department FROM survey.plan WHERE case_id = :case ORDER BY version DESC").bind("case", caseId)
                .map((rs, c) -> new PlanVersion(rs.getInt("version"), instant(rs, "at"), rs.getLong("person"), json(rs.getString("plan")), rs.getString("cause"),
                        rs.getString("department"))).list());
    }

    /** How many changes of plan, by the department that caused them and the cause (R172). */
    List<ChangeCount> countChanges(ChangeFilter filter) {
        return database.read(h -> filtered(h, "SELECT department, cause, count(*) AS n FROM survey.plan WHERE " + CHANGES + " GROUP BY department, cause ORDER BY n DESC, department, cause",
                filter).map((rs, c) -> new ChangeCount(rs.getString("department"), rs.getString("cause"), rs.getInt("n"))).list());
    }

    /** Newest first. @param after the last one of the page before, or null */
    List<PlanChange> changes(ChangeFilter filter, PlanChange after, int limit) {
        return database.read(h -> filtered(h, "SELECT case_id, version, at, person, cause, department, plan -> 'change' ->> 'note' AS note FROM survey.plan WHERE " + CHANGES + """
                 AND (:afterAt::timestamptz IS NULL OR (at, case_id, version) < (:afterAt, :afterCase, :afterVersion))
                ORDER BY at DESC, case_id DESC, version DESC LIMIT :limit""", filter)
                .bind("afterAt", after == null ? null : utc(after.at())).bind("afterCase", after == null ? 0 : after.caseId()).bind("afterVersion", after == null ? 0 : after.version())
                .bind("limit", limit).map((rs, c) -> new PlanChange(rs.getLong("case_id"), rs.getInt("version"), instant(rs, "at"), rs.getLong("person"), rs.getString("cause"),
                        rs.getString("department"), rs.getString("note"))).list());
    }

    private static Query filtered(Handle h, String sql, ChangeFilter filter) {
        return h.createQuery(sql).bind("from", utc(filter.from())).bind("to", utc(filter.to())).bind("cause", filter.cause()).bind("department", filter.department());
    }

    private static void attendees(Handle h, long caseId, List<Attendee> attendees) {
        h.createUpdate("DELETE FROM survey.attendee WHERE case_id = :case").bind("case", caseId).execute();
        var batch = h.prepareBatch("INSERT INTO survey.attendee (case_id, department, person) VALUES (:case, :department, :person)");
        attendees.forEach(a -> batch.bind("case", caseId).bind("department", a.department()).bind("person", a.person()).add());
        batch.execute();
    }

    private static Optional<Booked> find(Handle h, long caseId) {
        return withAttendees(h, h.createQuery("SELECT case_id, district, starts, ends, place, version FROM survey.appointment WHERE case_id = :case AND NOT cancelled")
                .bind("case", caseId).map((rs, c) -> row(rs)).list()).stream().findFirst();
    }

    private static Booked row(ResultSet rs) throws SQLException {
        return new Booked(rs.getLong("case_id"), rs.getString("district"), instant(rs, "starts"), instant(rs, "ends"), rs.getString("place"), rs.getInt("version"), List.of());
    }

    private static List<Booked> withAttendees(Handle h, List<Booked> rows) {
        Map<Long, List<Attendee>> byCase = h.createQuery("SELECT case_id, department, person FROM survey.attendee WHERE case_id = ANY (:cases) ORDER BY department, person")
                .bindArray("cases", Long.class, rows.stream().map(Booked::caseId).toList())
                .map((rs, c) -> Map.entry(rs.getLong("case_id"), new Attendee(rs.getString("department"), rs.getObject("person", Long.class))))
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return rows.stream().map(b -> new Booked(b.caseId(), b.district(), b.start(), b.end(), b.place(), b.version(), byCase.getOrDefault(b.caseId(), List.of()))).toList();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
