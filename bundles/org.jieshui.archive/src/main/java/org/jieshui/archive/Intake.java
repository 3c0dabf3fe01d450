package org.jieshui.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.rest.Problem;

/** Takes content in: streams it to a file while hashing and counting, looks at it, and keeps it. Memory does not depend on its size. */
final class Intake {

    private static final int BUFFER = 64 * 1024;
    private static final int WAIT_SECONDS = 30;

    /** Content that was kept, not yet anybody's document. */
    record Content(String sha256, long size, Kind kind, String fileName) {}

    private final ContentStore store;
    private final Limits limits;
    private final long minFree;
    private final Inspector inspector;
    private final Semaphore checks;

    Intake(ContentStore store, Limits limits, long minFree, int checksAtOnce) {
        this.store = store;
        this.limits = limits;
        this.minFree = minFree;
        this.inspector = new Inspector(limits);
        this.checks = new Semaphore(checksAtOnce, true);
    }

    /** @param announced what the sender says it will send, or negative; saves sending what will be refused */
    void refuseEarly(long announced) throws IOException {
        if (announced == 0) {
            throw Refusals.empty();
        }
        if (announced > limits.bytes()) {
            throw Refusals.tooLarge(limits.bytes());
        }
        if (store.free() - Math.max(0, announced) < minFree) {
            throw Refusals.storageFull();
        }
    }

    Content take(InputStream in, String rawName) throws IOException {
        var name = FileName.normalised(rawName);
        var file = store.receive();
        try {
            var digest = sha256();
            var mark = new Eicar();
            long size = receive(in, file, digest, mark);
            if (mark.found()) {
                throw Refusals.malware();
            }
            var kind = inspect(file, name);
            var sha256 = HexFormat.of().formatHex(digest.digest());
            store.keep(file, sha256);
            return new Content(sha256, size, kind, withExtension(name, kind));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The digest of what comes, without keeping it. */
    String digest(InputStream in) throws IOException {
        var digest = sha256();
        var buffer = new byte[BUFFER];
        long size = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            size += n;
            if (size > limits.bytes()) {
                throw Refusals.tooLarge(limits.bytes());
            }
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private long receive(InputStream in, Path file, MessageDigest digest, Eicar mark) throws IOException {
        long size = 0;
        var buffer = new byte[BUFFER];
        try (var out = Files.newOutputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                if (size > limits.bytes()) {
                    throw Refusals.tooLarge(limits.bytes());
                }
                digest.update(buffer, 0, n);
                mark.see(buffer, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            if (store.free() < BUFFER) {
                throw Refusals.storageFull();
            }
            throw e;
        }
        return size;
    }

    private Kind inspect(Path file, String name) throws IOException {
        try {
            if (!checks.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return inspector.inspect(file, name);
        } finally {
            checks.release();
        }
    }

    private static RuntimeException busy() {
        return Problem.of("busy", 503, "正在检查的文件太多，请稍后重传", "Too many files are being checked; upload it again in a moment").toException();
    }

    private static String withExtension(String name, Kind kind) {
        var stem = name.isEmpty() ? "document" : name;
        return FileName.extension(name).isEmpty() ? stem + "." + kind.extensions.get(0) : name;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
