package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jieshui.archive.ArchivesResource.Reason;
import org.jieshui.archive.ArchivesResource.Waive;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ArchivesResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("archive", ArchiveStore.class).and("cases", CasesService.class);

    @TempDir
    private Path folder;
    private final List<String> readings = new ArrayList<>();
    private ClosingWorld world;
    private ArchivesResource resource;

    @BeforeEach
    void start() {
        DB.clear();
        world = new ClosingWorld(DB, folder);
        AccessLog log = (actor, what, subjects, fields) -> readings.add(actor.id() + " " + what + " " + subjects);
        resource = new ArchivesResource(world.closings, world.archive, world.core, world.fixture.directory(), log);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test // R196, R269
    void fromWhatIsMissingToTheClosedArchive() throws IOException {
        long id = world.finished();
        assertThat(resource.list(as(world.clerk), null, null, null, 0).items()).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo("incomplete");
            assertThat(row.missing()).extracting(n -> n.name().zh()).containsExactly("回访记录");
        });
        assertThat(resource.get(as(world.auditor), id).needs()).extracting(n -> n.type() + " " + n.present()).containsExactly("application true", "visit-record false");
        var waived = resource.waive(as(world.leader), id, new Waive("visit-record", "客户已搬走"));
        assertThat(waived.state()).isEqualTo("ready");
        assertThat(waived.needs().get(1).waived()).isEqualTo("客户已搬走");
        var sealed = resource.seal(as(world.clerk), id);
        assertThat(sealed.state()).isEqualTo("sealed");
        assertThat(sealed.seals()).singleElement().satisfies(s -> assertThat(s.by().name()).isEqualTo("customer-service1"));
        assertThat(resource.verify(as(world.auditor), id).faults()).isEmpty();
        assertThat(resource.reopen(as(world.leader), id, new Reason("补正")).seals().get(0).reopenReason()).isEqualTo("补正");
    }

    @Test
    void theListAsAFileHoldsNoFormulaAndLeavesATrace() throws IOException {
        long id = world.sealed();
        var text = text(resource.file(as(world.clerk), "all", null));
        assertThat(text).startsWith("\uFEFF\"工单号\"").contains("\"某食品<厂>\"", "\"已封存\"");
        assertThat(readings).containsExactly("1 archive.list [case/" + id + "]");
        assertThatThrownBy(() -> resource.file(as(world.clerk), "nonsense", null)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> resource.list(as(world.clerk), null, null, "x", 0)).isInstanceOf(ProblemException.class);
    }

    @Test
    void thePackageIsNamedAndItsReadingRecorded() throws IOException {
        long id = world.sealed();
        var response = resource.export(as(world.clerk), id, null);
        assertThat(response.getHeaderString("Content-Disposition")).startsWith("attachment; filename=\"archive-" + id + "-v1.zip\"; filename*=UTF-8''JS").endsWith("%20%E7%94%B5%E5%AD%90%E6%A1%A3%E6%A1%88%20v1.zip");
        assertThat(bytes(response)).startsWith('P', 'K');
        assertThat(resource.manifest(as(world.clerk), id, 1).getEntity()).isEqualTo(world.closings.seal(world.clerk, id, 1).manifest().getBytes(StandardCharsets.UTF_8));
        assertThat(readings).containsExactly("1 archive.package [case/" + id + "]", "1 archive.manifest [case/" + id + "]");
        assertThatThrownBy(() -> resource.export(as(world.other), id, null)).hasMessageContaining("not-found");
        assertThatThrownBy(() -> resource.export(as(world.clerk), id, 2)).hasMessageContaining("not-found");
    }

    @Test // R196
    void otherOrganisationsSeeNothingOfAnArchiveEvenWhereTheySeeTheCase() throws IOException {
        long id = world.sealed();
        var c = world.clerk;
        var crew = new Actor(c.id(), c.account(), c.displayName(), c.departments(), c.permissions(), Set.of(), true, c.language());
        assertThat(world.fixture.cases().get(crew, id).id()).as("sees the case").isEqualTo(id);
        assertThatThrownBy(() -> resource.get(as(crew), id)).hasMessageContaining("not-found");
        assertThatThrownBy(() -> resource.manifest(as(crew), id, null)).hasMessageContaining("not-found");
        assertThatThrownBy(() -> resource.export(as(crew), id, null)).hasMessageContaining("not-found");
        assertThatThrownBy(() -> resource.verify(as(crew), id)).hasMessageContaining("not-found");
        assertThat(readings).isEmpty();
        assertThat(world.archive.type("meter-record").orElseThrow().personal()).as("it names customers").isTrue();
    }

    @Test // R269
    void allAreVerifiedAndALineSaysWhatIsBroken() throws IOException {
        long good = world.sealed();
        long bad = world.complete();
        var own = world.put(bad, "other", "改.png", Samples.image("png", 6, 6));
        world.closings.seal(world.clerk, bad);
        world.finished();
        var sha = own.sha256();
        Files.write(folder.resolve(sha.substring(0, 2)).resolve(sha.substring(2, 4)).resolve(sha), new byte[] {1});
        var number = world.fixture.cases().get(world.clerk, bad).number();
        assertThat(text(resource.verifyAll(as(world.clerk))).lines()).containsExactly("OK " + world.fixture.cases().get(world.clerk, good).number(), "BROKEN " + number + " document-changed " + own.id(), "END 1/2");
        assertThat(resource.get(as(world.clerk), bad).state()).isEqualTo("broken");
        assertThat(resource.list(as(world.clerk), "broken", null, null, 0).items()).hasSize(1);
    }

    private static String text(Response response) throws IOException {
        return new String(bytes(response), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Response response) throws IOException {
        var out = new ByteArrayOutputStream();
        ((StreamingOutput) response.getEntity()).write(out);
        return out.toByteArray();
    }

    private static SecurityContext as(Actor actor) {
        return World.proxy(SecurityContext.class, (method, args) -> actor);
    }
}
