package org.jieshui.gis.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The pipe network as other departments may ask it. Lengths in m, calibres in mm (nominal), pressures in MPa, coordinates in the metric plane of the network,
 * east first. Callers must expect this service to be away (a department may be stopped) and say so on their page.
 */
@ProviderType
public interface PipeNetwork {

    /** Largest radius that is answered, m. */
    double LARGEST_RADIUS = 2000;

    /**
     * Pipes and reserved outlets within a radius of a point of the current network, nearest first. Found in memory, attributes read by primary key.
     *
     * @throws IllegalArgumentException for a radius that is not above 0 and at most {@link #LARGEST_RADIUS}
     */
    Surroundings around(double x, double y, double radius);

    /** The tap point kept for a case; empty while none is chosen. Joins the caller's transaction. */
    Optional<TapPoint> tapPoint(long caseId);
}
