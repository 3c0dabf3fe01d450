package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator has to go by. */
@ExtendWith(Shared.class)
class OperationsIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** What a label may be: words that the code or the standard data chose. */
    private static final Map<String, String> LABELS = Map.of("department", "[a-z]+(-[a-z]+)*", "listener", "[a-z]+\\.[a-z-]+", "module", "[a-z]+(\\.[a-z]+)*", "method", "[A-Z]+|other", "status", "[1-5]xx",
            "channel", "[a-z]+", "outcome", "starting|refused|running|replaced|rolled-back|removed", "state", "in-use|idle", "le", "[0-9.]+|\\+Inf");

    @Test
    void metricsCountExactlyWhatWasSentAndNameNobody(Distribution platform) throws Exception {
        var token = token(platform, "metrics.read");
        assertThat(ask(platform, "/metrics", null).statusCode()).isEqualTo(401);
        assertThat(ask(platform, "/metrics", token(platform, "modules.read")).statusCode()).as("a token without the scope").isEqualTo(403);
        assertThat(platform.signIn("sysadmin").send("GET", "/metrics", "text/plain", null, Map.of()).statusCode()).as("a session").isEqualTo(401);
        var meter = platform.signIn("yuanmei");
        var before = scrape(platform, token);

        for (int i = 0; i < 7; i++) {
            meter.get("/api/visits/questionnaire?i=13800002046");
        }
        for (int i = 0; i < 3; i++) {
            assertThat(ask(platform, "/api/visits/questionnaire", null).statusCode()).isEqualTo(401);
        }
        assertThat(ask(platform, "/api/no-such-place-13800002046", null).statusCode()).isEqualTo(404);

        var after = scrape(platform, token);
        assertThat(grown(before, after, "jieshui_http_requests_total", "visits")).containsExactlyInAnyOrderEntriesOf(Map.of("GET 2xx", 7.0, "GET 4xx", 3.0));
        assertThat(grown(before, after, "jieshui_http_requests_total", "none")).containsExactlyEntriesOf(Map.of("GET 4xx", 1.0));
        assertThat(after.value("jieshui_http_request_seconds_count", "module", "visits") - before.value("jieshui_http_request_seconds_count", "module", "visits")).isEqualTo(10);

        assertThat(after.value("jieshui_tasks_open", "department", "customer-service")).isPositive();
        assertThat(after.value("jieshui_module_up", "module", "survey")).isEqualTo(1);
        assertThat(after.value("jieshui_database_up")).isEqualTo(1);
        assertThat(after.value("jieshui_database_connections_limit")).isEqualTo(20);
        assertThat(after.value("jieshui_gauges_unreadable")).isZero();
        assertThat(after.types.keySet()).contains("jieshui_tasks_overdue", "jieshui_listener_lag_seconds", "jieshui_listener_behind_entries", "jieshui_outbox_oldest_seconds", "jieshui_deployments");
        for (var series : after.values.keySet()) {
            series.labels().forEach((label, is) -> assertThat(is).as(series.toString()).matches(LABELS.getOrDefault(label, "no such label: " + label)));
        }
        var departments = platform.signIn("sysadmin").get("/api/directory/departments").findValuesAsText("id");
        assertThat(departments).containsAll(after.values.keySet().stream().map(series -> series.labels().get("department")).filter(d -> d != null).collect(Collectors.toSet()));
    }

    @Test
    void healthTellsEachModule(Distribution platform) throws Exception {
        assertThat(platform.status("/health/live")).isEqualTo(200);
        assertThat(platform.status("/health/ready")).isEqualTo(200);
        var health = Integrator.tree(ask(platform, "/health", null).body());
        assertThat(health.path("status").asText()).isEqualTo("up");
        assertThat(health.path("modules").findValuesAsText("id")).contains("survey", "design", "metering", "rest");
        assertThat(Set.copyOf(health.path("modules").findValuesAsText("status"))).containsExactly("up");
    }

    /** One number ties the answer, its headers and all lines of the log together. */
    @Test
    void theNumberOfARequestIsInItsAnswerAndInTheLog(Distribution platform) throws Exception {
        var refused = ask(platform, "/api/cases/17", null);
        var number = refused.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(Integrator.tree(refused.body()).path("instance").asText()).isEqualTo(number);
        Distribution.await("the log tells request " + number, () -> logged(platform, "jieshui.log").lines().anyMatch(line -> line.contains("| " + number + " ") && line.contains("access") && line.contains(" 401 ")));

        var slow = "slow-" + System.nanoTime();
        long person = platform.signIn("zhoumin").get("/api/session").at("/person/id").asLong();
        platform.signIn("zhoumin").send("GET", "/api/tasks", "application/json", null, Map.of("X-Request-Id", slow));
        Distribution.await("the log tells who it was, by id", () -> logged(platform, "jieshui.log").lines().anyMatch(line -> line.contains("| " + slow + " " + person + " |")));
    }

    /** What people typed is in no log, however it was refused. */
    @Test
    void noPersonalDataIsInTheLogs(Distribution platform) throws Exception {
        var mark = Long.toString(System.nanoTime() % 100_000_000 + 100_000_000);
        var customer = "欧阳" + mark + "之家";
        var phone = "13" + mark;
        var address = "历下区旅游路 " + mark + " 号";
        var contact = "诸葛" + mark;
        var desk = platform.signIn("zhoumin");
        var work = new Work(platform::signIn);
        work.open(Map.of("process", "single-meter", "origin", "application", "customer", customer, "contact", contact, "phone", phone, "address", address, "district", "lixia"));
        work.act("zhoumin", "comment", Map.of("text", contact + " 的电话 " + phone));
        work.upload("zhoumin", "survey-record", contact + "身份证.pdf", Work.PDF);
        work.as("zhoumin").upload(415, work.id(), "survey-record", contact + ".pdf", "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
        desk.get("/api/cases?q=" + phone);
        for (var body : List.of("{\"customer\": \"" + customer + "\", \"phone\": ", "{\"customer\": [\"" + customer + "\"], \"unknown\": \"" + phone + "\"}", "{\"process\": \"none\", \"customer\": \"" + customer + "\"}",
                "{\"process\": \"single-meter\", \"origin\": \"application\", \"customer\": \"" + customer + "\\u0000\", \"address\": \"" + address + "\"}")) {
            assertThat(desk.send("POST", "/api/cases", "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of()).statusCode()).as(body).isBetween(400, 499);
        }
        desk.send("GET", "/api/cases/" + phone, "application/json", null, Map.of());
        desk.send("POST", "/api/session", "application/json", ("{\"account\": \"" + contact + "\", \"password\": \"" + phone + "\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        var last = "last-" + mark;
        desk.send("GET", "/api/session", "application/json", null, Map.of("X-Request-Id", last));
        Distribution.await("all of it is logged", () -> logged(platform, "jieshui.log").contains(last));

        for (var log : logs(platform)) {
            assertThat(Files.readString(log).replace(last, "")).as(log.toString()).doesNotContain(mark).doesNotContain("旅游路").doesNotContain("诸葛").doesNotContain("身份证");
        }
    }

    /** HTTP and the embedded database, on this machine's own address, and nothing else: no shell, no JMX, no port that shuts down. */
    @Test
    void nothingListensButHttpAndTheDatabase(Distribution platform) throws Exception {
        var processes = Stream.concat(Stream.of(platform.process()), platform.process().descendants()).map(ProcessHandle::pid).toList();
        assertThat(processes).as("the database is among them").contains(platform.postmaster().pid());
        int database = Integer.parseInt(Files.readAllLines(platform.home().resolve("data/postgres/cluster/postmaster.pid")).get(3).strip());
        assertThat(Sockets.listening(processes)).containsExactlyInAnyOrder("127.0.0.1:" + platform.port(), "127.0.0.1:" + database);
    }

    @Test
    void theSupportBundleIsWholeAndHasNoSecret(Distribution platform) throws Exception {
        var token = token(platform, "modules.read", "metrics.read");
        var file = Path.of("target/support-" + System.nanoTime() + ".zip").toAbsolutePath();
        var planted = platform.home().resolve("etc/org.example.planted.cfg");
        Files.writeString(planted, "account = nobody\npassword = Planted-Pa55word\n");
        try {
            var made = platform.environment("JIESHUI_TOKEN", token).operator("support", file.toString());
            assertThat(made.exit()).as(made.said()).isZero();
            assertThat(platform.operator("support", file.toString()).exit()).as("a file that is there is not overwritten").isEqualTo(1);
            assertThat(platform.operator("support", "--help").exit()).as("no file of that name").isEqualTo(2);
        } finally {
            platform.environment("JIESHUI_TOKEN", null);
            Files.delete(planted);
        }
        var secrets = new ArrayList<>(List.of("Planted-Pa55word", token, platform.passwordOf("zhoumin"), platform.passwordOf("sysadmin")));
        Files.readAllLines(platform.home().resolve("data/postgres/secrets.properties")).forEach(line -> secrets.add(line.substring(line.indexOf('=') + 1)));
        var entries = new TreeMap<String, String>();
        try (var zip = new ZipFile(file.toFile())) {
            for (var entry : zip.stream().toList()) {
                try (var in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        entries.forEach((name, content) -> secrets.forEach(secret -> assertThat(content.contains(secret)).as(name + " has a secret that begins with " + secret.substring(0, 3)).isFalse()));
        assertThat(entries.get("missing.txt")).isEqualTo("Nothing.\n");
        assertThat(entries.get("health.json")).contains("\"status\":\"up\"");
        assertThat(entries.get("modules.json")).contains("\"survey\"");
        assertThat(entries.get("metrics.txt")).contains("jieshui_module_up");
        assertThat(entries.get("tables.txt")).contains("cases.task ");
        assertThat(entries.get("threads.txt")).contains("jieshui-listeners");
        assertThat(entries.get("log/jieshui.log")).contains("is active");
        assertThat(entries.get("etc/org.apache.felix.http.cfg")).contains("org.osgi.service.http.port");
        assertThat(entries.get("etc/org.example.planted.cfg")).contains("account = nobody");
        Files.delete(file);
    }

    private static String logged(Distribution platform, String name) {
        try {
            return Files.readString(platform.home().resolve("data/log").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> logs(Distribution platform) throws IOException {
        try (var own = Files.list(platform.home().resolve("data/log")); var database = Files.list(platform.home().resolve("data/postgres/log"))) {
            return Stream.concat(own, database).filter(file -> file.toString().contains(".log")).toList();
        }
    }

    /** By method and status. */
    private static Map<String, Double> grown(Exposition before, Exposition after, String name, String module) {
        var grown = new TreeMap<String, Double>();
        after.values.forEach((series, value) -> {
            double more = value - before.values.getOrDefault(series, 0.0);
            if (series.name().equals(name) && series.labels().get("module").equals(module) && more != 0) {
                grown.put(series.labels().get("method") + " " + series.labels().get("status"), more);
            }
        });
        return grown;
    }

    private static Exposition scrape(Distribution platform, String token) throws IOException, InterruptedException {
        var answer = ask(platform, "/metrics", token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        return new Exposition(answer.body());
    }

    static HttpResponse<String> ask(Distribution platform, String path, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(platform.address() + path));
        return HTTP.send((token == null ? request : request.header("Authorization", "Bearer " + token)).build(), BodyHandlers.ofString());
    }

    /** One for the system administrator, made by the security administrator. */
    static String token(Distribution platform, String... scopes) {
        long person = platform.signIn("sysadmin").get("/api/session").at("/person/id").asLong();
        return platform.signIn("secadmin").post("/api/admin/tokens", Map.of("person", person, "name", "metrics", "scopes", List.of(scopes), "expires", Instant.now().plusSeconds(3600).toString())).path("secret").asText();
    }
}
