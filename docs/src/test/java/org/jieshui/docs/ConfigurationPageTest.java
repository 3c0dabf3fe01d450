package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * The generated part of docs/reference/configuration.md is written from the Metatype documents in the bundles. After a change of one:
 * {@code ./mvnw -pl docs -am package -DskipTests && ./mvnw -pl docs test -Dtest=ConfigurationPageTest -Ddocs.write=true}
 */
class ConfigurationPageTest {

    private static final Path PAGE = Documents.ROOT.resolve("docs/reference/configuration.md");
    private static final Pattern GENERATED = Pattern.compile("(?s)<!-- generated -->\n.*<!-- to here -->\n");

    @Test
    void thePageHasEveryPidAndKey() throws Exception {
        var page = Files.readString(PAGE);
        var wanted = GENERATED.matcher(page).replaceFirst(java.util.regex.Matcher.quoteReplacement("<!-- generated -->\n" + tables() + "<!-- to here -->\n"));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).as("docs/reference/configuration.md; how to write it anew: see the comment of %s", getClass().getSimpleName()).isEqualTo(wanted);
    }

    @Test
    void thePageHasEveryFileThatShips() throws IOException {
        var page = Files.readString(PAGE);
        try (var files = Files.list(Documents.ROOT.resolve("karaf-assembly/dist/src/main/resources/etc"))) {
            files.forEach(file -> assertThat(page).contains("`etc/" + file.getFileName() + "`"));
        }
    }

    private static String tables() throws Exception {
        var tables = new TreeMap<String, String>();
        for (var bundle : Documents.bundles()) {
            var folder = bundle.resolve("target/classes/OSGI-INF/metatype");
            if (Files.isDirectory(folder)) {
                try (var files = Files.list(folder)) {
                    for (var file : files.sorted().toList()) {
                        table(file, tables);
                    }
                }
            }
        }
        assertThat(tables).as("configurations of built bundles").isNotEmpty();
        return String.join("", tables.values());
    }

    private static void table(Path file, TreeMap<String, String> tables) throws Exception {
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        var about = (Element) document.getElementsByTagName("OCD").item(0);
        var pid = ((Element) document.getElementsByTagName("Designate").item(0)).getAttribute("pid");
        var text = new StringBuilder("\n## `etc/" + pid + ".cfg`\n" + sentence(about.getAttribute("description")) + "\n| key | default | |\n|---|---|---|\n");
        var keys = about.getElementsByTagName("AD");
        for (int i = 0; i < keys.getLength(); i++) {
            var key = (Element) keys.item(i);
            var preset = key.getAttribute("default");
            var description = key.getAttribute("description");
            text.append("| `").append(key.getAttribute("id")).append("` | ").append(preset.isEmpty() ? "" : "`" + preset.replace("|", "\\|") + "`").append(" | ")
                    .append(sentence(key.getAttribute("name"))).append(description.isEmpty() ? "" : " " + sentence(description)).append(range(key)).append(" |\n");
        }
        tables.put(pid, text.toString());
    }

    private static String range(Element key) {
        if (key.hasAttribute("min") && key.hasAttribute("max")) {
            return " " + key.getAttribute("min") + " to " + key.getAttribute("max") + ".";
        }
        return key.hasAttribute("min") ? " At least " + key.getAttribute("min") + "." : key.hasAttribute("max") ? " At most " + key.getAttribute("max") + "." : "";
    }

    private static String sentence(String text) {
        var plain = text.strip().replace("|", "\\|").replace("\n", " ");
        return plain.isEmpty() || plain.matches(".*[.!?:]") ? plain : plain + ".";
    }
}
