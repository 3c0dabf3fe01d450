package org.jieshui.gis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.gis.api.NearOutlet;
import org.jieshui.gis.api.NearPipe;
import org.jieshui.gis.api.PipeNetwork;
import org.jieshui.gis.api.Surroundings;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What lies around a point or in an area: found in memory, its attributes read by primary key. */
@Component(service = {PipeNetwork.class, Surrounding.class})
public final class Surrounding implements PipeNetwork {
    /** More pipes than this around one point are no help to anybody. */
    private static final int MOST = 500;
    /** Pipes of an area: their attributes are read one by one. */
    private static final int MOST_OF_AREA = 5_000;

    private final Atlases atlases;
    private final GisStore store;

    @Activate
    public Surrounding(@Reference Atlases atlases, @Reference Database database) {
        this.atlases = atlases;
        this.store = new GisStore(database);
    }

    @Override
    public Surroundings around(double x, double y, double radius) {
        check(x, y, radius);
        return atlases.current().map(a -> around(a, x, y, radius)).orElseGet(() -> new Surroundings(0, CoordinateSystem.LOCAL, x, y, radius, List.of(), List.of()));
    }

    Surroundings around(long networkId, double x, double y, double radius) {
        check(x, y, radius);
        return around(atlases.get(networkId), x, y, radius);
    }

    private static void check(double x, double y, double radius) {
        if (!(radius > 0 && radius <= LARGEST_RADIUS) || !Double.isFinite(x) || !Double.isFinite(y)) {
            throw new IllegalArgumentException("radius must be above 0 and at most " + LARGEST_RADIUS + " m, and the point finite");
        }
    }

    private Surroundings around(Atlas atlas, double x, double y, double radius) {
        List<PipeIndex.Hit> hits = atlas.pipes.within(x, y, radius);
        hits = hits.size() > MOST ? hits.subList(0, MOST) : hits;
        Map<Long, Pipe> facts = store.pipes(hits.stream().map(h -> atlas.ids[h.pipe()]).toList());
        List<NearPipe> pipes = new ArrayList<>();
        for (PipeIndex.Hit hit : hits) {
            Pipe p = facts.get(atlas.ids[hit.pipe()]);
            if (p != null) {
                pipes.add(near(p, hit));
            }
        }
        List<PointIndex.Near<Atlas.Spot>> spots = atlas.outlets.within(x, y, radius);
        spots = spots.size() > MOST ? spots.subList(0, MOST) : spots;
        Map<Long, Outlet> known = store.outlets(spots.stream().map(s -> s.thing().id()).toList());
        List<NearOutlet> outlets = new ArrayList<>();
        for (PointIndex.Near<Atlas.Spot> spot : spots) {
            Outlet o = known.get(spot.thing().id());
            if (o != null) {
                outlets.add(new NearOutlet(o.id(), o.code(), o.nominal(), o.valve(), o.inspected(), o.pipeId(), o.x(), o.y(), spot.distance()));
            }
        }
        return new Surroundings(atlas.network.id(), atlas.network.plane().code(), x, y, radius, pipes, outlets);
    }

    /** What supplies an area (R176). Refuses one that holds more than can be looked at. */
    Supply supply(long networkId, Area area, LocalDate today) {
        Atlas atlas = atlases.get(networkId);
        Map<Long, Double> lengths = new LinkedHashMap<>();
        atlas.pipes.inBox(area.bounds(), pipe -> {
            double length = area.lengthInside(atlas.pipes.path(pipe));
            if (!Double.isNaN(length)) {
                lengths.put(atlas.ids[pipe], length);
            }
        });
        if (lengths.size() > MOST_OF_AREA) {
            throw ProblemException.invalid("/ring", "区域内管道 " + lengths.size() + " 条，超过 " + MOST_OF_AREA + " 条，请圈小一些",
                lengths.size() + " pipes lie in it, more than " + MOST_OF_AREA + "; draw a smaller area");
        }
        List<Supply.Part> parts = store.pipes(lengths.keySet()).values().stream().map(p -> new Supply.Part(p, lengths.get(p.id()))).toList();
        List<Long> spots = atlas.outlets.inBox(area.bounds()).stream().filter(s -> area.holds(s.x(), s.y())).map(Atlas.Spot::id).toList();
        return Supply.of(atlas.network, area.size(), parts, store.worksOn(lengths.keySet(), today), store.repairs(lengths.keySet()),
            List.copyOf(store.outlets(spots).values()));
    }

    private static NearPipe near(Pipe p, PipeIndex.Hit hit) {
        return new NearPipe(p.id(), p.code(), p.nominal(), p.material(), p.depth(), p.year(), p.peakPressure(), p.flow(), p.supplyArea(), p.fullLoad(),
            hit.distance(), hit.x(), hit.y(), hit.along());
    }

    /** Where a pipe comes nearest to a point, if it is within the radius. */
    Optional<PipeIndex.Hit> foot(long networkId, long pipeId, double x, double y, double radius) {
        Atlas atlas = atlases.get(networkId);
        int number = atlas.number(pipeId);
        return atlas.pipes.within(x, y, radius).stream().filter(h -> h.pipe() == number).findFirst();
    }

    @Override
    public Optional<TapPoint> tapPoint(long caseId) {
        return store.tapPoint(caseId);
    }
}
