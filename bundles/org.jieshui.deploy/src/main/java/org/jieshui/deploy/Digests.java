package org.jieshui.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jieshui.platform.api.rest.Problem;

/** Files that come and go, and what stands for their content. */
final class Digests {

    private static final long MEGABYTE = 1024L * 1024;
    private static final int PIECE = 64 * 1024;

    @FunctionalInterface
    interface WithFile<T, E extends Exception> {
        T run(Path file) throws IOException, E;
    }

    private Digests() {}

    /** Work with a file that is gone afterwards. */
    static <T, E extends Exception> T withFile(WithFile<T, E> work) throws E {
        try {
            var file = Files.createTempFile("department", ".jar");
            try {
                return work.run(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is sent into the file. @return its SHA-256 */
    static String receive(InputStream content, Path file, int maxMegabytes) throws IOException {
        var most = maxMegabytes * MEGABYTE;
        var digest = digest();
        try (var out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            var buffer = new byte[PIECE];
            long size = 0;
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                size += n;
                if (size > most) {
                    throw Problem.of("deploy/too-large", 413, "文件超过 " + maxMegabytes + " MB。部门模块不该这么大；确有需要，请在 org.jieshui.deploy 的 maxMegabytes 里提高上限",
                            "The file is larger than " + maxMegabytes + " MB. If a department needs that, raise maxMegabytes of org.jieshui.deploy").with("limit", most).toException();
                }
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String sha256(Path file) {
        try (var in = Files.newInputStream(file)) {
            var digest = digest();
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
