package org.jieshui.pricing;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of the lists. */
@Component(service = ListStore.class)
public class ListStore {

    private static final long LOCK = 0x6a69657368756904L;
    private static final String COLUMNS = "id, version, title, note, state, effective, revision, created_at, published_at, published_by, (SELECT count(*) FROM pricing.item i WHERE i.list_id = l.id) AS items";

    /** @param kind created, edited, imported, published or taken-back; @param detail of an import the file's name, of a publication the day */
    record Event(Instant at, long person, String kind, String detail) {}

    private final Database database;

    @Activate
    public ListStore(@Reference Database database) {
        this.database = database;
    }

    /** One publication at a time, and none while a fee is being issued: which list is in force on a day does not change under a fee. */
    void lockForPublication(Handle h) {
        h.createQuery("SELECT pg_advisory_xact_lock(:lock)").bind("lock", LOCK).mapTo(String.class).list();
    }

    void lockForFee() {
        database.transact(h -> h.createQuery("SELECT pg_advisory_xact_lock_shared(:lock)").bind("lock", LOCK).mapTo(String.class).list());
    }

    /** Newest first. */
    List<PriceList> lists() {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM pricing.list l ORDER BY version DESC").map((rs, c) -> list(rs)).list());
    }

    Optional<PriceList> list(long id) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM pricing.list l WHERE id = :id").bind("id", id).map((rs, c) -> list(rs)).findOne());
    }

    /** The published list that is in force on the day: the one that began last. */
    Optional<PriceList> inForce(LocalDate day) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM pricing.list l WHERE state = 'published' AND effective <= :day ORDER BY effective DESC LIMIT 1").bind("day", day)
                .map((rs, c) -> list(rs)).findOne());
    }

    List<Item> items(long list) {
        return database.read(h -> h.createQuery("SELECT code, name, unit, basis, calibre, included, price, variant, note FROM pricing.item WHERE list_id = :list ORDER BY position").bind("list", list)
                .map((rs, c) -> new Item(rs.getString("code"), rs.getString("name"), rs.getString("unit"), Basis.of(rs.getString("basis")), rs.getObject("calibre", Integer.class),
                        rs.getBigDecimal("included"), rs.getBigDecimal("price"), rs.getString("variant"), rs.getString("note"))).list());
    }

    List<Event> events(long list) {
        return database.read(h -> h.createQuery("SELECT at, person, kind, detail FROM pricing.event WHERE list_id = :list ORDER BY id").bind("list", list)
                .map((rs, c) -> new Event(instant(rs, "at"), rs.getLong("person"), rs.getString("kind"), rs.getString("detail"))).list());
    }

    long create(Handle h, String title, String note, Instant now) {
        lockForPublication(h);
        return h.createQuery("""
                INSERT INTO pricing.list (version, title, note, state, created_at) VALUES ((SELECT coalesce(max(version), 0) + 1 FROM pricing.list), :title, :note, 'draft', :now) RETURNING id""")
                .bind("title", title).bind("note", note).bind("now", utc(now)).mapTo(Long.class).one();
    }

    void items(Handle h, long list, List<Item> items) {
        h.createUpdate("DELETE FROM pricing.item WHERE list_id = :list").bind("list", list).execute();
        var batch = h.prepareBatch("""
                INSERT INTO pricing.item (list_id, position, code, name, unit, basis, calibre, included, price, variant, note)
                VALUES (:list, :position, :code, :name, :unit, :basis, :calibre, :included, :price, :variant, :note)""");
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            batch.bind("list", list).bind("position", i).bind("code", item.code()).bind("name", item.name()).bind("unit", item.unit()).bind("basis", item.basis().id()).bind("calibre", item.calibre())
                    .bindByType("included", item.included(), BigDecimal.class).bind("price", item.price()).bind("variant", item.variant()).bind("note", item.note()).add();
        }
        batch.execute();
    }

    /** @return false when the list is no draft of this revision any more */
    boolean touch(Handle h, long list, int revision) {
        return h.createUpdate("UPDATE pricing.list SET revision = revision + 1 WHERE id = :id AND revision = :revision AND state = 'draft'").bind("id", list).bind("revision", revision).execute() == 1;
    }

    void name(Handle h, long list, String title, String note) {
        h.createUpdate("UPDATE pricing.list SET title = :title, note = :note WHERE id = :id").bind("id", list).bind("title", title).bind("note", note).execute();
    }

    void publish(Handle h, long list, LocalDate effective, Instant now, long person) {
        h.createUpdate("UPDATE pricing.list SET state = 'published', effective = :effective, published_at = :now, published_by = :person WHERE id = :id").bind("id", list).bind("effective", effective)
                .bind("now", utc(now)).bind("person", person).execute();
    }

    boolean takeBack(Handle h, long list, int revision) {
        return h.createUpdate("UPDATE pricing.list SET state = 'draft', effective = NULL, published_at = NULL, published_by = NULL, revision = revision + 1 WHERE id = :id AND revision = :revision")
                .bind("id", list).bind("revision", revision).execute() == 1;
    }

    void remove(Handle h, long list) {
        h.createUpdate("DELETE FROM pricing.list WHERE id = :id").bind("id", list).execute();
    }

    void event(Handle h, long list, Instant at, long person, String kind, String detail) {
        h.createUpdate("INSERT INTO pricing.event (list_id, at, person, kind, detail) VALUES (:list, :at, :person, :kind, :detail)").bind("list", list).bind("at", utc(at)).bind("person", person)
                .bind("kind", kind).bind("detail", detail).execute();
    }

    private static PriceList list(ResultSet rs) throws SQLException {
        return new PriceList(rs.getLong("id"), rs.getInt("version"), rs.getString("title"), rs.getString("note"), rs.getString("state"), rs.getObject("effective", LocalDate.class),
                rs.getInt("revision"), instant(rs, "created_at"), instant(rs, "published_at"), rs.getObject("published_by", Long.class), rs.getInt("items"));
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
