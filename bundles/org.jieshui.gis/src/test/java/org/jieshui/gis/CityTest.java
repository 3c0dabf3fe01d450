package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Outlet;
import org.jieshui.gis.SourceNetwork.Pipe;
import org.junit.jupiter.api.Test;

class CityTest {
    private final City city = new City(20261013, 2026);
    private final SourceNetwork network = city.network();

    @Test
    void isTheSameEveryTime() {
        SourceNetwork again = new City(20261013, 2026).network();
        assertThat(again.pipes()).usingRecursiveFieldByFieldElementComparator().isEqualTo(network.pipes());
        assertThat(again.outlets()).isEqualTo(network.outlets());
        assertThat(new City(1, 2026).network().pipes().get(0).path()).isNotEqualTo(network.pipes().get(0).path());
    }

    @Test
    void isOfTheSizeOfACity() {
        assertThat(network.pipes().size()).isBetween(1800, 2400);
        assertThat(network.outlets().size()).isBetween(400, 1200);
        double[] b = network.bounds();
        assertThat(b[2] - b[0]).isBetween(6_000.0, 12_000.0);
        assertThat(b[3] - b[1]).isBetween(5_000.0, 10_000.0);
        assertThat(city.works()).isNotEmpty();
        assertThat(city.repairs()).isNotEmpty();
    }

    @Test
    void namesAreUniqueAndEveryPipeEndsAtItsNodes() {
        Set<String> ids = new HashSet<>();
        network.pipes().forEach(p -> assertThat(ids.add(p.id())).as(p.id()).isTrue());
        var nodes = network.nodes().stream().collect(java.util.stream.Collectors.toMap(Node::id, n -> n));
        for (Pipe p : network.pipes()) {
            Node from = nodes.get(p.from());
            Node to = nodes.get(p.to());
            assertThat(Math.hypot(from.x() - p.path()[0], from.y() - p.path()[1])).as(p.id()).isLessThan(0.05);
            assertThat(Math.hypot(to.x() - p.path()[p.path().length - 2], to.y() - p.path()[p.path().length - 1])).as(p.id()).isLessThan(0.05);
        }
    }

    /** What it invents must pass the checks that people's input has to pass. */
    @Test
    void factsAreWithinTheRangesOfTheFinding() {
        for (Pipe p : network.pipes()) {
            assertThat(p.facts().depth()).as(p.id()).isBetween(Ranges.DEPTH_LEAST, Ranges.DEPTH_MOST);
            assertThat(p.facts().peakPressure()).as(p.id()).isBetween(Ranges.PRESSURE_LEAST, Ranges.PRESSURE_MOST);
            assertThat(p.facts().year()).as(p.id()).isBetween(1986, 2026);
        }
        Set<String> pipes = new HashSet<>(network.pipes().stream().map(Pipe::id).toList());
        assertThat(network.outlets()).extracting(Outlet::pipe).allMatch(pipes::contains);
    }
}
