package org.jieshui.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {

    @TempDir
    Path folder;

    @Test
    void readsAFileWithItsTypeAndACompressedForm() throws IOException {
        var text = "const a = '接水';\n".repeat(200);
        Files.createDirectories(folder.resolve("assets"));
        Files.writeString(folder.resolve("assets/index-ab12cd34.js"), text);

        var file = files().file("assets/index-ab12cd34.js").orElseThrow();

        assertThat(file.type()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(new String(file.content(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(new String(new GZIPInputStream(new ByteArrayInputStream(file.gzip())).readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(file.gzip()).hasSizeLessThan(file.content().length);
    }

    @Test
    void doesNotRememberWhatIsMissing() throws IOException {
        var files = files();
        assertThat(files.file("late.js")).isEmpty();
        Files.writeString(folder.resolve("late.js"), "1");
        assertThat(files.file("late.js")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "../secret.js", "assets/../../secret.js", "assets//x.js", ".hidden.js", "a/.git/config.js", "x.class", "x", "a b.js", "%2e%2e/x.js", "x.js/", "\\x.js"})
    void refusesWhatIsNoPlainPath(String path) {
        assertThat(StaticFiles.isPlain(path)).isFalse();
        assertThat(new StaticFiles(any -> {
            throw new AssertionError("looked for " + any);
        }).file(path)).isEmpty();
    }

    private StaticFiles files() {
        return new StaticFiles(path -> {
            try {
                return Files.exists(folder.resolve(path)) ? folder.resolve(path).toUri().toURL() : null;
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        });
    }
}
