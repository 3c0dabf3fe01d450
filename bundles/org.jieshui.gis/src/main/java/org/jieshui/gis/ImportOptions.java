package org.jieshui.gis;

/**
 * How a file is to be imported; null components are found out or left at their default.
 *
 * @param networkId the network to update; null makes a new one
 * @param name of a new network
 * @param crs declared coordinate system: an EPSG code, a PROJ definition, or "LOCAL"; null takes the file's own, else LOCAL
 * @param metresPerUnit size of a unit of a LOCAL drawing; null takes what the stated pipe lengths say, else 1
 * @param retireMissing whether what the file no longer holds is retired (only sensible when the file is the whole network)
 */
record ImportOptions(Long networkId, String name, String crs, Double metresPerUnit, boolean retireMissing, GeoMapping mapping) {
    static final ImportOptions DEFAULT = new ImportOptions(null, null, null, null, false, GeoMapping.AUTOMATIC);

    ImportOptions {
        mapping = mapping == null ? GeoMapping.AUTOMATIC : mapping;
    }
}
