package org.jieshui.gis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Brings the tables in line with a network as read: new records are added, changed ones updated except for what people edited here and what the source does not
 * know, those that went missing retired if so wished (nothing is ever deleted: cases and findings point at it).
 */
final class Merge {
    private static final int BATCH = 1000;

    /** How one kind of record fares. */
    record Count(int added, int changed, int same, int missing) {
    }

    /** @param geometry whether the place of anything changed */
    record Result(Count pipes, Count nodes, Count fittings, Count outlets, boolean geometry) {
    }

    private final Handle handle;
    private final long networkId;
    private final boolean retireMissing;
    /** The network's version under which the changes go; 0: only count. */
    private final long change;
    private final Fingerprint fingerprint = new Fingerprint();

    private Merge(Handle handle, long networkId, boolean retireMissing, long change) {
        this.handle = handle;
        this.networkId = networkId;
        this.retireMissing = retireMissing;
        this.change = change;
    }

    /** What {@link #apply} would do. @param networkId 0 for a network that does not exist yet */
    static Result preview(Handle handle, long networkId, SourceNetwork placed, boolean retireMissing) {
        return new Merge(handle, networkId, retireMissing, 0).run(placed);
    }

    static Result apply(Handle handle, GisStore store, long networkId, SourceNetwork placed, boolean retireMissing, Instant now) {
        long change = store.touch(handle, networkId, true, now);
        return new Merge(handle, networkId, retireMissing, change).run(placed);
    }

    private Result run(SourceNetwork network) {
        Count pipes = merge("pipe", network.pipes(), SourceNetwork.Pipe::id, this::print, PIPES, this::bind);
        Count nodes = merge("node", network.nodes(), SourceNetwork.Node::id,
            n -> fingerprint.of(new double[] {n.x(), n.y()}, n.kind(), n.elevation(), n.tag()), NODES, this::bind);
        Count fittings = merge("fitting", network.fittings(), SourceNetwork.Fitting::id,
            f -> fingerprint.of(new double[] {f.x(), f.y()}, f.kind(), f.type(), f.diameter(), f.setting(), f.state(), f.tag()), FITTINGS, this::bind);
        Map<String, Long> pipeIds = change == 0 || network.outlets().isEmpty() ? Map.of() : pipeIds();
        Count outlets = merge("outlet", network.outlets(), SourceNetwork.Outlet::id,
            o -> fingerprint.of(new double[] {o.x(), o.y()}, o.diameter(), o.valve(), o.inspected(), o.pipe()), OUTLETS,
            (batch, o) -> bind(batch, o).bind("pipe", o.pipe() == null ? null : pipeIds.get(o.pipe())));
        return new Result(pipes, nodes, fittings, outlets, pipes.added() + pipes.changed() > 0);
    }

    private long print(SourceNetwork.Pipe p) {
        PipeFacts f = p.facts();
        return fingerprint.of(p.path(), p.from(), p.to(), p.length(), p.diameter(), p.roughness(), p.open(), p.tag(), f.material(), f.depth(), f.year(),
            f.peakPressure(), f.flow(), f.supplyArea(), f.fullLoad());
    }

    private Map<String, Long> pipeIds() {
        Map<String, Long> ids = new HashMap<>();
        handle.createQuery("SELECT code, id FROM gis.pipe WHERE network_id = :network").bind("network", networkId).setFetchSize(10_000)
            .map((rs, c) -> ids.put(rs.getString(1), rs.getLong(2))).forEach(previous -> { });
        return ids;
    }

    private <T> Count merge(String table, List<T> records, Function<T, String> code, ToLongFunction<T> print, String upsert, BiConsumer<PreparedBatch, T> bind) {
        Map<String, Long> known = new HashMap<>();
        Set<String> retired = new HashSet<>();
        if (networkId != 0) {
            handle.createQuery("SELECT code, fingerprint, retired FROM gis." + table + " WHERE network_id = :network AND fingerprint IS NOT NULL")
                .bind("network", networkId).setFetchSize(10_000).map((rs, c) -> {
                    if (rs.getBoolean(3)) {
                        retired.add(rs.getString(1));
                    }
                    return known.put(rs.getString(1), rs.getLong(2));
                }).forEach(previous -> { });
        }
        int added = 0;
        int changed = 0;
        int same = 0;
        PreparedBatch batch = change == 0 ? null : handle.prepareBatch(upsert);
        for (T record : records) {
            Long was = known.remove(code.apply(record));
            long is = print.applyAsLong(record);
            if (was != null && was == is && !retired.contains(code.apply(record))) {
                same++;
                continue;
            }
            added += was == null ? 1 : 0;
            changed += was == null ? 0 : 1;
            if (batch != null) {
                bind.accept(batch.bind("network", networkId).bind("print", is), record);
                if (!table.equals("node")) {
                    batch.bind("change", change);
                }
                batch.add();
                if (batch.size() == BATCH) {
                    batch.execute();
                }
            }
        }
        if (batch != null && batch.size() > 0) {
            batch.execute();
        }
        known.keySet().removeAll(retired);
        if (records.isEmpty()) {
            // a file of another kind of things says nothing about these
            known.clear();
        }
        if (change != 0 && retireMissing) {
            retire(table, new ArrayList<>(known.keySet()));
        }
        return new Count(added, changed, same, known.size());
    }

    private void retire(String table, List<String> codes) {
        for (int from = 0; from < codes.size(); from += BATCH) {
            var update = handle.createUpdate("UPDATE gis." + table + " SET retired = true" + (table.equals("node") ? "" : ", changed = :change")
                + " WHERE network_id = :network AND code = ANY (:codes)").bind("network", networkId)
                .bindArray("codes", String.class, codes.subList(from, Math.min(from + BATCH, codes.size())).toArray());
            if (!table.equals("node")) {
                update.bind("change", change);
            }
            update.execute();
        }
    }

    /** A column of an upsert that keeps what people edited and what the source does not know. */
    private static String keep(String table, String column, String field) {
        return column + " = CASE WHEN '" + field + "' = ANY (gis." + table + ".edited) OR excluded." + column + " IS NULL THEN gis." + table + "." + column
            + " ELSE excluded." + column + " END";
    }

    private static final String PIPES = """
        INSERT INTO gis.pipe (network_id, code, from_node, to_node, path, length, roughness, open, tag, calibre, material, depth, year, peak_pressure, flow,
                              supply_area, full_load, fingerprint, changed)
        VALUES (:network, :code, :from, :to, :path, :length, :roughness, :open, :tag, :calibre, :material, :depth, :year, :peakPressure, :flow, :supplyArea,
                :fullLoad, :print, :change)
        ON CONFLICT (network_id, code) DO UPDATE SET from_node = excluded.from_node, to_node = excluded.to_node, path = excluded.path, length = excluded.length,
          roughness = excluded.roughness, open = excluded.open, tag = excluded.tag, fingerprint = excluded.fingerprint, changed = excluded.changed, retired = false,
          version = gis.pipe.version + 1,\s"""
        + String.join(", ", keep("pipe", "calibre", "calibre"), keep("pipe", "material", "material"), keep("pipe", "depth", "depth"), keep("pipe", "year", "year"),
            keep("pipe", "peak_pressure", "peakPressure"), keep("pipe", "flow", "flow"), keep("pipe", "supply_area", "supplyArea"),
            keep("pipe", "full_load", "fullLoad"));

    private PreparedBatch bind(PreparedBatch batch, SourceNetwork.Pipe p) {
        PipeFacts f = p.facts();
        return batch.bind("code", p.id()).bind("from", p.from()).bind("to", p.to()).bind("path", Paths.toBytes(p.path())).bind("length", p.length())
            .bind("roughness", p.roughness()).bind("open", p.open()).bind("tag", p.tag()).bind("calibre", p.diameter()).bind("material", Material.of(f.material()))
            .bind("depth", f.depth()).bind("year", f.year()).bind("peakPressure", f.peakPressure()).bind("flow", f.flow()).bind("supplyArea", f.supplyArea())
            .bind("fullLoad", f.fullLoad());
    }

    private static final String NODES = """
        INSERT INTO gis.node (network_id, code, kind, x, y, elevation, tag, fingerprint) VALUES (:network, :code, :kind, :x, :y, :elevation, :tag, :print)
        ON CONFLICT (network_id, code) DO UPDATE SET kind = excluded.kind, x = excluded.x, y = excluded.y, elevation = excluded.elevation, tag = excluded.tag,
          fingerprint = excluded.fingerprint, retired = false""";

    private PreparedBatch bind(PreparedBatch batch, SourceNetwork.Node n) {
        return batch.bind("code", n.id()).bind("kind", n.kind()).bind("x", n.x()).bind("y", n.y()).bind("elevation", n.elevation()).bind("tag", n.tag());
    }

    private static final String FITTINGS = """
        INSERT INTO gis.fitting (network_id, code, kind, type, x, y, calibre, setting, state, tag, fingerprint, changed)
        VALUES (:network, :code, :kind, :type, :x, :y, :calibre, :setting, :state, :tag, :print, :change)
        ON CONFLICT (network_id, code) DO UPDATE SET setting = excluded.setting, tag = excluded.tag, fingerprint = excluded.fingerprint, changed = excluded.changed,
          retired = false, version = gis.fitting.version + 1,\s"""
        + String.join(", ", keep("fitting", "kind", "kind"), keep("fitting", "x", "x"), keep("fitting", "y", "y"), keep("fitting", "type", "type"),
            keep("fitting", "calibre", "calibre"), keep("fitting", "state", "state"));

    private PreparedBatch bind(PreparedBatch batch, SourceNetwork.Fitting f) {
        return batch.bind("code", f.id()).bind("kind", f.kind()).bind("type", f.type()).bind("x", f.x()).bind("y", f.y()).bind("calibre", f.diameter())
            .bind("setting", f.setting()).bind("state", f.state()).bind("tag", f.tag());
    }

    private static final String OUTLETS = """
        INSERT INTO gis.outlet (network_id, code, x, y, calibre, valve, inspected, pipe_id, fingerprint, changed)
        VALUES (:network, :code, :x, :y, :calibre, :valve, :inspected, :pipe, :print, :change)
        ON CONFLICT (network_id, code) DO UPDATE SET fingerprint = excluded.fingerprint, changed = excluded.changed, retired = false,
          version = gis.outlet.version + 1,\s"""
        + String.join(", ", keep("outlet", "x", "x"), keep("outlet", "y", "y"), keep("outlet", "calibre", "calibre"), keep("outlet", "valve", "valve"),
            keep("outlet", "inspected", "inspected"), keep("outlet", "pipe_id", "pipeId"));

    private PreparedBatch bind(PreparedBatch batch, SourceNetwork.Outlet o) {
        return batch.bind("code", o.id()).bind("x", o.x()).bind("y", o.y()).bind("calibre", o.diameter()).bind("valve", o.valve()).bind("inspected", o.inspected());
    }
}
