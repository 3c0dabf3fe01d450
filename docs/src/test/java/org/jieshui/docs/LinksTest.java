package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every relative link of a document leads to a file, and to a heading in it where it names one; so does every path that a document names. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern NAMED = Pattern.compile("`((?:bundles|docs|features|karaf-assembly)/[A-Za-z0-9_./-]+)`");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
    /** What the tutorial makes. */
    private static final String OF_THE_TUTORIAL = "bundles/org.jieshui.quality";

    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (var file : Documents.files(".md")) {
            var text = FENCE.matcher(Files.readString(file)).replaceAll("");
            var links = LINK.matcher(text);
            while (links.find()) {
                var problem = problem(file, links.group(1));
                if (problem != null) {
                    broken.add(Documents.ROOT.relativize(file) + ": " + links.group(1) + " " + problem);
                }
            }
            var named = NAMED.matcher(text);
            while (named.find()) {
                if (!Files.exists(Documents.ROOT.resolve(named.group(1))) && !named.group(1).startsWith(OF_THE_TUTORIAL) && !named.group(1).contains("/target/")) {
                    broken.add(Documents.ROOT.relativize(file) + ": " + named.group(1) + " does not exist");
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static String problem(Path file, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return null;
        }
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty() ? file : file.getParent().resolve(parts[0]).normalize();
        if (!Files.exists(target)) {
            return "does not exist";
        }
        return parts.length < 2 || anchors(target).contains(parts[1]) ? null : "has no such heading";
    }

    /** The anchors of a document's headings, as GitHub makes them. */
    private static Set<String> anchors(Path file) throws IOException {
        var anchors = new HashSet<String>();
        for (var line : Files.readAllLines(file)) {
            if (line.matches("#+ .*")) {
                var heading = line.replaceFirst("#+ ", "").strip().toLowerCase(Locale.ROOT);
                anchors.add(heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
            }
        }
        return anchors;
    }
}
