package org.jieshui.karaf.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte of a backup that has changed may turn up anywhere, in the name or the size of an entry too. */
class RestoreTest {

    @TempDir
    Path folder;

    @Test
    void whateverIsDamagedIsSaidAndChangesNothing() throws IOException {
        refused(entry("base", "0", '0'), entry("base/1", "0", '0')); // a folder where a file is
        refused(entry("base", "0", '0'), entry("base", "0", '5'));
        refused(entry("ba\u0001se", "9z", '0'));
        refused(entry("b".repeat(99) + "/" + "b", "17", '0'));
        refused(entry("../../outside", "0", '0'));
        refused(entry("a\u0000b", "-1", '0'));
    }

    private void refused(byte[]... entries) throws IOException {
        var file = folder.resolve("backup.tar.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (var entry : entries) {
                out.write(entry);
            }
        }
        var restore = new Restore(new Installation(null, folder.resolve("data/documents")), Clock.systemUTC());
        assertThatThrownBy(() -> restore.from(file)).isInstanceOf(OperatorException.class).hasMessageContaining("Nothing was changed");
        try (var left = Files.list(folder.resolve("data"))) {
            assertThat(left).isEmpty();
        }
    }

    private static byte[] entry(String name, String size, char type) {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 124, size);
        header[156] = (byte) type;
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, 100));
    }
}
