package org.jieshui.gis;

import org.jieshui.gis.CoordinateSystem.Move;
import org.jieshui.gis.SourceNetwork.Fitting;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Outlet;
import org.jieshui.gis.SourceNetwork.Pipe;

/** Moves a network from the coordinates of its source into the metric plane of the installation. */
final class Placed {
    private static final double CENTIMETRE = 100;

    private Placed() {
    }

    static SourceNetwork in(CoordinateSystem plane, CoordinateSystem source, SourceNetwork network) {
        Move move = source.toMetresOf(plane);
        return new SourceNetwork(network.title(), network.units(),
            network.nodes().stream().map(n -> node(n, at(move, n.x(), n.y()))).toList(),
            network.pipes().stream().map(p -> pipe(p, move)).toList(),
            network.fittings().stream().map(f -> fitting(f, at(move, f.x(), f.y()))).toList(),
            network.outlets().stream().map(o -> outlet(o, at(move, o.x(), o.y()))).toList(), network.problems());
    }

    private static Node node(Node n, double[] at) {
        return new Node(n.id(), n.kind(), at[0], at[1], n.elevation(), n.tag(), n.line());
    }

    private static Pipe pipe(Pipe p, Move move) {
        double[] path = new double[p.path().length];
        for (int i = 0; i < path.length; i += 2) {
            System.arraycopy(at(move, p.path()[i], p.path()[i + 1]), 0, path, i, 2);
        }
        return new Pipe(p.id(), p.from(), p.to(), path, p.length(), p.diameter(), p.roughness(), p.open(), p.tag(), p.facts(), p.line());
    }

    private static Fitting fitting(Fitting f, double[] at) {
        return new Fitting(f.id(), f.kind(), f.type(), at[0], at[1], f.diameter(), f.setting(), f.state(), f.tag(), f.line());
    }

    private static Outlet outlet(Outlet o, double[] at) {
        return new Outlet(o.id(), at[0], at[1], o.diameter(), o.valve(), o.inspected(), o.pipe(), o.line());
    }

    /** Kept to the centimetre: finer than any survey of a buried pipe, and a re-import of the same file then changes nothing. */
    private static double[] at(Move move, double x, double y) {
        double[] at = move.apply(x, y);
        at[0] = Math.round(at[0] * CENTIMETRE) / CENTIMETRE;
        at[1] = Math.round(at[1] * CENTIMETRE) / CENTIMETRE;
        return at;
    }
}
