package org.jieshui.pricing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.pricing.Fee.Line;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of fees, quotations and answers. What was issued is only added to. */
@Component(service = FeeStore.class)
public class FeeStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = "id, case_id, task_id, at, person, day, list_id, inputs, note, void_at, void_reason";

    /**
     * A fee as it was issued.
     *
     * @param day    the day whose list it follows
     * @param voidAt when it was taken back; null while it counts
     */
    record Issued(long id, long caseId, long taskId, Instant at, long person, LocalDate day, long list, Inputs inputs, String note, Instant voidAt, String voidReason, List<Line> lines) {}

    /** @param total what was accepted; null when it was declined. @param voidAt when the telling was sent back */
    record Answer(long id, long fee, Instant at, long person, boolean accepted, String variant, BigDecimal total, String channel, String note, Instant voidAt) {}

    /** @param document in the archive */
    record Quotation(long fee, long document, Instant at, long person) {}

    private final Database database;

    @Activate
    public FeeStore(@Reference Database database) {
        this.database = database;
    }

    long issue(long caseId, long taskId, Instant at, long person, LocalDate day, long list, Inputs inputs, String note, List<Line> lines) {
        return database.inTransaction(h -> {
            long id = h.createQuery("""
                    INSERT INTO pricing.fee (case_id, task_id, at, person, day, list_id, inputs, note)
                    VALUES (:case, :task, :at, :person, :day, :list, CAST(:inputs AS jsonb), :note) RETURNING id""")
                    .bind("case", caseId).bind("task", taskId).bind("at", ListStore.utc(at)).bind("person", person).bind("day", day).bind("list", list).bind("inputs", json(inputs)).bind("note", note)
                    .mapTo(Long.class).one();
            var batch = h.prepareBatch("""
                    INSERT INTO pricing.line (fee_id, position, code, name, unit, calibre, quantity, source, detail, price, amount, variant)
                    VALUES (:fee, :position, :code, :name, :unit, :calibre, :quantity, :source, :detail, :price, :amount, :variant)""");
            for (int i = 0; i < lines.size(); i++) {
                var l = lines.get(i);
                batch.bind("fee", id).bind("position", i).bind("code", l.code()).bind("name", l.name()).bind("unit", l.unit()).bind("calibre", l.calibre()).bind("quantity", l.quantity())
                        .bind("source", l.source()).bind("detail", l.detail()).bind("price", l.price()).bind("amount", l.amount()).bind("variant", l.variant()).add();
            }
            batch.execute();
            return id;
        });
    }

    /** The fees of the case that count become void. */
    void revoke(long caseId, Instant at, String reason) {
        database.transact(h -> h.createUpdate("UPDATE pricing.fee SET void_at = :at, void_reason = :reason WHERE case_id = :case AND void_at IS NULL").bind("at", ListStore.utc(at))
                .bind("reason", reason).bind("case", caseId).execute());
    }

    /** Newest first. */
    List<Issued> fees(long caseId) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM pricing.fee WHERE case_id = :case ORDER BY id DESC").bind("case", caseId).map((rs, c) -> issued(rs)).list());
    }

    Optional<Issued> current(long caseId) {
        return fees(caseId).stream().filter(f -> f.voidAt() == null).findFirst();
    }

    /** The latest day that a fee was issued for, void ones too. */
    Optional<LocalDate> lastDay() {
        return database.read(h -> h.createQuery("SELECT max(day) FROM pricing.fee").mapTo(LocalDate.class).findOne());
    }

    void quoted(long fee, long document, Instant at, long person) {
        database.transact(h -> h.createUpdate("INSERT INTO pricing.quotation (fee_id, document, at, person) VALUES (:fee, :document, :at, :person) ON CONFLICT DO NOTHING").bind("fee", fee)
                .bind("document", document).bind("at", ListStore.utc(at)).bind("person", person).execute());
    }

    List<Quotation> quotations(long caseId) {
        return database.read(h -> h.createQuery("SELECT q.fee_id, q.document, q.at, q.person FROM pricing.quotation q JOIN pricing.fee f ON f.id = q.fee_id WHERE f.case_id = :case ORDER BY q.at, q.document")
                .bind("case", caseId).map((rs, c) -> new Quotation(rs.getLong("fee_id"), rs.getLong("document"), ListStore.instant(rs, "at"), rs.getLong("person"))).list());
    }

    void answered(long fee, Instant at, long person, boolean accepted, String variant, BigDecimal total, String channel, String note) {
        database.transact(h -> h.createUpdate("""
                INSERT INTO pricing.answer (fee_id, at, person, accepted, variant, total, channel, note) VALUES (:fee, :at, :person, :accepted, :variant, :total, :channel, :note)""")
                .bind("fee", fee).bind("at", ListStore.utc(at)).bind("person", person).bind("accepted", accepted).bind("variant", variant).bindByType("total", total, BigDecimal.class)
                .bind("channel", channel).bind("note", note).execute());
    }

    /** The telling was sent back: what was accepted no longer stands. */
    void unanswer(long caseId, Instant at) {
        database.transact(h -> h.createUpdate("UPDATE pricing.answer SET void_at = :at WHERE void_at IS NULL AND accepted AND fee_id IN (SELECT id FROM pricing.fee WHERE case_id = :case)")
                .bind("at", ListStore.utc(at)).bind("case", caseId).execute());
    }

    List<Answer> answers(long caseId) {
        return database.read(h -> h.createQuery("""
                SELECT a.id, a.fee_id, a.at, a.person, a.accepted, a.variant, a.total, a.channel, a.note, a.void_at FROM pricing.answer a
                JOIN pricing.fee f ON f.id = a.fee_id WHERE f.case_id = :case ORDER BY a.id""").bind("case", caseId)
                .map((rs, c) -> new Answer(rs.getLong("id"), rs.getLong("fee_id"), ListStore.instant(rs, "at"), rs.getLong("person"), rs.getBoolean("accepted"), rs.getString("variant"),
                        rs.getBigDecimal("total"), rs.getString("channel"), rs.getString("note"), ListStore.instant(rs, "void_at"))).list());
    }

    private Issued issued(ResultSet rs) throws SQLException {
        long id = rs.getLong("id");
        return new Issued(id, rs.getLong("case_id"), rs.getLong("task_id"), ListStore.instant(rs, "at"), rs.getLong("person"), rs.getObject("day", LocalDate.class), rs.getLong("list_id"),
                inputs(rs.getString("inputs")), rs.getString("note"), ListStore.instant(rs, "void_at"), rs.getString("void_reason"), lines(id));
    }

    private List<Line> lines(long fee) {
        return database.read(h -> h.createQuery("SELECT code, name, unit, calibre, quantity, source, detail, price, amount, variant FROM pricing.line WHERE fee_id = :fee ORDER BY position")
                .bind("fee", fee).map((rs, c) -> new Line(rs.getString("code"), rs.getString("name"), rs.getString("unit"), rs.getObject("calibre", Integer.class), rs.getBigDecimal("quantity"),
                        rs.getString("source"), rs.getString("detail"), rs.getBigDecimal("price"), rs.getBigDecimal("amount"), rs.getString("variant"))).list());
    }

    private static String json(Inputs inputs) {
        try {
            return JSON.writeValueAsString(inputs);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Inputs inputs(String json) {
        try {
            return JSON.readValue(json, Inputs.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
