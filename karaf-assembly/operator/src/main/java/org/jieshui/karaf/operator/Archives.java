package org.jieshui.karaf.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Verifies closed archives: those of a running platform, or an exported package without any platform. */
public final class Archives {

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
    /** In canonical JSON no text can hold this: a quotation mark inside one has a backslash before it. */
    private static final Pattern LISTED = Pattern.compile("\"path\":\"([^\"\\\\]+)\",\"series\":[0-9]+,\"sha256\":\"([0-9a-f]{64})\"");
    /** The last one: after it, by the order of keys, comes nothing that people gave names to. */
    private static final Pattern JOURNAL = Pattern.compile(".*\"journal\":\\{\"entries\":[0-9]+,\"file\":\"journal\\.jsonl\",\"sha256\":\"([0-9a-f]{64})\"\\}.*", Pattern.DOTALL);
    private static final int SUM = 64;

    private final PrintStream out;

    public Archives(PrintStream out) {
        this.out = out;
    }

    /**
     * @param digest of the manifest, as the journal or a printed page has it; null: not known
     * @return what does not agree; empty when all does
     */
    List<String> faults(Path file, String digest) throws IOException, OperatorException {
        try (var zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            var sums = zip.stream().filter(e -> e.getName().matches("[^/]+/SHA256SUMS")).findFirst().orElseThrow(() -> new OperatorException("This is no exported archive: it has no SHA256SUMS."));
            var root = sums.getName().substring(0, sums.getName().indexOf('/') + 1);
            var faults = new ArrayList<String>();
            var listed = lines(text(zip, sums.getName()), faults);
            for (var sum : listed.entrySet()) {
                var entry = zip.getEntry(root + sum.getKey());
                if (entry == null) {
                    faults.add("missing: " + sum.getKey());
                } else if (!sum.getValue().equals(sha256(zip.getInputStream(entry)))) {
                    faults.add("changed: " + sum.getKey());
                }
            }
            zip.stream().map(e -> e.getName()).filter(name -> !name.equals(sums.getName()) && !listed.containsKey(name.startsWith(root) ? name.substring(root.length()) : name))
                    .forEach(name -> faults.add("not in SHA256SUMS: " + name));
            faults.addAll(manifest(zip, root, listed, digest));
            return faults;
        } catch (ZipException e) {
            throw new OperatorException("This is no ZIP, or a damaged one: " + e.getMessage());
        }
    }

    /** The sums of the documents and of the journal must be the manifest's: whoever changes a file and its sum has to change the manifest as well, and that has a digest elsewhere. */
    private static List<String> manifest(ZipFile zip, String root, Map<String, String> sums, String digest) throws IOException {
        var faults = new ArrayList<String>();
        var entry = zip.getEntry(root + "manifest.json");
        if (entry == null) {
            return List.of("missing: manifest.json");
        }
        if (digest != null && !digest.equalsIgnoreCase(sha256(zip.getInputStream(entry)))) {
            faults.add("manifest.json does not have the digest " + digest);
        }
        if (!sums.containsKey("manifest.json")) {
            faults.add("SHA256SUMS does not name manifest.json");
        }
        var text = text(zip, entry.getName());
        var journal = JOURNAL.matcher(text);
        if (!journal.matches() || !journal.group(1).equals(sums.get("journal.jsonl"))) {
            faults.add("not as the manifest says: journal.jsonl");
        }
        var documents = new HashSet<String>();
        var matcher = LISTED.matcher(text);
        while (matcher.find()) {
            documents.add(matcher.group(1));
            if (!matcher.group(2).equals(sums.get(matcher.group(1)))) {
                faults.add("not as the manifest says: " + matcher.group(1));
            }
        }
        sums.keySet().stream().filter(path -> path.startsWith("documents/") && !documents.contains(path)).forEach(path -> faults.add("not in the manifest: " + path));
        return faults;
    }

    private static Map<String, String> lines(String text, List<String> faults) {
        var sums = new LinkedHashMap<String, String>();
        text.lines().forEach(line -> {
            var matcher = LINE.matcher(line);
            if (matcher.matches()) {
                sums.put(matcher.group(2), matcher.group(1));
            } else {
                faults.add("unreadable line in SHA256SUMS: " + line.substring(0, Math.min(SUM, line.length())));
            }
        });
        return sums;
    }

    /** @param credentials headers that say who asks, somebody who may verify archives. @return whether all agree */
    public boolean platform(URI address, Map<String, String> credentials) throws IOException, InterruptedException, OperatorException {
        var request = HttpRequest.newBuilder(address.resolve("api/archives/verify")).POST(HttpRequest.BodyPublishers.noBody());
        credentials.forEach(request::header);
        var response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new OperatorException("The platform answered " + response.statusCode() + (response.statusCode() == 401 ? ": the token in JIESHUI_TOKEN is not valid." : response.statusCode() == 403 ? ": verifying archives needs the permission archive.verify." : "."));
        }
        String last = "";
        for (var line : (Iterable<String>) response.body()::iterator) {
            out.println(line);
            last = line;
        }
        if (!last.startsWith("END ")) {
            throw new OperatorException("The verification was cut off; run it again.");
        }
        return last.startsWith("END 0/");
    }

    private static String text(ZipFile zip, String name) throws IOException {
        try (var in = zip.getInputStream(zip.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(InputStream in) throws IOException {
        try (in) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (ZipException e) {
            return "";
        }
    }
}
