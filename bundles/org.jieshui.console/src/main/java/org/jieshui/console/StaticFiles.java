package org.jieshui.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** Files of one root, read once and kept with their compressed form: a few megabytes, asked for at every sign-in. */
final class StaticFiles {

    private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("html", "text/html; charset=utf-8"), Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"), Map.entry("css", "text/css; charset=utf-8"), Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"), Map.entry("png", "image/png"), Map.entry("jpg", "image/jpeg"), Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"), Map.entry("woff2", "font/woff2"), Map.entry("wasm", "application/wasm"), Map.entry("map", "application/json"),
            Map.entry("geojson", "application/geo+json"), Map.entry("bcmap", "application/octet-stream"));
    private static final int WORTH_COMPRESSING = 1024;

    /** @param gzip the compressed form, or null where it is not smaller */
    record File(String type, String etag, byte[] content, byte[] gzip) {}

    private final Function<String, URL> root;
    private final Map<String, Optional<File>> files = new ConcurrentHashMap<>();

    /** @param root the resource at a relative path, or null */
    StaticFiles(Function<String, URL> root) {
        this.root = root;
    }

    /** The file at a relative path such as {@code assets/index.js}; empty for what is not there or no plain path. */
    Optional<File> file(String path) {
        if (!isPlain(path)) {
            return Optional.empty();
        }
        var known = files.get(path);
        if (known == null) {
            known = read(path);
            // what is missing is not remembered: anyone may ask for any number of names
            if (known.isPresent()) {
                files.put(path, known);
            }
        }
        return known;
    }

    /** Only letters, digits and a few signs, no step upwards, nothing hidden, and an extension that is served. */
    static boolean isPlain(String path) {
        return path.matches("(?:[A-Za-z0-9_][A-Za-z0-9_.@-]*/)*[A-Za-z0-9_][A-Za-z0-9_.@-]*\\.[a-z0-9]+") && !path.contains("..") && TYPES.containsKey(extension(path));
    }

    private Optional<File> read(String path) {
        var url = root.apply(path);
        if (url == null) {
            return Optional.empty();
        }
        try (var in = url.openStream()) {
            var content = in.readAllBytes();
            return Optional.of(new File(TYPES.get(extension(path)), '"' + HexFormat.of().formatHex(sha256(content), 0, 12) + '"', content, compressed(path, content)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] compressed(String path, byte[] content) throws IOException {
        if (content.length < WORTH_COMPRESSING || path.matches(".*\\.(png|jpg|webp|woff2|bcmap)")) {
            return null;
        }
        var out = new ByteArrayOutputStream(content.length / 3);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.size() < content.length ? out.toByteArray() : null;
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The source expression that lets the policy accept exactly this inline script. */
    static String sourceOf(String script) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256(script.getBytes(java.nio.charset.StandardCharsets.UTF_8))) + "'";
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
