package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gate as it ships: a department is replaced while people work with it, bad bundles change nothing, and what was deployed outlives a restart and the container's cache. */
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(Gated.class)
class DeployIT {

    private static Distribution platform;
    private static RestSession operator;
    private static Signed signed;
    private static Path shipped;
    private static BadBundles bad;

    @BeforeAll
    static void start(Gated.Nodes nodes) throws IOException {
        platform = nodes.first();
        signed = nodes.signed();
        shipped = nodes.shipped("visits");
        bad = nodes.bad();
        platform.configure("org.jieshui.deploy.cfg", "watchSeconds", "2");
        operator = platform.signIn("sysadmin");
        await("the gate is there", () -> send("GET", "/api/modules/gate", null).statusCode() == 200);
        assertThat(operator.get("/api/modules/gate").path("trusted").path(0).asText()).isEqualTo("it");
    }

    @Test
    @Order(1)
    void whatIsWrongIsRefusedForItsOwnReasonAndNothingHasChanged() throws Exception {
        var before = versions();
        var all = new LinkedHashMap<>(bad.all());
        var load = new Load();

        refused("unreadable", all.remove("truncated"));
        refused("unreadable", all.remove("no jar"));
        assertThat(refused("missing-import", all.remove("missing-import")).path("package").asText()).isEqualTo("com.example.nowhere");
        assertThat(refused("newer-api", all.remove("newer-api")).path("detail").asText()).contains("org.jieshui.cases.api 1.99");
        assertThat(refused("destructive-migration", all.remove("destructive-migration")).path("detail").asText()).contains("visit.scores is dropped or renamed");
        assertThat(refused("invalid-data", all.remove("invalid-data")).path("file").asText()).isEqualTo("processes/own.json");
        assertThat(refused("never-healthy", all.remove("never-healthy")).path("detail").asText()).contains("refers to, [java.util.concurrent.Callable]");
        all.forEach(DeployIT::refused);

        assertThat(versions()).isEqualTo(before);
        assertThat(load.end()).isEmpty();
        var history = operator.get("/api/modules/deployments?limit=200").path("items");
        assertThat(history.findValuesAsText("outcome")).contains("refused", "rolled-back").doesNotContain("starting");
        assertThat(send("POST", "/api/modules", bad.good("0.1.90"), "zhoumin").statusCode()).as("a clerk").isEqualTo(403);
    }

    @Test
    @Order(2)
    void aNewVersionTakesOverWhileEverybodyWorks() throws Exception {
        var load = new Load();
        var jar = signed.by("it", signed.variant(shipped, "0.1.1", Map.of(), Map.of()));

        var answer = send("POST", "/api/modules", jar);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var deployment = Integrator.tree(answer.body()).path("deployment");
        assertThat(deployment.path("outcome").asText()).isEqualTo("running");
        assertThat(deployment.path("signer").asText()).isEqualTo("it");
        assertThat(versions()).contains("0.1.1 active");
        load.further(200);
        await("the old version is gone", () -> versions().equals(List.of("0.1.1 active")));
        assertThat(load.end()).isEmpty();

        var again = send("POST", "/api/modules", jar);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(Integrator.tree(again.body()).path("unchanged").asBoolean()).isTrue();
        refused("version-used", signed.by("it", signed.variant(shipped, "0.1.1", Map.of("X-Other", "content"), Map.of())));
        assertThat(outcomes()).containsExactly("refused 0.1.1", "running 0.1.1", "replaced 0.1.0.SNAPSHOT");
    }

    @Test
    @Order(3)
    void thereIsAWayBackAndForth() {
        var load = new Load();
        var history = operator.get("/api/modules/deployments?module=visits").path("items");
        long distribution = find(history, "0.1.0.SNAPSHOT");

        operator.post("/api/modules/visits/rollback", Map.of("to", distribution));
        assertThat(versions()).contains("0.1.0.SNAPSHOT active");

        operator.post("/api/modules/visits/rollback", Map.of("to", find(history, "0.1.1")));
        await("only the one is here", () -> versions().equals(List.of("0.1.1 active")));

        assertThat(load.end()).isEmpty();
        assertThat(operator.refused(409, "/api/modules/visits/rollback", Map.of("to", find(operator.get("/api/modules/deployments?limit=200").path("items"), "0.2.2"))).path("type").asText())
                .isEqualTo("/problems/deploy/no-way-back");
        var journal = platform.signIn("auditadmin").get("/api/admin/journal?subject=module/visits").path("items");
        assertThat(journal.findValuesAsText("action")).contains("module.deployed", "module.restored", "module.refused", "module.rolled-back");
    }

    /** What only shows when people work with it. */
    @Test
    @Order(4)
    void aVersionThatFailsOnItsOwnIsOutAgainByItself() throws Exception {
        platform.configure("org.jieshui.deploy.cfg", "watchSeconds", "120");
        var clerk = platform.signIn("xuting");
        var jar = signed.by("it", signed.variant(shipped, "0.1.3", Map.of(), Map.of("org/jieshui/visits/Question$Option.class", "no class".getBytes(StandardCharsets.UTF_8))));
        await("the longer watch", () -> deployedWithWatch(jar));

        await("the version before serves again", () -> clerk.send("GET", "/api/visits/questionnaire", "application/json", null, Map.of()).statusCode() == 200 && versions().equals(List.of("0.1.1 active")));

        var last = operator.get("/api/modules/deployments?module=visits&limit=1").path("items").path(0);
        assertThat(last.path("version").asText()).isEqualTo("0.1.3");
        assertThat(last.path("outcome").asText()).isEqualTo("rolled-back");
        assertThat(last.path("reason").path("code").asText()).isEqualTo("error-rate");
        platform.configure("org.jieshui.deploy.cfg", "watchSeconds", "2");
    }

    private static boolean deployedWithWatch(byte[] jar) {
        return operator.get("/api/modules/gate").path("watchSeconds").asInt() == 120 && send("POST", "/api/modules", jar).statusCode() == 201;
    }

    @Test
    @Order(5)
    void whatWasDeployedComesBackAfterARestartWithoutTheContainersCache() throws IOException {
        var clerk = platform.signIn("xuting");
        platform.stop();
        try (var files = Files.walk(platform.home().resolve("data/cache"))) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
        platform.start();
        await("the distribution's gives way to the deployed version", () -> versions().equals(List.of("0.1.1 active")));
        assertThat(clerk.get("/api/visits/questionnaire")).isNotNull();
    }

    @Test
    @Order(6)
    void aDepartmentIsAddedAndRemoved() throws Exception {
        var own = Map.of("Bundle-SymbolicName", "com.example.quality", "Jieshui-Module", "quality", "Jieshui-Schema", "", "Service-Component", "", "Provide-Capability", "", "Require-Capability", "");
        var jar = signed.by("it", signed.variant(shipped, "1.0.0", own, Map.of("module.json", "{\"name\": {\"zh-CN\": \"水质\", \"en\": \"Water quality\"}}".getBytes(StandardCharsets.UTF_8))));

        assertThat(send("POST", "/api/modules", jar).statusCode()).isEqualTo(201);
        assertThat(operator.get("/api/modules").findValuesAsText("id")).contains("quality");

        var asked = send("DELETE", "/api/modules/quality", null);
        assertThat(asked.statusCode()).isEqualTo(409);
        assertThat(asked.body()).contains("/problems/deploy/confirm");
        assertThat(send("DELETE", "/api/modules/quality?confirm=true", null).statusCode()).isEqualTo(200);
        assertThat(operator.get("/api/modules").findValuesAsText("id")).doesNotContain("quality");
        assertThat(send("DELETE", "/api/modules/visits?confirm=true", null).body()).contains("/problems/deploy/shipped");
    }

    @Test
    @Order(7)
    void theCommandsDoTheSame() throws Exception {
        platform.environment("JIESHUI_TOKEN", null);
        assertThat(platform.operator("departments").said()).contains("JIESHUI_TOKEN is not set", "token secadmin sysadmin");
        platform.environment("JIESHUI_TOKEN", token());
        var jar = signed.variant(shipped, "0.1.2", Map.of(), Map.of());

        assertThat(done("departments")).contains("Keys that may sign: it").containsPattern("visits +0.1.1 +active");
        assertThat(platform.operator("deploy", jar.toString()).said()).contains("not signed", "[deploy/unsigned]");
        signed.by("it", jar);
        assertThat(done("deploy", jar.toString())).contains("visits 0.1.2 runs", "signed by it");
        assertThat(done("deploy", jar.toString())).contains("runs already");
        assertThat(done("history", "visits")).contains("0.1.2", "running", "[unsigned]");
        assertThat(done("rollback", "visits")).contains("visits 0.1.1 runs");
        assertThat(versions()).contains("0.1.1 active");
        assertThat(platform.operator("remove", "visits").said()).contains("comes with the distribution");
        assertThat(platform.operator("deploy", "/nowhere.jar").said()).contains("There is no file /nowhere.jar");

        platform.configure("org.jieshui.deploy.cfg", "unsigned", "true");
        await("development mode", () -> done("departments").contains("DEVELOPMENT MODE"));
        assertThat(done("deploy", signed.variant(shipped, "0.1.0.SNAPSHOT", Map.of(), Map.of()).toString())).contains("visits 0.1.0.SNAPSHOT-", "unsigned");
    }

    @Test
    @Order(8)
    void theArchetypeMakesADepartmentThatIsDeployedAsItComesOut() throws Exception {
        platform.environment("JIESHUI_TOKEN", token());
        var archetype = new Archetype(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "archetype"));
        var project = archetype.make("com.example.laboratory");
        var jar = archetype.build(project);
        assertThat(project.resolve("target/surefire-reports")).isDirectoryContaining("glob:**com.example.laboratory.SampleTaskTest.txt").isDirectoryContaining("glob:**com.example.laboratory.FormsTest.txt");
        archetype.assertSameByDev(project, jar, archetype.classpath(project));
        archetype.assertSameByDev(Archetype.VISITS, Archetype.jar(Archetype.VISITS), archetype.classpath(project)); // with tables, REST, configuration and pages
        signed.by("it", jar);

        assertThat(done("deploy", jar.toString())).contains("laboratory 0.1.0.SNAPSHOT-", "runs", "signed by it");

        assertThat(done("departments")).containsPattern("laboratory +0.1.0.SNAPSHOT-\\w+ +active");
        assertThat(done("remove", "laboratory", "--yes")).contains("Removed laboratory");
    }

    private static String done(String... words) {
        var outcome = platform.operator(words);
        assertThat(outcome.exit()).as(outcome.said()).isZero();
        return outcome.said();
    }

    private static String token() throws IOException, InterruptedException {
        var made = new ProcessBuilder("bin/jieshui", "token", "secadmin", "sysadmin", "modules.read", "modules.deploy").directory(platform.home().toFile()).redirectErrorStream(true).start();
        try (var in = made.outputWriter()) {
            in.write(platform.passwordOf("secadmin") + "\n");
        }
        var said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(made.waitFor()).as(said).isZero();
        assertThat(said).matches("\\S{20,}");
        return said;
    }

    // ---- helpers

    /** Four people who read what the department offers, as fast as they can. */
    private static final class Load {
        private static final List<String> PATHS = List.of("/api/visits/questionnaire", "/api/visits/follow-ups", "/api/cases?limit=5", "/api/console/modules");
        private final List<Thread> clients = new ArrayList<>();
        private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
        private final AtomicInteger sent = new AtomicInteger();
        private volatile boolean enough;

        Load() {
            for (int i = 0; i < 4; i++) {
                var who = platform.signIn("xuting");
                var client = new Thread(() -> work(who), "load-" + i);
                clients.add(client);
                client.start();
            }
            further(40);
        }

        private void work(RestSession who) {
            while (!enough) {
                var path = PATHS.get(sent.getAndIncrement() % PATHS.size());
                try {
                    var answer = who.send("GET", path, "application/json", null, Map.of());
                    if (answer.statusCode() != 200) {
                        failed.add(path + " " + answer.statusCode() + " " + answer.body());
                    }
                } catch (UncheckedIOException e) {
                    failed.add(path + " " + e);
                }
            }
        }

        void further(int requests) {
            int until = sent.get() + requests;
            await(requests + " further requests", () -> sent.get() >= until);
        }

        List<String> end() throws AssertionError {
            enough = true;
            for (var client : clients) {
                try {
                    client.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            System.out.println("DeployIT: " + failed.size() + " of " + sent.get() + " requests failed");
            return failed.stream().distinct().limit(5).toList();
        }
    }

    private static JsonNode refused(String code, byte[] jar) {
        var answer = operator.send("POST", "/api/modules", "application/java-archive", jar, Map.of("Accept-Language", "en"));
        assertThat(answer.statusCode()).as(code + ": " + answer.body()).isEqualTo(422);
        var problem = Integrator.tree(answer.body());
        assertThat(problem.path("type").asText()).as(answer.body()).isEqualTo("/problems/deploy/" + code);
        assertThat(problem.path("deployment").asLong()).isPositive();
        return problem;
    }

    private static HttpResponse<String> send(String method, String path, byte[] body) {
        return operator.send(method, path, "application/java-archive", body, Map.of());
    }

    private static HttpResponse<String> send(String method, String path, byte[] body, String account) {
        return platform.signIn(account).send(method, path, "application/java-archive", body, Map.of());
    }

    private static List<String> versions() {
        return StreamSupport.stream(operator.get("/api/modules").spliterator(), false).filter(row -> row.path("id").asText().equals("visits"))
                .map(row -> row.path("version").asText() + " " + row.path("state").asText()).toList();
    }

    private static List<String> outcomes() {
        return StreamSupport.stream(operator.get("/api/modules/deployments?module=visits").path("items").spliterator(), false)
                .map(row -> row.path("outcome").asText() + " " + row.path("version").asText()).filter(row -> row.contains(" 0.1.0") || row.contains(" 0.1.1")).toList();
    }

    private static long find(JsonNode history, String version) {
        return StreamSupport.stream(history.spliterator(), false).filter(row -> row.path("version").asText().equals(version)).map(row -> row.path("id").asLong()).reduce((newer, older) -> older).orElseThrow();
    }
}
