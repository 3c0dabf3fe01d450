package org.jieshui.karaf.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A running platform, asked over REST. What it refuses is told in its own words. */
public final class Platform {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final int NO_CONTENT = 204;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;
    private final String language;
    private final Map<String, String> credentials;

    /** @param credentials headers that say who asks */
    public Platform(URI address, String language, Map<String, String> credentials) {
        this.address = address;
        this.language = language;
        this.credentials = credentials;
    }

    public static Platform withToken(URI address, String language, String token) {
        return new Platform(address, language, bearer(token));
    }

    static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(send("GET", path, "application/json", BodyPublishers.noBody()));
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return json(send("POST", path, "application/json", BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    JsonNode post(String path, Path jar) throws IOException, InterruptedException {
        return json(send("POST", path, "application/java-archive", BodyPublishers.ofFile(jar)));
    }

    /** Whatever the answer is, if it was taken. */
    HttpResponse<InputStream> send(String method, String path, String type, BodyPublisher body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path)).header("Accept-Language", language).header("Content-Type", type).method(method, body);
        credentials.forEach(request::header);
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new OperatorException("Nobody answers at " + address + ". Start Jieshui first.", e);
        }
        if (answer.statusCode() / 100 != 2) {
            throw refusal(answer);
        }
        return answer;
    }

    private static RefusedException refusal(HttpResponse<InputStream> answer) throws IOException {
        var body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            problem = JSON.createObjectNode();
        }
        return new RefusedException(answer.statusCode(), problem);
    }

    private static JsonNode json(HttpResponse<InputStream> answer) throws IOException {
        return answer.statusCode() == NO_CONTENT ? JSON.nullNode() : JSON.readTree(answer.body());
    }

    /** The platform said no. */
    static final class RefusedException extends OperatorException {
        private static final long serialVersionUID = 1L;
        private final transient JsonNode problem;

        RefusedException(int status, JsonNode problem) {
            super(words(status, problem));
            this.problem = problem;
        }

        JsonNode problem() {
            return problem;
        }

        private static String words(int status, JsonNode problem) {
            var said = problem.path("detail").asText();
            var type = problem.path("type").asText().replaceFirst("^/problems/", "");
            var permission = problem.path("permission").asText();
            return (said.isEmpty() ? "The platform answered " + status : said) + (type.isEmpty() ? "" : " [" + type + (permission.isEmpty() ? "" : " " + permission) + "]");
        }
    }
}
