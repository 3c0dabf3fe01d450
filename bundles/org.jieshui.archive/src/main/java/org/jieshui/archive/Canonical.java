package org.jieshui.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** One way to write a piece of JSON (RFC 8785), and SHA-256. */
final class Canonical {

    private Canonical() {}

    static String json(JsonNode json) throws IOException {
        return new JsonCanonicalizer(json.toString()).getEncodedString();
    }

    static String sha256(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads to the end; memory does not grow with what is read. */
    static String sha256(InputStream in) throws IOException {
        var counter = new Counter(OutputStream.nullOutputStream());
        in.transferTo(counter);
        return counter.sha256();
    }

    /** Counts and digests what goes through; does not close what is under it. */
    static final class Counter extends DigestOutputStream {
        private long bytes;

        Counter(OutputStream out) {
            super(out, Canonical.digest());
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int offset, int length) throws IOException {
            super.write(b, offset, length);
            bytes += length;
        }

        @Override
        public void close() throws IOException {
            flush();
        }

        long bytes() {
            return bytes;
        }

        /** Of all so far; begins anew. */
        String sha256() {
            return hex(digest.digest());
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
