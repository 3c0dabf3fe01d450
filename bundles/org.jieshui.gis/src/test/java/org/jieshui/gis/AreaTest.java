package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AreaTest {
    private final Area square = Area.parse("0,0,100,0,100,100,0,100");
    /** A U: what runs between its arms runs outside. */
    private final Area horseshoe = Area.parse("0,0,30,0,30,30,20,30,20,10,10,10,10,30,0,30,0,0");

    @Test
    void aPathCountsAsFarAsItLiesInside() {
        assertThat(square.lengthInside(new double[] {10, 10, 90, 10})).isEqualTo(80);
        assertThat(square.lengthInside(new double[] {-50, 50, 50, 50, 50, 300})).isCloseTo(100, within(1e-9));
        assertThat(square.lengthInside(new double[] {-50, 200, 200, 200})).as("beside it").isNaN();
        assertThat(square.lengthInside(new double[] {0, 0, 100, 0})).as("along its edge").isEqualTo(100);
        assertThat(square.lengthInside(new double[] {50, 50, 50, 50})).as("without extent").isZero();
        assertThat(square.lengthInside(new double[] {500, 50, 500, 50})).isNaN();
        assertThat(horseshoe.lengthInside(new double[] {0, 20, 30, 20})).as("both arms, not the gap").isCloseTo(20, within(1e-9));
    }

    @Test
    void aPointOnTheEdgeIsInside() {
        assertThat(square.holds(100, 50)).isTrue();
        assertThat(square.holds(100.01, 50)).isFalse();
        assertThat(horseshoe.holds(15, 20)).isFalse();
        assertThat(horseshoe.holds(horseshoe.middle()[0], horseshoe.middle()[1])).as("a middle inside, even of a horseshoe").isTrue();
        assertThat(square.size()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,2", "0,0,1,1", "0,0,1,1,0,0", "0,0,1,1,2", "a,b,c,d,e,f", "NaN,0,1,1,2,0", "1e300,0,1,1,2,0", "0,0,1,1,2,2", "0,0,10,10,10,0,0,10"})
    void whatIsNoAreaIsRefused(String ring) {
        assertThatThrownBy(() -> Area.parse(ring)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(422);
            assertThat(e.problem().errors()).extracting(f -> f.pointer()).containsExactly("/ring");
        });
    }

    @Test
    void neitherTooLargeNorOfTooManyPoints() {
        Area.parse("0,0,3162,0,3162,3162,0,3162");
        assertThatThrownBy(() -> Area.parse("0,0,3163,0,3163,3163,0,3163")).isInstanceOf(ProblemException.class);
        Area.parse(circle(Area.MOST_POINTS));
        assertThatThrownBy(() -> Area.parse(circle(Area.MOST_POINTS + 1))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Area.parse(null)).isInstanceOf(ProblemException.class);
    }

    private static String circle(int points) {
        return IntStream.range(0, points).mapToObj(i -> 500 * Math.cos(2 * Math.PI * i / points) + "," + 500 * Math.sin(2 * Math.PI * i / points))
            .collect(Collectors.joining(","));
    }
}
