package org.jieshui.persistence.migrations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bundle's migration scripts in order, and the digest that stands for all of them. */
public record Scripts(List<Script> scripts, String digest) {

    private static final Pattern NAME = Pattern.compile("V([1-9]\\d{0,8})__[A-Za-z0-9_-]+\\.sql");

    /** One released script, never changed again. */
    public record Script(String name, int version, String sql) {
        static Script of(String name, String sql) {
            Matcher matcher = NAME.matcher(name);
            if (!matcher.matches()) {
                throw new MigrationException(name, 0, "The name says no version", "Name it like V1__what.sql, in the bundle's folder db.");
            }
            return new Script(name, Integer.parseInt(matcher.group(1)), sql);
        }
    }

    /** @param byName file name (without the folder) to content */
    public static Scripts of(Map<String, String> byName) {
        return of(byName.entrySet().stream().map(e -> Script.of(e.getKey(), e.getValue())).sorted(Comparator.comparingInt(Script::version)).toList());
    }

    /** Those up to this number, it included. */
    Scripts upTo(int version) {
        return of(scripts.stream().filter(script -> script.version <= version).toList());
    }

    private static Scripts of(List<Script> ordered) {
        MessageDigest digest = sha256();
        for (Script script : ordered) {
            digest.update((script.name + "\0" + script.sql + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return new Scripts(ordered, HexFormat.of().formatHex(digest.digest()));
    }

    public List<String> names() {
        return scripts.stream().map(Script::name).toList();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
