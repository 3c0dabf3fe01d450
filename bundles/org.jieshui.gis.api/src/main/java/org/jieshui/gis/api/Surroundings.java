package org.jieshui.gis.api;

import java.util.List;

/**
 * What lies around a point.
 *
 * @param crs coordinate system of the plane: "EPSG:4527", or "LOCAL"
 * @param pipes nearest first
 * @param outlets nearest first
 */
public record Surroundings(long networkId, String crs, double x, double y, double radius, List<NearPipe> pipes, List<NearOutlet> outlets) {
    public Surroundings {
        pipes = List.copyOf(pipes);
        outlets = List.copyOf(outlets);
    }
}
