package org.jieshui.karaf.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Takes secrets out of texts: the value of every key that a bundle describes as a password or that is called like one, what stands for name and password in addresses, and whatever looks like a token. What was
 * found once is taken out wherever it stands, so the configuration comes first.
 */
final class Scrubber {

    static final String REMOVED = "(removed)";

    private static final Pattern SECRET_KEY = Pattern.compile("(?i).*(pass(word|wd|phrase|code)?|pwd|secret|token|credential|private-?_?key|api-?_?key)");
    private static final Pattern LINE = Pattern.compile("(?s)(\\s*)((?:\\\\.|[^\\s=:#!\\\\])(?:\\\\.|[^=:\\s\\\\])*)(\\s*[=:]\\s*|\\s+)(.+)");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@\"']+(?=@)");
    private static final Pattern PARAMETER = Pattern.compile("(?i)((?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|api_?key)(?!\\w*file)[a-z]*\"?\\s*[=:]\\s*\"?)([^\\s&;,\"'}]+)");
    private static final Pattern BEARER = Pattern.compile("(?i)(Bearer\\s+|Cookie:\\s*)\\S+");
    /** A run of letters and digits that nobody has chosen: mixed, and too long for a word. A digest in hexadecimal digits is none. */
    private static final Pattern TOKEN = Pattern.compile("(?<![A-Za-z0-9_+/-])(?=[A-Za-z0-9_+/-]*[0-9])(?=[A-Za-z0-9_+/-]*[a-z])(?=[A-Za-z0-9_+/-]*[A-Z])[A-Za-z0-9_+-]{32,}={0,2}");
    private static final Pattern KEY_BLOCK = Pattern.compile("(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)");
    /** Shorter ones would take words out of every sentence. */
    private static final int SHORTEST = 5;

    private final Map<String, Set<String>> passwords;
    private final Set<String> found = new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** @param passwords keys that are passwords, by the file's name without its ending */
    Scrubber(Map<String, Set<String>> passwords) {
        this.passwords = passwords;
    }

    /** What the bundles of an installation describe as passwords. */
    static Map<String, Set<String>> described(Path jars) throws IOException {
        var passwords = new HashMap<String, Set<String>>();
        if (Files.isDirectory(jars)) {
            try (var files = Files.walk(jars)) {
                for (var jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    try (var opened = new JarFile(jar.toFile())) {
                        for (var entry : opened.stream().filter(e -> e.getName().matches("OSGI-INF/metatype/[^/]+\\.xml")).toList()) {
                            try (var in = opened.getInputStream(entry)) {
                                described(in, passwords);
                            }
                        }
                    }
                }
            }
        }
        return passwords;
    }

    private static void described(InputStream metatype, Map<String, Set<String>> passwords) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var document = factory.newDocumentBuilder().parse(metatype);
            var keys = new HashSet<String>();
            var all = document.getElementsByTagName("AD");
            for (int i = 0; i < all.getLength(); i++) {
                if (((Element) all.item(i)).getAttribute("type").equals("Password")) {
                    keys.add(((Element) all.item(i)).getAttribute("id"));
                }
            }
            var designates = document.getElementsByTagName("Designate");
            for (int i = 0; i < designates.getLength(); i++) {
                var designate = (Element) designates.item(i);
                passwords.computeIfAbsent(designate.getAttribute("pid") + designate.getAttribute("factoryPid"), pid -> new HashSet<>()).addAll(keys);
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    /** From now on this is taken out wherever it stands. */
    void secret(String value) {
        if (value != null && value.strip().length() >= SHORTEST) {
            found.add(value.strip());
        }
    }

    /** A file of keys and values. @param name without its ending: the PID */
    String configuration(String name, String text) {
        var described = passwords.entrySet().stream().filter(e -> name.equals(e.getKey()) || name.startsWith(e.getKey() + "-") || name.startsWith(e.getKey() + "~")).map(Map.Entry::getValue).findFirst().orElse(Set.of());
        var lines = new ArrayList<String>();
        for (var line : logicalLines(text)) {
            var parts = LINE.matcher(line);
            if (!line.strip().matches("(?s)[#!].*") && parts.matches() && isSecret(parts.group(2).replace("\\", ""), described)) {
                secret(parts.group(4).replaceAll("\\\\\\R\\s*", "").replace("\\", "").replaceAll("^[A-Za-z]?\"|\"$", ""));
                secret(parts.group(4));
                lines.add(parts.group(1) + parts.group(2) + parts.group(3) + REMOVED);
            } else {
                lines.add(line);
            }
        }
        return text(String.join("\n", lines) + "\n");
    }

    /** A file's place is no secret; what is in it is. */
    private static boolean isSecret(String key, Set<String> described) {
        return described.contains(key) || SECRET_KEY.matcher(key).matches();
    }

    /** A line that ends with a backslash goes on. */
    private static List<String> logicalLines(String text) {
        var lines = new ArrayList<String>();
        var open = new StringBuilder();
        for (var line : text.lines().toList()) {
            open.append(line);
            if (line.replaceAll("^.*?(\\\\*)$", "$1").length() % 2 == 1) {
                open.append('\n');
            } else {
                lines.add(open.toString());
                open.setLength(0);
            }
        }
        if (!open.isEmpty()) {
            lines.add(open.toString());
        }
        return lines;
    }

    String text(String text) {
        var clean = text;
        for (var secret : found) {
            clean = clean.replace(secret, REMOVED);
        }
        clean = KEY_BLOCK.matcher(clean).replaceAll(REMOVED);
        clean = USER_INFO.matcher(clean).replaceAll(REMOVED);
        clean = BEARER.matcher(clean).replaceAll("$1" + REMOVED);
        clean = PARAMETER.matcher(clean).replaceAll("$1" + REMOVED);
        return TOKEN.matcher(clean).replaceAll(REMOVED);
    }
}
