package org.jieshui.construction;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of works, what was done day by day, and stoppages. */
@Component(service = WorksStore.class)
public class WorksStore {

    /** Begun: something was done that is not void. Stopped: they stand still. */
    private static final String WORKS = """
            SELECT w.*, EXISTS (SELECT 1 FROM construction.entry e WHERE e.case_id = w.case_id AND e.void_at IS NULL) AS begun,
                   EXISTS (SELECT 1 FROM construction.stoppage s WHERE s.case_id = w.case_id AND s.resumed_at IS NULL) AS stopped FROM construction.works w""";
    private static final String PHOTO = "SELECT p.document, p.entry_id, p.taken_at, p.latitude, p.longitude, p.at, p.by_whom FROM construction.photo p";
    private static final String STATE = """
            CASE phase WHEN 'done' THEN 'accepted' WHEN 'ended' THEN 'ended'
                 ELSE CASE WHEN stopped THEN 'stopped' WHEN phase = 'acceptance' THEN 'to-accept' WHEN reported_at IS NOT NULL THEN 'reported' WHEN unit IS NULL THEN 'to-plan' WHEN begun THEN 'running' ELSE 'planned' END END""";

    /** One day's work. @param calibre mm. @param length m. @param deviation from the drawing */
    record Entry(long id, long caseId, LocalDate day, String did, String material, Integer calibre, BigDecimal length, String deviation, Instant at, long by) {}

    /** @param outcome null while it lasts, with {@code resumed} and {@code resumedBy}. @param document the notice, once it is printed. @param pause of the case */
    record Stoppage(long id, long caseId, String number, String reason, String what, String needed, Instant began, Instant at, long by, Long document, Long pause, Instant resumed, Long resumedBy,
            String outcome) {

        boolean lasts() {
            return resumed == null;
        }
    }

    /** Null leaves a condition out. @param state null: all that are not over. @param units only works of these */
    record Filter(String state, String unit, String district, Collection<String> units) {}

    /** Where a page ends. */
    record Place(LocalDate ends, long caseId) {}

    static final LocalDate NEVER = LocalDate.of(9999, 12, 31);

    private final Database database;

    @Activate
    public WorksStore(@Reference Database database) {
        this.database = database;
    }

    Optional<Works> works(long caseId) {
        return database.read(h -> h.createQuery(WORKS + " WHERE w.case_id = :case").bind("case", caseId).map((rs, c) -> works(rs)).findOne());
    }

    /** Earliest end first, those that nobody has been given last. */
    List<Works> page(Filter filter, Place after, int limit) {
        var units = filter.units() == null ? null : filter.units().toArray(String[]::new);
        return database.read(h -> h.createQuery("SELECT * FROM (SELECT x.*, " + STATE + " AS state FROM (" + WORKS + ") x) y "
                        + """
                        WHERE (CASE WHEN :state::text IS NULL THEN state NOT IN ('accepted', 'ended') ELSE state = :state END) AND (:unit::text IS NULL OR unit = :unit)
                          AND (:district::text IS NULL OR district = :district) AND (:units::text[] IS NULL OR unit = ANY(:units))
                          AND (:ends::date IS NULL OR (coalesce(ends, date '9999-12-31'), case_id) > (:ends, :after))
                        ORDER BY coalesce(ends, date '9999-12-31'), case_id LIMIT :limit""")
                .bind("state", filter.state()).bind("unit", filter.unit()).bind("district", filter.district()).bind("units", units).bind("ends", after == null ? null : after.ends())
                .bind("after", after == null ? 0 : after.caseId()).bind("limit", limit).map((rs, c) -> works(rs)).list());
    }

    /** How far a case is, by its tasks. */
    void stands(long caseId, String district, String phase) {
        database.transact(h -> h.createUpdate("""
                        INSERT INTO construction.works (case_id, district, phase) VALUES (:case, :district, :phase)
                        ON CONFLICT (case_id) DO UPDATE SET district = excluded.district, phase = excluded.phase""")
                .bind("case", caseId).bind("district", district).bind("phase", phase).execute());
    }

    void plan(long caseId, Works.Plan p) {
        database.transact(h -> h.createUpdate("UPDATE construction.works SET unit = :unit, crew = :crew, starts = :starts, ends = :ends, note = :note, planned_at = :at, planned_by = :by WHERE case_id = :case")
                .bind("unit", p.unit()).bind("crew", p.crew()).bind("starts", p.starts()).bind("ends", p.ends()).bind("note", p.note()).bind("at", Rows.utc(p.at())).bind("by", p.by()).bind("case", caseId).execute());
    }

    /** @param report null: it is taken back */
    void report(long caseId, Works.Report report) {
        database.transact(h -> h.createUpdate("UPDATE construction.works SET reported_at = :at, reported_by = :by, report = :text WHERE case_id = :case")
                .bind("at", report == null ? null : Rows.utc(report.at())).bind("by", report == null ? null : (Long) report.by()).bind("text", report == null ? null : report.text()).bind("case", caseId).execute());
    }

    /** Those that count, by day. */
    List<Entry> entries(long caseId) {
        return database.read(h -> h.createQuery("SELECT id, case_id, day, did, material, calibre, length, deviation, at, by_whom FROM construction.entry WHERE case_id = :case AND void_at IS NULL ORDER BY day, id")
                .bind("case", caseId).map((rs, c) -> new Entry(rs.getLong("id"), rs.getLong("case_id"), Rows.day(rs, "day"), rs.getString("did"), rs.getString("material"), rs.getObject("calibre", Integer.class),
                        rs.getBigDecimal("length"), rs.getString("deviation"), Rows.instant(rs, "at"), rs.getLong("by_whom"))).list());
    }

    /** @return its id */
    long add(Entry e) {
        return database.inTransaction(h -> h.createQuery("""
                        INSERT INTO construction.entry (case_id, day, did, material, calibre, length, deviation, at, by_whom)
                        VALUES (:case, :day, :did, :material, :calibre, :length, :deviation, :at, :by) RETURNING id""")
                .bind("case", e.caseId()).bind("day", e.day()).bind("did", e.did()).bind("material", e.material()).bind("calibre", e.calibre()).bind("length", e.length()).bind("deviation", e.deviation())
                .bind("at", Rows.utc(e.at())).bind("by", e.by()).mapTo(Long.class).one());
    }

    /** @return false when there is no such entry that counts */
    boolean voided(long caseId, long id, Instant at, long by) {
        return database.inTransaction(h -> h.createUpdate("UPDATE construction.entry SET void_at = :at, void_by = :by WHERE id = :id AND case_id = :case AND void_at IS NULL")
                .bind("at", Rows.utc(at)).bind("by", by).bind("id", id).bind("case", caseId).execute() == 1);
    }

    /** But those of void entries. */
    List<Photo> photos(long caseId) {
        return database.read(h -> h.createQuery(PHOTO + " LEFT JOIN construction.entry e ON e.id = p.entry_id WHERE p.case_id = :case AND e.void_at IS NULL ORDER BY p.document")
                .bind("case", caseId).map((rs, c) -> photo(rs)).list());
    }

    Optional<Photo> photo(long caseId, long document) {
        return database.read(h -> h.createQuery(PHOTO + " WHERE p.case_id = :case AND p.document = :document").bind("case", caseId).bind("document", document).map((rs, c) -> photo(rs)).findOne());
    }

    void photo(long caseId, Photo p) {
        database.transact(h -> h.createUpdate("""
                        INSERT INTO construction.photo (document, case_id, taken_at, latitude, longitude, at, by_whom) VALUES (:document, :case, :taken, :latitude, :longitude, :at, :by)
                        ON CONFLICT (document) DO NOTHING""")
                .bind("document", p.document()).bind("case", caseId).bind("taken", p.taken()).bind("latitude", p.latitude()).bind("longitude", p.longitude()).bind("at", Rows.utc(p.at())).bind("by", p.by()).execute());
    }

    /** @return how many of them now belong to the entry */
    int belong(long caseId, long entry, Collection<Long> documents) {
        return documents.isEmpty() ? 0 : database.inTransaction(h -> h.createUpdate("UPDATE construction.photo SET entry_id = :entry WHERE case_id = :case AND document = ANY(:documents) AND entry_id IS NULL")
                .bind("entry", entry).bind("case", caseId).bind("documents", documents.toArray(Long[]::new)).execute());
    }

    List<Stoppage> stoppages(long caseId) {
        return database.read(h -> h.createQuery("SELECT * FROM construction.stoppage WHERE case_id = :case ORDER BY id").bind("case", caseId).map((rs, c) -> stoppage(rs)).list());
    }

    /** Gives it the next number of its year; an action that does not commit gives the number back. @return the stoppage with id and number */
    Stoppage stop(Stoppage s) {
        int year = s.at().atZone(ExcavationTask.ZONE).getYear();
        return database.inTransaction(h -> {
            int n = h.createQuery("INSERT INTO construction.counter (year, last) VALUES (:year, 1) ON CONFLICT (year) DO UPDATE SET last = construction.counter.last + 1 RETURNING last")
                    .bind("year", year).mapTo(Integer.class).one();
            return h.createQuery("""
                            INSERT INTO construction.stoppage (case_id, number, reason, what, needed, began, at, by_whom) VALUES (:case, :number, :reason, :what, :needed, :began, :at, :by) RETURNING *""")
                    .bind("case", s.caseId()).bind("number", "TG%d-%04d".formatted(year, n)).bind("reason", s.reason()).bind("what", s.what()).bind("needed", s.needed()).bind("began", Rows.utc(s.began()))
                    .bind("at", Rows.utc(s.at())).bind("by", s.by()).map((rs, c) -> stoppage(rs)).one();
        });
    }

    void noticed(long stoppage, long document, Long pause) {
        database.transact(h -> h.createUpdate("UPDATE construction.stoppage SET document = :document, pause_id = :pause WHERE id = :id").bind("document", document).bind("pause", pause).bind("id", stoppage).execute());
    }

    void resumed(long stoppage, Instant at, long by, String outcome) {
        database.transact(h -> h.createUpdate("UPDATE construction.stoppage SET resumed_at = :at, resumed_by = :by, outcome = :outcome WHERE id = :id AND resumed_at IS NULL")
                .bind("at", Rows.utc(at)).bind("by", by).bind("outcome", outcome).bind("id", stoppage).execute());
    }

    private static Photo photo(ResultSet rs) throws SQLException {
        return new Photo(rs.getLong("document"), rs.getObject("entry_id", Long.class), rs.getObject("taken_at", LocalDateTime.class), rs.getObject("latitude", Double.class),
                rs.getObject("longitude", Double.class), Rows.instant(rs, "at"), rs.getLong("by_whom"));
    }

    private static Works works(ResultSet rs) throws SQLException {
        var plan = rs.getString("unit") == null ? null : new Works.Plan(rs.getString("unit"), rs.getString("crew"), Rows.day(rs, "starts"), Rows.day(rs, "ends"), rs.getString("note"), Rows.instant(rs, "planned_at"),
                rs.getLong("planned_by"));
        var reported = Rows.instant(rs, "reported_at");
        return new Works(rs.getLong("case_id"), rs.getString("district"), rs.getString("phase"), plan, reported == null ? null : new Works.Report(rs.getString("report"), reported, rs.getLong("reported_by")),
                rs.getBoolean("begun"), rs.getBoolean("stopped"));
    }

    private static Stoppage stoppage(ResultSet rs) throws SQLException {
        return new Stoppage(rs.getLong("id"), rs.getLong("case_id"), rs.getString("number"), rs.getString("reason"), rs.getString("what"), rs.getString("needed"), Rows.instant(rs, "began"), Rows.instant(rs, "at"),
                rs.getLong("by_whom"), rs.getObject("document", Long.class), rs.getObject("pause_id", Long.class), Rows.instant(rs, "resumed_at"), rs.getObject("resumed_by", Long.class), rs.getString("outcome"));
    }
}
