package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jieshui.gis.SourceNetwork.Fitting;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InpReaderTest {

    @ParameterizedTest
    @CsvSource({"CFS,3.048,2540,0.06894757", "GPM,3.048,2540,0.06894757", "MGD,3.048,2540,0.06894757", "IMGD,3.048,2540,0.06894757", "AFD,3.048,2540,0.06894757",
        "LPS,10,100,0.0980665", "LPM,10,100,0.0980665", "MLD,10,100,0.0980665", "CMH,10,100,0.0980665", "CMD,10,100,0.0980665"})
    void everyFlowUnitDecidesTheOthers(String units, double metres, double millimetres, double mpa) throws IOException {
        SourceNetwork network = read("""
            [JUNCTIONS]
             a 10
             b 0
             c 0
            [PIPES]
             p a b 10 100 130 0 Open
            [VALVES]
             v b c 100 PRV 10 0
            [COORDINATES]
             a 0 0
             b 1 0
             c 1 2
            [OPTIONS]
             UNITS %s
            """.formatted(units));

        assertThat(network.problems().kept()).isEmpty();
        assertThat(network.nodes().get(0).elevation()).isCloseTo(metres, within(1e-9));
        assertThat(network.pipes().get(0).length()).isCloseTo(metres, within(1e-9));
        assertThat(network.pipes().get(0).diameter()).isCloseTo(millimetres, within(1e-6));
        Fitting valve = network.fittings().get(0);
        assertThat(valve.setting()).isCloseTo(mpa, within(1e-8));
        assertThat(new double[] {valve.x(), valve.y()}).containsExactly(1, 1);
        assertThat(network.units().flow()).isEqualTo(units);
    }

    @Test
    void unitsAreGallonsWhenTheFileIsSilent() throws IOException {
        assertThat(read("[JUNCTIONS]\na 10\n[COORDINATES]\na 1 1\n").nodes().get(0).elevation()).isCloseTo(3.048, within(1e-9));
    }

    @Test
    void sectionsComeInAnyOrderCaseAndLength() throws IOException {
        SourceNetwork network = read("""
            ; a comment
            [Coordinates]
            a 0 0
            b 9 0
            [vertices]
            p 3 4
            p 5 4
            [STATUS]
            p closed
            [options]
            units LPS
            [PIPE]
            p,a,b,12,100,130
            [junc]
            a 1 ; first
            b 1
            """);
        Pipe pipe = network.pipes().get(0);
        assertThat(pipe.path()).containsExactly(0, 0, 3, 4, 5, 4, 9, 0);
        assertThat(pipe.open()).isFalse();
        assertThat(network.problems().count()).isZero();
    }

    @Test
    void aBadRecordIsToldWithItsLineAndTheRestIsTaken() throws IOException {
        SourceNetwork network = read("""
            stray
            [JUNCTIONS]
            a 1
            b zwei
            c 1
            c 2
            d 1
            [PIPES]
            p1 a c 10 100
            p2 a nowhere 10 100
            p3 a c ten 100
            p4 a c 10
            p5 a c 10 -5
            p6 a d 10 100
            [COORDINATES]
            a 0 0
            c 1 NaN
            c 1 1
            ghost 1 1
            [OPTIONS]
            UNITS FURLONG
            """);
        assertThat(network.problems().kept()).extracting(Problem::line, Problem::code, Problem::subject).containsExactlyInAnyOrder(
            tuple(1, "before-first-section", null),
            tuple(4, "not-a-number", "b"),
            tuple(6, "duplicate", "c"),
            tuple(7, "no-coordinates", "d"),
            tuple(10, "unknown-node", "p2"),
            tuple(11, "not-a-number", "p3"),
            tuple(12, "too-few-fields", "p4"),
            tuple(13, "not-positive", "p5"),
            tuple(14, "no-coordinates", "p6"),
            tuple(17, "not-a-number", "c"),
            tuple(19, "unknown-node", "ghost"),
            tuple(21, "unknown-units", "UNITS"));
        assertThat(network.pipes()).extracting(Pipe::id).containsExactly("p1");
        assertThat(network.nodes()).extracting(Node::id).containsExactly("a", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000\u0001\u0002", "{\"type\": \"FeatureCollection\"}", "[", "[PIPES", "[PIPES]\n;;;;\n , ,\n"})
    void rubbishIsRefusedNotThrown(String text) throws IOException {
        SourceNetwork network = read(text);
        assertThat(network.pipes()).isEmpty();
        assertThat(network.bounds()).isNull();
        assertThat(network.problems().kept()).extracting(Problem::code).contains("nothing-found");
    }

    @Test
    void problemsAreCountedButNotAllKept() throws IOException {
        SourceNetwork network = read("[JUNCTIONS]\n" + "x bad\n".repeat(20_000));
        assertThat(network.problems().skipped()).isEqualTo(20_001);
        assertThat(network.problems().kept()).hasSize(Problems.KEPT);
    }

    @Test
    void chineseNamesAreReadInBothEncodings() throws IOException {
        String text = "[TITLE]\n东部城区\n[JUNCTIONS]\n节点一 1\n[COORDINATES]\n节点一 1 1\n";
        for (String encoding : List.of("UTF-8", "GB18030")) {
            byte[] bytes = text.getBytes(Charset.forName(encoding));
            try (BufferedReader in = SourceText.open(() -> new ByteArrayInputStream(bytes))) {
                SourceNetwork network = InpReader.read(in);
                assertThat(network.title()).isEqualTo("东部城区");
                assertThat(network.nodes().get(0).id()).isEqualTo("节点一");
            }
        }
    }

    /** A network written in any unit is read back as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"CFS", "GPM", "MGD", "IMGD", "AFD", "LPS", "LPM", "MLD", "CMH", "CMD"})
    void roundTrip(String units) throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            SourceNetwork before = random(seed);
            SourceNetwork after = read(InpWriter.write(before, units));
            assertThat(after.problems().kept()).as("seed %d", seed).isEmpty();
            assertThat(sorted(after.nodes())).usingRecursiveComparison(LENIENT).isEqualTo(sorted(before.nodes()));
            assertThat(after.pipes()).usingRecursiveComparison(LENIENT).isEqualTo(before.pipes());
            assertThat(after.fittings()).usingRecursiveComparison(LENIENT).isEqualTo(before.fittings());
        }
    }

    private static List<Node> sorted(List<Node> nodes) {
        return nodes.stream().sorted(Comparator.comparing(Node::id)).toList();
    }

    private static final RecursiveComparisonConfiguration LENIENT = RecursiveComparisonConfiguration.builder().withIgnoredFieldsMatchingRegexes("(.*\\.)?line")
            .withComparatorForType((a, b) -> Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a)) ? 0 : Double.compare(a, b), Double.class).build();

    private static SourceNetwork random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Node> nodes = new ArrayList<>();
        List<Fitting> fittings = new ArrayList<>();
        int count = random.nextInt(2, 40);
        for (int i = 0; i < count; i++) {
            String kind = random.nextInt(9) == 0 ? "tank" : random.nextInt(9) == 0 ? "reservoir" : "junction";
            nodes.add(node("n" + i, kind, random, random.nextBoolean() ? "标签" + i : null));
        }
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i < count * 2; i++) {
            Node from = nodes.get(random.nextInt(count));
            Node to = nodes.get(random.nextInt(count));
            double[] path = new double[4 + 2 * random.nextInt(4)];
            for (int k = 0; k < path.length; k++) {
                path[k] = random.nextDouble(-1e6, 4e7);
            }
            path[0] = from.x();
            path[1] = from.y();
            path[path.length - 2] = to.x();
            path[path.length - 1] = to.y();
            pipes.add(new Pipe("p" + i, from.id(), to.id(), path, random.nextDouble(0, 9000), random.nextDouble(15, 3000), random.nextDouble(60, 150),
                random.nextInt(5) > 0, null, PipeFacts.UNKNOWN, 0));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            Node a = node("Av" + i, "junction", random, null);
            Node b = node("Bv" + i, "junction", random, null);
            nodes.add(a);
            nodes.add(b);
            fittings.add(new Fitting("v" + i, "valve", "PRV", (a.x() + b.x()) / 2, (a.y() + b.y()) / 2, random.nextDouble(50, 600), random.nextDouble(0.1, 0.6),
                "open", null, 0));
        }
        return new SourceNetwork("往返", null, nodes, pipes, fittings, List.of(), new Problems());
    }

    private static Node node(String id, String kind, SplittableRandom random, String tag) {
        return new Node(id, kind, random.nextDouble(-1e6, 4e7), random.nextDouble(-1e6, 4e7), random.nextDouble(0, 300), tag, 0);
    }

    private static SourceNetwork read(String text) throws IOException {
        return InpReader.read(new BufferedReader(new StringReader(text)));
    }
}
