package org.jieshui.gis;

import java.util.ArrayList;
import java.util.List;

/**
 * What an import would do, for people to look at before they confirm.
 *
 * @param crs the coordinate system that will be used, "EPSG:4527" or "LOCAL"
 * @param metresPerUnit of the file's coordinates
 * @param suggestedMetresPerUnit what the stated pipe lengths say, null when they say nothing
 * @param bounds in the plane of the network: minX, minY, maxX, maxY; null when nothing can be placed
 * @param problemCount all problems; {@code problems} holds the first of them
 * @param blocked why it cannot be confirmed (codes), empty when it can
 */
record ImportPreview(String title, SourceNetwork.Units units, String crs, double metresPerUnit, Double suggestedMetresPerUnit, double[] bounds, int pipes, int nodes,
        int fittings, int outlets, double pipeKilometres, Merge.Result changes, int problemCount, int skipped, List<Problem> problems, List<String> blocked) {

    /** How much farther than told a network may stretch before somebody should look at its unit: no city is 500 km wide. */
    private static final double WIDEST = 500_000;

    /** Which system a file lies in and which plane the network has; either may be unknown. */
    record Place(CoordinateSystem source, CoordinateSystem plane, List<String> blocked) {
        boolean known() {
            return source != null && plane != null && source.reaches(plane);
        }
    }

    /** @param existing the network's plane if one is updated; @param home plane for files in degrees */
    static Place place(SourceNetwork network, ImportOptions options, CoordinateSystem existing, CoordinateSystem home) {
        List<String> blocked = new ArrayList<>();
        String declared = options.crs() != null && !options.crs().isBlank() ? options.crs() : network.units().crs();
        CoordinateSystem source;
        if (declared == null || declared.equals(CoordinateSystem.LOCAL)) {
            double scale = options.metresPerUnit() != null ? options.metresPerUnit() : network.scale() > 0 ? network.scale() : 1;
            source = CoordinateSystem.local(scale);
        } else {
            source = CoordinateSystem.of(declared).orElse(null);
            if (source == null) {
                blocked.add("unknown-crs");
            }
        }
        CoordinateSystem plane = existing != null ? existing : source == null || !source.geographic() ? source : home;
        if (source != null && plane != null && !source.reaches(plane)) {
            blocked.add("other-plane");
        }
        if (source != null && source.isLocal() && !(source.metres() > 0 && source.metres() < 1e6)) {
            blocked.add("bad-unit");
        }
        return new Place(source, plane, blocked);
    }

    static ImportPreview of(SourceNetwork network, SourceNetwork placed, Place place, Merge.Result changes) {
        List<String> blocked = new ArrayList<>(place.blocked());
        if (network.isEmpty()) {
            blocked.add("nothing-found");
        }
        double[] bounds = placed == null ? null : placed.bounds();
        if (bounds != null && (!finite(bounds) || bounds[2] - bounds[0] > WIDEST || bounds[3] - bounds[1] > WIDEST)) {
            blocked.add("too-wide");
            bounds = finite(bounds) ? bounds : null;
        }
        double kilometres = placed == null ? 0 : placed.pipes().stream().mapToDouble(p -> Paths.length(p.path())).sum() / 1000;
        double scale = network.scale();
        return new ImportPreview(network.title(), network.units(), place.source() == null ? null : place.source().code(),
            place.source() == null ? 0 : place.source().metres(), scale > 0 && Double.isFinite(scale) ? scale : null, bounds, network.pipes().size(),
            network.nodes().size(), network.fittings().size(), network.outlets().size(), Double.isFinite(kilometres) ? kilometres : 0, changes,
            network.problems().count(), network.problems().skipped(), network.problems().kept(), blocked);
    }

    private static boolean finite(double[] bounds) {
        for (double b : bounds) {
            if (!Double.isFinite(b)) {
                return false;
            }
        }
        return true;
    }
}
