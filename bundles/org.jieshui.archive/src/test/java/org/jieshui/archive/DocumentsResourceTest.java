package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.archive.World.CASE;
import static org.jieshui.archive.World.CLERK;
import static org.jieshui.archive.World.READER;

import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.archive.ArchiveService.Upload;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How content leaves the server: ranges, headers that keep it harmless, and the trace of the reading. */
class DocumentsResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("archive", ArchiveStore.class);

    @TempDir
    private Path folder;
    private final DrivenClock clock = DrivenClock.at(World.NOW);
    private final List<String> readings = new ArrayList<>();
    private final byte[] pdf = Samples.pdf();
    private ArchiveService archive;
    private DocumentsResource resource;
    private Document document;

    @BeforeEach
    void start() throws IOException {
        DB.clear();
        var world = new World(DB.database());
        archive = new ArchiveService(DB.database(), world.directory(), new Core(world.cases(), null, null), clock, new FileContentStore(folder), World.config(Map.of("minFreeMegabytes", 0)));
        var log = new AccessLog() {
            @Override
            public void read(Actor actor, String what, Collection<String> subjects, Set<String> fields) {
                readings.add(actor.id() + " " + what + " " + subjects + " " + fields);
            }
        };
        resource = new DocumentsResource(archive, world.directory(), log, clock);
        document = archive.store(CLERK, new Upload(CASE, "application", null, null, "申请 表+1.pdf", -1), new ByteArrayInputStream(pdf)).document();
    }

    @Test
    void sendsTheWholeWithHeadersThatKeepItHarmless() throws IOException {
        var response = content(null, null, null);
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(bytes(response)).isEqualTo(pdf);
        assertThat(response.getMediaType()).hasToString("application/pdf");
        assertThat(response.getHeaderString("Content-Length")).isEqualTo(String.valueOf(pdf.length));
        assertThat(response.getHeaderString("Content-Disposition"))
                .isEqualTo("inline; filename=\"document-" + document.id() + ".pdf\"; filename*=UTF-8''%E7%94%B3%E8%AF%B7%20%E8%A1%A8%2B1.pdf");
        assertThat(response.getHeaderString("Content-Security-Policy")).startsWith("sandbox; default-src 'none'");
        assertThat(response.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(content(null, null, "").getHeaderString("Content-Disposition")).startsWith("attachment;");
    }

    @Test
    void sendsARange() throws IOException {
        var response = content("bytes=100-199", null, null);
        assertThat(response.getStatus()).isEqualTo(206);
        assertThat(bytes(response)).isEqualTo(Arrays.copyOfRange(pdf, 100, 200));
        assertThat(response.getHeaderString("Content-Range")).isEqualTo("bytes 100-199/" + pdf.length);
        assertThat(content("bytes=" + pdf.length + "-", null, null).getStatus()).isEqualTo(416);
        assertThat(content("bytes=100-199", "\"" + "0".repeat(64) + "\"", null).getStatus()).as("changed meanwhile").isEqualTo(200);
        assertThat(content("bytes=100-199", "\"" + document.sha256() + "\"", null).getStatus()).isEqualTo(206);
    }

    @Test
    void oneReadingInManyRangesLeavesOneTrace() throws IOException {
        content("bytes=0-9", null, null);
        content("bytes=10-19", null, null);
        assertThat(readings).containsExactly("3 archive.document [document/" + document.id() + "] [content]");
        clock.advance(Duration.ofMinutes(6));
        content("bytes=20-29", null, null);
        assertThat(readings).hasSize(2);
    }

    @Test
    void drawingsAreSavedNotShown() throws IOException {
        var dxf = archive.store(CLERK, new Upload(CASE, "design-drawing", null, null, "a.dxf", -1), new ByteArrayInputStream(Samples.DXF)).document();
        var response = resource.content(dxf.id(), null, null, null, fresh(), as(READER));
        assertThat(response.getHeaderString("Content-Disposition")).startsWith("attachment;");
    }

    @Test
    void listsWithNames() {
        assertThat(resource.list(CASE, as(READER))).singleElement().satisfies(row -> {
            assertThat(row.typeName().zh()).isEqualTo("《用水申请表》");
            assertThat(row.uploadedBy()).isEqualTo(new DocumentsResource.Who(1, "Person 1"));
            assertThat(row.inline()).isTrue();
        });
    }

    private Response content(String range, String ifRange, String download) throws IOException {
        return resource.content(document.id(), download, range, ifRange, fresh(), as(READER));
    }

    private static byte[] bytes(Response response) throws IOException {
        var out = new ByteArrayOutputStream();
        ((StreamingOutput) response.getEntity()).write(out);
        return out.toByteArray();
    }

    /** A request without preconditions. */
    private static Request fresh() {
        return World.proxy(Request.class, (method, args) -> null);
    }

    private static SecurityContext as(Actor actor) {
        return World.proxy(SecurityContext.class, (method, args) -> actor);
    }
}
