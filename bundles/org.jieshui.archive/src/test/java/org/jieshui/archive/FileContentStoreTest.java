package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentStoreTest {

    private static final String DIGEST = "ab" + "12".repeat(31);

    @TempDir
    private Path folder;
    private FileContentStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FileContentStore(folder.resolve("documents"));
    }

    @Test
    void keepsContentUnderItsDigestForNobodyElseToRead() throws IOException {
        var received = receive("content");
        store.keep(received, DIGEST);
        var file = folder.resolve("documents/ab/12").resolve(DIGEST);
        assertThat(received).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("documents")))).isEqualTo("rwx------");
        try (var in = store.open(DIGEST, 3)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("tent");
        }
    }

    @Test
    void keepsTheSameContentOnce() throws IOException {
        store.keep(receive("content"), DIGEST);
        var before = Files.getLastModifiedTime(folder.resolve("documents/ab/12").resolve(DIGEST));
        var again = receive("content");
        store.keep(again, DIGEST);
        assertThat(again).doesNotExist();
        assertThat(Files.getLastModifiedTime(folder.resolve("documents/ab/12").resolve(DIGEST))).isEqualTo(before);
    }

    @Test
    void contentThatACrashCutShortIsReplaced() throws IOException {
        store.keep(receive("con"), DIGEST);
        store.keep(receive("content"), DIGEST);
        try (var in = store.open(DIGEST, 0)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("content");
        }
    }

    @Test
    void removesWhatInterruptedUploadsLeftBehindButNotWhatIsBeingReceived() throws IOException {
        var abandoned = receive("abandoned");
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.EPOCH));
        var receiving = receive("receiving");
        new FileContentStore(folder.resolve("documents"));
        assertThat(abandoned).doesNotExist();
        assertThat(receiving).exists();
    }

    @Test
    void opensNothingButDigests() {
        assertThatThrownBy(() -> store.open("../../etc/passwd", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open("cd" + "12".repeat(31), 0)).isInstanceOf(NoSuchFileException.class);
    }

    private Path receive(String content) throws IOException {
        return Files.writeString(store.receive(), content);
    }
}
