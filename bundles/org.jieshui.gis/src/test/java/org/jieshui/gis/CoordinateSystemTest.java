package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinateSystemTest {
    private static final CoordinateSystem ZONE_39 = CoordinateSystem.of("EPSG:4527").orElseThrow();

    @ParameterizedTest
    @ValueSource(strings = {"4527", "EPSG:4527", "epsg:4527", "urn:ogc:def:crs:EPSG::4527", "urn:ogc:def:crs:EPSG:9.9:4527"})
    void everySpellingOfACode(String name) {
        assertThat(CoordinateSystem.of(name)).contains(ZONE_39);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EPSG:1", "EPSG:999999", "WGS84", "+proj=nonsense", "+proj=", "+proj=tmerc +units=cubit"})
    void whatIsUnknownIsSaidSo(String name) {
        assertThat(CoordinateSystem.of(name)).isEmpty();
    }

    @Test
    void unitsOfTheGeographicAndTheFootSystems() {
        assertThat(CoordinateSystem.of("4490").orElseThrow().geographic()).isTrue();
        assertThat(CoordinateSystem.of("urn:ogc:def:crs:OGC:1.3:CRS84").orElseThrow().code()).isEqualTo("EPSG:4326");
        assertThat(CoordinateSystem.of("3547").orElseThrow().metres()).isCloseTo(0.3048006096, within(1e-10));
    }

    /** On the central meridian the easting is the false easting, and the northing the meridian arc of the ellipsoid (GRS80, 36°: 3 985 509.94 m to the cm by its series). */
    @Test
    void gaussKrugerOnTheCentralMeridian() {
        double[] at = CoordinateSystem.of("4490").orElseThrow().toMetresOf(ZONE_39).apply(117, 36);
        assertThat(at[0]).isCloseTo(39_500_000, within(0.001));
        assertThat(at[1]).isCloseTo(meridianArc(36), within(0.01));
        double[] six = CoordinateSystem.of("4326").orElseThrow().toMetresOf(CoordinateSystem.of("4498").orElseThrow()).apply(117, 36);
        assertThat(six[0]).isCloseTo(20_500_000, within(0.001));
    }

    private static double meridianArc(double degrees) {
        double a = 6378137;
        double e2 = 0.00669438002290;
        int steps = 200_000;
        double sum = 0;
        double step = Math.toRadians(degrees) / steps;
        for (int i = 0; i < steps; i++) {
            double sin = Math.sin((i + 0.5) * step);
            sum += a * (1 - e2) / Math.pow(1 - e2 * sin * sin, 1.5) * step;
        }
        return sum;
    }

    @Test
    void zonesWithAndWithoutPrefixDifferByThePrefix() {
        CoordinateSystem bare = CoordinateSystem.of("4548").orElseThrow();
        double[] at = ZONE_39.toMetresOf(bare).apply(39_512_846.20, 4_058_317.55);
        assertThat(at[0]).isCloseTo(512_846.20, within(0.001));
        assertThat(at[1]).isCloseTo(4_058_317.55, within(0.001));
    }

    @Test
    void feetBecomeMetresInTheSamePlane() {
        CoordinateSystem feet = CoordinateSystem.of("3547").orElseThrow();
        double[] at = feet.toMetresOf(feet).apply(4_971_350, 3_905_604);
        assertThat(at[0]).isCloseTo(4_971_350 * 1200.0 / 3937, within(1e-6));
    }

    @Test
    void aLocalPlaneLeadsNowhereElse() {
        CoordinateSystem local = CoordinateSystem.local(0.3048);
        assertThat(local.toMetresOf(CoordinateSystem.local(1)).apply(10, 20)).containsExactly(3.048, 6.096);
        assertThatThrownBy(() -> local.toMetresOf(ZONE_39)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ZONE_39.reaches(CoordinateSystem.of("4326").orElseThrow())).as("degrees are no metric plane").isFalse();
    }
}
