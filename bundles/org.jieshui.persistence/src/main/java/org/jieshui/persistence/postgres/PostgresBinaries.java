package org.jieshui.persistence.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs that the bundle carries, unpacked once. */
public final class PostgresBinaries {

    /** The release that is carried; part of the folder's name, so that a newer one is unpacked beside it. */
    static final String VERSION = "17.5";
    private static final Map<String, String> ARCHIVES = Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm_64");

    private PostgresBinaries() {}

    /** The folder {@code bin}, unpacked below the given folder if it is not there yet. */
    public static Path unpack(Path below) {
        Path target = below.resolve("postgresql-" + VERSION);
        if (!Files.isDirectory(target)) {
            unpackInto(target);
        }
        return target.resolve("bin");
    }

    private static void unpackInto(Path target) {
        try (InputStream archive = archive(); XZInputStream tar = new XZInputStream(archive)) {
            Files.createDirectories(target.getParent());
            // beside it and renamed when whole: a process killed half-way leaves nothing that looks finished
            Path half = Files.createTempDirectory(target.getParent(), "postgresql-unpacking-");
            try {
                Tar.unpack(tar, half);
                Files.setPosixFilePermissions(half, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(half, target);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                delete(half); // another process was quicker
            }
        } catch (IOException e) {
            throw new PostgresException("PostgreSQL cannot be unpacked into " + target + ": " + e.getMessage()
                    + ". Check that the disk has 100 MB free and the folder may be written.", e);
        }
    }

    private static InputStream archive() {
        String machine = System.getProperty("os.arch");
        String name = "/postgres-linux-" + ARCHIVES.getOrDefault(machine, machine) + ".txz";
        InputStream archive = System.getProperty("os.name").equals("Linux") ? PostgresBinaries.class.getResourceAsStream(name) : null;
        if (archive == null) {
            throw new PostgresException("No embedded PostgreSQL for " + System.getProperty("os.name") + " on " + machine
                    + ". Name an external one: url in etc/org.jieshui.persistence.cfg.");
        }
        return archive;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
