package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.karaf.harness.Distribution.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each way past the gate with each bad bundle: refused, and nothing of it is there afterwards. The shell's own commands go through the gate; the container's are for emergencies, and in the journal. */
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(Gated.class)
class BypassIT {

    /** Of the group company; the role that the tests give the permission to. */
    private static final String ON_CALL = "guojianguo";
    private static final String ROLE = "group-approver";

    private static Distribution platform;
    private static RestSession operator;
    private static Map<String, Path> bad;
    private static List<String> before;
    private static int port;
    private static Ssh shell;

    @BeforeAll
    static void start(Gated.Nodes nodes) throws IOException {
        platform = nodes.first();
        operator = platform.signIn("sysadmin");
        bad = new LinkedHashMap<>();
        for (var one : nodes.bad().all().entrySet()) {
            bad.put(one.getKey(), Files.write(nodes.signed().folder().resolve("bypass-" + one.getKey().replace(' ', '-') + ".jar"), one.getValue()));
        }
        assertThat(bad).hasSizeGreaterThanOrEqualTo(12);
        before = versions();
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        platform.configure("org.jieshui.shell.cfg", "port", String.valueOf(port));
        await("the shell listens", BypassIT::listens);
        shell = at("sysadmin");
    }

    @AfterAll
    static void off() {
        shell.close();
        platform.configure("org.jieshui.shell.cfg", "port", "0");
        await("the shell is off again", () -> !listens());
    }

    @Test
    @Order(1)
    void theContainersCommandsAndItsLanguageInstallNothing() throws IOException {
        for (var one : bad.entrySet()) {
            for (var line : ways(one.getValue())) {
                var answer = shell.run(line);
                assertThat(answer.exit()).as(one.getKey() + ": " + line).isEqualTo(1);
                assertThat(answer.said()).as(line).contains("[forbidden shell.break-glass]");
            }
        }
        nothingOfIt();
    }

    private static List<String> ways(Path jar) throws IOException {
        var features = Files.writeString(jar.resolveSibling("features.xml"),
                "<features name=\"bad\" xmlns=\"http://karaf.apache.org/xmlns/features/v1.6.0\"><feature name=\"bad\" version=\"1\"><bundle>file:" + jar + "</bundle></feature></features>");
        return List.of("bundle:install -s file:" + jar, "bundle:update visits file:" + jar, "install -s file:" + jar, "feature:repo-add file:" + features, "feature:install bad",
                "feature:requirement-add bad", "kar:install file:" + jar, "config:property-set -p org.apache.felix.fileinstall-bad felix.fileinstall.dir " + jar.getParent(),
                "config:edit --factory org.apache.felix.fileinstall", "cm:put org.apache.felix.fileinstall-bad felix.fileinstall.dir " + jar.getParent(), "$.context installBundle file:" + jar,
                "($.context) installBundle file:" + jar, "{ bundle:install file:" + jar + " }", "departments; bundle:install file:" + jar, "x = (bundle:install file:" + jar + ")", "shell:exec sh -c id",
                "shell:source " + jar, "cat " + jar + " > deploy/bad.jar", "eval 'bundle:install file:" + jar + "'");
    }

    @Test
    @Order(2)
    void whatFollowsACommandOfThePlatformsIsNothingButItsWords() {
        var jar = bad.get("unsigned");
        for (var line : List.of("departments | bundle:install file:" + jar, "jieshui:departments\nbundle:install file:" + jar, "departments $(bundle:install file:" + jar + ")", "history { bundle:install file:" + jar + " }")) {
            var answer = shell.run(line);
            assertThat(answer.exit()).as(line).isEqualTo(1);
            assertThat(answer.said()).as(line).contains("Too many arguments");
        }
        nothingOfIt();
    }

    @Test
    @Order(3)
    void theShellsDeployAnswersAsRestDoes() throws IOException {
        for (var one : bad.entrySet()) {
            var answer = shell.run("jieshui:deploy '" + one.getValue() + "'");
            assertThat(answer.exit()).as(answer.said()).isEqualTo(1);
            assertThat(answer.said().strip().lines().toList()).as(one.getKey()).hasSize(1).first().asString().endsWith("[deploy/" + code(one.getKey()) + "]");
        }
        nothingOfIt();
        assertThat(shell.run("deploy /etc/passwd").said()).contains("/etc/passwd").doesNotContain("deploy/unreadable");
        assertThat(shell.run("deploy none.jar").exit()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void restTakesNoneOfThemFromWhoMayNotDeploy() throws IOException {
        var clerk = platform.signIn("zhoumin");
        try (var clerksShell = at("zhoumin")) {
            for (var one : bad.entrySet()) {
                var jar = Files.readAllBytes(one.getValue());
                assertThat(clerk.send("POST", "/api/modules", "application/java-archive", jar, Map.of()).statusCode()).isEqualTo(403);
                assertThat(clerk.send("POST", "/api/modules", "application/java-archive", jar, Map.of("Cookie", "jieshui=none")).statusCode()).isEqualTo(401);
                assertThat(clerksShell.run("deploy " + one.getValue()).said()).contains("[forbidden modules.deploy]");
            }
        }
        nothingOfIt();
    }

    @Test
    @Order(5)
    void theFolderIsTheGatesToo() throws IOException {
        var folder = Files.createDirectories(platform.home().resolve("deploy"));
        for (var one : bad.entrySet()) {
            Files.copy(one.getValue(), folder.resolve(one.getKey() + ".jar"));
        }
        // what the container's own installer of folders would take
        Files.writeString(folder.resolve("bad-features.xml"), "<features name=\"bad\" xmlns=\"http://karaf.apache.org/xmlns/features/v1.6.0\"/>");
        Files.writeString(folder.resolve("org.example.bad.cfg"), "a = b\n");
        await("all are refused", () -> bad.keySet().stream().allMatch(kind -> Files.exists(folder.resolve("refused/" + kind + ".jar.txt"))));
        for (var kind : bad.keySet()) {
            assertThat(Files.readString(folder.resolve("refused/" + kind + ".jar.txt"))).startsWith("deploy/" + code(kind) + "\n");
        }
        nothingOfIt();
        for (var left : List.of("bad-features.xml", "org.example.bad.cfg")) {
            assertThat(Files.deleteIfExists(folder.resolve(left))).as(left + " was left alone").isTrue();
        }
    }

    @Test
    @Order(6)
    void nothingElseListens() throws IOException {
        var processes = Stream.concat(Stream.of(platform.process()), platform.process().descendants()).map(ProcessHandle::pid).toList();
        int database = Integer.parseInt(Files.readAllLines(platform.home().resolve("data/postgres/cluster/postmaster.pid")).get(3).strip());
        assertThat(Sockets.listening(processes)).containsExactlyInAnyOrder("127.0.0.1:" + platform.port(), "127.0.0.1:" + database, "127.0.0.1:" + port);
        assertThat(shell.takesFiles()).isFalse();
    }

    @Test
    @Order(7)
    void whoSignsInDoesSoByThePlatformsRules() throws IOException {
        assertThatThrownBy(() -> Ssh.signIn(port, "sysadmin", "wrong")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Ssh.signIn(port, "karaf", "karaf")).isInstanceOf(UncheckedIOException.class);
        var made = operator.post("/api/admin/people", Map.of("account", "bypass-new", "name", "新人", "language", "en"));
        try (var fresh = Ssh.signIn(port, "bypass-new", made.path("oneTimePassword").asText())) {
            assertThat(fresh.run("departments").said()).contains("Change your password first [identity/password-change-required]");
        }
        var agents = operator.get("/api/session/sessions");
        assertThat(agents.toString()).contains("ssh SSH-2.0");
        assertThat(shell.type("history visits\nbundle:list\nexit\n").said()).contains("[forbidden shell.break-glass]");
    }

    @Test
    @Order(8)
    void breakingTheGlassIsInTheJournalAndStopsWithThePermission() {
        var security = platform.signIn("secadmin");
        try (var onCall = at(ON_CALL)) {
            assertThat(onCall.run("bundle:list").said()).contains("[forbidden shell.break-glass]");
            var role = security.get("/api/admin/roles/" + ROLE);
            grant(security, role, true);
            await("the permission is there", () -> onCall.run("bundle:list -t 0").exit() == 0);
            assertThat(onCall.run("bundle:list -t 0 -s").said()).containsOnlyOnce("org.jieshui.visits");
            assertThat(onCall.run("config:property-set -p org.example.bypass token s3cret-word").exit()).isZero();
            for (var line : List.of("$.context installBundle file:" + bad.get("unsigned"), "new java.io.File /tmp", "echo x > deploy/x.jar", "eval 'bundle:list'", "addCommand a $.context", "shell:exec id", "jieshui:deploy x.jar")) {
                assertThat(onCall.run(line).exit()).as(line).isEqualTo(1);
            }
            assertThat(platform.home().resolve("deploy/x.jar")).doesNotExist();
            var journal = platform.signIn("auditadmin").get("/api/admin/journal?action=shell.break-glass&limit=50").path("items").toString();
            assertThat(journal).contains("bundle:list -t 0 -s", "org.example.bypass token ***", "shell/127.0.0.1").doesNotContain("s3cret-word", "jieshui:deploy");

            grant(security, security.get("/api/admin/roles/" + ROLE), false);
            await("it has gone again, in the session that is open", () -> onCall.run("bundle:list").exit() == 1);
        }
        nothingOfIt();
    }

    private static void grant(RestSession security, com.fasterxml.jackson.databind.JsonNode role, boolean given) {
        var permissions = new ArrayList<String>();
        role.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        permissions.remove("shell.break-glass");
        if (given) {
            permissions.add("shell.break-glass");
        }
        var body = "{\"name\":" + role.path("name") + ",\"permissions\":[" + permissions.stream().map(permission -> "\"" + permission + "\"").collect(Collectors.joining(",")) + "]}";
        var answer = security.send("PUT", "/api/admin/roles/" + ROLE, "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of("If-Match", "\"" + role.path("version").asInt() + "\""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** What the gate says of a kind of bad bundle. */
    private static String code(String kind) {
        return kind.equals("truncated") || kind.equals("no jar") ? "unreadable" : kind;
    }

    private static void nothingOfIt() {
        assertThat(versions()).isEqualTo(before);
    }

    private static List<String> versions() {
        return StreamSupport.stream(operator.get("/api/modules").spliterator(), false).map(row -> row.path("id").asText() + " " + row.path("version").asText() + " " + row.path("state").asText()).toList();
    }

    private static Ssh at(String account) {
        return Ssh.signIn(port, account, platform.passwordOf(account));
    }

    private static boolean listens() {
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException e) {
            return false;
        }
    }
}
