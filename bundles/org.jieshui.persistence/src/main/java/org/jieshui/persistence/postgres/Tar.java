package org.jieshui.persistence.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Reads the one tar archive that the platform ships: folders, files and symbolic links, with GNU or ustar long names. */
final class Tar {

    private static final int BLOCK = 512;

    private Tar() {}

    static void unpack(InputStream tar, Path target) throws IOException {
        byte[] header = new byte[BLOCK];
        String longName = null;
        while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            long size = Long.parseLong(text(header, 124, 12).trim(), 8);
            char type = (char) header[156];
            if (type == 'L') {
                longName = new String(content(tar, size), StandardCharsets.UTF_8).replace("\0", "");
                continue;
            }
            String name = longName != null ? longName : name(header);
            longName = null;
            Path path = target.resolve(name).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("The archive names a place outside of its folder: " + name);
            }
            switch (type) {
                case '5' -> Files.createDirectories(path);
                case '2' -> link(path, text(header, 157, 100));
                case '0', '\0' -> file(tar, size, path, Integer.parseInt(text(header, 100, 8).trim(), 8));
                default -> throw new IOException("The archive holds an entry of unknown type '" + type + "': " + name);
            }
        }
    }

    private static void link(Path path, String to) throws IOException {
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(to));
    }

    private static void file(InputStream tar, long size, Path path, int mode) throws IOException {
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[64 * 1024];
            for (long left = size; left > 0; ) {
                int read = tar.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (read == 0) {
                    throw new EOFException("The archive ends inside " + path);
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString((mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
        tar.skipNBytes(padding(size));
    }

    private static byte[] content(InputStream tar, long size) throws IOException {
        byte[] bytes = tar.readNBytes((int) size);
        tar.skipNBytes(padding(size));
        return bytes;
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static String name(byte[] header) {
        String prefix = text(header, 257, 5).equals("ustar") && header[257 + 5] == 0 ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }
}
