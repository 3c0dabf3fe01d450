package org.jieshui.gis.api;

import java.time.Instant;
import java.util.List;

/**
 * Where a case is to be connected (R51, R57): kept with its water-use plan.
 *
 * @param pipeId the pipe that is tapped; {@code pipeCode}, {@code calibre} (nominal, mm) and {@code material} as they were when it was chosen
 * @param outletId the reserved outlet that is used, or null when the pipe is to be opened
 * @param route points x, y from the tap point to the meter as drawn on the map; may be empty
 * @param length of the route, m
 * @param place where that is, in words
 * @param version grows with every change
 * @param by person id
 */
public record TapPoint(long caseId, long networkId, String crs, double x, double y, Long pipeId, String pipeCode, int calibre, String material, Long outletId,
        String outletCode, List<double[]> route, double length, String place, int version, long by, Instant at) {
    public TapPoint {
        route = List.copyOf(route);
    }
}
