package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the access log may hold is worded for the auditors who read it, by the bundle that writes it or by the console. */
class AccessLogWordsTest {

    private static final Pattern READING = Pattern.compile("read\\(actor, (?:\"([a-z]+\\.[a-z-]+)\"|([A-Z]+)), ");
    private static final Path CONSOLE = Documents.ROOT.resolve("bundles/org.jieshui.console/src/main/ui/src/i18n");

    @Test
    void eachReadingHasAName() throws IOException {
        var readings = new TreeMap<String, Path>();
        for (var bundle : Documents.bundles()) {
            for (var file : sources(bundle)) {
                var text = Files.readString(file);
                READING.matcher(text).results().forEach(found -> readings.put(found.group(1) != null ? found.group(1) : constant(text, found.group(2)), bundle));
            }
        }
        assertThat(readings).as("readings of personal data").hasSizeGreaterThan(10);
        var missing = new TreeSet<String>();
        for (var language : List.of("zh-CN", "en")) {
            for (var reading : readings.entrySet()) {
                var own = reading.getValue().resolve("src/main/ui/i18n/" + language + ".json");
                if (isMissing(reading.getKey(), CONSOLE.resolve(language + ".json")) && (!Files.exists(own) || isMissing(reading.getKey(), own))) {
                    missing.add("journal." + reading.getKey() + " in " + Documents.ROOT.relativize(own));
                }
            }
        }
        assertThat(missing).as("words for the page “access log”").isEmpty();
    }

    private static List<Path> sources(Path bundle) throws IOException {
        var main = bundle.resolve("src/main/java");
        if (!Files.exists(main)) {
            return List.of();
        }
        try (var files = Files.walk(main)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String constant(String text, String name) {
        var found = Pattern.compile(" " + name + " = \"([^\"]+)\"").matcher(text);
        assertThat(found.find()).as("the constant %s", name).isTrue();
        return found.group(1);
    }

    private static boolean isMissing(String reading, Path messages) throws IOException {
        return !Documents.json(messages).at("/journal/" + reading.replace('.', '/')).isTextual();
    }
}
