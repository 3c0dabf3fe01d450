package org.jieshui.itests.drive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jieshui.karaf.harness.Distribution;

/** Everybody's way in: REST with a token for each person, because sessions end while years pass. Tokens last a year, so they are made anew twice a year. */
final class Door {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RENEWED = Duration.ofDays(180);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Distribution platform;
    private final DrivenClock clock;
    private final Map<String, String> tokens = new HashMap<>();
    private Instant renewed = Instant.EPOCH;
    private int requests;
    private int writes;

    Door(Distribution platform, DrivenClock clock) {
        this.platform = platform;
        this.clock = clock;
    }

    int requests() {
        return requests;
    }

    int writes() {
        return writes;
    }

    JsonNode get(String account, String path) {
        return json(account, "GET", path, null);
    }

    JsonNode post(String account, String path, Object body) {
        return json(account, "POST", path, body);
    }

    JsonNode json(String account, String method, String path, Object body) {
        return json(account, method, path, body, Map.of());
    }

    JsonNode json(String account, String method, String path, Object body, Map<String, String> headers) {
        try {
            return tree(send(account, method, path, "application/json", body == null ? null : JSON.writeValueAsBytes(body), headers));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a file; its name goes in a header. */
    JsonNode file(String account, String path, String name, byte[] content) {
        return tree(send(account, "POST", path, "application/octet-stream", content, Map.of("X-File-Name", URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))));
    }

    byte[] bytes(String account, String path) {
        return send(account, "GET", path, "application/json", null, Map.of()).body();
    }

    private HttpResponse<byte[]> send(String account, String method, String path, String type, byte[] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(platform.address() + path)).timeout(Duration.ofMinutes(2)).header("Authorization", "Bearer " + token(account))
                .header("Idempotency-Key", UUID.randomUUID().toString()).header("Accept-Language", "en").header("Content-Type", type)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        try {
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            requests++;
            writes += method.equals("GET") ? 0 : 1;
            if (answer.statusCode() / 100 != 2) {
                throw new Refused(method + " " + path + " by " + account + " at " + clock.now() + " answered " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8)
                        + (body == null || body.length > 5000 ? "" : " to " + new String(body, StandardCharsets.UTF_8)));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer that is not the one that is expected. */
    static final class Refused extends AssertionError {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private static JsonNode tree(HttpResponse<byte[]> answer) {
        try {
            return answer.body().length == 0 ? JSON.nullNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String token(String account) {
        if (clock.now().isAfter(renewed.plus(RENEWED))) {
            tokens.clear();
            renewed = clock.now();
        }
        return tokens.computeIfAbsent(account, this::made);
    }

    private String made(String account) {
        var system = platform.signIn("sysadmin");
        var person = system.get("/api/admin/people?q=" + account).path("items").path(0).path("id").asLong();
        var security = platform.signIn("secadmin");
        List<String> scopes = new ArrayList<>();
        security.get("/api/admin/permissions").path("items").forEach(permission -> scopes.add(permission.path("id").asText()));
        var token = security.post("/api/admin/tokens", Map.of("person", person, "name", "drive", "scopes", scopes, "expires", clock.now().plus(Duration.ofDays(300)).toString()));
        return token.path("secret").asText();
    }
}
