package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jieshui.gis.Edits.Field;
import org.jieshui.gis.api.NearOutlet;
import org.jieshui.gis.api.NearPipe;
import org.jieshui.gis.api.Surroundings;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.locationtech.jts.geom.Envelope;

/** The sample city in PostgreSQL: what lies around a point, edits with their history, tap points, and two nodes that keep up with each other. */
class GisStoreTest {
    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("gis", GisStore.class);

    private final GisStore store = new GisStore(DB.database());
    private final Atlases here = new Atlases(DB.database(), Fixtures.clock(), Fixtures.config());
    private final Atlases elsewhere = new Atlases(DB.database(), Fixtures.clock(), Fixtures.config());
    private final Surrounding surrounding = new Surrounding(here, DB.database());
    private final TapPoints tapPoints = new TapPoints(here, surrounding, DB.database());
    private final Atlas atlas = here.current().orElseThrow();
    private final long network = atlas.network.id();

    @BeforeAll
    static void city() {
        assertThat(SampleNetwork.create(DB.database(), Fixtures.clock())).isTrue();
        assertThat(SampleNetwork.create(DB.database(), Fixtures.clock())).as("only when there is none").isFalse();
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    @Test
    void theCityIsThereWithEverythingInIt() {
        SourceNetwork city = new City(20261013, 2026).network();
        assertThat(atlas.pipes.size()).isEqualTo(city.pipes().size());
        assertThat(atlas.outlets.size()).isEqualTo(city.outlets().size());
        assertThat(atlas.worked).isNotEmpty();
        assertThat(store.search(network, "y-000", 20)).hasSize(9).allMatch(f -> f.kind().equals("outlet"));
        assertThat(store.search(network, "旅游路", 20)).extracting(GisStore.Found::kind).containsExactly("road");
        assertThat(store.search(network, "%", 20)).as("wildcards are taken literally").isEmpty();
    }

    @Test
    void whatLiesAroundAPointComesNearestFirstWithItsAttributes() {
        double[] path = atlas.pipes.path(100);
        double[] at = Paths.at(path, 20);
        Surroundings around = surrounding.around(at[0] + 3, at[1] + 3, 200);
        assertThat(around.pipes()).isNotEmpty().isSortedAccordingTo(Comparator.comparingDouble(NearPipe::distance));
        assertThat(around.outlets()).isSortedAccordingTo(Comparator.comparingDouble(NearOutlet::distance));
        assertThat(around.pipes()).allSatisfy(p -> assertThat(p.material()).isNotNull());
        assertThat(around.crs()).isEqualTo("EPSG:4527");
        assertThatThrownBy(() -> surrounding.around(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> surrounding.around(0, 0, 1e9)).isInstanceOf(IllegalArgumentException.class);
        assertThat(surrounding.around(0, 0, 200).pipes()).isEmpty();
    }

    @Test
    void anEditIsRememberedAndASecondOneOnTheSameVersionRefused() {
        Pipe pipe = store.pipe(atlas.ids[5]).orElseThrow();
        Pipe edited = store.editPipe(pipe.id(), pipe.version(), values(Edits.PIPE, "{\"material\": \"steel\", \"depth\": 1.9, \"fullLoad\": null}"), Fixtures.JIA,
            Fixtures.NOW);
        assertThat(edited.material()).isEqualTo("steel");
        assertThat(edited.fullLoad()).isNull();
        assertThat(edited.version()).isEqualTo(pipe.version() + 1);
        Change change = store.history("pipe", pipe.id()).get(0);
        assertThat(change.person()).isEqualTo(Fixtures.JIA);
        assertThat(change.at()).isEqualTo(Fixtures.NOW);
        assertThat(change.changes().get("material").toString()).isEqualTo("[\"" + pipe.material() + "\",\"steel\"]");
        assertThatThrownBy(() -> store.editPipe(pipe.id(), pipe.version(), values(Edits.PIPE, "{\"depth\": 2}"), 1, Fixtures.NOW))
            .hasMessageContaining("gis/version-conflict");
        assertThat(store.pipe(pipe.id()).orElseThrow().depth()).isEqualTo(1.9);
    }

    @Test
    void anEditOfNothingLeavesNoTrace() {
        Pipe pipe = store.pipe(atlas.ids[6]).orElseThrow();
        store.editPipe(pipe.id(), pipe.version(), values(Edits.PIPE, "{\"material\": \"" + pipe.material() + "\"}"), 1, Fixtures.NOW);
        assertThat(store.history("pipe", pipe.id())).isEmpty();
        assertThat(store.pipe(pipe.id()).orElseThrow().version()).isEqualTo(pipe.version());
    }

    @Test
    void anotherNodeSeesAnEditAndSharesTheShapes() {
        Atlas before = elsewhere.current().orElseThrow();
        int number = 40;
        Pipe pipe = store.pipe(before.ids[number]).orElseThrow();
        store.editPipe(pipe.id(), pipe.version(), values(Edits.PIPE, "{\"calibre\": 1200}"), 1, Fixtures.NOW);
        Atlas after = elsewhere.current().orElseThrow();
        assertThat(after).isNotSameAs(before);
        assertThat(after.pipes).isSameAs(before.pipes);
        assertThat(after.faces.calibres[number]).isEqualTo((short) 1200);
        assertThat(before.faces.calibres[number]).isEqualTo((short) pipe.nominal());
        assertThat(elsewhere.current().orElseThrow()).as("nothing new, nothing read").isSameAs(after);
    }

    @Test
    void outletsFittingsAndWorksAreAddedAndChanged() {
        double[] at = Paths.at(atlas.pipes.path(10), 30);
        long pipeId = atlas.ids[10];
        String place = "\"x\": " + at[0] + ", \"y\": " + at[1];
        Outlet outlet = store.addOutlet(network, values(Edits.OUTLET, "{\"code\": \"Y-新1\", " + place + ", \"calibre\": 150, \"valve\": \"good\", \"pipeId\": " + pipeId + "}"),
            1, Fixtures.NOW);
        assertThat(store.outletsOf(pipeId)).contains(outlet);
        assertThatThrownBy(() -> store.addOutlet(network, values(Edits.OUTLET, "{\"code\": \"Y-新1\", " + place + "}"), 1, Fixtures.NOW)).hasMessageContaining("invalid");
        Outlet repaired = store.editOutlet(outlet.id(), 1, values(Edits.OUTLET, "{\"valve\": \"repair\", \"inspected\": \"2026-10-01\"}"), 1, Fixtures.NOW);
        assertThat(repaired.inspected()).isEqualTo(LocalDate.of(2026, 10, 1));
        assertThat(surrounding.around(at[0], at[1], 5).outlets()).extracting(NearOutlet::code).contains("Y-新1");
        store.editOutlet(outlet.id(), 2, values(Edits.OUTLET, "{\"retired\": true}"), 1, Fixtures.NOW);
        assertThat(surrounding.around(at[0], at[1], 5).outlets()).extracting(NearOutlet::code).doesNotContain("Y-新1");

        Fitting valve = store.addFitting(network, values(Edits.FITTING, "{\"code\": \"F-新1\", " + place + ", \"kind\": \"valve\", \"type\": \"闸阀\"}"), 1, Fixtures.NOW);
        assertThat(store.editFitting(valve.id(), 1, values(Edits.FITTING, "{\"state\": \"repair\"}"), 1, Fixtures.NOW).state()).isEqualTo("repair");

        Work work = store.addWork(values(Edits.WORK, "{\"pipeId\": " + pipeId + ", \"kind\": \"renewal\", \"starts\": \"2026-11-01\", \"ends\": \"2027-03-01\"}"), 1,
            Fixtures.NOW);
        assertThat(here.get(network).worked).contains(pipeId);
        store.editWork(work.id(), work.version(), values(Edits.WORK, "{\"cancelled\": true}"), 1, Fixtures.NOW);
        assertThat(store.worksOn(List.of(pipeId), LocalDate.of(2026, 10, 13))).extracting(Work::id).doesNotContain(work.id());
        assertThat(store.history("work", work.id())).hasSize(2);

        assertThat(store.addRepair(pipeId, values(Edits.REPAIR, "{\"kind\": \"damage\", \"day\": \"2026-10-02\", \"note\": \"渗漏\"}"), 3, Fixtures.NOW).get(0).note())
            .isEqualTo("渗漏");
    }

    @Test
    void aCodeThatIsTakenIsRefusedWhetherAddedOrEdited() {
        var outlets = store.search(network, "y-000", 2);
        var taken = values(Edits.OUTLET, "{\"code\": \"" + outlets.get(1).code() + "\"}");
        int version = store.outlet(outlets.get(0).id()).orElseThrow().version();
        assertThatThrownBy(() -> store.editOutlet(outlets.get(0).id(), version, taken, 3, Fixtures.NOW)).isInstanceOfSatisfying(ProblemException.class,
            e -> assertThat(e.problem().errors()).extracting(f -> f.pointer() + " " + f.detail().zh()).containsExactly("/code 编号已有，请换一个"));
    }

    /** Who writes down a repair while somebody edits the same pipe waits for the network before he holds anything: otherwise each would wait for the other. */
    @Test
    void aRepairWaitsForTheNetworkBeforeItHoldsThePipe() throws Exception {
        long pipeId = atlas.ids[10];
        var repair = values(Edits.REPAIR, "{\"kind\": \"repair\", \"day\": \"2026-10-02\", \"note\": \"更换\"}");
        var later = new CompletableFuture<List<Repair>>();
        DB.database().transact(h -> {
            store.touch(h, network, false, Fixtures.NOW);
            new Thread(() -> later.complete(store.addRepair(pipeId, repair, 3, Fixtures.NOW))).start();
            while (h.createQuery("SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid IS NOT NULL OR NOT granted AND locktype = 'tuple'").mapTo(Integer.class).one() == 0) {
                Thread.onSpinWait();
            }
            h.createQuery("SELECT id FROM gis.pipe WHERE id = :id FOR UPDATE NOWAIT").bind("id", pipeId).mapTo(Long.class).one();
        });
        assertThat(later.get(30, TimeUnit.SECONDS)).extracting(Repair::note).contains("更换");
    }

    @Test
    void valuesOutOfRangeAreRefusedFieldByField() {
        assertThatThrownBy(() -> values(Edits.PIPE, "{\"peakPressure\": 2.8, \"depth\": 16, \"year\": 1.5, \"code\": \"x\", \"material\": 5}"))
            .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors()).extracting(f -> f.pointer() + " " + f.detail().zh())
                .containsExactlyInAnyOrder("/peakPressure 应在 0.05–1.0，请核对小数点", "/depth 应在 0.3–8，请核对小数点", "/year 应在 1900–2100，请核对小数点",
                    "/code 不能修改此项", "/material 不超过 40 字"));
    }

    @Test
    void pipesThatLackAnAttributeCanBeListed() {
        Pipe pipe = store.pipe(atlas.ids[70]).orElseThrow();
        store.editPipe(pipe.id(), pipe.version(), values(Edits.PIPE, "{\"depth\": null}"), 1, Fixtures.NOW);
        assertThat(store.pipes(network, "depth", null, null, 10)).extracting(Pipe::code).containsExactly(pipe.code());
        assertThat(store.pipes(network, null, null, null, 10)).hasSize(10).isSortedAccordingTo(Comparator.comparing(Pipe::code));
        assertThatThrownBy(() -> store.pipes(network, "id; DROP TABLE gis.pipe", null, null, 10)).hasMessageContaining("invalid");
    }

    @Test
    void aTapPointSnapsToItsPipeAndEveryVersionIsKept() {
        int number = 55;
        double[] at = Paths.at(atlas.pipes.path(number), 40);
        TapPoint first = tapPoints.choose(900, new TapPoints.Choice(null, at[0] + 4, at[1] + 4, atlas.ids[number], null,
            List.of(new double[] {at[0] + 4, at[1] + 4}, new double[] {at[0] + 4, at[1] + 30}), "路北侧"), 0, Fixtures.JIA, Fixtures.NOW);
        assertThat(first.version()).isEqualTo(1);
        assertThat(atlas.pipes.nearest(first.x(), first.y(), 1).distance()).isLessThan(0.02);
        assertThat(first.route()).hasSize(2);
        assertThat(first.length()).isGreaterThan(20);
        assertThat(store.tapPoint(900).orElseThrow()).usingRecursiveComparison().isEqualTo(first);
        assertThatThrownBy(() -> tapPoints.choose(900, new TapPoints.Choice(null, at[0], at[1], null, null, null, null), 0, 1, Fixtures.NOW))
            .hasMessageContaining("gis/version-conflict");
        NearOutlet outlet = surrounding.around(at[0], at[1], 2000).outlets().get(0);
        TapPoint second = tapPoints.choose(900, new TapPoints.Choice(null, null, null, null, outlet.id(), null, null), 1, 1, Fixtures.NOW);
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.outletCode()).isEqualTo(outlet.code());
        assertThat(new double[] {second.x(), second.y()}).containsExactly(outlet.x(), outlet.y());
        assertThatThrownBy(() -> tapPoints.choose(901, new TapPoints.Choice(null, 0.0, 0.0, null, null, null, null), null, 1, Fixtures.NOW)).hasMessageContaining("invalid");
    }

    @Test
    void findingsAreKeptAndRevoked() {
        JsonNode finding = JsonNodeFactory.instance.objectNode().put("opinion", "agree");
        store.keepFinding(77, 1, 7, Fixtures.NOW, "agree", finding);
        store.revokeFinding(77);
        store.keepFinding(77, 2, 7, Fixtures.NOW, "disagree", finding);
        assertThat(store.findings(77)).extracting(GisStore.KeptFinding::version).containsExactly(2, 1);
        assertThat(store.findings(77)).extracting(GisStore.KeptFinding::revoked).containsExactly(false, true);
    }

    @Test
    void theMapDataHoldsTheBox() throws Exception {
        Envelope all = atlas.pipes.bounds();
        JsonNode far = new ObjectMapper().readTree(MapData.of(atlas, all, 8));
        assertThat(count(far)).isEqualTo(atlas.pipes.size());
        assertThat(far.get("outlets")).as("dust is left out").isEmpty();
        Envelope near = new Envelope(all.getMinX() + 2000, all.getMinX() + 2800, all.getMinY() + 2000, all.getMinY() + 2600);
        JsonNode close = new ObjectMapper().readTree(MapData.of(atlas, near, 0.8));
        assertThat(count(close)).isBetween(10, 300);
        assertThat(close.get("outlets")).isNotEmpty();
        assertThat(close.get("backdrop")).isNotEmpty();
        // the first pipe, decoded, is a pipe of the network to the decimetre
        JsonNode p = close.get("pipes");
        double[] path = atlas.pipes.path(atlas.number(p.get(0).asLong()));
        assertThat(close.get("x").asDouble() + p.get(4).asLong() * 0.1).isCloseTo(path[0], within(0.051));
        assertThat(close.get("y").asDouble() + p.get(5).asLong() * 0.1).isCloseTo(path[1], within(0.051));
    }

    @Test
    void ofACrowdTheThickPipesAreShownAndSomeOfTheThinnest() {
        short[] calibres = new short[100_000];
        int[] all = new int[calibres.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
            calibres[i] = (short) (i < 5000 ? 600 : 100);
        }
        MapData.Selection shown = MapData.select(calibres, all);
        assertThat(shown).isEqualTo(new MapData.Selection(100, 14));
        assertThat(MapData.select(calibres, Arrays.copyOf(all, 10_000))).isEqualTo(new MapData.Selection(0, 1));
    }

    private static int count(JsonNode map) {
        int pipes = 0;
        JsonNode p = map.get("pipes");
        for (int i = 0; i < p.size(); pipes++) {
            i += 4 + 2 * p.get(i + 3).asInt();
        }
        return pipes;
    }

    private static Map<Field, Object> values(List<Field> fields, String json) {
        try {
            JsonNode body = new ObjectMapper().readTree(json);
            return Edits.read(fields, body, false);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
