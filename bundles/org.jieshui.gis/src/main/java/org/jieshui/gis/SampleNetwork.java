package org.jieshui.gis;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.UntilDone;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Invents a network for an installation that was started with sample data and has none yet: configuration {@code sample}, or the framework property {@code jieshui.sample}. */
@Component(service = SampleNetwork.class, immediate = true, configurationPid = "org.jieshui.gis")
public final class SampleNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(SampleNetwork.class);
    private static final long SEED = 20261013;

    private final UntilDone work;

    @Activate
    public SampleNetwork(@Reference Database database, @Reference Clock clock, BundleContext bundles, GisConfig config) {
        if (config.sample() || Boolean.parseBoolean(bundles.getProperty("jieshui.sample"))) {
            work = UntilDone.start("gis-sample", () -> create(database, clock));
        } else {
            work = null;
        }
    }

    @Deactivate
    void deactivate() {
        if (work != null) {
            work.close();
        }
    }

    /** Does nothing when there is a network; two nodes that start at once make one. */
    static boolean create(Database database, Clock clock) {
        GisStore store = new GisStore(database);
        Instant now = clock.instant();
        City city = new City(SEED, LocalDate.now(clock.withZone(Atlases.ZONE)).getYear());
        CoordinateSystem plane = CoordinateSystem.of(City.CRS).orElseThrow();
        return database.inTransaction(h -> {
            h.execute("LOCK TABLE gis.network IN SHARE ROW EXCLUSIVE MODE");
            if (!store.networks().isEmpty()) {
                return false;
            }
            SourceNetwork network = city.network();
            long id = store.create(network.title(), plane, now);
            Merge.apply(h, store, id, Placed.in(plane, plane, network), false, now);
            Map<String, Long> pipes = new HashMap<>();
            h.createQuery("SELECT code, id FROM gis.pipe WHERE network_id = :n").bind("n", id).map((rs, c) -> pipes.put(rs.getString(1), rs.getLong(2))).list();
            var backdrop = h.prepareBatch("INSERT INTO gis.backdrop (network_id, kind, name, width, shape) VALUES (:n, :kind, :name, :width, :shape)");
            city.backdrop().forEach(b -> backdrop.bind("n", id).bind("kind", b.kind()).bind("name", b.name()).bind("width", b.width())
                .bind("shape", Paths.toBytes(b.shape())).add());
            backdrop.execute();
            var works = h.prepareBatch("INSERT INTO gis.work (network_id, pipe_id, kind, starts, ends, note, changed) VALUES (:n, :pipe, :kind, :from, :to, :note, 1)");
            city.works().forEach(w -> works.bind("n", id).bind("pipe", pipes.get(w.pipe())).bind("kind", w.kind()).bind("from", w.from()).bind("to", w.to())
                .bind("note", w.note()).add());
            works.execute();
            var repairs = h.prepareBatch("INSERT INTO gis.repair (pipe_id, kind, day, note, at, person) VALUES (:pipe, :kind, :day, :note, :at, 0)");
            city.repairs().forEach(r -> repairs.bind("pipe", pipes.get(r.pipe())).bind("kind", r.kind()).bind("day", r.on()).bind("note", r.note())
                .bind("at", GisStore.utc(now)).add());
            repairs.execute();
            LOG.info("Invented a sample network of {} pipes", network.pipes().size());
            return true;
        });
    }
}
