package org.jieshui.gis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.hprtree.HPRtree;

/**
 * Pipes of one network in memory, found by place. Geometry lies in flat arrays; a tree of JTS holds a segment each. Immutable: a new import builds a new one,
 * which is swapped in whole. About 100 bytes a segment, so 1 000 000 segments take some 100 MB.
 */
final class PipeIndex {
    /** Queries grow from this radius (m): most points have a pipe this near, and a small box is cheap. */
    private static final double FIRST_RADIUS = 25;

    /** @param pipe number of the pipe in this index; @param along m from the pipe's start */
    record Hit(int pipe, double distance, double x, double y, double along) {
    }

    /** Takes pipes one by one, in the order in which they are numbered. */
    static final class Builder {
        private double[] xy = new double[1024];
        private int[] starts = new int[256];
        private int pipes;
        private int size;

        Builder add(double[] path) {
            if (pipes + 1 == starts.length) {
                starts = Arrays.copyOf(starts, starts.length * 2);
            }
            while (size + path.length > xy.length) {
                xy = Arrays.copyOf(xy, xy.length * 2);
            }
            System.arraycopy(path, 0, xy, size, path.length);
            size += path.length;
            starts[++pipes] = size / 2;
            return this;
        }

        PipeIndex build() {
            return new PipeIndex(Arrays.copyOf(xy, size), Arrays.copyOf(starts, pipes + 1));
        }
    }

    private final double[] xy;
    /** Pipe p has the vertices starts[p] to starts[p + 1] - 1. */
    private final int[] starts;
    private final int[] pipeOf;
    private final HPRtree tree = new HPRtree();
    private final Envelope bounds = new Envelope();

    private PipeIndex(double[] xy, int[] starts) {
        this.xy = xy;
        this.starts = starts;
        this.pipeOf = new int[xy.length / 2];
        for (int pipe = 0; pipe < size(); pipe++) {
            for (int v = starts[pipe]; v < starts[pipe + 1]; v++) {
                pipeOf[v] = pipe;
                bounds.expandToInclude(xy[2 * v], xy[2 * v + 1]);
                if (v + 1 < starts[pipe + 1]) {
                    tree.insert(new Envelope(xy[2 * v], xy[2 * v + 2], xy[2 * v + 1], xy[2 * v + 3]), v);
                }
            }
        }
        tree.build();
    }

    int size() {
        return starts.length - 1;
    }

    /** Segments of all pipes together. */
    int segments() {
        return tree.size();
    }

    Envelope bounds() {
        return new Envelope(bounds);
    }

    double[] path(int pipe) {
        return Arrays.copyOfRange(xy, 2 * starts[pipe], 2 * starts[pipe + 1]);
    }

    /** The nearest pipe within a radius, or null. */
    Hit nearest(double x, double y, double radius) {
        for (double reach = Math.min(FIRST_RADIUS, radius);; reach = Math.min(reach * 2, radius)) {
            Nearest nearest = new Nearest(x, y, reach * reach);
            tree.query(box(x, y, reach), nearest::look);
            if (nearest.segment >= 0) {
                return hit(nearest.segment, x, y);
            }
            if (reach >= radius) {
                return null;
            }
        }
    }

    /** Every pipe within a radius at its nearest point, nearest first. */
    List<Hit> within(double x, double y, double radius) {
        Map<Integer, Nearest> byPipe = new HashMap<>();
        tree.query(box(x, y, radius), item -> byPipe.computeIfAbsent(pipeOf[(int) item], p -> new Nearest(x, y, radius * radius)).look(item));
        List<Hit> hits = new ArrayList<>();
        byPipe.values().forEach(n -> {
            if (n.segment >= 0) {
                hits.add(hit(n.segment, x, y));
            }
        });
        hits.sort(Comparator.comparingDouble(Hit::distance).thenComparingInt(Hit::pipe));
        return hits;
    }

    /** Pipes whose box meets a box: each once, in no order. */
    void inBox(Envelope box, IntConsumer pipes) {
        BitSet seen = new BitSet();
        tree.query(box, item -> {
            int pipe = pipeOf[(int) item];
            if (!seen.get(pipe)) {
                seen.set(pipe);
                pipes.accept(pipe);
            }
        });
    }

    private static Envelope box(double x, double y, double r) {
        return new Envelope(x - r, x + r, y - r, y + r);
    }

    private Hit hit(int v, double x, double y) {
        double t = Paths.foot(x, y, xy[2 * v], xy[2 * v + 1], xy[2 * v + 2], xy[2 * v + 3]);
        double footX = xy[2 * v] + t * (xy[2 * v + 2] - xy[2 * v]);
        double footY = xy[2 * v + 1] + t * (xy[2 * v + 3] - xy[2 * v + 1]);
        double along = 0;
        for (int i = starts[pipeOf[v]]; i < v; i++) {
            along += Math.hypot(xy[2 * i + 2] - xy[2 * i], xy[2 * i + 3] - xy[2 * i + 1]);
        }
        along += Math.hypot(footX - xy[2 * v], footY - xy[2 * v + 1]);
        return new Hit(pipeOf[v], Math.hypot(x - footX, y - footY), footX, footY, along);
    }

    /** Looks at segments and remembers the nearest one not farther than the limit. */
    private final class Nearest {
        private final double x;
        private final double y;
        private double square;
        private int segment = -1;

        Nearest(double x, double y, double limitSquare) {
            this.x = x;
            this.y = y;
            this.square = limitSquare;
        }

        void look(Object item) {
            int v = (int) item;
            double ax = xy[2 * v];
            double ay = xy[2 * v + 1];
            double bx = xy[2 * v + 2];
            double by = xy[2 * v + 3];
            double t = Paths.foot(x, y, ax, ay, bx, by);
            double dx = x - ax - t * (bx - ax);
            double dy = y - ay - t * (by - ay);
            double d = dx * dx + dy * dy;
            if (d < square || d == square && (segment < 0 || v < segment)) {
                square = d;
                segment = v;
            }
        }
    }
}
