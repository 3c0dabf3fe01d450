package org.jieshui.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServletsTest {

    private static final String PAGE = "<html><head><script type=\"importmap\">{\"imports\":{\"vue\":\"/assets/vue-ab12cd34.js\"}}</script></head><body>shell</body></html>";

    @TempDir
    Path folder;

    private final Map<String, Module> active = new HashMap<>();
    private ShellServlet shell;
    private ModulesServlet pages;

    @BeforeEach
    void files() throws Exception {
        Files.createDirectories(folder.resolve("assets"));
        Files.createDirectories(folder.resolve("survey/ui"));
        Files.writeString(folder.resolve("index.html"), PAGE);
        Files.writeString(folder.resolve("favicon.svg"), "<svg/>");
        Files.writeString(folder.resolve("assets/vue-ab12cd34.js"), "export const a = 1;".repeat(100));
        Files.writeString(folder.resolve("survey/ui/index.js"), "export default {}");
        shell = new ShellServlet(new StaticFiles(path -> at(folder.resolve(path))));
        pages = new ModulesServlet(modules());
        active.put("survey", module("survey", "0.1.0.1", "ui/index.js"));
    }

    @Test
    void everyAddressOfTheConsoleIsThePage() throws Exception {
        for (var path : List.of("/", "/index.html", "/inbox", "/cases/12", "/survey/appointments", "/admin/people")) {
            var answer = get(shell, path, Map.of());
            assertThat(answer.status).as(path).isEqualTo(200);
            assertThat(answer.text()).as(path).isEqualTo(PAGE);
            assertThat(answer.headers).containsEntry("Cache-Control", "no-cache");
        }
    }

    @Test
    void thePolicyAllowsTheImportMapOfThePageAndNoOtherInlineScript() throws Exception {
        var policy = get(shell, "/", Map.of()).headers.get("Content-Security-Policy");
        var map = PAGE.substring(PAGE.indexOf('{'), PAGE.indexOf("</script>"));
        assertThat(policy).contains("script-src 'self' " + StaticFiles.sourceOf(map) + ";", "frame-ancestors 'none'", "style-src 'self';").doesNotContain("unsafe");
    }

    @Test
    void aPageWithoutImportMapIsNotServed() {
        assertThatThrownBy(() -> ShellServlet.policy("<html></html>")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hashedFilesStayForeverOthersAreAskedForAgain() throws Exception {
        assertThat(get(shell, "/assets/vue-ab12cd34.js", Map.of()).headers.get("Cache-Control")).contains("immutable");
        assertThat(get(shell, "/favicon.svg", Map.of()).headers).containsEntry("Cache-Control", "no-cache").containsEntry("Content-Type", "image/svg+xml");
    }

    @Test
    void compressesForWhoeverAcceptsItAndKnowsWhatWasSeen() throws Exception {
        var packed = get(shell, "/assets/vue-ab12cd34.js", Map.of("Accept-Encoding", "br, gzip;q=0.8"));
        assertThat(packed.headers).containsEntry("Content-Encoding", "gzip");
        assertThat(get(shell, "/assets/vue-ab12cd34.js", Map.of("Accept-Encoding", "gzip;q=0")).headers).doesNotContainKey("Content-Encoding");
        var again = get(shell, "/assets/vue-ab12cd34.js", Map.of("If-None-Match", packed.headers.get("ETag")));
        assertThat(again.status).isEqualTo(304);
        assertThat(again.body.size()).isZero();
    }

    @Test
    void whatIsNotThereIsMissingAndNotThePage() throws Exception {
        for (var path : List.of("/assets/gone-00000000.js", "/api/nothing", "/modules/x", "/robots.txt", "/x.php")) {
            var answer = get(shell, path, Map.of());
            assertThat(answer.status).as(path).isEqualTo(404);
            assertThat(answer.headers).containsEntry("Cache-Control", "no-store");
        }
    }

    @Test
    void servesTheActiveVersionOfAModule() throws Exception {
        assertThat(get(pages, "/survey/0.1.0.1/index.js", Map.of()).text()).isEqualTo("export default {}");
        assertThat(get(pages, "/survey/0.1.0.0/index.js", Map.of()).status).isEqualTo(404);
        assertThat(get(pages, "/gis/0.1.0.1/index.js", Map.of()).status).isEqualTo(404);
        assertThat(get(pages, "/survey/0.1.0.1/../../module.json", Map.of()).status).isEqualTo(404);

        active.put("survey", module("survey", "0.1.0.2", "ui/index.js"));
        Files.writeString(folder.resolve("survey/ui/index.js"), "export default {v: 2}");
        pages.modulesChanged();
        assertThat(get(pages, "/survey/0.1.0.1/index.js", Map.of()).status).isEqualTo(404);
        assertThat(get(pages, "/survey/0.1.0.2/index.js", Map.of()).text()).isEqualTo("export default {v: 2}");
    }

    /** A page that was opened before the take-over fetches one more part of itself. */
    @Test
    void servesFormerVersionsFromWhatIsKept() throws Exception {
        Files.createDirectories(folder.resolve("kept/ui"));
        Files.writeString(folder.resolve("kept/ui/part.js"), "export const old = 1");
        pages.former = (module, version, path) -> module.equals("survey") && version.equals("0.1.0.0") ? Optional.ofNullable(at(folder.resolve("kept").resolve(path))) : Optional.empty();

        assertThat(get(pages, "/survey/0.1.0.0/part.js", Map.of()).text()).isEqualTo("export const old = 1");
        assertThat(get(pages, "/survey/0.1.0.0/other.js", Map.of()).status).isEqualTo(404);
        assertThat(get(pages, "/survey/0.0.9/part.js", Map.of()).status).isEqualTo(404);
        assertThat(get(pages, "/gone/0.1.0.0/part.js", Map.of()).status).isEqualTo(404);
    }

    @Test
    void tellsTheShellWhereTheEntryIs() {
        assertThat(ConsoleResource.view(module("survey", "0.1.0.1", "ui/index.js")).entry()).isEqualTo("/modules/survey/0.1.0.1/index.js");
        assertThat(ConsoleResource.view(module("plain", "1.0.0", null)).entry()).isNull();
    }

    private static Module module(String id, String version, String ui) {
        return new Module(id, version, 7, Text.of("模块", "Module"), List.of(), List.of(), ui);
    }

    private Modules modules() {
        return new Modules() {
            @Override
            public List<Module> active() {
                return List.copyOf(active.values());
            }

            @Override
            public Optional<Module> active(String id) {
                return Optional.ofNullable(active.get(id));
            }

            @Override
            public boolean isActive(long bundleId) {
                return true;
            }

            @Override
            public Optional<URL> resource(String moduleId, String path) {
                return Optional.ofNullable(at(folder.resolve(moduleId).resolve(path)));
            }

            @Override
            public <T> ServiceView<T> services(Class<T> type, String keyProperty) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static URL at(Path path) {
        try {
            return Files.isRegularFile(path) ? path.toUri().toURL() : null;
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Answer {
        int status = 200;
        final Map<String, String> headers = new HashMap<>();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();

        String text() {
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    private static Answer get(HttpServlet servlet, String path, Map<String, String> headers) throws Exception {
        var answer = new Answer();
        var request = (HttpServletRequest) Proxy.newProxyInstance(ServletsTest.class.getClassLoader(), new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getMethod" -> "GET";
                    case "getRequestURI", "getPathInfo" -> path;
                    case "getHeader" -> headers.get((String) args[0]);
                    case "getDateHeader" -> -1L;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        var out = new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {}

            @Override
            public void write(int b) {
                answer.body.write(b);
            }
        };
        var response = (HttpServletResponse) Proxy.newProxyInstance(ServletsTest.class.getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, args) -> {
            switch (method.getName()) {
                case "setHeader" -> answer.headers.put((String) args[0], (String) args[1]);
                case "setContentType" -> answer.headers.put("Content-Type", (String) args[0]);
                case "setContentLength" -> answer.headers.put("Content-Length", String.valueOf(args[0]));
                case "setStatus" -> answer.status = (int) args[0];
                case "getOutputStream" -> {
                    return out;
                }
                default -> throw new UnsupportedOperationException(method.getName());
            }
            return null;
        });
        servlet.service(request, response);
        return answer;
    }
}
