package org.jieshui.agreements;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of deliveries. */
@Component(service = DeliveryStore.class)
public class DeliveryStore {

    private static final String COLUMNS = "id, case_id, papers, agreements, way, courier, tracking, receiver, delivered_on, document, note, at, by_whom, void_at, void_by, void_reason";

    private final Database database;

    @Activate
    public DeliveryStore(@Reference Database database) {
        this.database = database;
    }

    /** @return its id */
    long add(Delivery d) {
        return database.inTransaction(h -> h.createQuery("""
                INSERT INTO agreements.delivery (case_id, papers, agreements, way, courier, tracking, receiver, delivered_on, document, note, at, by_whom)
                VALUES (:case, :papers, :agreements, :way, :courier, :tracking, :receiver, :on, :document, :note, :at, :by) RETURNING id""")
                .bind("case", d.caseId()).bind("papers", d.papers().toArray(String[]::new)).bind("agreements", d.agreements().toArray(Long[]::new)).bind("way", d.way()).bind("courier", d.courier())
                .bind("tracking", d.tracking()).bind("receiver", d.receiver()).bind("on", d.deliveredOn()).bindByType("document", d.document(), Long.class).bind("note", d.note())
                .bind("at", TemplateStore.utc(d.at())).bind("by", d.by()).mapTo(Long.class).one());
    }

    void proved(long id, long document) {
        database.transact(h -> h.createUpdate("UPDATE agreements.delivery SET document = :document WHERE id = :id").bind("document", document).bind("id", id).execute());
    }

    void voided(long id, Agreement.Voided v) {
        database.transact(h -> h.createUpdate("UPDATE agreements.delivery SET void_at = :at, void_by = :by, void_reason = :reason WHERE id = :id").bind("at", TemplateStore.utc(v.at()))
                .bind("by", v.by()).bind("reason", v.reason()).bind("id", id).execute());
    }

    Optional<Delivery> find(long id) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM agreements.delivery WHERE id = :id").bind("id", id).map((rs, c) -> delivery(rs)).findOne());
    }

    /** Void ones too, oldest first. */
    List<Delivery> ofCase(long caseId) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM agreements.delivery WHERE case_id = :case ORDER BY id").bind("case", caseId).map((rs, c) -> delivery(rs)).list());
    }

    private static Delivery delivery(ResultSet rs) throws SQLException {
        var reason = rs.getString("void_reason");
        return new Delivery(rs.getLong("id"), rs.getLong("case_id"), List.of((String[]) rs.getArray("papers").getArray()), List.of((Long[]) rs.getArray("agreements").getArray()), rs.getString("way"),
                rs.getString("courier"), rs.getString("tracking"), rs.getString("receiver"), rs.getObject("delivered_on", LocalDate.class), rs.getObject("document", Long.class), rs.getString("note"),
                TemplateStore.instant(rs, "at"), rs.getLong("by_whom"), reason == null ? null : new Agreement.Voided(reason, TemplateStore.instant(rs, "void_at"), rs.getLong("void_by")));
    }
}
