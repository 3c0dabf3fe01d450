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
import org.jieshui.karaf.harness.RestSession;

/** Everybody's way in: REST with a token for each person, because sessions end while years pass. Tokens last a year, so they are made anew in time. */
final class Door {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LASTS = Duration.ofDays(360);
    private static final Duration RENEWED = Duration.ofDays(330);
    private static final List<String> PEOPLE = List.of("fanghongwei", "zhoumin", "liuwenbo", "dengguoqing", "caoyong", "xiaojun", "lvdawei", "yuanmei", "gaozhenhua", "yuxiaomei", "jiangbo",
            "caixiuying", "dujuan", "xuting");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Distribution platform;
    private final DrivenClock clock;
    private final Map<String, String> tokens = new HashMap<>();
    private final List<String> scopes = new ArrayList<>();
    private RestSession administrator;
    private RestSession officer;
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

    /** What a module keeps failing on. */
    JsonNode parked() {
        return platform.signIn("sysadmin").get("/api/listeners/parked");
    }

    private String token(String account) {
        if (clock.now().isAfter(renewed.plus(RENEWED))) {
            tokens.clear();
            renewed = clock.now();
            administrator = platform.signIn("sysadmin");
            officer = platform.signIn("secadmin");
            scopes.clear();
            officer.get("/api/admin/permissions").path("items").forEach(permission -> scopes.add(permission.path("id").asText()));
            PEOPLE.forEach(one -> tokens.put(one, made(one))); // while the two are signed in
        }
        return tokens.get(account);
    }

    private String made(String account) {
        var person = administrator.get("/api/admin/people?q=" + account).path("items").path(0).path("id").asLong();
        return officer.post("/api/admin/tokens", Map.of("person", person, "name", "drive", "scopes", scopes, "expires", clock.now().plus(LASTS).toString())).path("secret").asText();
    }
}
