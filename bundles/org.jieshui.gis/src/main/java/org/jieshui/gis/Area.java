package org.jieshui.gis;

import java.util.Arrays;
import java.util.List;
import org.jieshui.platform.api.rest.ProblemException;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/** A piece of the map that somebody drew: one ring in the plane, m. */
final class Area {
    static final int MOST_POINTS = 100;
    /** m²: a district; what is wider is no surroundings of one project. */
    static final double LARGEST = 10_000_000;
    private static final double FARTHEST = 1e9;
    private static final GeometryFactory GEOMETRY = new GeometryFactory();

    private final Polygon polygon;
    private final PreparedGeometry prepared;

    private Area(Polygon polygon) {
        this.polygon = polygon;
        this.prepared = PreparedGeometryFactory.prepare(polygon);
    }

    /** @param text x,y,x,y …, m; the ring closes itself */
    static Area parse(String text) {
        try {
            return of(Arrays.stream(text.split(",", 2 * MOST_POINTS + 3)).mapToDouble(Double::parseDouble).toArray());
        } catch (NullPointerException | NumberFormatException e) {
            throw ProblemException.invalid("/ring", "应为 x,y,x,y……（m）", "Should be x,y,x,y … in metres");
        }
    }

    /** @param ring x, y, x, y …; a last point like the first is taken as the closing one */
    static Area of(double[] ring) {
        int points = ring.length / 2;
        if (points > 1 && ring[0] == ring[2 * points - 2] && ring[1] == ring[2 * points - 1]) {
            points--;
        }
        if (ring.length % 2 != 0 || points < 3 || points > MOST_POINTS) {
            throw ProblemException.invalid("/ring", "区域要有 3–" + MOST_POINTS + " 个点，每点横、纵坐标各一", "An area has 3 to " + MOST_POINTS + " points, x and y each");
        }
        if (!Arrays.stream(ring).allMatch(v -> Math.abs(v) < FARTHEST)) {
            throw ProblemException.invalid("/ring", "坐标不对", "Those are no coordinates of this map");
        }
        Coordinate[] corners = new Coordinate[points + 1];
        for (int i = 0; i < points; i++) {
            corners[i] = new Coordinate(ring[2 * i], ring[2 * i + 1]);
        }
        corners[points] = corners[0].copy();
        Polygon polygon = GEOMETRY.createPolygon(corners);
        if (!polygon.isValid() || polygon.getArea() == 0) {
            throw ProblemException.invalid("/ring", "边线自相交，请重新圈一片不打结的区域", "Its edge crosses itself; draw an area without a knot");
        }
        if (polygon.getArea() > LARGEST) {
            throw ProblemException.invalid("/ring", "区域不超过 10 km²，请圈小一些", "An area is at most 10 km²; draw a smaller one");
        }
        return new Area(polygon);
    }

    /** m². */
    double size() {
        return polygon.getArea();
    }

    Envelope bounds() {
        return polygon.getEnvelopeInternal();
    }

    /** A point inside, near the middle: x, y. */
    double[] middle() {
        Coordinate c = polygon.getInteriorPoint().getCoordinate();
        return new double[] {c.x, c.y};
    }

    /** The edge counts as inside. */
    boolean holds(double x, double y) {
        return prepared.covers(GEOMETRY.createPoint(new Coordinate(x, y)));
    }

    /** How much of a path lies inside, m; NaN when it does not even touch. A path without extent that lies inside has 0. */
    double lengthInside(double[] path) {
        Geometry line = line(path);
        if (!prepared.intersects(line)) {
            return Double.NaN;
        }
        return prepared.covers(line) ? line.getLength() : line.intersection(polygon).getLength();
    }

    private static Geometry line(double[] path) {
        Coordinate[] c = new Coordinate[path.length / 2];
        for (int i = 0; i < c.length; i++) {
            c[i] = new Coordinate(path[2 * i], path[2 * i + 1]);
        }
        boolean extent = List.of(c).stream().anyMatch(p -> !p.equals2D(c[0]));
        return extent ? GEOMETRY.createLineString(c) : GEOMETRY.createPoint(c[0]);
    }
}
