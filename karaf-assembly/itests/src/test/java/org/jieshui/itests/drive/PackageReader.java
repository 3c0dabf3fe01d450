package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;

/** A stranger reads an exported archive: unpacks it, and adds up every digest himself. */
final class PackageReader {

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** @param sealed the manifest's digest as the journal of the platform has it */
    PackageReader(String name, byte[] zip, String sealed) throws IOException {
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip), StandardCharsets.UTF_8)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName().substring(entry.getName().indexOf('/') + 1), in.readAllBytes());
            }
        }
        sums(name);
        must(name + " manifest.json", digest("manifest.json"), sealed);
        var manifest = Door.JSON.readTree(files.get("manifest.json"));
        must(name + " journal.jsonl", digest("journal.jsonl"), manifest.at("/journal/sha256").asText());
        journal(name, manifest);
        for (var document : manifest.path("documents")) {
            must(name + " " + document.path("path").asText(), digest(document.path("path").asText()), document.path("sha256").asText());
            must(name + " size of " + document.path("path").asText(), String.valueOf(size(document)), document.path("size").asText());
        }
        long packed = files.keySet().stream().filter(path -> path.startsWith("documents/")).count();
        must(name + " documents", String.valueOf(packed), String.valueOf(manifest.path("documents").size()));
    }

    private void sums(String name) {
        int listed = 0;
        for (var line : new String(files.get("SHA256SUMS"), StandardCharsets.UTF_8).lines().toList()) {
            must(name + " " + line.substring(66), digest(line.substring(66)), line.substring(0, 64));
            listed++;
        }
        must(name + " listed files", String.valueOf(listed), String.valueOf(files.size() - 1));
    }

    private void journal(String name, JsonNode manifest) throws IOException {
        int seq = 0;
        for (var line : new String(files.get("journal.jsonl"), StandardCharsets.UTF_8).lines().toList()) {
            must(name + " entry", Door.JSON.readTree(line).path("seq").asText(), String.valueOf(++seq));
        }
        must(name + " entries", String.valueOf(seq), manifest.at("/journal/entries").asText());
    }

    private int size(JsonNode document) {
        var content = files.get(document.path("path").asText());
        return content == null ? -1 : content.length;
    }

    private String digest(String path) {
        var content = files.get(path);
        return content == null ? "missing" : sha256(content);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void must(String what, String found, String expected) {
        if (!found.equals(expected)) {
            faults.add(what + ": " + found + " instead of " + expected);
        }
    }

    int files() {
        return files.size();
    }

    List<String> faults() {
        return faults;
    }
}
