package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was built for a case, on the map of the sample city (R202). */
class AsBuiltListenerTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("gis", GisStore.class);

    private final GisStore store = new GisStore(DB.database());
    private final Atlases atlases = new Atlases(DB.database(), Fixtures.clock(), Fixtures.config());
    private long kase = 7;
    private String number = "JS2026-1013-01";
    private final List<String> told = new ArrayList<>();
    private Optional<JsonNode> form = Optional.empty();
    private final AsBuiltListener listener = new AsBuiltListener(cases(), atlases, DB.database());

    @BeforeAll
    static void city() {
        SampleNetwork.create(DB.database(), Fixtures.clock());
    }

    @AfterEach
    void close() {
        atlases.close();
    }

    @Test // R202
    void whatWasMeasuredIsInTheNetworkOnceAndMeasuredAnewIsCorrected() {
        double[] at = Paths.at(atlases.current().orElseThrow().pipes.path(60), 30);
        built(at[0], at[1], at[1] + 40, 100);
        hear();
        hear();
        Pipe pipe = entered();
        assertThat(pipe).extracting(Pipe::code, Pipe::length, Pipe::nominal, Pipe::material, Pipe::depth, Pipe::year).containsExactly(number, 40.0, 100, "pe", 1.1, 2026);
        assertThat(told).as("heard twice, entered once").containsExactly("gis.as-built");
        assertThat(store.history("pipe", pipe.id())).singleElement().satisfies(c -> assertThat(c.person()).isEqualTo(Fixtures.JIA));
        Atlas atlas = atlases.current().orElseThrow();
        assertThat(atlas.ids[atlas.pipes.nearest(at[0] + 0.2, at[1] + 20, 30).pipe()]).as("the map has it").isEqualTo(pipe.id());

        built(at[0], at[1], at[1] + 45, 150);
        hear();
        Pipe corrected = entered();
        assertThat(corrected).extracting(Pipe::id, Pipe::length, Pipe::nominal, Pipe::version).containsExactly(pipe.id(), 45.0, 150, 2);
        assertThat(store.history("pipe", pipe.id())).hasSize(2);
    }

    @Test
    void heardLateItDoesNotMakeTheNetworkOlder() {
        kase = 8;
        number = "JS2026-1013-02";
        Instant before = atlases.current().orElseThrow().network.asOf();
        double[] at = Paths.at(atlases.current().orElseThrow().pipes.path(61), 30);
        built(at[0], at[1], at[1] + 20, 50);
        hear(before.minus(Duration.ofDays(20)));
        assertThat(atlases.current().orElseThrow().network.asOf()).isEqualTo(before);
        assertThat(store.history("pipe", entered().id()).get(0).changes().path("calibre").path(1).asText()).as("as a person writes it").isEqualTo("50");
    }

    @Test
    void whatLiesNowhereNearTheNetworkIsNotTaken() {
        built(120.5, -3.25, 40, 100);
        hear();
        assertThat(told).containsExactly("gis.as-built-outside");
        assertThat(atlases.current().orElseThrow().pipes.bounds().contains(120.5, -3.25)).isFalse();
    }

    @Test
    void itActsOnTheCaseAndIsThereforeHeardOutsideAnyTransaction() throws IOException {
        try (var component = getClass().getResourceAsStream("/OSGI-INF/org.jieshui.gis.AsBuiltListener.xml")) {
            assertThat(new String(component.readAllBytes(), StandardCharsets.UTF_8)).contains("name=\"jieshui.listener.afterwards\" type=\"Boolean\" value=\"true\"");
        }
    }

    @Test
    void whatWasSentBackMeanwhileIsLeftAlone() {
        hear();
        assertThat(told).isEmpty();
    }

    private Pipe entered() {
        return store.pipe(atlases.current().orElseThrow().network.id(), number).orElseThrow();
    }

    private void built(double x, double y, double toY, int calibre) {
        form = Optional.of(FakeTask.json(("{'measuredOn': '2026-10-13', 'points': [{'kind': 'tap', 'x': %1$s, 'y': %2$s, 'depth': 1.2}, {'kind': 'meter', 'x': %1$s, 'y': %3$s, 'depth': 1.0}], 'calibre': %4$s, 'material': 'pe', "
            + "'length': 40}").formatted(x, y, toY, calibre)));
    }

    private void hear() {
        hear(Fixtures.NOW);
    }

    private void hear(Instant at) {
        listener.on(new Entry(1, kase, 1, at, Fixtures.JIA, null, "construction.as-built", 3L, FakeTask.json("{'asBuilt': 1}")));
    }

    /** As the core does it: in a transaction of its own, refused inside another. */
    private Object act(String kind, Cases.Act<?> work) {
        assertThat(DB.database().isActive()).isFalse();
        DB.database().transact(h -> work.run(context()));
        return told.add(kind) ? null : null;
    }

    private static Cases.ActContext context() {
        return (Cases.ActContext) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.ActContext.class}, (proxy, method, args) -> null);
    }

    private Cases cases() {
        return (Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class}, (proxy, method, args) -> switch (method.getName()) {
            case "get" -> new CaseInfo(kase, number, "single-meter", 2, CaseState.OPEN, 1, "as-built", Instant.EPOCH, null, "某某食品", null, null, null, null, null, "application", FakeTask.json("{}"));
            case "form" -> form;
            case "act" -> act((String) args[2], (Cases.Act<?>) args[3]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }
}
