package org.jieshui.gis;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jieshui.gis.Atlas.Face;
import org.jieshui.gis.Atlas.Spot;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.strtree.STRtree;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks in memory, each as new as the database was a moment ago. The current one is read at start; every node looks at the version rows again and again,
 * so that an import or an edit on another node arrives here. A changed shape means a new atlas, built beside the old one and swapped in; a changed attribute
 * means a copy that shares the shapes.
 */
@Component(service = Atlases.class, configurationPid = "org.jieshui.gis")
@Designate(ocd = GisConfig.class)
public final class Atlases {
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Logger LOG = LoggerFactory.getLogger(Atlases.class);
    private static final int FETCH = 10_000;

    private final Database database;
    private final GisStore store;
    private final Clock clock;
    private final Map<Long, Atlas> loaded = new ConcurrentHashMap<>();
    private final ScheduledExecutorService poller;

    @Activate
    public Atlases(@Reference Database database, @Reference Clock clock, GisConfig config) {
        this.database = database;
        this.store = new GisStore(database);
        this.clock = clock;
        this.poller = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "gis-atlas");
            thread.setDaemon(true);
            return thread;
        });
        poller.scheduleWithFixedDelay(this::look, 0, config.pollSeconds(), TimeUnit.SECONDS);
    }

    @Deactivate
    public void close() {
        poller.shutdownNow();
    }

    /** The current network; empty while none was imported. */
    Optional<Atlas> current() {
        return store.current().map(this::at);
    }

    Atlas get(long networkId) {
        return at(store.network(networkId).orElseThrow(ProblemException::notFound));
    }

    /** At least as new as the row: whoever changed something sees it. */
    private Atlas at(Network row) {
        Atlas atlas = loaded.get(row.id());
        return atlas != null && atlas.network.version() >= row.version() && atlas.network.name().equals(row.name()) ? atlas : refresh(row.id());
    }

    private void look() {
        try {
            for (Network row : store.networks()) {
                if (row.current() || loaded.containsKey(row.id())) {
                    at(row);
                }
            }
        } catch (RuntimeException e) {
            if (!poller.isShutdown()) {
                LOG.warn("The pipe network could not be read; trying again", e);
            }
        }
    }

    private synchronized Atlas refresh(long networkId) {
        return database.read(h -> {
            Network row = store.network(networkId).orElseThrow(ProblemException::notFound);
            Atlas old = loaded.get(networkId);
            if (old != null && old.network.version() >= row.version() && old.network.name().equals(row.name())) {
                return old;
            }
            Atlas fresh = old != null && old.network.geometry() == row.geometry() ? patch(h, old, row) : load(h, row);
            loaded.put(networkId, fresh);
            return fresh;
        });
    }

    private Atlas load(Handle h, Network row) {
        PipeIndex.Builder builder = new PipeIndex.Builder();
        int count = h.createQuery("SELECT count(*) FROM gis.pipe WHERE network_id = :n AND NOT retired").bind("n", row.id()).mapTo(Integer.class).one();
        long[] ids = new long[count];
        Atlas.Faces faces = new Atlas.Faces(count);
        int[] next = {0};
        h.createQuery("SELECT id, path, calibre, year, material FROM gis.pipe WHERE network_id = :n AND NOT retired ORDER BY id").bind("n", row.id()).setFetchSize(FETCH)
            .map((rs, c) -> {
                if (next[0] < count) {
                    ids[next[0]] = rs.getLong(1);
                    faces.set(next[0]++, face(rs));
                    builder.add(Paths.fromBytes(rs.getBytes(2)));
                }
                return next;
            }).forEach(n -> { });
        return Atlas.of(row, builder.build(), ids, faces, backdrop(h, row.id()), outlets(h, row.id()), fittings(h, row.id()), worked(h, row.id()));
    }

    private Atlas patch(Handle h, Atlas old, Network row) {
        Map<Long, Face> changed = new HashMap<>();
        h.createQuery("SELECT id, calibre, year, material FROM gis.pipe WHERE network_id = :n AND changed > :since").bind("n", row.id()).bind("since", old.network.version())
            .map((rs, c) -> changed.put(rs.getLong(1), face(rs))).forEach(previous -> { });
        return old.with(row, changed, outlets(h, row.id()), fittings(h, row.id()), worked(h, row.id()));
    }

    private static Face face(ResultSet rs) throws SQLException {
        return new Face((short) Calibre.nominal(rs.getDouble("calibre")), rs.getShort("year"), rs.getString("material"));
    }

    private static List<Spot> outlets(Handle h, long networkId) {
        return h.createQuery("SELECT id, code, x, y, calibre, valve FROM gis.outlet WHERE network_id = :n AND NOT retired").bind("n", networkId).setFetchSize(FETCH)
            .map((rs, c) -> new Spot(rs.getLong(1), "outlet", rs.getString(2), rs.getDouble(3), rs.getDouble(4), Calibre.nominal(rs.getDouble(5)), rs.getString(6)))
            .list();
    }

    private static List<Spot> fittings(Handle h, long networkId) {
        return h.createQuery("""
            SELECT id, kind, code, x, y, calibre, state FROM gis.fitting WHERE network_id = :n AND NOT retired
            UNION ALL SELECT 0, kind, code, x, y, NULL, NULL FROM gis.node WHERE network_id = :n AND NOT retired AND kind <> 'junction'""").bind("n", networkId)
            .setFetchSize(FETCH).map((rs, c) -> new Spot(rs.getLong(1), rs.getString(2), rs.getString(3), rs.getDouble(4), rs.getDouble(5),
                Calibre.nominal(rs.getDouble(6)), rs.getString(7))).list();
    }

    private Set<Long> worked(Handle h, long networkId) {
        return new HashSet<>(h.createQuery("SELECT pipe_id FROM gis.work WHERE network_id = :n AND NOT cancelled AND ends >= :today").bind("n", networkId)
            .bind("today", LocalDate.now(clock.withZone(ZONE))).mapTo(Long.class).list());
    }

    private static STRtree backdrop(Handle h, long networkId) {
        STRtree tree = new STRtree();
        h.createQuery("SELECT kind, name, width, shape FROM gis.backdrop WHERE network_id = :n").bind("n", networkId).setFetchSize(FETCH)
            .map((rs, c) -> new Atlas.Backdrop(rs.getString(1), rs.getString(2), rs.getDouble(3), Paths.fromBytes(rs.getBytes(4)))).forEach(b -> {
                Envelope box = new Envelope();
                for (int i = 0; i < b.shape().length; i += 2) {
                    box.expandToInclude(b.shape()[i], b.shape()[i + 1]);
                }
                box.expandBy(b.width() / 2);
                tree.insert(box, b);
            });
        tree.build();
        return tree;
    }
}
