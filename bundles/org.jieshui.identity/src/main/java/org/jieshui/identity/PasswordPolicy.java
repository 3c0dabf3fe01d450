package org.jieshui.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;

/** What a password must be: 8 characters of 3 classes, or a sentence of 15; not common, not the account (reliability.md row 18). */
final class PasswordPolicy {

    static final int SHORT = 8;
    static final int CLASSES = 3;
    static final int PASSPHRASE = 15;
    /** Argon2 takes any length; this bounds the work of hashing hostile input. */
    static final int MAX = 128;
    private static final int DISTINCT = 5;
    private static final Set<String> COMMON = load();

    private PasswordPolicy() {}

    /** What is wrong with the password and how to cure it; empty if it is good. */
    static Optional<Text> objection(String password, String account) {
        if (password == null || password.isEmpty()) {
            return Optional.of(Text.of("请填写密码", "Enter a password"));
        }
        var plain = normalized(password);
        int length = plain.codePointCount(0, plain.length());
        if (length > MAX) {
            return Optional.of(Text.of("最多 " + MAX + " 个字符", "At most " + MAX + " characters"));
        }
        if (length < PASSPHRASE && (length < SHORT || classes(plain) < CLASSES)) {
            return Optional.of(Text.of("至少 8 个字符，且含大写字母、小写字母、数字、其他字符中的 3 类；或用至少 15 个字符的一句话",
                    "At least 8 characters with 3 of: upper case, lower case, digits, others; or a sentence of at least 15 characters"));
        }
        var lower = plain.toLowerCase(Locale.ROOT);
        if (account.length() >= 3 && lower.contains(account.toLowerCase(Locale.ROOT))) {
            return Optional.of(Text.of("不能包含账号", "Must not contain the account"));
        }
        if (plain.codePoints().distinct().count() < DISTINCT || COMMON.contains(lower) || COMMON.contains(stem(lower))) {
            return Optional.of(Text.of("这个密码太常见，请换一个", "This password is too common; choose another"));
        }
        return Optional.empty();
    }

    /** The same characters typed on another device give the same password. */
    static String normalized(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private static int classes(String password) {
        boolean upper = false;
        boolean lower = false;
        boolean digit = false;
        boolean other = false;
        for (int c : password.codePoints().toArray()) {
            if (Character.isUpperCase(c)) {
                upper = true;
            } else if (Character.isLowerCase(c)) {
                lower = true;
            } else if (Character.isDigit(c)) {
                digit = true;
            } else {
                other = true;
            }
        }
        return (upper ? 1 : 0) + (lower ? 1 : 0) + (digit ? 1 : 0) + (other ? 1 : 0);
    }

    /** {@code P@ssw0rd!2026} is {@code password}: letters for look-alikes, without what people append. */
    private static String stem(String lower) {
        return lower.replaceAll("[\\p{Punct}\\d]+$", "").replace('@', 'a').replace('0', 'o').replace('1', 'i').replace('3', 'e').replace('$', 's')
                .replace('5', 's');
    }

    private static Set<String> load() {
        try (var in = PasswordPolicy.class.getResourceAsStream("/identity/common-passwords.txt");
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
