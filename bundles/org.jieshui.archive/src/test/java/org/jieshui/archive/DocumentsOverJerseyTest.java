package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.archive.World.CASE;
import static org.jieshui.archive.World.CLERK;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Requests as they come: paths, parameters, headers and bodies. */
class DocumentsOverJerseyTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("archive", ArchiveStore.class);

    @TempDir
    private Path folder;
    private ApplicationHandler jersey;

    private record Answer(int status, Map<String, ?> headers, byte[] body) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    @BeforeEach
    void start() throws IOException {
        DB.clear();
        var world = new World(DB.database());
        var archive = new ArchiveService(DB.database(), world.directory(), new Core(world.cases(), null, null), DrivenClock.at(World.NOW), new FileContentStore(folder), World.config(Map.of("minFreeMegabytes", 0)));
        AccessLog log = World.proxy(AccessLog.class, (method, args) -> null);
        jersey = new ApplicationHandler(new ResourceConfig().register(new DocumentsResource(archive, world.directory(), log, DrivenClock.at(World.NOW)))
                .register(new DocumentTypesResource(archive)).register(new Json()).register(new Problems()));
    }

    @Test
    void uploadsListsAndDownloads() throws Exception {
        var pdf = Samples.pdf();
        var created = send("POST", "documents?case=" + CASE + "&type=application", Map.of("X-File-Name", "%E7%94%B3%E8%AF%B7+1.pdf", "Content-Type", "text/html",
                "Content-Length", String.valueOf(pdf.length)), pdf);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("fileName").asText()).isEqualTo("申请+1.pdf");
        assertThat(created.json().get("mediaType").asText()).as("by content, not by header").isEqualTo("application/pdf");
        var id = created.json().get("id").asLong();

        assertThat(send("GET", "documents?case=" + CASE, Map.of(), null).json()).hasSize(1);
        assertThat(send("GET", "documents/" + id, Map.of(), null).json().get("current").asBoolean()).isTrue();
        assertThat(send("GET", "documents/" + id + "/content", Map.of(), null).body()).isEqualTo(pdf);
        var part = send("GET", "documents/" + id + "/content", Map.of("Range", "bytes=0-7"), null);
        assertThat(part.status()).isEqualTo(206);
        assertThat(new String(part.body())).isEqualTo("%PDF-1.6");
        var unchanged = send("GET", "documents/" + id + "/content", Map.of("If-None-Match", "\"" + created.json().get("sha256").asText() + "\""), null);
        assertThat(unchanged.status()).isEqualTo(304);
    }

    @Test
    void toleratesAndVoids() throws Exception {
        var json = Map.of("Content-Type", "application/json");
        assertThat(send("POST", "documents/tolerate", json, Samples.text("{\"case\": 17, \"type\": \"quotation\", \"reason\": \"客户出差\"}")).status()).isEqualTo(200);
        assertThat(send("GET", "documents/tolerated?case=17", Map.of(), null).json().get(0).get("reason").asText()).isEqualTo("客户出差");
        var id = send("POST", "documents?case=17&type=other", Map.of("X-File-Name", "a.pdf"), Samples.pdf()).json().get("id").asLong();
        assertThat(send("POST", "documents/" + id + "/void", json, Samples.text("{\"reason\": \"传错了\"}")).json().get("voidReason").asText()).isEqualTo("传错了");
    }

    @Test
    void refusesWithProblems() throws Exception {
        assertThat(send("POST", "documents?case=17&type=other", Map.of("Content-Type", "multipart/form-data; boundary=x"), Samples.text("--x--")).json().get("type").asText())
                .isEqualTo("malformed");
        assertThat(send("POST", "documents?type=other", Map.of(), Samples.pdf()).json().get("type").asText()).isEqualTo("invalid");
        assertThat(send("POST", "documents?case=17&type=other", Map.of("Content-Length", "999999999999"), new byte[0]).json().get("type").asText()).isEqualTo("archive/too-large");
        assertThat(send("POST", "documents?case=17&type=other", Map.of(), new byte[0]).json().get("type").asText()).isEqualTo("archive/empty");
        assertThat(send("GET", "documents/99", Map.of(), null).json().get("type").asText()).isEqualTo("not-found");
        assertThat(send("GET", "documents/nonsense", Map.of(), null).status()).isEqualTo(404);
    }

    @Test
    void findsTypes() throws Exception {
        assertThat(send("GET", "document-types?q=%E7%94%B3%E8%AF%B7%E8%A1%A8", Map.of(), null).json()).hasSize(1);
        assertThat(send("GET", "document-types", Map.of(), null).json().size()).isGreaterThan(40);
    }

    private Answer send(String method, String path, Map<String, String> headers, byte[] body) throws Exception {
        SecurityContext security = World.proxy(SecurityContext.class, (name, args) -> name.equals("getUserPrincipal") ? (Actor) CLERK : (Object) false);
        var base = URI.create("http://localhost/api/");
        var request = new ContainerRequest(base, base.resolve(path), method, security, new MapPropertiesDelegate(), jersey.getConfiguration());
        headers.forEach(request::header);
        if (body != null) {
            request.setEntityStream(new ByteArrayInputStream(body));
        }
        var out = new ByteArrayOutputStream();
        var response = jersey.apply(request, out).get();
        return new Answer(response.getStatus(), response.getHeaders(), out.toByteArray());
    }

    private static final class Problems implements ExceptionMapper<ProblemException> {
        @Override
        public Response toResponse(ProblemException e) {
            return Response.status(e.problem().status()).type(MediaType.APPLICATION_JSON).entity(Map.of("type", e.problem().type())).build();
        }
    }

    private static final class Json implements MessageBodyWriter<Object>, MessageBodyReader<Object> {
        private final ObjectMapper mapper = new ObjectMapper().registerModule(new SimpleModule()
                .addSerializer(Instant.class, ToStringSerializer.instance));

        @Override
        public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
            return media.isCompatible(MediaType.APPLICATION_JSON_TYPE) && !media.isWildcardType();
        }

        @Override
        public void writeTo(Object value, Class<?> type, Type generic, Annotation[] annotations, MediaType media, MultivaluedMap<String, Object> headers, OutputStream out)
                throws IOException {
            mapper.writeValue(out, value);
        }

        @Override
        public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
            return media.isCompatible(MediaType.APPLICATION_JSON_TYPE) && !media.isWildcardType();
        }

        @Override
        public Object readFrom(Class<Object> type, Type generic, Annotation[] annotations, MediaType media, MultivaluedMap<String, String> headers, InputStream in)
                throws IOException {
            return mapper.readValue(in, type);
        }
    }
}
