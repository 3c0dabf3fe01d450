package org.jieshui.gis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Chooses the tap point of a case (R51, R57): on a pipe, at an outlet if one is named. */
@Component(service = TapPoints.class)
public final class TapPoints {
    /** How far from the pipe a point may be to be taken as on it, m: a finger on a phone. */
    private static final double SNAP = 30;
    private static final int LONGEST_PLACE = 200;
    private static final int MOST_POINTS = 200;

    /** @param x where people pointed; @param route from the tap point to the meter, x, y each; @param outletId or null */
    public record Choice(Long networkId, Double x, Double y, Long pipeId, Long outletId, List<double[]> route, String place) {
    }

    private final Atlases atlases;
    private final Surrounding surrounding;
    private final GisStore store;

    @Activate
    public TapPoints(@Reference Atlases atlases, @Reference Surrounding surrounding, @Reference Database database) {
        this.atlases = atlases;
        this.surrounding = surrounding;
        this.store = new GisStore(database);
    }

    Optional<TapPoint> of(long caseId) {
        return store.tapPoint(caseId);
    }

    /** Inside the case's transaction. @param seen the version that the caller saw, 0: none, null: any */
    TapPoint choose(long caseId, Choice choice, Integer seen, long person, Instant now) {
        check(choice);
        Optional<TapPoint> before = store.tapPoint(caseId);
        int version = before.map(TapPoint::version).orElse(0);
        if (seen != null && seen != version) {
            throw GisStore.conflict(version);
        }
        Atlas atlas = choice.networkId() == null ? atlases.current().orElseThrow(() -> ProblemException.invalid("/networkId", "还没有管网，请先导入",
            "There is no network yet; import one first")) : atlases.get(choice.networkId());
        long network = atlas.network.id();
        Outlet outlet = choice.outletId() == null ? null : store.outlet(choice.outletId()).filter(o -> o.networkId() == network && !o.retired())
            .orElseThrow(() -> ProblemException.invalid("/outletId", "没有此预留口", "No such reserved outlet"));
        double x = outlet != null ? outlet.x() : choice.x();
        double y = outlet != null ? outlet.y() : choice.y();
        Long pipeId = outlet != null && outlet.pipeId() != null ? outlet.pipeId() : choice.pipeId();
        PipeIndex.Hit foot = pipeId != null ? surrounding.foot(network, pipeId, x, y, SNAP).orElse(null) : atlas.pipes.nearest(x, y, SNAP);
        if (foot == null) {
            throw ProblemException.invalid("/x", "开口点要落在管道上，请点近一些", "A tap point lies on a pipe; point nearer to one");
        }
        Pipe pipe = store.pipe(atlas.ids[foot.pipe()]).orElseThrow();
        double[] at = outlet != null ? new double[] {x, y} : new double[] {cm(foot.x()), cm(foot.y())};
        List<double[]> route = route(choice, at);
        double length = 0;
        for (int i = 1; i < route.size(); i++) {
            length += Math.hypot(route.get(i)[0] - route.get(i - 1)[0], route.get(i)[1] - route.get(i - 1)[1]);
        }
        TapPoint chosen = new TapPoint(caseId, network, atlas.network.plane().code(), at[0], at[1], pipe.id(), pipe.code(), pipe.nominal(), pipe.material(),
            outlet == null ? null : outlet.id(), outlet == null ? null : outlet.code(), route, cm(length), place(choice), version + 1, person, now);
        if (before.isPresent() && same(before.get(), chosen)) {
            return before.get();
        }
        store.keepTapPoint(chosen);
        return chosen;
    }

    private static List<double[]> route(Choice choice, double[] at) {
        List<double[]> route = new ArrayList<>();
        if (choice.route() != null && !choice.route().isEmpty()) {
            route.add(at);
            choice.route().stream().skip(1).forEach(p -> route.add(new double[] {cm(p[0]), cm(p[1])}));
        }
        return route;
    }

    private static String place(Choice choice) {
        return choice.place() == null || choice.place().isEmpty() ? null : choice.place();
    }

    private static boolean same(TapPoint a, TapPoint b) {
        return a.networkId() == b.networkId() && a.x() == b.x() && a.y() == b.y() && Objects.equals(a.pipeId(), b.pipeId())
            && Objects.equals(a.outletId(), b.outletId()) && a.length() == b.length() && Objects.equals(a.place(), b.place())
            && a.route().size() == b.route().size();
    }

    private static double cm(double metres) {
        return Math.round(metres * 100) / 100.0;
    }

    private static void check(Choice choice) {
        List<FieldError> errors = new ArrayList<>();
        if (choice == null || choice.outletId() == null && (!finite(choice.x()) || !finite(choice.y()))) {
            errors.add(new FieldError("/x", Text.of("在地图上点选开口点", "Pick the tap point on the map")));
        } else {
            if (choice.place() != null && choice.place().codePointCount(0, choice.place().length()) > LONGEST_PLACE) {
                errors.add(new FieldError("/place", Text.of("不超过 200 字", "At most 200 characters")));
            }
            if (choice.route() != null && (choice.route().size() > MOST_POINTS
                || choice.route().stream().anyMatch(p -> p == null || p.length != 2 || !finite(p[0]) || !finite(p[1])))) {
                errors.add(new FieldError("/route", Text.of("线路应为不超过 200 个点", "A route has at most 200 points, x and y each")));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static boolean finite(Double value) {
        return value != null && Double.isFinite(value);
    }
}
