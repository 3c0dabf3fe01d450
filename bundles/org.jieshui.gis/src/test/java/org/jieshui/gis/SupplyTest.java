package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.testkit.RestServer;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.locationtech.jts.geom.Envelope;

/** R176: what supplies an area, over HTTP, of the sample city. */
class SupplyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Actor JIA = new Actor(Fixtures.JIA, "jia", "贾立群", Set.of("network"), Set.of("gis.read"), Set.of(), false, "zh-CN");

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("gis", GisStore.class);

    private final GisStore store = new GisStore(DB.database());
    private final Atlases atlases = new Atlases(DB.database(), Fixtures.clock(), Fixtures.config());
    private final Atlas atlas = atlases.current().orElseThrow();
    private RestServer server;

    @BeforeAll
    static void city() {
        SampleNetwork.create(DB.database(), Fixtures.clock());
    }

    @BeforeEach
    void start() throws Exception {
        server = RestServer.of(new NetworkResource(atlases, new Surrounding(atlases, DB.database()), DB.database(), Fixtures.clock())).knows(JIA);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        atlases.close();
    }

    /** A square around all that the city has of one kind is compared with what is known of every pipe that lies wholly in it. */
    @Test
    void saysWhatLiesInTheArea() throws Exception {
        double[] at = Paths.at(atlas.pipes.path(30), 50);
        JsonNode supply = ok(square(at, 700));
        Envelope box = new Envelope(at[0] - 700, at[0] + 700, at[1] - 700, at[1] + 700);
        int touching = 0;
        double inside = 0;
        for (int pipe = 0; pipe < atlas.pipes.size(); pipe++) {
            double length = clipped(atlas.pipes.path(pipe), box);
            inside += length;
            touching += length > 0 ? 1 : 0;
        }
        assertThat(supply.path("pipeCount").asInt()).isEqualTo(touching).isGreaterThan(20);
        assertThat(supply.path("length").asDouble()).isCloseTo(inside, within(0.5));
        assertThat(supply.path("size").asDouble()).isCloseTo(1_960_000, within(1.0));
        double sum = 0;
        int pipes = 0;
        int thickest = Integer.MAX_VALUE;
        for (JsonNode group : supply.path("groups")) {
            assertThat(group.path("calibre").asInt()).isLessThanOrEqualTo(thickest);
            thickest = group.path("calibre").asInt();
            sum += group.path("length").asDouble();
            pipes += group.path("pipes").asInt();
        }
        assertThat(pipes).isEqualTo(touching);
        assertThat(sum).isCloseTo(inside, within(0.5));
        assertThat(supply.path("outletCount").asInt()).isEqualTo((int) atlas.outlets.inBox(box).stream().filter(s -> box.contains(s.x(), s.y())).count()).isPositive();
        assertThat(supply.path("pressure").path("least").asDouble()).isBetween(Ranges.PRESSURE_LEAST, supply.path("pressure").path("most").asDouble());
    }

    @Test
    void tellsOfFullLoadWorksAndRepairs() throws Exception {
        long worked = atlas.worked.iterator().next();
        JsonNode supply = ok(square(Paths.at(store.path(worked), 10), 60));
        assertThat(supply.path("works").findValuesAsText("pipeCode")).contains(store.pipe(worked).orElseThrow().code());
        long repaired = Arrays.stream(atlas.ids).filter(id -> !store.repairs(id).isEmpty()).findFirst().orElseThrow();
        supply = ok(square(Paths.at(store.path(repaired), 10), 60));
        assertThat(supply.path("repairs").findValuesAsText("pipeCode")).contains(store.pipe(repaired).orElseThrow().code());
        Pipe full = store.pipes(Arrays.stream(atlas.ids).boxed().toList()).values().stream().filter(p -> Boolean.TRUE.equals(p.fullLoad())).findFirst().orElseThrow();
        supply = ok(square(Paths.at(store.path(full.id()), 10), 60));
        assertThat(supply.path("fullLoad").findValuesAsText("code")).contains(full.code());
        assertThat(supply.path("fullLoadCount").asInt()).isEqualTo(supply.path("fullLoad").size());
    }

    @Test
    void whereNothingLiesItSaysSo() throws Exception {
        Envelope bounds = atlas.pipes.bounds();
        JsonNode supply = ok(square(new double[] {bounds.getMinX() - 5_000, bounds.getMinY()}, 100));
        assertThat(supply.path("pipeCount").asInt()).isZero();
        assertThat(supply.path("pressure").path("least").isNull()).isTrue();
        assertThat(supply.path("groups")).isEmpty();
    }

    @Test
    void countsWhatIsStillToBeRecorded() {
        Pipe bare = new Pipe(1, 1, "a", null, null, null, null, true, null, null, null, null, null, null, null, null, null, List.of(), false, 1);
        Pipe full = new Pipe(2, 1, "b", null, null, null, null, true, null, 200.0, "pe", 1.2, 2010, 0.3, "E", "x", true, List.of(), false, 1);
        Supply supply = Supply.of(atlas.network, 1, List.of(new Supply.Part(bare, 10), new Supply.Part(full, 20)), List.of(), List.of(), List.of());
        assertThat(supply.unknown().keySet()).containsExactlyElementsOf(GisStore.ATTRIBUTES);
        assertThat(supply.unknown().values()).containsOnly(1);
        assertThat(supply.groups()).containsExactly(new Supply.Group(200, "pe", 1, 20), new Supply.Group(0, null, 1, 10));
        assertThat(supply.pressure()).isEqualTo(new Supply.Pressure(0.3, 0.3, 1));
        assertThat(supply.valves()).isEqualTo(Map.of());
    }

    @Test
    void anAreaThatIsNoneIsRefusedInBothLanguages() throws Exception {
        HttpResponse<String> answer = supply("0,0,10,10,10,0,0,10");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("/ring").containsAnyOf("自相交", "crosses");
        assertThat(server.get("/api/gis/networks/999/supply?ring=0,0,10,0,10,10", JIA).statusCode()).isEqualTo(404);
    }

    private JsonNode ok(String ring) throws Exception {
        HttpResponse<String> answer = supply(ring);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> supply(String ring) throws Exception {
        return server.get("/api/gis/networks/" + atlas.network.id() + "/supply?ring=" + ring, JIA);
    }

    private static String square(double[] at, double half) {
        return Arrays.stream(new double[] {at[0] - half, at[1] - half, at[0] + half, at[1] - half, at[0] + half, at[1] + half, at[0] - half, at[1] + half})
            .mapToObj(v -> String.format("%.3f", v)).collect(Collectors.joining(","));
    }

    /** Liang–Barsky, so that the rule is not checked against itself. */
    private static double clipped(double[] path, Envelope box) {
        double sum = 0;
        for (int i = 2; i < path.length; i += 2) {
            double[] d = {path[i] - path[i - 2], path[i + 1] - path[i - 1]};
            double from = 0;
            double to = 1;
            double[][] edges = {{-d[0], path[i - 2] - box.getMinX()}, {d[0], box.getMaxX() - path[i - 2]}, {-d[1], path[i - 1] - box.getMinY()},
                {d[1], box.getMaxY() - path[i - 1]}};
            for (double[] edge : edges) {
                if (edge[0] == 0) {
                    to = edge[1] < 0 ? -1 : to;
                } else if (edge[0] < 0) {
                    from = Math.max(from, edge[1] / edge[0]);
                } else {
                    to = Math.min(to, edge[1] / edge[0]);
                }
            }
            sum += Math.max(0, to - from) * Math.hypot(d[0], d[1]);
        }
        return sum;
    }
}
