package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What ships, unpacked into target/ and started on a free port with sample data. */
final class Distribution implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> passwords = new HashMap<>();

    Distribution(String name) throws Exception {
        home = Path.of("target", name).toAbsolutePath();
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(home);
        Path archive;
        try (var files = Files.list(Path.of("../dist/target"))) {
            archive = files.filter(f -> f.toString().endsWith(".tar.gz")).findFirst().orElseThrow().toAbsolutePath();
        }
        run(new ProcessBuilder("tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1"));
        var config = home.resolve("etc/org.apache.felix.http.cfg");
        Files.writeString(config, Files.readString(config).replaceAll("(?m)^org.osgi.service.http.port.*$", "org.osgi.service.http.port = " + port));
    }

    void start() throws Exception {
        run(new ProcessBuilder(home.resolve("bin/jieshui").toString(), "run", "--sample", "--background"));
        // ready says that the platform serves; the departments follow a moment later
        for (var path : new String[] {"/api/tasks", "/api/documents", "/api/survey/appointments", "/api/gis/networks"}) {
            await(path);
        }
        for (var line : Files.readAllLines(home.resolve("data/sample-logins.txt"))) {
            var parts = line.split("\t");
            if (parts.length > 1) {
                passwords.put(parts[0], parts[1]);
            }
        }
    }

    void stop() throws Exception {
        run(new ProcessBuilder(home.resolve("bin/jieshui").toString(), "stop"));
    }

    void kill() throws Exception {
        var pid = Long.parseLong(Files.readString(home.resolve("data/jieshui.pid")).strip());
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(30, TimeUnit.SECONDS);
    }

    private void run(ProcessBuilder command) throws IOException, InterruptedException {
        var log = home.resolve("../" + home.getFileName() + "-" + command.command().get(command.command().size() - 1).replaceAll("\\W", "") + ".log").toFile();
        command.environment().put("JIESHUI_START_SECONDS", "400");
        int exit = command.redirectErrorStream(true).redirectOutput(log).redirectInput(new File("/dev/null")).start().waitFor();
        if (exit != 0) {
            throw new AssertionError(command.command() + " ended with " + exit + ":\n" + Files.readString(log.toPath()));
        }
    }

    private void await(String path) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (status(path) == 404) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " was not published within 4 minutes");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    int status(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    Session signIn(String account) throws Exception {
        return new Session(account);
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    /** One signed-in person, as a script would be. */
    final class Session {

        private final String cookie;
        private final String csrf;

        private Session(String account) throws Exception {
            var body = JSON.writeValueAsString(Map.of("account", account, "password", passwords.get(account)));
            var answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/session")).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("sign-in of " + account + ": " + answer.body());
            }
            cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            csrf = JSON.readTree(answer.body()).path("csrf").asText();
        }

        HttpResponse<String> send(String method, String path, String type, byte[] body, Map<String, String> headers) throws Exception {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Cookie", cookie).header("X-CSRF-Token", csrf)
                    .header("Idempotency-Key", UUID.randomUUID().toString()).header("Content-Type", type)
                    .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
            headers.forEach(request::header);
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        JsonNode get(String path) throws Exception {
            return expect(200, send("GET", path, "application/json", null, Map.of()));
        }

        JsonNode post(String path, Object body) throws Exception {
            return expect(200, send("POST", path, "application/json", JSON.writeValueAsBytes(body), Map.of()));
        }

        JsonNode refused(int status, String path, Object body) throws Exception {
            return expect(status, send("POST", path, "application/json", JSON.writeValueAsBytes(body), Map.of()));
        }

        private JsonNode expect(int status, HttpResponse<String> answer) throws Exception {
            if (answer.statusCode() / 100 != status / 100) {
                throw new AssertionError(answer.request().method() + " " + answer.request().uri().getPath() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
        }
    }
}
