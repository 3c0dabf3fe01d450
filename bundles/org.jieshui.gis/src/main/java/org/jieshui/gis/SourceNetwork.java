package org.jieshui.gis;

import java.time.LocalDate;
import java.util.List;

/**
 * A network as read from a file: attributes already in m, mm and MPa, coordinates still as in the source ({@link Plane} turns them into metres).
 *
 * @param units what the file said or was found to use, for the preview
 */
record SourceNetwork(String title, Units units, List<Node> nodes, List<Pipe> pipes, List<Fitting> fittings, List<Outlet> outlets, Problems problems) {

    /** @param crs declared coordinate system, or null. */
    record Units(String flow, String length, String diameter, String pressure, String crs) {
    }

    /** @param kind junction, reservoir or tank; @param elevation m (a reservoir's is its head), null when unknown */
    record Node(String id, String kind, double x, double y, Double elevation, String tag, int line) {
    }

    /**
     * @param path x, y, x, y … at least two points
     * @param length m as stated by the source, null when it states none
     * @param diameter mm, null when unknown
     */
    record Pipe(String id, String from, String to, double[] path, Double length, Double diameter, Double roughness, boolean open, String tag,
            PipeFacts facts, int line) {
    }

    /** A valve or pump. @param type gate, PRV, PSV …; @param setting pressure of a pressure valve in MPa, otherwise null */
    record Fitting(String id, String kind, String type, double x, double y, Double diameter, Double setting, String state, String tag, int line) {
    }

    /** A reserved outlet (R56). @param valve good, repair or none, null when unknown */
    record Outlet(String id, double x, double y, Double diameter, String valve, LocalDate inspected, String pipe, int line) {
    }

    /** Smallest rectangle around everything: minX, minY, maxX, maxY; null when there is nothing. */
    double[] bounds() {
        double[] b = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        nodes.forEach(n -> extend(b, n.x(), n.y()));
        fittings.forEach(f -> extend(b, f.x(), f.y()));
        outlets.forEach(o -> extend(b, o.x(), o.y()));
        for (Pipe pipe : pipes) {
            for (int i = 0; i < pipe.path().length; i += 2) {
                extend(b, pipe.path()[i], pipe.path()[i + 1]);
            }
        }
        return b[0] > b[2] ? null : b;
    }

    private static void extend(double[] b, double x, double y) {
        b[0] = Math.min(b[0], x);
        b[1] = Math.min(b[1], y);
        b[2] = Math.max(b[2], x);
        b[3] = Math.max(b[3], y);
    }

    boolean isEmpty() {
        return pipes.isEmpty() && nodes.isEmpty() && fittings.isEmpty() && outlets.isEmpty();
    }

    /**
     * Metres per drawing unit, guessed from the stated pipe lengths: the median of stated over drawn length. 0 when no pipe tells.
     * EPANET's coordinates carry no unit, so this is what the preview proposes.
     */
    double scale() {
        double[] ratios = pipes.stream().filter(p -> p.length() != null && p.length() > 0).mapToDouble(p -> p.length() / Paths.length(p.path()))
            .filter(r -> r > 0 && r < Double.POSITIVE_INFINITY).sorted().toArray();
        return ratios.length == 0 ? 0 : ratios[ratios.length / 2];
    }
}
