package org.jieshui.karaf.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddedModulesTest {

    @TempDir
    Path home;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void aDepartmentIsAddedUnderItsNameAndRemovedByItsModule() throws Exception {
        stopped().add(bundle("org.jieshui.quality;singleton:=true", "quality"));
        assertThat(home.resolve("modules")).isDirectoryContaining("glob:**/org.jieshui.quality.jar");

        stopped().remove("quality");
        assertThat(home.resolve("modules")).isEmptyDirectory();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("does not run; the module starts with it").contains("Removed quality");
    }

    @Test
    void whatIsNoDepartmentIsRefusedWithWhatIsMissing() throws Exception {
        assertThatThrownBy(() -> stopped().add(home.resolve("none.jar"))).hasMessageContaining("no file");
        assertThatThrownBy(() -> stopped().add(Files.writeString(home.resolve("text.jar"), "text"))).hasMessageContaining("cannot be read as a jar");
        assertThatThrownBy(() -> stopped().add(bundle("org.jieshui.quality", null))).hasMessageContaining("Jieshui-Module");
        assertThatThrownBy(() -> stopped().remove("quality")).hasMessageContaining("added are: none");
    }

    @Test
    void theDistributionsOwnAndAnotherBundleOfTheSameModuleStay() throws Exception {
        Files.createDirectories(home.resolve("system/org/jieshui/org.jieshui.metering/0.1.0"));
        assertThatThrownBy(() -> stopped().add(bundle("org.jieshui.metering", "metering"))).hasMessageContaining("part of the distribution");

        stopped().add(bundle("org.jieshui.quality", "quality"));
        assertThatThrownBy(() -> stopped().add(bundle("com.example.quality", "quality"))).hasMessageContaining("Remove it first");
        assertThat(home.resolve("modules/org.jieshui.quality.jar")).exists();
    }

    @Test
    void aRunningPlatformIsAskedWhetherTheModuleCame() throws Exception {
        var health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        health.createContext("/health", exchange -> {
            var up = Files.exists(home.resolve("modules/org.jieshui.quality.jar"));
            var body = ("{\"status\":\"up\",\"modules\":[{\"id\":\"quality\",\"version\":\"1.0.0\",\"status\":\"" + (up ? "up" : "down") + "\"}]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        health.start();
        try {
            var address = URI.create("http://127.0.0.1:" + health.getAddress().getPort() + "/");
            running(address, Duration.ofSeconds(30)).add(bundle("org.jieshui.quality", "quality"));
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("It runs.");
            assertThatThrownBy(() -> running(address, Duration.ZERO).add(bundle("org.jieshui.other", "other"))).hasMessageContaining("does not run after 0 seconds");
        } finally {
            health.stop(0);
        }
    }

    private AddedModules stopped() {
        return running(null, Duration.ZERO);
    }

    private AddedModules running(URI address, Duration patience) {
        return new AddedModules(home, address, patience, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private Path bundle(String name, String module) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        if (module != null) {
            manifest.getMainAttributes().putValue("Jieshui-Module", module);
        }
        var file = Files.createTempFile(home, "built", ".jar");
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }
}
