package org.jieshui.metering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of meters and of what was done to them. */
@Component(service = MeterStore.class)
public class MeterStore {

    private static final String COLUMNS = "id, serial, batch, calibre, kind, manufacturer, verified_on, valid_until, q3, certificate, state, case_id, since";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM metering.meter ";

    /** Null leaves a condition out. @param q part of the serial number, the batch or the manufacturer. @param usableOn only those whose verification counts on that day; {@code expiredOn}: only the others */
    record Filter(String q, String state, Integer calibre, String kind, LocalDate usableOn, LocalDate expiredOn) {
        static final Filter ALL = new Filter(null, null, null, null, null, null);
    }

    /** @param person 0: the system. @param words what people wrote with it, or null */
    record Event(long id, long meter, Instant at, long person, String kind, Long caseId, String words) {}

    /** How many meters of a calibre there are by state; {@code usable} are those in stock whose verification counts long enough. */
    record Count(int calibre, Map<String, Integer> states, int usable) {}

    record WaterOn(long task, long caseId, long meter, Instant at, long person, java.math.BigDecimal reading, String seal) {}

    private final Database database;

    @Activate
    public MeterStore(@Reference Database database) {
        this.database = database;
    }

    <T> T inTransaction(Database.Work<T> work) {
        return database.inTransaction(work);
    }

    // ---- looking

    Optional<Meter> find(long id) {
        return database.read(h -> h.createQuery(SELECT + "WHERE id = :id").bind("id", id).map((rs, c) -> meter(rs)).findOne());
    }

    Optional<Meter> find(String serial) {
        return database.read(h -> h.createQuery(SELECT + "WHERE serial = :serial").bind("serial", serial).map((rs, c) -> meter(rs)).findOne());
    }

    /** The meter that is reserved for the case or hangs there. */
    Optional<Meter> ofCase(long caseId) {
        return database.read(h -> h.createQuery(SELECT + "WHERE case_id = :case").bind("case", caseId).map((rs, c) -> meter(rs)).findOne());
    }

    Map<String, Meter> bySerial(Collection<String> serials) {
        var found = new HashMap<String, Meter>();
        if (!serials.isEmpty()) {
            database.read(h -> h.createQuery(SELECT + "WHERE serial = ANY(:serials)").bindArray("serials", String.class, serials).map((rs, c) -> meter(rs)).list()).forEach(m -> found.put(m.serial(), m));
        }
        return found;
    }

    /** By id, newest first. @param after only those with a smaller id */
    List<Meter> page(Filter filter, Long after, int limit) {
        return database.read(h -> {
            var where = new ArrayList<String>();
            add(where, filter.q(), "(position(:q IN serial) > 0 OR batch ILIKE :words OR manufacturer ILIKE :words)");
            add(where, filter.state(), "state = :state");
            add(where, filter.calibre(), "calibre = :calibre");
            add(where, filter.kind(), "kind = :kind");
            add(where, filter.usableOn(), "valid_until >= :usable");
            add(where, filter.expiredOn(), "valid_until < :expired");
            add(where, after, "id < :after");
            var query = h.createQuery(SELECT + (where.isEmpty() ? "" : "WHERE " + String.join(" AND ", where)) + " ORDER BY id DESC LIMIT :limit").bind("limit", limit);
            bound(query, filter, after);
            return query.map((rs, c) -> meter(rs)).list();
        });
    }

    private static void add(List<String> where, Object wanted, String condition) {
        if (wanted != null) {
            where.add(condition);
        }
    }

    private static void bound(SqlStatement<?> query, Filter filter, Long after) {
        var values = new HashMap<String, Object>();
        values.put("state", filter.state());
        values.put("calibre", filter.calibre());
        values.put("kind", filter.kind());
        values.put("usable", filter.usableOn());
        values.put("expired", filter.expiredOn());
        values.put("after", after);
        if (filter.q() != null) {
            values.put("q", MeterRules.serial(filter.q()));
            values.put("words", "%" + filter.q().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%");
        }
        values.values().removeIf(java.util.Objects::isNull);
        query.bindMap(values);
    }

    /** In stock and usable: those of the calibre first whose verification ends first. */
    List<Meter> choices(Integer calibre, String q, LocalDate validOn, int limit) {
        return database.read(h -> h.createQuery(SELECT + """
                        WHERE state = 'stock' AND valid_until >= :day AND (:calibre::int IS NULL OR calibre = :calibre) AND (:q::text IS NULL OR position(:q IN serial) > 0)
                        ORDER BY valid_until, id LIMIT :limit""")
                .bind("day", validOn).bind("calibre", calibre).bind("q", q == null ? null : MeterRules.serial(q)).bind("limit", limit).map((rs, c) -> meter(rs)).list());
    }

    List<Count> counts(LocalDate usableOn) {
        return database.read(h -> {
            var counts = new LinkedHashMap<Integer, Count>();
            h.createQuery("SELECT calibre, state, count(*) AS n, count(*) FILTER (WHERE valid_until >= :day) AS usable FROM metering.meter GROUP BY calibre, state ORDER BY calibre").bind("day", usableOn)
                    .map((rs, c) -> {
                        var before = counts.getOrDefault(rs.getInt("calibre"), new Count(rs.getInt("calibre"), Map.of(), 0));
                        var states = new LinkedHashMap<>(before.states());
                        states.put(rs.getString("state"), rs.getInt("n"));
                        counts.put(before.calibre(), new Count(before.calibre(), states, rs.getString("state").equals(Meter.STOCK) ? rs.getInt("usable") : before.usable()));
                        return null;
                    }).list();
            return List.copyOf(counts.values());
        });
    }

    int usable(int calibre, LocalDate on) {
        return database.read(h -> h.createQuery("SELECT count(*) FROM metering.meter WHERE state = 'stock' AND calibre = :calibre AND valid_until >= :day").bind("calibre", calibre).bind("day", on)
                .mapTo(Integer.class).one());
    }

    List<Event> events(long meter) {
        return database.read(h -> h.createQuery("SELECT id, meter_id, at, person, kind, case_id, words FROM metering.event WHERE meter_id = :meter ORDER BY id").bind("meter", meter)
                .map((rs, c) -> event(rs)).list());
    }

    List<Event> eventsOfCase(long caseId) {
        return database.read(h -> h.createQuery("SELECT id, meter_id, at, person, kind, case_id, words FROM metering.event WHERE case_id = :case ORDER BY id").bind("case", caseId)
                .map((rs, c) -> event(rs)).list());
    }

    /** What was said when the meter was last reserved for the case. */
    Optional<String> whyReserved(long caseId, long meter) {
        return database.read(h -> h.createQuery("SELECT words FROM metering.event WHERE case_id = :case AND meter_id = :meter AND kind = 'reserved' ORDER BY id DESC LIMIT 1").bind("case", caseId)
                .bind("meter", meter).map((rs, c) -> Optional.ofNullable(rs.getString(1))).findOne().flatMap(words -> words));
    }

    Map<Long, String> serials(Collection<Long> ids) {
        var found = new HashMap<Long, String>();
        if (!ids.isEmpty()) {
            database.read(h -> h.createQuery("SELECT id, serial FROM metering.meter WHERE id = ANY(:ids)").bindArray("ids", Long.class, ids).map((rs, c) -> found.put(rs.getLong("id"), rs.getString("serial")))
                    .list());
        }
        return found;
    }

    // ---- changing; inside a transaction

    /** The case's meter and the one with this serial number, locked in one order whoever asks, so that two exchanges never wait for each other. @param serial null: only the case's */
    List<Meter> lock(Handle h, long caseId, String serial) {
        return h.createQuery(SELECT + "WHERE case_id = :case OR serial = :serial ORDER BY id FOR UPDATE").bind("case", caseId).bind("serial", serial).map((rs, c) -> meter(rs)).list();
    }

    Optional<Meter> lock(Handle h, long id) {
        return h.createQuery(SELECT + "WHERE id = :id FOR UPDATE").bind("id", id).map((rs, c) -> meter(rs)).findOne();
    }

    /** Of those that nobody else is just taking, the one whose verification ends first; locked. @param kind null: any */
    Optional<Meter> pick(Handle h, int calibre, String kind, LocalDate validOn) {
        return h.createQuery(SELECT + """
                        WHERE state = 'stock' AND calibre = :calibre AND (:kind::text IS NULL OR kind = :kind) AND valid_until >= :day
                        ORDER BY valid_until, id LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .bind("calibre", calibre).bind("kind", kind).bind("day", validOn).map((rs, c) -> meter(rs)).findOne();
    }

    void move(Handle h, long meter, String state, Long caseId, Instant at) {
        h.createUpdate("UPDATE metering.meter SET state = :state, case_id = :case, since = :at WHERE id = :id").bind("state", state).bind("case", caseId).bind("at", utc(at)).bind("id", meter).execute();
    }

    void verified(Handle h, long meter, LocalDate on, LocalDate until, String certificate) {
        h.createUpdate("UPDATE metering.meter SET verified_on = :on, valid_until = :until, certificate = :certificate WHERE id = :id").bind("on", on).bind("until", until).bind("certificate", certificate)
                .bind("id", meter).execute();
    }

    void event(Handle h, long meter, Instant at, long person, String kind, Long caseId, String words) {
        h.createUpdate("INSERT INTO metering.event (meter_id, at, person, kind, case_id, words) VALUES (:meter, :at, :person, :kind, :case, :words)").bind("meter", meter).bind("at", utc(at))
                .bind("person", person).bind("kind", kind).bind("case", caseId).bind("words", words).execute();
    }

    /** Comes into the stock. @param importId the delivery, or null */
    void add(Handle h, List<Meter.New> meters, Long importId, Instant at, long person) {
        var batch = h.prepareBatch("""
                WITH m AS (INSERT INTO metering.meter (serial, batch, calibre, kind, manufacturer, verified_on, valid_until, q3, certificate, state, since, import_id)
                  VALUES (:serial, :batch, :calibre, :kind, :manufacturer, :on, :until, :q3, :certificate, 'stock', :at, :import) RETURNING id)
                INSERT INTO metering.event (meter_id, at, person, kind) SELECT id, :at, :person, 'imported' FROM m""");
        for (var m : meters) {
            batch.bind("serial", m.serial()).bind("batch", m.batch()).bind("calibre", m.calibre()).bind("kind", m.kind()).bind("manufacturer", m.manufacturer()).bind("on", m.verifiedOn())
                    .bind("until", m.validUntil() == null ? Verification.until(m.verifiedOn(), m.calibre(), m.q3()) : m.validUntil()).bindByType("q3", m.q3(), java.math.BigDecimal.class)
                    .bind("certificate", m.certificate()).bind("at", utc(at)).bind("import", importId).bind("person", person).add();
        }
        batch.execute();
    }

    void waterOn(Handle h, WaterOn w) {
        h.createUpdate("INSERT INTO metering.water_on (task_id, case_id, meter_id, at, person, reading, seal) VALUES (:task, :case, :meter, :at, :person, :reading, :seal)").bind("task", w.task())
                .bind("case", w.caseId()).bind("meter", w.meter()).bind("at", utc(w.at())).bind("person", w.person()).bind("reading", w.reading()).bind("seal", w.seal()).execute();
    }

    void waterOff(Handle h, long task) {
        h.createUpdate("DELETE FROM metering.water_on WHERE task_id = :task").bind("task", task).execute();
    }

    Optional<WaterOn> waterOn(long caseId) {
        return database.read(h -> h.createQuery("SELECT task_id, case_id, meter_id, at, person, reading, seal FROM metering.water_on WHERE case_id = :case ORDER BY at DESC LIMIT 1").bind("case", caseId)
                .map((rs, c) -> new WaterOn(rs.getLong("task_id"), rs.getLong("case_id"), rs.getLong("meter_id"), instant(rs, "at"), rs.getLong("person"), rs.getBigDecimal("reading"), rs.getString("seal")))
                .findOne());
    }

    private static Meter meter(ResultSet rs) throws SQLException {
        return new Meter(rs.getLong("id"), rs.getString("serial"), rs.getString("batch"), rs.getInt("calibre"), rs.getString("kind"), rs.getString("manufacturer"),
                rs.getObject("verified_on", LocalDate.class), rs.getObject("valid_until", LocalDate.class), q3(rs.getBigDecimal("q3")), rs.getString("certificate"), rs.getString("state"),
                rs.getObject("case_id", Long.class), instant(rs, "since"));
    }

    /** 400, not 400.0 and not 4E+2. */
    private static java.math.BigDecimal q3(java.math.BigDecimal kept) {
        return kept == null ? null : new java.math.BigDecimal(kept.stripTrailingZeros().toPlainString());
    }

    private static Event event(ResultSet rs) throws SQLException {
        return new Event(rs.getLong("id"), rs.getLong("meter_id"), instant(rs, "at"), rs.getLong("person"), rs.getString("kind"), rs.getObject("case_id", Long.class), rs.getString("words"));
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
