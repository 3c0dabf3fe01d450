package org.jieshui.gis;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.locationtech.proj4j.BasicCoordinateTransform;
import org.locationtech.proj4j.CRSFactory;
import org.locationtech.proj4j.CoordinateReferenceSystem;
import org.locationtech.proj4j.ProjCoordinate;
import org.locationtech.proj4j.Proj4jException;

/**
 * A coordinate system known by its EPSG code or given as a PROJ definition. Order is always east, north (or longitude, latitude).
 *
 * <p>The codes in use for water networks in China follow formulas (CGCS2000, EPSG:4490–4554), so they are computed rather than shipped as a table.
 *
 * @param code "EPSG:4527", or "LOCAL" for a plane without a known place on Earth
 * @param definition PROJ definition, null for LOCAL
 * @param metres metres per unit; 0 for degrees
 */
record CoordinateSystem(String code, String definition, double metres) {
    static final String LOCAL = "LOCAL";
    /** US survey foot, EPSG unit 9003. */
    static final double US_FOOT = 1200.0 / 3937;

    private static final Pattern CODE = Pattern.compile("(?:URN:OGC:DEF:CRS:)?(EPSG|OGC)::?(?:[0-9.]*:)?([A-Z0-9]+)");
    private static final Pattern UNIT = Pattern.compile("\\+units=([a-z-]+)");
    private static final Pattern TO_METER = Pattern.compile("\\+to_meter=([0-9.eE+-]+)");
    private static final CRSFactory FACTORY = new CRSFactory();

    /** Kentucky single zone in US feet: the system of the open ky4 network. */
    private static final String KENTUCKY = "+proj=lcc +lat_1=37.08333333333334 +lat_2=38.66666666666666 +lat_0=36.33333333333334 +lon_0=-85.75 "
        + "+x_0=1500000 +y_0=999999.9998983998 +ellps=GRS80 +units=us-ft +no_defs";

    /** A plane in metres of which nobody knows where it lies. */
    static CoordinateSystem local(double metresPerUnit) {
        return new CoordinateSystem(LOCAL, null, metresPerUnit);
    }

    /** By EPSG code in any of its spellings ("4527", "EPSG:4527", "urn:ogc:def:crs:EPSG::4527", "…:CRS84"), or by a PROJ definition ("+proj=…"). */
    static Optional<CoordinateSystem> of(String name) {
        String text = name.strip();
        if (text.startsWith("+proj=")) {
            return parse(text).map(c -> new CoordinateSystem("PROJ", text, c));
        }
        Matcher m = CODE.matcher(text.toUpperCase(Locale.ROOT));
        String code = m.matches() ? m.group(2) : text;
        if (code.equalsIgnoreCase("CRS84")) {
            return of("4326");
        }
        if (!code.matches("[0-9]{4,6}")) {
            return Optional.empty();
        }
        String definition = definition(Integer.parseInt(code));
        return definition == null ? Optional.empty() : parse(definition).map(metres -> new CoordinateSystem("EPSG:" + code, definition, metres));
    }

    private static String definition(int epsg) {
        if (epsg == 4326 || epsg == 4490) {
            return "+proj=longlat +ellps=" + (epsg == 4326 ? "WGS84" : "GRS80") + " +no_defs";
        }
        if (epsg == 3857) {
            return "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +units=m +no_defs";
        }
        if (epsg == 3547) {
            return KENTUCKY;
        }
        if (epsg >= 4491 && epsg <= 4501) {
            int zone = epsg - 4478;
            return gaussKruger(6 * zone - 3, zone * 1_000_000 + 500_000);
        }
        if (epsg >= 4502 && epsg <= 4512) {
            return gaussKruger(75 + 6 * (epsg - 4502), 500_000);
        }
        if (epsg >= 4513 && epsg <= 4533) {
            int zone = epsg - 4488;
            return gaussKruger(3 * zone, zone * 1_000_000 + 500_000);
        }
        if (epsg >= 4534 && epsg <= 4554) {
            return gaussKruger(75 + 3 * (epsg - 4534), 500_000);
        }
        if (epsg > 32600 && epsg <= 32660 || epsg > 32700 && epsg <= 32760) {
            return "+proj=utm +zone=" + epsg % 100 + (epsg > 32700 ? " +south" : "") + " +ellps=WGS84 +units=m +no_defs";
        }
        return null;
    }

    private static String gaussKruger(int meridian, int falseEasting) {
        return "+proj=tmerc +lat_0=0 +lon_0=" + meridian + " +k=1 +x_0=" + falseEasting + " +y_0=0 +ellps=GRS80 +units=m +no_defs";
    }

    private static Optional<Double> parse(String definition) {
        try {
            FACTORY.createFromParameters(null, definition);
        } catch (Proj4jException | IllegalArgumentException e) {
            return Optional.empty();
        }
        if (definition.startsWith("+proj=longlat")) {
            return Optional.of(0.0);
        }
        Matcher factor = TO_METER.matcher(definition);
        if (factor.find()) {
            return Optional.of(Double.parseDouble(factor.group(1)));
        }
        Matcher unit = UNIT.matcher(definition);
        return switch (unit.find() ? unit.group(1) : "m") {
            case "m" -> Optional.of(1.0);
            case "km" -> Optional.of(1000.0);
            case "ft" -> Optional.of(FlowUnit.FOOT);
            case "us-ft" -> Optional.of(US_FOOT);
            default -> Optional.empty();
        };
    }

    boolean geographic() {
        return metres == 0;
    }

    boolean isLocal() {
        return definition == null;
    }

    boolean reaches(CoordinateSystem target) {
        return !target.geographic() && (sameAs(target) || !isLocal() && !target.isLocal());
    }

    private boolean sameAs(CoordinateSystem other) {
        return isLocal() ? other.isLocal() : definition.equals(other.definition);
    }

    /** A function that moves a point of this system into the plane of another one, in metres whatever the other's unit. For one thread at a time. */
    Move toMetresOf(CoordinateSystem target) {
        if (!reaches(target)) {
            throw new IllegalArgumentException("no way from " + code + " to the plane of " + target.code);
        }
        if (sameAs(target)) {
            return (x, y) -> new double[] {x * metres, y * metres};
        }
        CoordinateReferenceSystem from = FACTORY.createFromParameters(null, definition);
        CoordinateReferenceSystem into = FACTORY.createFromParameters(null, target.definition);
        BasicCoordinateTransform transform = new BasicCoordinateTransform(from, into);
        ProjCoordinate in = new ProjCoordinate();
        ProjCoordinate out = new ProjCoordinate();
        return (x, y) -> {
            in.setValue(x, y);
            transform.transform(in, out);
            return new double[] {out.x * target.metres, out.y * target.metres};
        };
    }

    /** Moves one point. */
    @FunctionalInterface
    interface Move {
        double[] apply(double x, double y);
    }
}
