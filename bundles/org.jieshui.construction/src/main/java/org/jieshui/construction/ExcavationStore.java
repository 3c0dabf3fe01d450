package org.jieshui.construction;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of road excavation and entry conditions. */
@Component(service = ExcavationStore.class)
public class ExcavationStore {

    private static final String APPLICATION = """
            SELECT id, case_id, authority, number, applied_on, document, pause_id, filed_at, filed_by, outcome, decided_on, permit, valid_from, valid_to, permit_document, refusal, decided_at, decided_by
              FROM construction.application""";

    /** Whether road surface is excavated. @param why why it differs from the finding of the survey, or null */
    record Need(boolean needed, String why, Instant at, long by) {}

    /** An entry condition as it was ticked. */
    record Check(boolean met, String note, Instant at, long by) {}

    private final Database database;

    @Activate
    public ExcavationStore(@Reference Database database) {
        this.database = database;
    }

    Optional<Need> need(long caseId) {
        return database.read(h -> h.createQuery("SELECT needed, why, at, by_whom FROM construction.excavation WHERE case_id = :case").bind("case", caseId)
                .map((rs, c) -> new Need(rs.getBoolean("needed"), rs.getString("why"), Rows.instant(rs, "at"), rs.getLong("by_whom"))).findOne());
    }

    void decide(long caseId, Need need) {
        database.transact(h -> h.createUpdate("""
                        INSERT INTO construction.excavation (case_id, needed, why, at, by_whom) VALUES (:case, :needed, :why, :at, :by)
                        ON CONFLICT (case_id) DO UPDATE SET needed = excluded.needed, why = excluded.why, at = excluded.at, by_whom = excluded.by_whom""")
                .bind("case", caseId).bind("needed", need.needed()).bind("why", need.why()).bind("at", Rows.utc(need.at())).bind("by", need.by()).execute());
    }

    /** In the order in which they were filed. */
    List<Application> applications(long caseId) {
        return database.read(h -> h.createQuery(APPLICATION + " WHERE case_id = :case ORDER BY id").bind("case", caseId).map((rs, c) -> application(rs)).list());
    }

    /** @return its id */
    long apply(Application a) {
        return database.inTransaction(h -> h.createQuery("""
                        INSERT INTO construction.application (case_id, authority, number, applied_on, document, filed_at, filed_by)
                        VALUES (:case, :authority, :number, :on, :document, :at, :by) RETURNING id""")
                .bind("case", a.caseId()).bind("authority", a.authority()).bind("number", a.number()).bind("on", a.appliedOn()).bind("document", a.document())
                .bind("at", Rows.utc(a.filedAt())).bind("by", a.filedBy()).mapTo(Long.class).one());
    }

    void paused(long application, long pause) {
        database.transact(h -> h.createUpdate("UPDATE construction.application SET pause_id = :pause WHERE id = :id").bind("pause", pause).bind("id", application).execute());
    }

    void decided(long application, Application.Decision d) {
        database.transact(h -> h.createUpdate("""
                        UPDATE construction.application SET outcome = :outcome, decided_on = :on, permit = :permit, valid_from = :from, valid_to = :to, permit_document = :document, refusal = :refusal,
                               decided_at = :at, decided_by = :by WHERE id = :id""")
                .bind("outcome", d.outcome()).bind("on", d.on()).bind("permit", d.permit()).bind("from", d.from()).bind("to", d.to()).bind("document", d.document())
                .bind("refusal", d.refusal()).bind("at", Rows.utc(d.at())).bind("by", d.by()).bind("id", application).execute());
    }

    /** By item. */
    Map<String, Check> checks(long caseId) {
        return database.read(h -> {
            var checks = new HashMap<String, Check>();
            h.createQuery("SELECT item, met, note, at, by_whom FROM construction.entry_check WHERE case_id = :case").bind("case", caseId)
                    .map((rs, c) -> Map.entry(rs.getString("item"), new Check(rs.getBoolean("met"), rs.getString("note"), Rows.instant(rs, "at"), rs.getLong("by_whom"))))
                    .forEach(e -> checks.put(e.getKey(), e.getValue()));
            return checks;
        });
    }

    void check(long caseId, String item, Check check) {
        database.transact(h -> h.createUpdate("""
                        INSERT INTO construction.entry_check (case_id, item, met, note, at, by_whom) VALUES (:case, :item, :met, :note, :at, :by)
                        ON CONFLICT (case_id, item) DO UPDATE SET met = excluded.met, note = excluded.note, at = excluded.at, by_whom = excluded.by_whom""")
                .bind("case", caseId).bind("item", item).bind("met", check.met()).bind("note", check.note()).bind("at", Rows.utc(check.at())).bind("by", check.by()).execute());
    }

    private static Application application(ResultSet rs) throws SQLException {
        var outcome = rs.getString("outcome");
        var decision = outcome == null ? null : new Application.Decision(day(rs, "decided_on"), rs.getString("permit"), day(rs, "valid_from"), day(rs, "valid_to"), rs.getObject("permit_document", Long.class),
                rs.getString("refusal"), outcome.equals("withdrawn"), Rows.instant(rs, "decided_at"), rs.getLong("decided_by"));
        return new Application(rs.getLong("id"), rs.getLong("case_id"), rs.getString("authority"), rs.getString("number"), day(rs, "applied_on"), rs.getLong("document"),
                rs.getObject("pause_id", Long.class), Rows.instant(rs, "filed_at"), rs.getLong("filed_by"), decision);
    }

    private static LocalDate day(ResultSet rs, String column) throws SQLException {
        return Rows.day(rs, column);
    }
}
