package org.jieshui.gis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Eight bytes that stand for what a source said of one record: they tell changed from unchanged without reading the old values. */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    long of(double[] path, Object... values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(value).append('\u001f');
        }
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest(Paths.toBytes(path))).getLong();
    }
}
