package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Felix Web Console as it ships: for who may, to read, and no way in. */
@ExtendWith(Gated.class)
class WebConsoleIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CONSOLE = "/system/console";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String BOUNDARY = "----of-this-test";
    private static final List<String> PAGES = List.of("bundles", "services", "components");

    private static Distribution platform;
    private static RestSession inspector;
    private static BadBundles bundles;

    @BeforeAll
    static void start(Gated.Nodes nodes) throws IOException {
        platform = nodes.first();
        bundles = nodes.bad();
        inspector = platform.signIn("sysadmin");
        await("the console is there", () -> read("/components.json").statusCode() == 200);
    }

    @Test
    void whoIsNotSignedInIsSentToTheLogin() throws Exception {
        for (var page : PAGES) {
            var path = CONSOLE + "/" + page;
            var asked = asked("GET", path, "Accept", "text/html,*/*;q=0.8");
            assertThat(asked.statusCode()).isEqualTo(303);
            assertThat(asked.headers().firstValue("Location")).contains("/login?next=%2Fsystem%2Fconsole%2F" + page);
            assertThat(asked("GET", path + ".json", "Accept", "application/json").statusCode()).isEqualTo(401);
            assertThat(asked("POST", path, "Accept", "text/html").statusCode()).isEqualTo(401);
            assertThat(asked("GET", path, "Authorization", "Basic YWRtaW46YWRtaW4=").statusCode()).as("Felix's own account").isEqualTo(401);
            assertThat(asked("GET", path, "Authorization", "Bearer " + OperationsIT.token(platform, "platform.inspect")).statusCode()).as("a program's token").isEqualTo(401);
        }
    }

    @Test
    void aPermissionOfItsOwnIsNeeded() {
        for (var account : List.of("zhoumin", "secadmin", "auditadmin")) {
            var other = platform.signIn(account);
            for (var page : PAGES) {
                var answer = other.send("GET", CONSOLE + "/" + page, "text/html", null, Map.of());
                assertThat(answer.statusCode()).as(account + " " + page).isEqualTo(403);
                assertThat(answer.body()).contains("没有查看容器的权限", "You lack the permission").doesNotContain("org.jieshui.survey");
                assertThat(other.send("POST", CONSOLE + "/" + page, FORM, form("action=refreshPackages"), Map.of()).statusCode()).as(account + " " + page).isEqualTo(403);
            }
        }
    }

    @Test
    void threePagesAreThereToRead() {
        assertThat(read("/bundles").body()).contains("org.jieshui.survey", "只读", "Read-only");
        assertThat(read("/services?filter=(objectClass=*Cases*)").body()).contains("org.jieshui.cases.api.Cases");
        assertThat(read("/components").body()).contains("org.jieshui.webconsole.ConsoleDoor");
        assertThat(inspector.send("HEAD", CONSOLE + "/bundles", "text/html", null, Map.of()).statusCode()).isEqualTo(200);
        for (var page : PAGES) {
            var answer = read("/" + page);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'; script-src 'self' 'nonce-").contains("frame-ancestors 'none'", "form-action 'self'");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(answer.body()).as("pages that are not there are in no menu").doesNotContain("/configMgr\"", "/vmstat\"", "/licenses\"", "/logs\"", "status-");
        }
        assertThat(inspector.get(CONSOLE + "/bundles.json").path("s").path(0).asInt()).isGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"configMgr", "configMgr/org.jieshui.persistence", "configMgr/org.jieshui.persistence.json", "vmstat", "vmstat?shutdown_type=Restart", "logs", "licenses", "gogo", "install", "logout", "depfinder", "config",
        "status-Bundles", "status-Configurations", "status-Configurations.txt", "status-Configurations.json", "status-System%20Properties", "status-System%20Properties.zip", "status-slingthreads.nfo/x.txt", "status-Threads.txt", "status-Services.json",
        "bundles.zip", "bundles.txt", "services.zip", "components.txt", "bundles/..;/configMgr", "bundles/%2e%2e/configMgr", "%63onfigMgr", "//configMgr", "res/", "res/../META-INF/MANIFEST.MF"})
    void nothingElseIsThere(String path) {
        assertThat(read("/" + path).statusCode()).isIn(400, 404);
    }

    @Test
    void noBundleGetsInNeitherABadOneNorAGoodOne() throws Exception {
        var tried = new LinkedHashMap<>(bundles.all());
        assertThat(tried).hasSizeGreaterThanOrEqualTo(12);
        tried.put("good", bundles.good("0.1.80"));
        var before = everything();
        var visits = id("org.jieshui.visits");

        for (var bundle : tried.entrySet()) {
            for (var way : List.of(CONSOLE + "/bundles", CONSOLE + "/install", CONSOLE + "/bundles/" + visits)) {
                for (var method : List.of("POST", "PUT")) {
                    var answer = inspector.send(method, way, "multipart/form-data; boundary=" + BOUNDARY, upload(bundle.getKey() + ".jar", bundle.getValue(), visits), Map.of());
                    assertThat(answer.statusCode()).as(bundle.getKey() + " by " + method + " " + way).isEqualTo(405);
                    assertThat(answer.body()).contains("只能查看", "for reading only", "jieshui deploy");
                    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
                }
            }
        }

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void nothingActs() {
        var before = everything();
        var bundle = id("org.jieshui.visits");
        var component = inspector.get(CONSOLE + "/components.json").path("data").path(0).path("id").asText();
        var acts = new ArrayList<String[]>();
        List.of("start", "stop", "refresh", "update", "uninstall").forEach(action -> acts.add(new String[] {"/bundles/" + bundle, "action=" + action}));
        acts.add(new String[] {"/bundles", "action=refreshPackages"});
        acts.add(new String[] {"/bundles", "action=install&bundleurl=file:/tmp/x.jar"});
        acts.add(new String[] {"/components/" + component, "action=disable"});
        acts.add(new String[] {"/components/" + component, "action=enable"});
        acts.add(new String[] {"/configMgr/org.jieshui.deploy", "apply=true&action=ajaxConfigManager&propertylist=unsigned&unsigned=true"});
        acts.add(new String[] {"/vmstat", "shutdown_timer=1&shutdown_type=Stop"});
        acts.add(new String[] {"/vmstat", "garbage=1"});

        for (var act : acts) {
            for (var method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                assertThat(inspector.send(method, CONSOLE + act[0], FORM, form(act[1]), Map.of()).statusCode()).as(method + " " + act[0] + " " + act[1]).isEqualTo(405);
            }
            assertThat(read(act[0] + "?" + act[1]).statusCode()).as("GET " + act[0] + " " + act[1]).isIn(400, 404);
            assertThat(inspector.send("GET", CONSOLE + act[0], FORM, form(act[1]), Map.of("X-HTTP-Method-Override", "POST")).statusCode()).as("GET with a body " + act[0]).isEqualTo(405);
        }

        assertThat(everything()).isEqualTo(before);
    }

    /** Every page in every form, against all that must stay unknown: passwords of the database, of people and of the mail server, a program's token, whatever was configured. */
    @Test
    void noSecretIsShown() throws Exception {
        var secrets = new ArrayList<>(List.of(Gated.Nodes.PLANTED, "changeit", "$argon2", OperationsIT.token(platform, "metrics.read"), platform.passwordOf("sysadmin"), platform.passwordOf("zhoumin")));
        Files.readAllLines(platform.home().resolve("data/postgres/secrets.properties")).stream().filter(line -> line.contains("=")).forEach(line -> secrets.add(line.substring(line.indexOf('=') + 1).strip()));
        var paths = new ArrayList<String>();
        for (var page : PAGES) {
            paths.add("/" + page);
            paths.add("/" + page + ".json");
            details(page).forEach(path -> paths.addAll(List.of(path, path.replace(".json", ""))));
        }
        assertThat(paths).hasSizeGreaterThan(500);

        var bodies = new ConcurrentHashMap<String, String>();
        paths.parallelStream().forEach(path -> {
            var answer = read(path);
            bodies.put(path, answer.statusCode() == 200 || answer.statusCode() == 404 ? answer.body() : "status " + answer.statusCode()); // services come and go
        });
        bodies.forEach((path, body) -> {
            assertThat(body).as(path).doesNotStartWith("status ");
            secrets.forEach(secret -> assertThat(body.contains(secret)).as(path + " shows a secret that begins with " + secret.substring(0, 3)).isFalse());
        });
        assertThat(bodies.values()).as("the password of the mail server is there, hidden").anyMatch(body -> body.contains("password = ******"));
        assertThat(read("/services?filter=(trustStorePassword=c*)").statusCode()).as("nor is it guessed letter by letter").isEqualTo(400);
        assertThat(inspector.send("GET", CONSOLE + "/services", FORM, form("filter=(trustStorePassword=c*)"), Map.of()).statusCode()).isEqualTo(405);
    }

    // ---- helpers

    private static HttpResponse<String> read(String path) {
        return inspector.send("GET", CONSOLE + path, "text/html", null, Map.of());
    }

    /** Addresses of all details of a page. */
    private static List<String> details(String page) {
        return stream(inspector.get(CONSOLE + "/" + page + ".json").path("data"))
                .map(row -> row.path("id").asText()).filter(id -> !id.isEmpty()).map(id -> "/" + page + "/" + id + ".json").toList();
    }

    private static long id(String symbolicName) {
        return stream(inspector.get(CONSOLE + "/bundles.json").path("data")).filter(row -> row.path("symbolicName").asText().equals(symbolicName)).findFirst().orElseThrow().path("id").asLong();
    }

    /** What is installed and how it is, and what the gate knows of it. */
    private static List<String> everything() {
        var all = new ArrayList<String>();
        stream(inspector.get(CONSOLE + "/bundles.json").path("data")).map(JsonNode::toString).sorted().forEach(all::add);
        stream(inspector.get("/api/modules/deployments?limit=200").path("items")).map(row -> row.path("id") + " " + row.path("outcome").asText()).forEach(all::add);
        assertThat(all).hasSizeGreaterThan(50);
        return all;
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static byte[] form(String fields) {
        return fields.getBytes(StandardCharsets.UTF_8);
    }

    /** What the console's own form sends, to install, or to replace. */
    private static byte[] upload(String name, byte[] jar, long replaces) throws IOException {
        var body = new ByteArrayOutputStream();
        for (var field : Map.of("action", "install", "bundlestart", "start", "bundlestartlevel", "80", "refreshPackages", "refresh", "uploadid", String.valueOf(replaces)).entrySet()) {
            body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field.getKey() + "\"\r\n\r\n" + field.getValue() + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"" + name + "\"\r\nContent-Type: application/java-archive\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.write(jar);
        body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static HttpResponse<String> asked(String method, String path, String header, String value) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(platform.address() + path)).header(header, value).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }
}
