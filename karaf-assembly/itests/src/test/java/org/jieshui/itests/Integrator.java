package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jieshui.karaf.harness.RestSession;

/** A signed-in program that knows the platform from its OpenAPI document alone: every request and every answer is held against it. */
final class Integrator {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/json";

    private final RestSession session;
    private final OpenApi described;

    /** Reads the document as it is now: what a module offers comes and goes with it. */
    Integrator(RestSession session) {
        this.session = session;
        this.described = new OpenApi(session.get("/api/openapi.json"));
    }

    JsonNode get(String path) {
        return answer(200, "GET", path, null);
    }

    JsonNode post(String path, Object body) {
        return answer(200, "POST", path, body);
    }

    JsonNode put(String path, Object body) {
        return answer(200, "PUT", path, body);
    }

    /** A POST that is refused with this status; the problem. */
    JsonNode refused(int status, String path, Object body) {
        return answer(status, "POST", path, body);
    }

    HttpResponse<String> raw(String method, String path) {
        return session.send(method, path, TYPE, null, Map.of());
    }

    private JsonNode answer(int status, String method, String path, Object body) {
        var operation = described.operation(method, path);
        if (path.contains("?")) {
            operation.takesQuery(path.substring(path.indexOf('?') + 1));
        }
        JsonNode sent = body == null ? null : JSON.valueToTree(body);
        if (sent != null) {
            operation.takes(sent);
        }
        return judged(operation, status, session.send(method, path, TYPE, sent == null ? null : bytes(sent), Map.of()));
    }

    /** Sends a file: the body is the file itself, its name goes in a header. */
    JsonNode upload(int status, long caseId, String type, String name, byte[] content) {
        var query = "case=" + caseId + "&type=" + type;
        var operation = described.operation("POST", "/api/documents");
        operation.takesQuery(query);
        return judged(operation, status, session.send("POST", "/api/documents?" + query, "application/octet-stream", content,
                Map.of("X-File-Name", URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))));
    }

    /** Sends a file to a place of its own. */
    JsonNode send(int status, String path, String name, byte[] content) {
        return judged(described.operation("POST", path), status, session.send("POST", path, "application/octet-stream", content,
                Map.of("X-File-Name", URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))));
    }

    private static JsonNode judged(OpenApi.Operation operation, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.request().method() + " " + answer.request().uri() + ": " + answer.body()).isEqualTo(status);
        var body = tree(answer.body());
        operation.answers(status, body);
        return body;
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text.isEmpty() ? "null" : text);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
