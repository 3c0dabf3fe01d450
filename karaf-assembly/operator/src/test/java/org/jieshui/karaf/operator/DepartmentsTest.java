package org.jieshui.karaf.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a platform that says what it was asked. */
class DepartmentsTest {

    private static final String RUNNING = "{\"id\":7,\"module\":\"quality\",\"version\":\"1.1.0\",\"outcome\":\"running\",\"at\":\"2026-11-25T04:00:00.5Z\",\"account\":\"sysadmin\",\"signer\":\"it\",\"sha256\":\"0123456789abcdef\",\"nodes\":"
            + "[{\"node\":\"first\",\"outcome\":\"running\",\"reason\":null},{\"node\":\"second\",\"outcome\":\"failed\",\"reason\":{\"zh-CN\":\"缺证书\",\"en\":\"It lacks its certificate\"}}],\"mayRollBack\":false}";
    private static final String REPLACED = RUNNING.replace("\"id\":7", "\"id\":5").replace("1.1.0", "1.0.0").replace("running", "replaced").replace("\"mayRollBack\":false", "\"mayRollBack\":true");
    private static final String REFUSED = RUNNING.replace("\"id\":7", "\"id\":6").replace("running", "refused")
            .replace("\"mayRollBack\"", "\"reason\":{\"code\":\"unsigned\",\"text\":{\"zh-CN\":\"没有签名\",\"en\":\"It is not signed.\"}},\"mayRollBack\"");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private Departments departments;
    private URI address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        departments = new Departments(Platform.withToken(address, "en", "secret"), "en", new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatTookOverIsTold() throws Exception {
        on("/api/modules", 201, "{\"deployment\":" + RUNNING + ",\"unchanged\":false}");

        departments.deploy(Files.writeString(folder.resolve("quality.jar"), "the jar"));

        assertThat(asked).containsExactly("POST /api/modules Bearer secret the jar");
        assertThat(told()).contains("quality 1.1.0 runs (deployment 7, signed by it).");
        assertThatThrownBy(() -> departments.deploy(folder.resolve("none.jar"))).hasMessageContaining("no file");
    }

    @Test
    void aRefusalIsTheGatesOwnWordsAndItsCode() throws Exception {
        on("/api/modules", 422, "{\"type\":\"/problems/deploy/unsigned\",\"detail\":\"It is not signed. Sign it.\"}");
        var jar = Files.writeString(folder.resolve("quality.jar"), "the jar");

        assertThatThrownBy(() -> departments.deploy(jar)).isInstanceOf(OperatorException.class).hasMessage("It is not signed. Sign it. [deploy/unsigned]");
        server.removeContext("/api/modules");
        on("/api/modules", 403, "{\"type\":\"/problems/forbidden\",\"detail\":\"You lack the permission.\",\"permission\":\"modules.deploy\"}");
        assertThatThrownBy(() -> departments.deploy(jar)).hasMessage("You lack the permission. [forbidden modules.deploy]");
        stop();
        assertThatThrownBy(() -> departments.deploy(jar)).hasMessageContaining("Nobody answers");
    }

    @Test
    void theHistoryAndTheWayBack() throws Exception {
        on("/api/modules/deployments", 200, "{\"items\":[" + RUNNING + "," + REFUSED + "," + REPLACED + "],\"next\":null}");
        on("/api/modules/quality/rollback", 200, "{\"deployment\":" + REPLACED + ",\"unchanged\":false}");

        departments.history("quality");
        assertThat(told()).contains("running", "2026-11-25T04:00:00Z", "It is not signed. [unsigned]", "not on second: It lacks its certificate").doesNotContain("not on first").containsPattern("5 .*replaced.*\\*");

        departments.rollBack("quality", null);
        departments.rollBack("quality", 3L);
        assertThat(asked).containsSubsequence("GET /api/modules/deployments?module=quality Bearer secret ", "POST /api/modules/quality/rollback Bearer secret {\"to\":5}", "POST /api/modules/quality/rollback Bearer secret {\"to\":3}");
        assertThatThrownBy(() -> departments.history("../x")).hasMessageContaining("no module");
    }

    @Test
    void removalNamesWhatWouldBeParked() throws Exception {
        on("/api/modules/quality", 409, "{\"type\":\"/problems/deploy/confirm\",\"detail\":\"Repeat with confirm=true\",\"parked\":[{\"type\":\"quality.sample\",\"open\":3}]}");
        assertThatThrownBy(() -> departments.remove("quality", false)).hasMessageContaining("Repeat with --yes");
        assertThat(told()).contains("3  quality.sample");

        server.removeContext("/api/modules/quality");
        on("/api/modules/quality", 200, RUNNING);
        departments.remove("quality", true);
        assertThat(asked).endsWith("DELETE /api/modules/quality?confirm=true Bearer secret ");
        assertThat(told()).contains("Removed quality");
    }

    @Test
    void developmentModeIsSaid() throws Exception {
        on("/api/modules/gate", 200, "{\"unsigned\":true,\"trusted\":[\"it\"],\"problem\":null,\"maxMegabytes\":64}");
        on("/api/modules", 200, "[{\"id\":\"quality\",\"name\":{\"zh-CN\":\"水质\",\"en\":\"Water quality\"},\"version\":\"1.1.0\",\"state\":\"active\",\"refusal\":null,\"since\":\"2026-11-25T04:00:00Z\"}]");

        departments.list();

        assertThat(told()).contains("Water quality", "Keys that may sign: it", "DEVELOPMENT MODE");
    }

    @Test
    void aTokenIsMadeBySigningInAndOut() throws Exception {
        server.createContext("/api/session", exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "jieshui=c1; HttpOnly");
            answer(exchange, 200, "{\"csrf\":\"x1\"}");
        });
        on("/api/admin/people", 200, "{\"items\":[{\"id\":3,\"account\":\"sysadmin2\"},{\"id\":4,\"account\":\"sysadmin\"}],\"next\":null}");
        on("/api/admin/tokens", 201, "{\"token\":{\"id\":1},\"secret\":\"s3cret\"}");
        var tokens = new Tokens(address, "en", Clock.fixed(Instant.parse("2026-11-25T04:00:00Z"), ZoneOffset.UTC));

        assertThat(tokens.make("secadmin", "pw", "sysadmin", List.of("modules.deploy"))).isEqualTo("s3cret");

        assertThat(asked).last().asString().startsWith("DELETE /api/session");
        assertThat(asked).anySatisfy(one -> assertThat(one).startsWith("POST /api/admin/tokens").contains("\"person\":4", "\"scopes\":[\"modules.deploy\"]", "2027-02-23T04:00:00Z"));
        assertThatThrownBy(() -> tokens.make("secadmin", "pw", "nobody", List.of("x"))).hasMessageContaining("no account nobody");
    }

    private void on(String path, int status, String body) {
        server.createContext(path, exchange -> answer(exchange, status, body));
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        var credentials = exchange.getRequestHeaders().getFirst("Authorization");
        assertThat(exchange.getRequestURI().getPath().equals("/api/modules") || "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))).isTrue();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + credentials + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String told() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
