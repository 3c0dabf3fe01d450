package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The department's finding on the sample city: what it starts with, what completing it leaves behind. */
class FindingTaskTest {
    private static final Actor JIA = new Actor(Fixtures.JIA, "jia", "贾立群", Set.of("network"), Set.of("gis.finding", "gis.edit"), Set.of(), false, "zh-CN");
    private static final long CASE = 7;

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("gis", GisStore.class);

    private final GisStore store = new GisStore(DB.database());
    private final Atlases atlases = new Atlases(DB.database(), Fixtures.clock(), Fixtures.config());
    private final Surrounding surrounding = new Surrounding(atlases, DB.database());
    private final TapPoints tapPoints = new TapPoints(atlases, surrounding, DB.database());
    private final FindingTask task = new FindingTask(surrounding, atlases, tapPoints, DB.database());
    private final Atlas atlas = atlases.current().orElseThrow();

    @BeforeAll
    static void city() {
        SampleNetwork.create(DB.database(), Fixtures.clock());
    }

    @AfterEach
    void close() {
        atlases.close();
        DB.database().transact(h -> {
            h.execute("DELETE FROM gis.tap_point");
            h.execute("DELETE FROM gis.finding");
        });
    }

    @Test
    void startsEmptyWhileNobodyKnowsThePlace() {
        assertThat(task.prefill(finding())).isEmpty();
    }

    @Test
    void sentBackItIsCorrectedNotBegunAgain() {
        assertThat(task.prefill(finding().filedBefore("{'calibre': 300, 'writeBack': true}"))).isEqualTo(FakeTask.json("{'calibre': 300}"));
    }

    /** R176: what was looked at in advance is there when the survey comes. */
    @Test
    void startsWithWhatTheMapKnowsAroundThePlaceOfTheLookInAdvance() throws IOException {
        double[] at = Paths.at(atlas.pipes.path(30), 50);
        JsonNode form = task.prefill(finding().filed("gis.advance", "{'place': {'x': %s, 'y': %s}, 'supply': 'good'}".formatted(at[0], at[1])));
        Pipe nearest = store.pipe(atlas.ids[30]).orElseThrow();
        assertThat(form.path("calibre").asInt()).isEqualTo(nearest.nominal());
        assertThat(form.path("depth").asDouble()).isEqualTo(nearest.depth());
        assertThat(form.path("pressure").asDouble()).isEqualTo(nearest.peakPressure());
        assertThat(form.path("surrounding")).isNotEmpty();
        assertThat(form.path("outlet").path("code").asText()).startsWith("Y-");
        assertThat(form.path("renovation").asText()).isIn("none", "within-year");
        fits(form);
    }

    /** R176: an area alone says where, too. */
    @Test
    void startsFromTheAreaThatWasDrawnInAdvance() throws IOException {
        double[] at = Paths.at(atlas.pipes.path(30), 50);
        JsonNode form = task.prefill(finding().filed("gis.advance", "{'area': {'ring': [%1$s, %2$s, %3$s, %2$s, %3$s, %4$s, %1$s, %4$s], 'summary': 'x'}, 'supply': 'good'}"
            .formatted(at[0] - 40, at[1] - 40, at[0] + 40, at[1] + 40)));
        assertThat(form.path("calibre").asInt()).isEqualTo(store.pipe(atlas.ids[30]).orElseThrow().nominal());
        fits(form);
    }

    @Test
    void startsFromTheTapPointThatWasChosen() throws IOException {
        Pipe pipe = store.pipe(atlas.ids[60]).orElseThrow();
        double[] at = Paths.at(atlas.pipes.path(60), 30);
        tapPoints.choose(CASE, new TapPoints.Choice(null, at[0], at[1], pipe.id(), null, null, null), null, 1, Fixtures.NOW);
        JsonNode form = task.prefill(finding().filed("design.finding", "{'tapPoint': {'x': 0, 'y': 0}}"));
        assertThat(form.path("tapPoint").path("pipe").asText()).isEqualTo(pipe.code());
        assertThat(form.path("supplyArea").asText()).isEqualTo(pipe.supplyArea());
        fits(form);
    }

    @Test
    void completingKeepsTheFindingAndTheTapPointAndUpdatesTheNetwork() {
        Pipe pipe = store.pipe(atlas.ids[61]).orElseThrow();
        double[] at = Paths.at(atlas.pipes.path(61), 30);
        FakeTask at1032 = finding();
        task.completed(at1032, filled(at, pipe.code()).put("depth", 2.2).put("writeBack", true));
        assertThat(store.findings(CASE)).hasSize(1).allSatisfy(f -> assertThat(f.opinion()).isEqualTo("agree"));
        TapPoint kept = store.tapPoint(CASE).orElseThrow();
        assertThat(kept.pipeCode()).isEqualTo(pipe.code());
        assertThat(kept.place()).isEqualTo("路北侧");
        Pipe after = store.pipe(pipe.id()).orElseThrow();
        assertThat(after.depth()).isEqualTo(2.2);
        assertThat(store.history("pipe", pipe.id()).get(0).person()).isEqualTo(Fixtures.JIA);
        assertThat(at1032.journal).extracting(FakeTask.Journaled::kind).containsExactly("gis.tap-point", "gis.pipe-updated");
        task.sentBack(at1032, "位置不对");
        assertThat(store.findings(CASE)).allSatisfy(f -> assertThat(f.revoked()).isTrue());
    }

    @Test
    void theNetworkIsNotTouchedWithoutThePermission() {
        Pipe pipe = store.pipe(atlas.ids[62]).orElseThrow();
        Actor other = new Actor(9, "x", "x", Set.of("network"), Set.of("gis.finding"), Set.of(), false, "zh-CN");
        task.completed(finding().by(other), filled(Paths.at(atlas.pipes.path(62), 10), pipe.code()).put("depth", 2.2).put("writeBack", true));
        assertThat(store.pipe(pipe.id()).orElseThrow()).isEqualTo(pipe);
    }

    @Test
    void anObjectionNeedsAdviceAndARenovationItsTime() {
        ObjectNode form = filled(Paths.at(atlas.pipes.path(62), 10), "").put("opinion", "disagree").put("renovation", "under-way");
        assertThatThrownBy(() -> task.completed(finding(), form)).isInstanceOfSatisfying(ProblemException.class,
            e -> assertThat(e.problem().errors()).extracting(f -> f.pointer()).containsExactly("/advice", "/renovationNote"));
        assertThat(store.findings(CASE)).isEmpty();
    }

    @Test
    void aLookInAdvanceOutsideTheNetworkIsRefused() {
        AdvanceTask advance = new AdvanceTask(atlases);
        assertThatThrownBy(() -> advance.completed(finding(), FakeTask.json("{'place': {'x': 0, 'y': 0}, 'supply': 'good'}"))).hasMessageContaining("invalid");
        advance.completed(finding(), FakeTask.json("{'supply': 'none'}"));
        for (String ring : new String[] {"0, 0, 10, 0, 10, 10", "0, 0, 10, 10, 10, 0, 0, 10", "0, 0, 10, 'a', 5, 5, 6"}) {
            assertThatThrownBy(() -> advance.completed(finding(), FakeTask.json("{'area': {'ring': [%s], 'summary': 'x'}, 'supply': 'good'}".formatted(ring))))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors()).extracting(f -> f.pointer()).containsExactly("/area"));
        }
    }

    private static FakeTask finding() {
        return FakeTask.of("gis.finding", "network").by(JIA).at(Fixtures.NOW);
    }

    private static ObjectNode filled(double[] at, String pipe) {
        return (ObjectNode) FakeTask.json(("{'tapPoint': {'x': %s, 'y': %s, 'pipe': '%s'}, 'calibre': 200, 'material': 'pe', 'depth': 1.2, 'pressure': 0.3, 'place': '路北侧', "
            + "'fullLoad': false, 'renovation': 'none', 'opinion': 'agree'}").formatted(at[0], at[1], pipe));
    }

    /** Nothing that the map fills in may be refused by the form: only what is left to find out is missing. */
    private static void fits(JsonNode form) throws IOException {
        ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(Path.of("src/main/resources/forms/gis.finding.json").toFile());
        schema.putArray("required");
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema).validate(form)).isEqualTo(Set.of());
        assertThat(List.of("tapPoint", "calibre", "pressure")).anyMatch(form::has);
    }
}
