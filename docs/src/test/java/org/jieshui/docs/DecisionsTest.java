package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Decisions have the same parts, are in the index under their title, and the tests that confirm them exist. */
class DecisionsTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract|Benchmark|Bench))(?:\\.(\\w+))?`");

    @Test
    void eachDecisionIsWholeAndConfirmed() throws IOException {
        var index = Documents.text("docs/decisions/README.md");
        var sources = Documents.files(".java").stream().collect(Collectors.toMap(f -> f.getFileName().toString().replace(".java", ""), f -> List.of(f),
                (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList()));
        try (var files = Files.list(Documents.ROOT.resolve("docs/decisions"))) {
            for (var file : files.filter(f -> f.getFileName().toString().matches("\\d{4}-.*\\.md")).sorted().toList()) {
                var name = file.getFileName().toString();
                var text = Files.readString(file);
                assertThat(text).as(name).startsWith("# " + name.substring(0, 4) + " ").contains("**Context.**", "**Decision.**", "**Consequences.**", "**Confirmed by**");
                assertThat(index).contains("| [" + name.substring(0, 4) + "](" + name + ") | " + text.lines().findFirst().orElseThrow().substring(7) + " |");
                var tests = TEST.matcher(text);
                while (tests.find()) {
                    assertThat(sources).as(name).containsKey(tests.group(1));
                    if (tests.group(2) != null) {
                        var bodies = new StringBuilder();
                        for (var source : sources.get(tests.group(1))) {
                            bodies.append(Files.readString(source));
                        }
                        assertThat(bodies).as(name).contains(" " + tests.group(2) + "(");
                    }
                }
            }
        }
    }
}
