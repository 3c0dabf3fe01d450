package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jieshui.gis.Edits.Field;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** The tables of the network. Every change of a network takes its row first, so that its version grows in the order of commits. */
final class GisStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PIPE = """
        SELECT id, network_id, code, from_node, to_node, length, roughness, open, tag, calibre, material, depth, year, peak_pressure, flow, supply_area, full_load,
               edited, retired, version
          FROM gis.pipe""";
    private static final String OUTLET = "SELECT id, network_id, code, x, y, calibre, valve, inspected, pipe_id, note, edited, retired, version FROM gis.outlet";
    private static final String FITTING =
        "SELECT id, network_id, code, kind, type, x, y, calibre, setting, state, tag, inspected, edited, retired, version FROM gis.fitting";
    private static final String WORK = """
        SELECT w.id, w.pipe_id, p.code, w.kind, w.starts, w.ends, w.note, w.cancelled, w.version FROM gis.work w JOIN gis.pipe p ON p.id = w.pipe_id""";
    private static final String NETWORK = "SELECT id, name, crs, definition, metres, current, geometry, version, as_of FROM gis.network";

    /** A thing found by its name. @param kind pipe, outlet, valve, pump or road */
    record Found(String kind, long id, String code, double x, double y, Double calibre) {
    }

    /** Which attribute a list of pipes is about: those that lack it. */
    static final List<String> ATTRIBUTES = List.of("calibre", "material", "depth", "year", "peakPressure", "flow", "supplyArea", "fullLoad");

    private final Database database;

    GisStore(Database database) {
        this.database = database;
    }

    // networks

    List<Network> networks() {
        return database.read(h -> h.createQuery(NETWORK + " ORDER BY current DESC, name, id").map((rs, c) -> network(rs)).list());
    }

    Optional<Network> network(long id) {
        return database.read(h -> h.createQuery(NETWORK + " WHERE id = :id").bind("id", id).map((rs, c) -> network(rs)).findOne());
    }

    Optional<Network> current() {
        return database.read(h -> h.createQuery(NETWORK + " WHERE current").map((rs, c) -> network(rs)).findOne());
    }

    private static Network network(ResultSet rs) throws SQLException {
        return new Network(rs.getLong("id"), rs.getString("name"), new CoordinateSystem(rs.getString("crs"), rs.getString("definition"), rs.getDouble("metres")),
            rs.getBoolean("current"), rs.getLong("geometry"), rs.getLong("version"), instant(rs, "as_of"));
    }

    /** The first network becomes the current one. */
    long create(String name, CoordinateSystem plane, Instant now) {
        return database.inTransaction(h -> {
            return h.createQuery("""
                INSERT INTO gis.network (name, crs, definition, metres, current, as_of)
                VALUES (:name, :crs, :definition, :metres, NOT EXISTS (SELECT FROM gis.network WHERE current), :now) RETURNING id""")
                .bind("name", name).bind("crs", plane.code()).bind("definition", plane.definition()).bind("metres", plane.metres()).bind("now", utc(now))
                .mapTo(Long.class).one();
        });
    }

    void rename(long id, String name) {
        database.transact(h -> {
            h.createUpdate("UPDATE gis.network SET name = :name WHERE id = :id").bind("id", id).bind("name", name).execute();
        });
    }

    void makeCurrent(long id) {
        database.transact(h -> {
            h.createUpdate("UPDATE gis.network SET current = false WHERE current AND id <> :id").bind("id", id).execute();
            h.createUpdate("UPDATE gis.network SET current = true WHERE id = :id").bind("id", id).execute();
        });
    }

    /** Takes the network's row for this transaction and counts its version up. */
    long touch(Handle handle, long networkId, boolean geometry, Instant now) {
        return handle.createQuery("""
            UPDATE gis.network SET version = version + 1, geometry = CASE WHEN :geometry THEN version + 1 ELSE geometry END, as_of = GREATEST(as_of, :now)
             WHERE id = :id RETURNING version""")
            .bind("id", networkId).bind("geometry", geometry).bind("now", utc(now)).mapTo(Long.class).findOne().orElseThrow(ProblemException::notFound);
    }

    // reading

    Optional<Pipe> pipe(long id) {
        return database.read(h -> h.createQuery(PIPE + " WHERE id = :id").bind("id", id).map((rs, c) -> pipe(rs)).findOne());
    }

    Optional<Pipe> pipe(long networkId, String code) {
        return database.read(h -> h.createQuery(PIPE + " WHERE network_id = :network AND code = :code AND NOT retired").bind("network", networkId).bind("code", code)
            .map((rs, c) -> pipe(rs)).findOne());
    }

    Map<Long, Pipe> pipes(Collection<Long> ids) {
        return byId(PIPE, ids, GisStore::pipe, Pipe::id);
    }

    double[] path(long pipeId) {
        return database.read(h -> h.createQuery("SELECT path FROM gis.pipe WHERE id = :id").bind("id", pipeId).map((rs, c) -> Paths.fromBytes(rs.getBytes(1)))
            .findOne()).orElseThrow(ProblemException::notFound);
    }

    /** Pipes in order of their code, those alone that lack an attribute if one is named. @param after code to go on after */
    List<Pipe> pipes(long networkId, String lacks, String starts, String after, int limit) {
        if (lacks != null && !ATTRIBUTES.contains(lacks)) {
            throw ProblemException.invalid("/lacks", "没有此属性", "No such attribute");
        }
        String column = lacks == null ? null : lacks.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return database.read(h -> h.createQuery(PIPE + " WHERE network_id = :network AND NOT retired AND code > :after AND upper(code) LIKE :starts"
            + (column == null ? "" : " AND " + column + " IS NULL") + " ORDER BY code LIMIT :limit")
            .bind("network", networkId).bind("after", after == null ? "" : after).bind("starts", prefix(starts)).bind("limit", limit).map((rs, c) -> pipe(rs)).list());
    }

    Optional<Outlet> outlet(long id) {
        return database.read(h -> h.createQuery(OUTLET + " WHERE id = :id").bind("id", id).map((rs, c) -> outlet(rs)).findOne());
    }

    Map<Long, Outlet> outlets(Collection<Long> ids) {
        return byId(OUTLET, ids, GisStore::outlet, Outlet::id);
    }

    List<Outlet> outletsOf(long pipeId) {
        return database.read(h -> h.createQuery(OUTLET + " WHERE pipe_id = :pipe AND NOT retired ORDER BY code").bind("pipe", pipeId).map((rs, c) -> outlet(rs)).list());
    }

    Optional<Fitting> fitting(long id) {
        return database.read(h -> h.createQuery(FITTING + " WHERE id = :id").bind("id", id).map((rs, c) -> fitting(rs)).findOne());
    }

    Optional<Work> work(long id) {
        return database.read(h -> h.createQuery(WORK + " WHERE w.id = :id").bind("id", id).map((rs, c) -> work(rs)).findOne());
    }

    List<Work> works(long networkId, LocalDate endingFrom) {
        return database.read(h -> h.createQuery(WORK + " WHERE w.network_id = :network AND w.ends >= :from AND NOT w.cancelled ORDER BY w.starts, w.id")
            .bind("network", networkId).bind("from", endingFrom).map((rs, c) -> work(rs)).list());
    }

    List<Work> worksOn(Collection<Long> pipeIds, LocalDate endingFrom) {
        return pipeIds.isEmpty() ? List.of()
            : database.read(h -> h.createQuery(WORK + " WHERE w.pipe_id = ANY (:pipes) AND w.ends >= :from AND NOT w.cancelled ORDER BY w.starts, w.id")
                .bindArray("pipes", Long.class, pipeIds.toArray()).bind("from", endingFrom).map((rs, c) -> work(rs)).list());
    }

    List<Repair> repairs(long pipeId) {
        return repairs(List.of(pipeId));
    }

    /** Newest first. */
    List<Repair> repairs(Collection<Long> pipeIds) {
        return pipeIds.isEmpty() ? List.of() : database.read(h -> h.createQuery(
            "SELECT id, pipe_id, kind, day, note, at, person FROM gis.repair WHERE pipe_id = ANY (:pipes) ORDER BY day DESC, id DESC")
            .bindArray("pipes", Long.class, pipeIds.toArray()).map((rs, c) -> new Repair(rs.getLong("id"), rs.getLong("pipe_id"), rs.getString("kind"), rs.getObject("day", LocalDate.class),
                rs.getString("note"), instant(rs, "at"), rs.getLong("person"))).list());
    }

    List<Change> history(String entity, long id) {
        return database.read(h -> h.createQuery("SELECT id, at, person, changes FROM gis.history WHERE entity = :entity AND entity_id = :id ORDER BY id DESC LIMIT 200")
            .bind("entity", entity).bind("id", id).map((rs, c) -> new Change(rs.getLong("id"), instant(rs, "at"), rs.getLong("person"), json(rs.getString("changes"))))
            .list());
    }

    List<Found> search(long networkId, String text, int limit) {
        List<Found> found = new ArrayList<>();
        database.read(h -> {
            found.addAll(h.createQuery("SELECT id, code, x, y, calibre FROM gis.outlet WHERE network_id = :network AND NOT retired AND upper(code) LIKE :starts "
                + "ORDER BY code LIMIT :limit").bind("network", networkId).bind("starts", prefix(text)).bind("limit", limit)
                .map((rs, c) -> new Found("outlet", rs.getLong(1), rs.getString(2), rs.getDouble(3), rs.getDouble(4), number(rs, "calibre"))).list());
            found.addAll(h.createQuery("SELECT id, code, path, calibre FROM gis.pipe WHERE network_id = :network AND NOT retired AND upper(code) LIKE :starts "
                + "ORDER BY code LIMIT :limit").bind("network", networkId).bind("starts", prefix(text)).bind("limit", limit)
                .map((rs, c) -> found("pipe", rs.getLong(1), rs.getString(2), rs.getBytes(3), number(rs, "calibre"))).list());
            found.addAll(h.createQuery("SELECT id, code, kind, x, y, calibre FROM gis.fitting WHERE network_id = :network AND NOT retired AND upper(code) LIKE :starts "
                + "ORDER BY code LIMIT :limit").bind("network", networkId).bind("starts", prefix(text)).bind("limit", limit)
                .map((rs, c) -> new Found(rs.getString(3), rs.getLong(1), rs.getString(2), rs.getDouble(4), rs.getDouble(5), number(rs, "calibre"))).list());
            found.addAll(h.createQuery("SELECT id, name, shape FROM gis.backdrop WHERE network_id = :network AND position(:text in name) > 0 ORDER BY name LIMIT :limit")
                .bind("network", networkId).bind("text", text.strip()).bind("limit", limit)
                .map((rs, c) -> found("road", rs.getLong(1), rs.getString(2), rs.getBytes(3), null)).list());
            return null;
        });
        return found.size() > limit ? found.subList(0, limit) : found;
    }

    private static Found found(String kind, long id, String code, byte[] path, Double calibre) {
        double[] xy = Paths.fromBytes(path);
        double[] middle = Paths.at(xy, Paths.length(xy) / 2);
        return new Found(kind, id, code, middle[0], middle[1], calibre);
    }

    /** A pattern of LIKE for what starts with the text, taken literally. */
    private static String prefix(String text) {
        return text == null ? "%" : text.strip().toUpperCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    // changing

    Pipe editPipe(long id, int version, Map<Field, Object> values, long person, Instant now) {
        Pipe pipe = pipe(id).orElseThrow(ProblemException::notFound);
        edit("pipe", pipe.networkId(), id, version, values, false, person, now);
        return pipe(id).orElseThrow();
    }

    /** Whether the network has the pipe of this case as it was measured. */
    boolean holds(long networkId, ServicePipe built) {
        return database.read(h -> ofCase(h, networkId, built.caseId())).filter(kept -> !kept.retired() && built.equals(built.as(kept, path(kept.id())))).isPresent();
    }

    private static Optional<Pipe> ofCase(Handle h, long networkId, long caseId) {
        return h.createQuery(PIPE + " WHERE network_id = :network AND case_id = :case").bind("network", networkId).bind("case", caseId).map((rs, c) -> pipe(rs)).findOne();
    }

    /** What was built for a case, as measured; once more for the same case corrects it. */
    void enter(long networkId, ServicePipe built, long person, Instant now) {
        database.transact(h -> {
            long change = touch(h, networkId, true, now);
            Optional<Pipe> before = ofCase(h, networkId, built.caseId());
            if (before.isEmpty()) {
                refuseTakenCode(h, "pipe", networkId, built.code());
            }
            long id = h.createQuery("""
                INSERT INTO gis.pipe (network_id, case_id, code, path, length, open, calibre, material, depth, year, changed)
                VALUES (:network, :case, :code, :path, :length, true, :calibre, :material, :depth, :year, :change)
                ON CONFLICT (network_id, case_id) WHERE case_id IS NOT NULL DO UPDATE SET path = excluded.path, length = excluded.length, calibre = excluded.calibre, material = excluded.material,
                  depth = excluded.depth, year = excluded.year, changed = excluded.changed, retired = false, version = gis.pipe.version + 1
                RETURNING id""").bind("network", networkId).bind("case", built.caseId()).bind("code", built.code()).bind("path", Paths.toBytes(built.path())).bind("length", built.length())
                .bind("calibre", built.calibre()).bind("material", built.material()).bind("depth", built.depth()).bind("year", built.year()).bind("change", change).mapTo(Long.class).one();
            ObjectNode changes = JSON.createObjectNode();
            pair(changes, "length", before.map(Pipe::length).orElse(null), built.length());
            pair(changes, "calibre", before.map(Pipe::calibre).orElse(null), built.calibre());
            pair(changes, "material", before.map(Pipe::material).orElse(null), built.material());
            pair(changes, "depth", before.map(Pipe::depth).orElse(null), built.depth());
            pair(changes, "year", before.map(Pipe::year).orElse(null), built.year());
            remember(h, networkId, "pipe", id, person, now, changes);
        });
    }

    private static void pair(ObjectNode changes, String name, Object was, Object is) {
        if (!same(was, is)) {
            changes.putArray(name).add(said(was)).add(said(is));
        }
    }

    private static String said(Object value) {
        return value instanceof Double number ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString() : value == null ? null : value.toString();
    }

    Outlet editOutlet(long id, int version, Map<Field, Object> values, long person, Instant now) {
        Outlet outlet = outlet(id).orElseThrow(ProblemException::notFound);
        edit("outlet", outlet.networkId(), id, version, values, true, person, now);
        return outlet(id).orElseThrow();
    }

    Fitting editFitting(long id, int version, Map<Field, Object> values, long person, Instant now) {
        Fitting fitting = fitting(id).orElseThrow(ProblemException::notFound);
        edit("fitting", fitting.networkId(), id, version, values, true, person, now);
        return fitting(id).orElseThrow();
    }

    Work editWork(long id, int version, Map<Field, Object> values, long person, Instant now) {
        long network = database.read(h -> h.createQuery("SELECT network_id FROM gis.work WHERE id = :id").bind("id", id).mapTo(Long.class).findOne())
            .orElseThrow(ProblemException::notFound);
        edit("work", network, id, version, values, false, person, now);
        return work(id).orElseThrow();
    }

    Outlet addOutlet(long networkId, Map<Field, Object> values, long person, Instant now) {
        return outlet(add("outlet", networkId, values, person, now)).orElseThrow();
    }

    Fitting addFitting(long networkId, Map<Field, Object> values, long person, Instant now) {
        return fitting(add("fitting", networkId, values, person, now)).orElseThrow();
    }

    Work addWork(Map<Field, Object> values, long person, Instant now) {
        long pipeId = values.entrySet().stream().filter(e -> e.getKey().name().equals("pipeId")).mapToLong(e -> (Long) e.getValue()).findFirst().orElseThrow();
        return work(add("work", pipe(pipeId).orElseThrow(ProblemException::notFound).networkId(), values, person, now)).orElseThrow();
    }

    List<Repair> addRepair(long pipeId, Map<Field, Object> values, long person, Instant now) {
        Pipe pipe = pipe(pipeId).orElseThrow(ProblemException::notFound);
        database.transact(h -> {
            touch(h, pipe.networkId(), false, now); // first of all, as everybody does: who holds the pipe already would wait for the network forever
            Map<String, Object> byName = byName(values);
            h.createUpdate("INSERT INTO gis.repair (pipe_id, kind, day, note, at, person) VALUES (:pipe, :kind, :day, :note, :at, :person)").bind("pipe", pipeId)
                .bind("kind", byName.get("kind")).bind("day", byName.get("day")).bind("note", byName.get("note")).bind("at", utc(now)).bind("person", person).execute();
        });
        return repairs(pipeId);
    }

    private static Map<String, Object> byName(Map<Field, Object> values) {
        Map<String, Object> byName = new LinkedHashMap<>();
        values.forEach((f, v) -> byName.put(f.name(), v));
        return byName;
    }

    private void edit(String table, long networkId, long id, int version, Map<Field, Object> values, boolean keepsEdited, long person, Instant now) {
        if (values.isEmpty()) {
            return;
        }
        boolean marks = keepsEdited || table.equals("pipe");
        database.transact(h -> {
            long change = touch(h, networkId, false, now);
            List<String> columns = values.keySet().stream().map(Field::column).toList();
            Map<String, Object> before = h.createQuery("SELECT version, " + String.join(", ", columns) + " FROM gis." + table + " WHERE id = :id FOR UPDATE")
                .bind("id", id).mapToMap().one();
            if (((Number) before.get("version")).intValue() != version) {
                throw conflict(((Number) before.get("version")).intValue());
            }
            ObjectNode changes = JSON.createObjectNode();
            values.forEach((field, value) -> {
                Object was = before.get(field.column().toLowerCase(Locale.ROOT));
                if (!same(was, value)) {
                    ArrayNode pair = changes.putArray(field.name());
                    pair.add(was == null ? null : JSON.getNodeFactory().textNode(was.toString()));
                    pair.add(value == null ? null : JSON.getNodeFactory().textNode(value.toString()));
                }
            });
            if (changes.isEmpty()) {
                return;
            }
            if (changes.has("code")) {
                refuseTakenCode(h, table, networkId, (String) byName(values).get("code"));
            }
            String set = String.join(", ", columns.stream().map(c -> c + " = :" + c).toList());
            Update update = h.createUpdate("UPDATE gis." + table + " SET " + set + (marks ? ", edited = ARRAY (SELECT DISTINCT unnest(edited || :edited) ORDER BY 1)" : "")
                + ", version = version + 1, changed = :change WHERE id = :id").bind("id", id).bind("change", change);
            values.forEach((field, value) -> update.bind(field.column(), value));
            if (marks) {
                update.bindArray("edited", String.class, changed(changes).toArray());
            }
            update.execute();
            remember(h, networkId, table, id, person, now, changes);
        });
    }

    private static List<String> changed(ObjectNode changes) {
        List<String> names = new ArrayList<>();
        changes.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean same(Object was, Object value) {
        if (was instanceof Number a && value instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return was == null ? value == null : value != null && was.toString().equals(value.toString());
    }

    private long add(String table, long networkId, Map<Field, Object> values, long person, Instant now) {
        return database.inTransaction(h -> {
            long change = touch(h, networkId, false, now);
            List<String> columns = values.keySet().stream().map(Field::column).toList();
            if (table.equals("outlet") || table.equals("fitting")) {
                refuseTakenCode(h, table, networkId, (String) byName(values).get("code"));
            }
            var insert = h.createQuery("INSERT INTO gis." + table + " (network_id, changed, " + String.join(", ", columns) + ") VALUES (:network, :change, "
                + String.join(", ", columns.stream().map(c -> ":" + c).toList()) + ") RETURNING id").bind("network", networkId).bind("change", change);
            values.forEach((field, value) -> insert.bind(field.column(), value));
            long id = insert.mapTo(Long.class).one();
            ObjectNode changes = JSON.createObjectNode();
            values.forEach((field, value) -> changes.putArray(field.name()).addNull().add(value == null ? null : value.toString()));
            remember(h, networkId, table, id, person, now, changes);
            return id;
        });
    }

    private static void refuseTakenCode(Handle h, String table, long networkId, String code) {
        if (h.createQuery("SELECT 1 FROM gis." + table + " WHERE network_id = :network AND code = :code").bind("network", networkId).bind("code", code)
            .mapTo(Integer.class).findOne().isPresent()) {
            throw ProblemException.invalid("/code", "编号已有，请换一个", "This code is taken; choose another");
        }
    }

    private static void remember(Handle h, long networkId, String entity, long id, long person, Instant now, JsonNode changes) {
        h.createUpdate("INSERT INTO gis.history (network_id, entity, entity_id, at, person, changes) VALUES (:network, :entity, :id, :at, :person, CAST(:changes AS jsonb))")
            .bind("network", networkId).bind("entity", entity).bind("id", id).bind("at", utc(now)).bind("person", person).bind("changes", changes.toString()).execute();
    }

    static ProblemException conflict(int current) {
        return Problem.of("gis/version-conflict", 409, "他人已改过此项，请核对后再存", "Somebody changed this meanwhile; look again, then save").with("version", current)
            .toException();
    }

    // cases

    Optional<TapPoint> tapPoint(long caseId) {
        return database.read(h -> h.createQuery("""
            SELECT t.case_id, t.version, t.network_id, n.crs, t.x, t.y, t.pipe_id, t.pipe_code, t.calibre, t.material, t.outlet_id, t.outlet_code, t.route, t.length,
                   t.place, t.person, t.at
              FROM gis.tap_point t JOIN gis.network n ON n.id = t.network_id
             WHERE t.case_id = :case ORDER BY t.version DESC LIMIT 1""").bind("case", caseId).map((rs, c) -> tapPoint(rs)).findOne());
    }

    private static TapPoint tapPoint(ResultSet rs) throws SQLException {
        double[] route = Paths.fromBytes(rs.getBytes("route"));
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < route.length; i += 2) {
            points.add(new double[] {route[i], route[i + 1]});
        }
        return new TapPoint(rs.getLong("case_id"), rs.getLong("network_id"), rs.getString("crs"), rs.getDouble("x"), rs.getDouble("y"), id(rs, "pipe_id"),
            rs.getString("pipe_code"), rs.getInt("calibre"), rs.getString("material"), id(rs, "outlet_id"), rs.getString("outlet_code"), points,
            rs.getDouble("length"), rs.getString("place"), rs.getInt("version"), rs.getLong("person"), instant(rs, "at"));
    }

    void keepTapPoint(TapPoint t) {
        double[] route = t.route().stream().flatMapToDouble(Arrays::stream).toArray();
        database.transact(h -> {
            h.createUpdate("""
                INSERT INTO gis.tap_point (case_id, version, network_id, x, y, pipe_id, pipe_code, calibre, material, outlet_id, outlet_code, route, length, place, person, at)
                VALUES (:case, :version, :network, :x, :y, :pipe, :pipeCode, :calibre, :material, :outlet, :outletCode, :route, :length, :place, :person, :at)""")
                .bind("case", t.caseId()).bind("version", t.version()).bind("network", t.networkId()).bind("x", t.x()).bind("y", t.y()).bind("pipe", t.pipeId())
                .bind("pipeCode", t.pipeCode()).bind("calibre", t.calibre()).bind("material", t.material()).bind("outlet", t.outletId())
                .bind("outletCode", t.outletCode()).bind("route", Paths.toBytes(route)).bind("length", t.length()).bind("place", t.place()).bind("person", t.by())
                .bind("at", utc(t.at())).execute();
        });
    }

    void keepFinding(long caseId, long taskId, long person, Instant now, String opinion, JsonNode finding) {
        database.transact(h -> {
            h.createUpdate("""
                INSERT INTO gis.finding (case_id, version, task_id, person, at, opinion, finding)
                VALUES (:case, (SELECT coalesce(max(version), 0) + 1 FROM gis.finding WHERE case_id = :case), :task, :person, :at, :opinion, CAST(:finding AS jsonb))""")
                .bind("case", caseId).bind("task", taskId).bind("person", person).bind("at", utc(now)).bind("opinion", opinion).bind("finding", finding.toString())
                .execute();
        });
    }

    void revokeFinding(long caseId) {
        database.transact(h -> {
            h.createUpdate("UPDATE gis.finding SET revoked = true WHERE case_id = :case AND NOT revoked").bind("case", caseId).execute();
        });
    }

    /** What was found on a case, newest first. */
    record KeptFinding(int version, long taskId, long person, Instant at, String opinion, JsonNode finding, boolean revoked) {
    }

    List<KeptFinding> findings(long caseId) {
        return database.read(h -> h.createQuery("SELECT version, task_id, person, at, opinion, finding, revoked FROM gis.finding WHERE case_id = :case ORDER BY version DESC")
            .bind("case", caseId).map((rs, c) -> new KeptFinding(rs.getInt("version"), rs.getLong("task_id"), rs.getLong("person"), instant(rs, "at"),
                rs.getString("opinion"), json(rs.getString("finding")), rs.getBoolean("revoked"))).list());
    }

    // rows

    @FunctionalInterface
    private interface Row<T> {
        T of(ResultSet rs) throws SQLException;
    }

    private <T> Map<Long, T> byId(String select, Collection<Long> ids, Row<T> row, ToLongFunction<T> id) {
        Map<Long, T> found = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            database.read(h -> h.createQuery(select + " WHERE id = ANY (:ids)").bindArray("ids", Long.class, ids.toArray()).map((rs, c) -> row.of(rs)).list())
                .forEach(t -> found.put(id.applyAsLong(t), t));
        }
        return found;
    }

    private static Pipe pipe(ResultSet rs) throws SQLException {
        int year = rs.getInt("year");
        Integer laid = rs.wasNull() ? null : year;
        boolean full = rs.getBoolean("full_load");
        Boolean fullLoad = rs.wasNull() ? null : full;
        return new Pipe(rs.getLong("id"), rs.getLong("network_id"), rs.getString("code"), rs.getString("from_node"), rs.getString("to_node"), number(rs, "length"),
            number(rs, "roughness"), rs.getBoolean("open"), rs.getString("tag"), number(rs, "calibre"), rs.getString("material"), number(rs, "depth"), laid,
            number(rs, "peak_pressure"), rs.getString("flow"), rs.getString("supply_area"), fullLoad, texts(rs, "edited"), rs.getBoolean("retired"),
            rs.getInt("version"));
    }

    private static Outlet outlet(ResultSet rs) throws SQLException {
        return new Outlet(rs.getLong("id"), rs.getLong("network_id"), rs.getString("code"), rs.getDouble("x"), rs.getDouble("y"), number(rs, "calibre"),
            rs.getString("valve"), rs.getObject("inspected", LocalDate.class), id(rs, "pipe_id"), rs.getString("note"), texts(rs, "edited"), rs.getBoolean("retired"),
            rs.getInt("version"));
    }

    private static Fitting fitting(ResultSet rs) throws SQLException {
        return new Fitting(rs.getLong("id"), rs.getLong("network_id"), rs.getString("code"), rs.getString("kind"), rs.getString("type"), rs.getDouble("x"),
            rs.getDouble("y"), number(rs, "calibre"), number(rs, "setting"), rs.getString("state"), rs.getString("tag"), rs.getObject("inspected", LocalDate.class),
            texts(rs, "edited"), rs.getBoolean("retired"), rs.getInt("version"));
    }

    private static Work work(ResultSet rs) throws SQLException {
        return new Work(rs.getLong("id"), rs.getLong("pipe_id"), rs.getString("code"), rs.getString("kind"), rs.getObject("starts", LocalDate.class),
            rs.getObject("ends", LocalDate.class), rs.getString("note"), rs.getBoolean("cancelled"), rs.getInt("version"));
    }

    static Double number(ResultSet rs, String column) throws SQLException {
        double value = rs.getDouble(column);
        return rs.wasNull() ? null : value;
    }

    private static Long id(ResultSet rs, String column) throws SQLException {
        long value = rs.getLong(column);
        return rs.wasNull() ? null : value;
    }

    private static List<String> texts(ResultSet rs, String column) throws SQLException {
        Array array = rs.getArray(column);
        return List.of((String[]) array.getArray());
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        OffsetDateTime at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
