package org.jieshui.gis;

import java.time.Instant;

/**
 * A pipe network of the installation.
 *
 * @param geometry the version at which shapes last changed
 * @param version grows with every change of anything in it
 * @param asOf when its data was last imported or edited
 */
record Network(long id, String name, CoordinateSystem plane, boolean current, long geometry, long version, Instant asOf) {
}
