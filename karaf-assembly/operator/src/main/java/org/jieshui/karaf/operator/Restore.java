package org.jieshui.karaf.operator;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Puts a backup in place of database and documents of a stopped installation. Nothing is touched before the whole file was read and every checksum agreed. */
final class Restore {

    private static final int BLOCK = 512;

    private final Installation installation;
    private final String suffix;

    Restore(Installation installation, Clock clock) {
        this.installation = installation;
        this.suffix = ".before-restore-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault()).format(clock.instant());
    }

    void from(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new OperatorException("There is no file " + file + " that this user may read.");
        }
        if (installation.database() != null && Files.isDirectory(installation.cluster()) && installation.runningPort() != null) {
            throw new OperatorException("The database in " + installation.database() + " runs. Stop Jieshui first.");
        }
        Path data = installation.documents().toAbsolutePath().getParent();
        Files.createDirectories(data);
        // where it goes in the end, so that the last step is a rename
        Path fresh = Files.createTempDirectory(data, "restore", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            verify(fresh, unpack(file, fresh));
            refuseOther(fresh);
            if (installation.database() != null) {
                replace(fresh.resolve("database"), installation.database());
            }
            if (Files.isDirectory(fresh.resolve("documents"))) {
                replace(fresh.resolve("documents"), installation.documents());
            }
        } finally {
            delete(fresh);
        }
        System.out.println("Restored from " + file + ". Start Jieshui, look at it, then remove what was kept.");
    }

    /** Unpacks everything and returns each file's SHA-256 by name. */
    private Map<String, String> unpack(Path file, Path folder) throws IOException {
        Map<String, String> sums = new HashMap<>();
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16), 1 << 16)) {
            byte[] header = new byte[BLOCK];
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                String prefix = text(header, 345, 155);
                String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
                Path target = folder.resolve(name).normalize();
                if (!target.startsWith(folder)) {
                    throw new OperatorException("The file " + file + " is no backup of Jieshui: it names " + name + ". Nothing was changed.");
                }
                if (header[156] == '5') {
                    Files.createDirectories(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    sums.put(name, unpackFile(in, size(header), target));
                }
            }
        } catch (ZipException | EOFException | FileSystemException | IllegalArgumentException e) { // the last two: a name or a size that is none
            throw new OperatorException("The file " + file + " is damaged or no backup of Jieshui (" + e.getMessage() + "). Nothing was changed.", e);
        }
        return sums;
    }

    private static String unpackFile(InputStream in, long size, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        MessageDigest digest = TarWriter.sha256();
        byte[] buffer = new byte[1 << 16];
        long left = size;
        try (OutputStream out = Files.newOutputStream(target)) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("it ends early");
                }
                out.write(buffer, 0, read);
                digest.update(buffer, 0, read);
                left -= read;
            }
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void verify(Path fresh, Map<String, String> sums) throws IOException {
        Path list = fresh.resolve(TarWriter.CHECKSUMS);
        if (!Files.exists(list)) {
            throw new OperatorException("The backup ends early or is none: it has no " + TarWriter.CHECKSUMS + ". Nothing was changed.");
        }
        int files = 0;
        for (String line : Files.readAllLines(list)) {
            String name = line.substring(66);
            if (!line.substring(0, 64).equals(sums.get(name))) {
                throw new OperatorException("The backup is damaged: " + name + " is not what was saved. Nothing was changed.");
            }
            files++;
        }
        if (files != sums.size() - 1) {
            throw new OperatorException("The backup holds files that its list does not name. Nothing was changed.");
        }
        System.out.println("Checked " + files + " files.");
    }

    private void refuseOther(Path fresh) throws IOException {
        Properties manifest = new Properties();
        Path file = fresh.resolve("manifest.properties");
        if (Files.exists(file)) {
            manifest.load(Files.newBufferedReader(file));
        }
        if (!"1".equals(manifest.getProperty("format"))) {
            throw new OperatorException("The file is no backup of Jieshui, or of a newer release. Nothing was changed.");
        }
        boolean has = !"external".equals(manifest.getProperty("postgresql"));
        if (has != (installation.database() != null)) {
            throw new OperatorException(has ? "The backup holds an embedded database, but etc/org.jieshui.persistence.cfg names an external one (url). Nothing was changed."
                    : "The backup holds documents only, of an installation with an external database; name it in etc/org.jieshui.persistence.cfg (url). Nothing was changed.");
        }
    }

    private void replace(Path fresh, Path place) throws IOException {
        if (Files.exists(place)) {
            Path aside = place.resolveSibling(place.getFileName() + suffix);
            Files.move(place, aside);
            System.out.println("Kept: " + aside);
        }
        Files.createDirectories(place.toAbsolutePath().getParent());
        Files.move(fresh, place);
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long size(byte[] header) {
        if ((header[124] & 0x80) == 0) {
            return Long.parseLong(text(header, 124, 12).strip(), 8);
        }
        long size = 0;
        for (int i = 128; i < 136; i++) {
            size = size << 8 | header[i] & 0xff;
        }
        return size;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
