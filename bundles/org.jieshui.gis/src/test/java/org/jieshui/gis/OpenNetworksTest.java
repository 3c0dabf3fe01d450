package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jieshui.gis.SourceNetwork.Pipe;
import org.junit.jupiter.api.Test;

/** The published networks, when they lie beside the checkout (../shared/data/networks); skipped otherwise. */
class OpenNetworksTest {

    /** The folder beside the checkout, wherever in it the test was started. */
    static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path shared = at.resolve("shared/data/networks");
            if (Files.isDirectory(shared)) {
                return shared;
            }
        }
        return null;
    }

    private static SourceNetwork read(String file) throws IOException {
        assumeTrue(folder() != null, "skipped: no ../shared/data/networks beside the checkout");
        try (BufferedReader in = SourceText.open(() -> Files.newInputStream(folder().resolve(file)))) {
            return file.endsWith(".inp") ? InpReader.read(in) : GeoJsonReader.read(in, GeoMapping.AUTOMATIC);
        }
    }

    @Test
    void net3InGallons() throws IOException {
        SourceNetwork net3 = read("Net3.inp");
        assertThat(net3.problems().kept()).isEmpty();
        assertThat(net3.units().flow()).isEqualTo("GPM");
        assertThat(net3.pipes()).hasSize(117);
        assertThat(net3.nodes()).hasSize(92 + 2 + 3);
        assertThat(net3.fittings()).hasSize(2);
        assertThat(net3.pipes().get(0).diameter()).isCloseTo(99 * 25.4, within(1e-9));
    }

    @Test
    void lTownInCubicMetresPerHour() throws IOException {
        SourceNetwork town = read("L-TOWN.inp");
        assertThat(town.problems().kept()).isEmpty();
        assertThat(town.units().flow()).isEqualTo("CMH");
        assertThat(town.pipes()).hasSize(905);
        assertThat(town.nodes()).hasSize(782 + 2 + 1);
        assertThat(town.fittings()).hasSize(1 + 3);
        assertThat(town.scale()).as("drawn in metres").isCloseTo(1, within(0.01));
    }

    @Test
    void ky4IsTheSameFromBothFormats() throws IOException {
        SourceNetwork inp = read("ky4.inp");
        SourceNetwork json = read("ky4_pipes.geojson");
        assertThat(inp.problems().kept()).isEmpty();
        assertThat(json.problems().kept()).isEmpty();
        assertThat(inp.pipes()).hasSize(1156).hasSameSizeAs(json.pipes());
        assertThat(inp.scale()).as("drawn in US feet").isCloseTo(CoordinateSystem.US_FOOT, within(0.001));
        for (int i = 0; i < inp.pipes().size(); i++) {
            Pipe a = inp.pipes().get(i);
            Pipe b = json.pipes().get(i);
            assertThat(b.id()).isEqualTo(a.id());
            assertThat(b.from()).isEqualTo(a.from());
            assertThat(b.diameter()).as(a.id()).isCloseTo(a.diameter(), within(1e-6));
            assertThat(b.length()).as(a.id()).isCloseTo(a.length(), within(1e-6));
            assertThat(b.path()).as(a.id()).containsExactly(a.path(), within(1e-6));
        }
        SourceNetwork nodes = read("ky4_junctions.geojson");
        assertThat(nodes.nodes()).hasSize(959).allSatisfy(n -> assertThat(n.elevation()).isNotNull());
        assertThat(read("ky4_pumps.geojson").fittings()).hasSize(2);
        assertThat(read("ky4_tanks.geojson").nodes()).extracting(SourceNetwork.Node::kind).containsOnly("tank");
        assertThat(read("ky4_reservoirs.geojson").nodes()).extracting(SourceNetwork.Node::kind).containsOnly("reservoir");
    }

    /** The stated lengths of ky4 agree with the drawn ones once feet have become metres in the declared system. */
    @Test
    void ky4IsPlacedInMetres() throws IOException {
        SourceNetwork raw = read("ky4_pipes.geojson");
        CoordinateSystem feet = CoordinateSystem.of(raw.units().crs()).orElseThrow();
        SourceNetwork placed = Placed.in(feet, feet, raw);
        assertThat(placed.scale()).isCloseTo(1, within(0.001));
    }
}
