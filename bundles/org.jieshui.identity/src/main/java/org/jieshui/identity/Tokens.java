package org.jieshui.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that the platform makes: 256 random bits. Only their SHA-256 is stored. */
final class Tokens {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Without characters that people confuse when they copy from paper. */
    private static final String UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijkmnpqrstuvwxyz";
    private static final String DIGITS = "23456789";

    private Tokens() {}

    static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The CSRF token follows from the session's token, which scripts cannot read; nothing needs to be stored. */
    static String csrf(String sessionToken) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256("csrf " + sessionToken));
    }

    static boolean same(String one, String other) {
        return one != null && other != null
                && MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Four groups of four, about 90 bits, with all three classes: {@code Qk7m-…}. */
    static String password() {
        var all = UPPER + LOWER + DIGITS;
        while (true) {
            var text = new StringBuilder();
            for (int i = 0; i < 16; i++) {
                text.append(i > 0 && i % 4 == 0 ? "-" : "").append(all.charAt(RANDOM.nextInt(all.length())));
            }
            var password = text.toString();
            if (password.matches(".*[A-Z].*") && password.matches(".*[a-z].*") && password.matches(".*[2-9].*")) {
                return password;
            }
        }
    }

    static byte[] salt() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
