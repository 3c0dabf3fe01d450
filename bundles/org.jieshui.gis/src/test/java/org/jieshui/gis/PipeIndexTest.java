package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jieshui.gis.PipeIndex.Hit;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;

class PipeIndexTest {
    private static final GeometryFactory GEOMETRY = new GeometryFactory();

    /** Against the distance of JTS to every pipe, one by one. */
    @Test
    void findsWhatASearchOfEverythingFinds() {
        for (long seed = 1; seed <= 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<LineString> lines = lines(random, random.nextInt(1, 400));
            PipeIndex index = index(lines);
            for (int i = 0; i < 50; i++) {
                double x = random.nextDouble(-200, 2200);
                double y = random.nextDouble(-200, 2200);
                double radius = random.nextDouble(1, 600);
                List<Double> expected = lines.stream().map(l -> l.distance(GEOMETRY.createPoint(new Coordinate(x, y)))).filter(d -> d <= radius).sorted().toList();
                List<Hit> hits = index.within(x, y, radius);
                assertThat(hits).extracting(Hit::distance).usingElementComparator(Comparator.comparingLong(d -> Math.round(d * 1e6))).isEqualTo(expected);
                Hit nearest = index.nearest(x, y, radius);
                assertThat(nearest).isEqualTo(hits.isEmpty() ? null : hits.get(0));
                for (Hit hit : hits) {
                    LineString line = lines.get(hit.pipe());
                    assertThat(Math.hypot(hit.x() - x, hit.y() - y)).isCloseTo(hit.distance(), within(1e-9));
                    double[] at = Paths.at(index.path(hit.pipe()), hit.along());
                    assertThat(Math.hypot(at[0] - hit.x(), at[1] - hit.y())).as("foot lies on the pipe where along says").isLessThan(1e-6);
                    assertThat(line.distance(GEOMETRY.createPoint(new Coordinate(hit.x(), hit.y())))).isLessThan(1e-6);
                }
            }
        }
    }

    @Test
    void aBoxHoldsEveryPipeThatMeetsItOnce() {
        SplittableRandom random = new SplittableRandom(7);
        List<LineString> lines = lines(random, 300);
        PipeIndex index = index(lines);
        Envelope box = new Envelope(500, 900, 500, 900);
        List<Integer> found = new ArrayList<>();
        index.inBox(box, found::add);
        assertThat(found).doesNotHaveDuplicates();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).intersects(GEOMETRY.toGeometry(box))) {
                assertThat(found).contains(i);
            }
        }
        assertThat(new TreeSet<>(found).size()).isLessThan(lines.size());
    }

    @Test
    void anEmptyNetworkHasNothingNear() {
        PipeIndex index = new PipeIndex.Builder().build();
        assertThat(index.nearest(0, 0, 200)).isNull();
        assertThat(index.within(0, 0, 200)).isEmpty();
        assertThat(index.bounds().isNull()).isTrue();
    }

    @Test
    void aPipeWithoutExtentIsFoundToo() {
        PipeIndex index = new PipeIndex.Builder().add(new double[] {5, 5, 5, 5}).build();
        assertThat(index.nearest(5, 8, 10)).isEqualTo(new Hit(0, 3, 5, 5, 0));
    }

    private static List<LineString> lines(SplittableRandom random, int count) {
        List<LineString> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Coordinate[] c = new Coordinate[random.nextInt(2, 6)];
            c[0] = new Coordinate(random.nextDouble(2000), random.nextDouble(2000));
            for (int k = 1; k < c.length; k++) {
                c[k] = new Coordinate(c[k - 1].x + random.nextDouble(-120, 120), c[k - 1].y + random.nextDouble(-120, 120));
            }
            lines.add(GEOMETRY.createLineString(c));
        }
        return lines;
    }

    private static PipeIndex index(List<LineString> lines) {
        PipeIndex.Builder builder = new PipeIndex.Builder();
        for (LineString line : lines) {
            double[] path = new double[line.getNumPoints() * 2];
            for (int i = 0; i < line.getNumPoints(); i++) {
                path[2 * i] = line.getCoordinateN(i).x;
                path[2 * i + 1] = line.getCoordinateN(i).y;
            }
            builder.add(path);
        }
        return builder.build();
    }
}
