package org.jieshui.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id with its parameters in the hash: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * @param memory KiB
 */
record Argon2(int memory, int iterations, int parallelism) {

    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([^$]+)\\$([^$]+)");
    private static final int HASH_BYTES = 32;

    String hash(String password) {
        var salt = Tokens.salt();
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + parallelism + "$" + encoder.encodeToString(salt) + "$"
                + encoder.encodeToString(raw(password, salt, HASH_BYTES));
    }

    /** A hash that no password has, and that costs as much to verify: for accounts that do not exist. */
    String nobodys() {
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + parallelism + "$" + encoder.encodeToString(Tokens.salt()) + "$"
                + encoder.encodeToString(Tokens.sha256(Tokens.random()));
    }

    /** Verifies with the parameters that the hash names. */
    static boolean verify(String password, String hash) {
        var m = FORM.matcher(hash);
        if (!m.matches()) {
            return false;
        }
        var expected = Base64.getDecoder().decode(m.group(5));
        return MessageDigest.isEqual(expected, of(m).raw(password, Base64.getDecoder().decode(m.group(4)), expected.length));
    }

    /** Whether a hash was made with less effort than these parameters ask. */
    boolean outgrew(String hash) {
        var m = FORM.matcher(hash);
        if (!m.matches()) {
            return true;
        }
        var old = of(m);
        return old.memory < memory || old.iterations < iterations;
    }

    private static Argon2 of(java.util.regex.Matcher m) {
        return new Argon2(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
    }

    private byte[] raw(String password, byte[] salt, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory).withIterations(iterations).withParallelism(parallelism).withSalt(salt).build());
        var out = new byte[length];
        generator.generateBytes(PasswordPolicy.normalized(password).getBytes(StandardCharsets.UTF_8), out);
        return out;
    }
}
