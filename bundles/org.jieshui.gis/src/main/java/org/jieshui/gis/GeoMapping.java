package org.jieshui.gis;

import java.util.Map;

/**
 * How the properties of a GeoJSON file are to be read; null components are found out from the file.
 *
 * @param properties our field ({@link GeoJsonReader#FIELDS}) to the file's property
 * @param diameterUnit m, cm, mm or in
 * @param lengthUnit m, km or ft
 * @param pressureUnit MPa, kPa, bar, m or psi
 * @param points what points are that do not say it: junction, outlet, valve …
 */
record GeoMapping(Map<String, String> properties, String diameterUnit, String lengthUnit, String pressureUnit, String points) {
    static final GeoMapping AUTOMATIC = new GeoMapping(Map.of(), null, null, null, null);

    GeoMapping {
        properties = properties == null ? Map.of() : Map.copyOf(properties);
    }

    String property(String field) {
        return properties.get(field);
    }
}
