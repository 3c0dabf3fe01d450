package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jieshui.gis.ImportStore.Import;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportsTest {
    private static final String TOWN = """
        [TITLE]
        小镇
        [JUNCTIONS]
        a 100
        b 100
        c 100
        [RESERVOIRS]
        R 130
        [PIPES]
        p1 a b 100 300 130 0 Open
        p2 b c 50 100 130 0 Open
        [VALVES]
        v a c 300 PRV 30 0
        [COORDINATES]
        a 0 0
        b 100 0
        c 100 50
        R -20 0
        [OPTIONS]
        UNITS LPS
        """;

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("gis", GisStore.class);

    private final GisStore store = new GisStore(DB.database());
    private final Imports imports = new Imports(DB.database(), Fixtures.clock(), Fixtures.config());

    @BeforeEach
    void clear() {
        DB.clear();
    }

    @Test
    void aFileIsPreviewedThenConfirmed() {
        Import preview = upload("小镇.inp", TOWN, null);
        assertThat(store.networks()).as("nothing happens before it is confirmed").isEmpty();
        assertThat(preview.format()).isEqualTo("inp");
        ImportPreview shown = preview.preview();
        assertThat(shown.title()).isEqualTo("小镇");
        assertThat(shown.crs()).isEqualTo("LOCAL");
        assertThat(shown.suggestedMetresPerUnit()).isEqualTo(1.0);
        assertThat(shown.bounds()).containsExactly(-20, 0, 100, 50);
        assertThat(shown.changes().pipes()).isEqualTo(new Merge.Count(2, 0, 0, 0));
        assertThat(shown.blocked()).isEmpty();

        Import done = imports.confirm(preview.id(), preview.version(), Fixtures.JIA);
        assertThat(done.state()).isEqualTo("done");
        Network network = store.current().orElseThrow();
        assertThat(network.name()).isEqualTo("小镇");
        assertThat(network.version()).isEqualTo(1);
        Pipe p1 = store.pipe(network.id(), "p1").orElseThrow();
        assertThat(p1.nominal()).isEqualTo(300);
        assertThat(p1.length()).isEqualTo(100);
        assertThat(store.path(p1.id())).containsExactly(0, 0, 100, 0);
        assertThatThrownBy(() -> imports.confirm(preview.id(), done.version(), Fixtures.JIA)).isInstanceOf(ProblemException.class).hasMessageContaining("gis/import-over");
        assertThat(DB.database().<Integer>read(h -> h.createQuery("SELECT count(*) FROM gis.import_part").mapTo(Integer.class).one())).isZero();
    }

    @Test
    void aSecondImportTouchesOnlyWhatChangedAndKeepsLocalEdits() {
        long network = confirm(upload("a.inp", TOWN, null)).networkId();
        Pipe p1 = store.pipe(network, "p1").orElseThrow();
        Pipe p2 = store.pipe(network, "p2").orElseThrow();
        var body = JsonNodeFactory.instance.objectNode().put("material", "pe").put("calibre", 200);
        store.editPipe(p2.id(), p2.version(), Edits.read(Edits.PIPE, body, false), Fixtures.JIA, Fixtures.NOW);

        Import same = upload("a.inp", TOWN, network);
        assertThat(same.preview().changes().pipes()).isEqualTo(new Merge.Count(0, 0, 2, 0));

        String changed = TOWN.replace("p1 a b 100 300", "p1 a b 100 400").replace("p2 b c 50 100", "p2 b c 50 150").replace("[VALVES]", "p3 a c 120 80\n[VALVES]");
        Import second = upload("a.inp", changed, network);
        assertThat(second.preview().changes().pipes()).isEqualTo(new Merge.Count(1, 2, 0, 0));
        confirm(second);
        assertThat(store.pipe(p1.id()).orElseThrow().nominal()).as("same id, new calibre").isEqualTo(400);
        Pipe kept = store.pipe(p2.id()).orElseThrow();
        assertThat(kept.calibre()).as("edited here, so the source does not overwrite it").isEqualTo(200);
        assertThat(kept.material()).isEqualTo("pe");
        assertThat(kept.edited()).containsExactly("calibre", "material");
        assertThat(store.networks()).hasSize(1);
    }

    @Test
    void whatIsMissingIsRetiredOnlyIfWished() {
        long network = confirm(upload("a.inp", TOWN, null)).networkId();
        String without = TOWN.replace("p2 b c 50 100 130 0 Open", "");
        Import second = upload("a.inp", without, network);
        assertThat(second.preview().changes().pipes()).isEqualTo(new Merge.Count(0, 0, 1, 1));
        confirm(second);
        assertThat(store.pipe(network, "p2")).isPresent();
        Import third = upload("a.inp", without, network);
        third = imports.again(third.id(), third.version(), new ImportOptions(network, null, null, null, true, null));
        confirm(third);
        assertThat(store.pipe(network, "p2")).isEmpty();
        confirm(upload("a.inp", TOWN, network));
        assertThat(store.pipe(network, "p2")).as("it came back").isPresent();
    }

    @Test
    void unitAndSystemCanBeCorrectedInThePreview() {
        Import preview = upload("feet.inp", TOWN.replace("LPS", "GPM"), null);
        assertThat(preview.preview().suggestedMetresPerUnit()).isEqualTo(0.3048);
        assertThat(preview.preview().bounds()[2]).isEqualTo(30.48);
        preview = imports.again(preview.id(), preview.version(), new ImportOptions(null, "东区", "EPSG:4527", null, false, null));
        assertThat(preview.preview().crs()).isEqualTo("EPSG:4527");
        assertThat(preview.preview().bounds()[2]).isEqualTo(100);
        preview = imports.again(preview.id(), preview.version(), new ImportOptions(null, "东区", "EPSG:1", null, false, null));
        assertThat(preview.preview().blocked()).contains("unknown-crs");
        Import blocked = preview;
        assertThatThrownBy(() -> confirm(blocked)).isInstanceOf(ProblemException.class).hasMessageContaining("gis/import-blocked");
        assertThat(store.networks()).isEmpty();
    }

    @Test
    void degreesAreProjectedToThePlaneOfTheInstallation() {
        Import preview = upload("wgs.geojson", """
            {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "features": [
            {"type": "Feature", "properties": {"编号": "G-1", "口径": 300}, "geometry": {"type": "LineString", "coordinates": [[117.1, 36.6], [117.101, 36.6]]}}]}
            """, null);
        assertThat(preview.format()).isEqualTo("geojson");
        assertThat(preview.preview().pipeKilometres()).isBetween(0.0893, 0.0897);
        assertThat(preview.preview().bounds()[0]).isBetween(39_508_000.0, 39_510_000.0);
        Import done = confirm(preview);
        assertThat(store.network(done.networkId()).orElseThrow().plane().code()).isEqualTo("EPSG:4527");
        assertThat(upload("local.inp", TOWN, done.networkId()).preview().blocked()).as("a local drawing cannot be laid over a real place").contains("other-plane");
    }

    @Test
    void aStaleOrDiscardedPreviewIsRefused() {
        Import preview = upload("a.inp", TOWN, null);
        imports.again(preview.id(), preview.version(), ImportOptions.DEFAULT);
        assertThatThrownBy(() -> imports.confirm(preview.id(), preview.version(), 1)).hasMessageContaining("gis/version-conflict");
        imports.discard(preview.id(), preview.version() + 1, 1);
        assertThatThrownBy(() -> imports.again(preview.id(), preview.version() + 2, ImportOptions.DEFAULT)).hasMessageContaining("gis/import-over");
    }

    @Test
    void whatIsTooLargeEmptyOrRubbishIsRefusedWithItsReason() {
        assertThatThrownBy(() -> upload("big.inp", ";".repeat(1_000_001), null)).hasMessageContaining("too-large");
        assertThatThrownBy(() -> upload("empty.inp", "", null)).hasMessageContaining("invalid");
        Import nothing = upload("../../etc/passwd\u0000.inp", "[PIPES]\n", null);
        assertThat(nothing.fileName()).isEqualTo("passwd.inp");
        assertThat(nothing.preview().blocked()).contains("nothing-found");
        assertThatThrownBy(() -> confirm(nothing)).hasMessageContaining("gis/import-blocked");
    }

    @ParameterizedTest
    @CsvSource({"pdf, '%PDF-1.7\n[PIPES]\n'", "packed, 'PK\u0003\u0004\n[PIPES]'", "drawing, 'AC1018\u0000[PIPES]'", "drawing, '  0\r\nSECTION\r\n  2\r\nHEADER'",
        "xml, '<?xml version=\"1.0\"?><!DOCTYPE a [\n[PIPES]\n]>'", "binary, '\u0000\u0001\u0002'", "text, '姓名,金额\n=1+1,2'", "text, '[SOMETHING ELSE]'", "json, '{\"a\": [1'", "json, '{\"a\": 1}'"})
    void whatIsNoNetworkIsRefusedForWhatItIsAndNotKept(String found, String text) {
        assertThatThrownBy(() -> upload("小镇.inp", text, null)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("gis/not-a-network");
            assertThat(e.problem().extra()).containsEntry("found", found);
        });
        assertThat(imports.newest()).isEmpty();
    }

    private Import upload(String name, String text, Long network) {
        ImportOptions options = new ImportOptions(network, null, null, null, false, null);
        return imports.upload(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options, Fixtures.JIA);
    }

    private Import confirm(Import preview) {
        return imports.confirm(preview.id(), preview.version(), Fixtures.JIA);
    }
}
