package org.jieshui.karaf.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** One signed-in person, as a script would be: cookie, token against forged requests, a key for every write. */
public final class RestSession {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client;
    private final String address;
    private final String cookie;
    private final String csrf;

    private RestSession(HttpClient client, String address, String cookie, String csrf) {
        this.client = client;
        this.address = address;
        this.cookie = cookie;
        this.csrf = csrf;
    }

    static RestSession open(HttpClient client, String address, String account, String password) {
        var body = text(Map.of("account", account, "password", password));
        var request = HttpRequest.newBuilder(URI.create(address + "/api/session")).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build();
        var answer = send(client, request);
        if (answer.statusCode() != 200) {
            throw new AssertionError("sign-in of " + account + ": " + answer.statusCode() + " " + answer.body());
        }
        return new RestSession(client, address, answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0], tree(answer.body()).path("csrf").asText());
    }

    /** Any request; {@code body} null for none. */
    public HttpResponse<String> send(String method, String path, String type, byte[] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE).header("Cookie", cookie).header("X-CSRF-Token", csrf).header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", type).method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        return send(client, request.build());
    }

    /** A GET of a file. */
    public HttpResponse<byte[]> download(String path) {
        var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE).header("Cookie", cookie).build();
        return send(client, request, BodyHandlers.ofByteArray());
    }

    public JsonNode get(String path) {
        return expect(200, send("GET", path, "application/json", null, Map.of()));
    }

    public JsonNode post(String path, Object body) {
        return expect(200, send("POST", path, "application/json", bytes(body), Map.of()));
    }

    /** A POST that must be refused with this status; the problem. */
    public JsonNode refused(int status, String path, Object body) {
        var answer = send("POST", path, "application/json", bytes(body), Map.of());
        if (answer.statusCode() != status) {
            throw new AssertionError(path + " answered " + answer.statusCode() + " instead of " + status + ": " + answer.body());
        }
        return tree(answer.body());
    }

    private static JsonNode expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != status / 100) {
            throw new AssertionError(answer.request().method() + " " + answer.request().uri().getPath() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return tree(answer.body().isEmpty() ? "null" : answer.body());
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
        return send(client, request, BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> send(HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object body) {
        return new String(bytes(body), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Object body) {
        try {
            return Distribution.JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String body) {
        try {
            return Distribution.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
