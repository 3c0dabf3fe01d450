package org.jieshui.gis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToLongBiFunction;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.LineSegment;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Nearest pipe within 200 m among a million segments in 40 km × 40 km, beside a bare STRtree of JTS asked in both ways it can be; they take turns. In the
 * package of what it measures, which exports nothing.
 */
public final class NearestBench {
    private static final double SIDE = 40_000;
    private static final double RADIUS = 200;

    private NearestBench() {
    }

    private record Segment(int id, LineSegment line) {
    }

    public static void run() {
        int n = 1_000_000;
        int rounds = 9;
        SplittableRandom random = new SplittableRandom(42);
        STRtree bare = new STRtree(10);
        long before = used();
        long start = System.nanoTime();
        PipeIndex.Builder builder = new PipeIndex.Builder();
        for (int i = 0; i < n; i++) {
            double x = random.nextDouble(SIDE);
            double y = random.nextDouble(SIDE);
            double length = random.nextDouble(20, 200);
            double angle = random.nextDouble(2 * Math.PI);
            builder.add(new double[] {x, y, x + length * Math.cos(angle), y + length * Math.sin(angle)});
        }
        PipeIndex index = builder.build();
        builder = null;
        double seconds = (System.nanoTime() - start) / 1e9;
        double bytes = (used() - before) / (double) n;
        for (int i = 0; i < n; i++) {
            double[] p = index.path(i);
            LineSegment line = new LineSegment(p[0], p[1], p[2], p[3]);
            bare.insert(new Envelope(line.p0, line.p1), new Segment(i, line));
        }
        bare.build();
        ToLongBiFunction<Double, Double> ours = (x, y) -> {
            PipeIndex.Hit hit = index.nearest(x, y, RADIUS);
            return hit == null ? -1 : hit.pipe();
        };
        ToLongBiFunction<Double, Double> envelope = (x, y) -> {
            Coordinate p = new Coordinate(x, y);
            double[] best = {RADIUS};
            int[] id = {-1};
            bare.query(new Envelope(x - RADIUS, x + RADIUS, y - RADIUS, y + RADIUS), o -> {
                double d = ((Segment) o).line().distance(p);
                if (d <= best[0]) {
                    best[0] = d;
                    id[0] = ((Segment) o).id();
                }
            });
            return id[0];
        };
        ToLongBiFunction<Double, Double> neighbour = (x, y) -> {
            Segment s = (Segment) bare.nearestNeighbour(new Envelope(x, x, y, y), new Segment(-1, new LineSegment(x, y, x, y)),
                (a, b) -> ((Segment) a.getItem()).line().distance(((Segment) b.getItem()).line()));
            return s.line().distance(new Coordinate(x, y)) <= RADIUS ? s.id() : -1;
        };
        List<List<Double>> times = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long[] sums = new long[3];
        for (int round = 0; round <= rounds; round++) {
            List<ToLongBiFunction<Double, Double>> all = List.of(ours, envelope, neighbour);
            for (int k = 0; k < all.size(); k++) {
                SplittableRandom points = new SplittableRandom(round);
                long t = System.nanoTime();
                for (int i = 0; i < 20_000; i++) {
                    sums[k] += all.get(k).applyAsLong(points.nextDouble(SIDE), points.nextDouble(SIDE));
                }
                if (round > 0) {
                    times.get(k).add((System.nanoTime() - t) / 20_000e3);
                }
            }
        }
        double[] median = times.stream().mapToDouble(t -> t.stream().sorted().toList().get(t.size() / 2)).toArray();
        System.out.printf(Locale.ROOT, "%n## Nearest pipe within 200 m among %d segments (bound: at most 2 times a bare JTS tree)%n%n"
            + "| index, us | STRtree by envelope, us | STRtree by nearestNeighbour, us | to the faster | same answers | built in s | bytes a segment |%n|-|-|-|-|-|-|-|%n"
            + "| %.1f | %.1f | %.1f | %.2f | %b | %.1f | %.0f |%n", n, median[0], median[1], median[2], median[0] / Math.min(median[1], median[2]),
            sums[0] == sums[1] && sums[1] == sums[2], seconds, bytes);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
