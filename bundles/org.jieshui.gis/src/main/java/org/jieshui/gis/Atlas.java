package org.jieshui.gis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * One network as a node holds it in memory, at one version: where things lie and what the map draws of them. Immutable, but for an edit of attributes, which
 * gives another atlas that shares the geometry.
 */
final class Atlas {
    /** What the map draws of a point. @param state of the valve */
    record Spot(long id, String kind, String code, double x, double y, int calibre, String state) {
    }

    /** @param shape points x, y … */
    record Backdrop(String kind, String name, double width, double[] shape) {
    }

    /** What the map writes beside a pipe. @param calibre nominal, mm; 0: unknown; @param year 0: unknown; @param material null: unknown */
    record Face(short calibre, short year, String material) {
    }

    /** Faces by number of the pipe, in columns: a million of them. */
    static final class Faces {
        final short[] calibres;
        final short[] years;
        final String[] materials;

        Faces(int size) {
            this(new short[size], new short[size], new String[size]);
        }

        private Faces(short[] calibres, short[] years, String[] materials) {
            this.calibres = calibres;
            this.years = years;
            this.materials = materials;
        }

        void set(int number, Face face) {
            calibres[number] = face.calibre();
            years[number] = face.year();
            materials[number] = face.material() == null ? null : face.material().intern();
        }

        Faces copy() {
            return new Faces(calibres.clone(), years.clone(), materials.clone());
        }
    }

    private static final PointIndex.Place<Spot> PLACE = new PointIndex.Place<>() {
        @Override
        public double x(Spot spot) {
            return spot.x();
        }

        @Override
        public double y(Spot spot) {
            return spot.y();
        }
    };

    final Network network;
    final PipeIndex pipes;
    /** By number of the pipe in {@link #pipes}. */
    final long[] ids;
    final Faces faces;
    final PointIndex<Spot> outlets;
    final PointIndex<Spot> fittings;
    /** Ids of pipes with planned works. */
    final Set<Long> worked;
    final STRtree backdrop;
    private final Map<Long, Integer> numbers;

    private Atlas(Network network, PipeIndex pipes, long[] ids, Map<Long, Integer> numbers, STRtree backdrop, Faces faces, List<Spot> outlets, List<Spot> fittings,
            Set<Long> worked) {
        this.network = network;
        this.pipes = pipes;
        this.ids = ids;
        this.numbers = numbers;
        this.backdrop = backdrop;
        this.faces = faces;
        this.outlets = new PointIndex<>(outlets, PLACE);
        this.fittings = new PointIndex<>(fittings, PLACE);
        this.worked = Set.copyOf(worked);
    }

    static Atlas of(Network network, PipeIndex pipes, long[] ids, Faces faces, STRtree backdrop, List<Spot> outlets, List<Spot> fittings, Set<Long> worked) {
        Map<Long, Integer> numbers = new HashMap<>(ids.length * 4 / 3 + 1);
        for (int i = 0; i < ids.length; i++) {
            numbers.put(ids[i], i);
        }
        return new Atlas(network, pipes, ids, numbers, backdrop, faces, outlets, fittings, worked);
    }

    /** The same geometry with other attributes. @param changed by pipe id */
    Atlas with(Network newer, Map<Long, Face> changed, List<Spot> newOutlets, List<Spot> newFittings, Set<Long> newWorked) {
        Faces copy = faces.copy();
        changed.forEach((id, face) -> {
            Integer number = numbers.get(id);
            if (number != null) {
                copy.set(number, face);
            }
        });
        return new Atlas(newer, pipes, ids, numbers, backdrop, copy, newOutlets, newFittings, newWorked);
    }

    /** The number of a pipe in this atlas, or -1. */
    int number(long pipeId) {
        return numbers.getOrDefault(pipeId, -1);
    }
}
