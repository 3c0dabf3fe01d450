package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each of R1–R269 has a row, and what the row names exists: a test, one of its methods, a field of a form. */
class RequirementsTest {

    private static final Pattern ROW = Pattern.compile("\\| R(\\d+) \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|");
    private static final Pattern SHOWN = Pattern.compile("`([A-Z]\\w*(?:Test|IT|E2E))(?:\\.(\\w+))?`|`([a-z][\\w.-]*)#(\\w+)`");
    private static final int LAST = 269;

    @Test
    void everyRequirementHasItsRow() throws IOException {
        assertThat(rows().keySet()).containsExactlyElementsOf(IntStream.rangeClosed(1, LAST).boxed().toList());
    }

    @Test
    void whatARowNamesExists() throws IOException {
        var tests = tests();
        for (var row : rows().entrySet()) {
            var named = SHOWN.matcher(row.getValue());
            var any = row.getValue().contains("not yet");
            while (named.find()) {
                any = true;
                if (named.group(1) != null) {
                    assertThat(tests).as("R" + row.getKey()).containsKey(named.group(1));
                    if (named.group(2) != null) {
                        assertThat(tests.get(named.group(1))).as("R" + row.getKey()).contains(" " + named.group(2) + "(");
                    }
                } else {
                    assertThat(form(named.group(3))).as("R" + row.getKey()).isNotNull();
                    assertThat(Documents.json(form(named.group(3))).at("/properties").has(named.group(4))).as("R" + row.getKey() + " " + named.group()).isTrue();
                }
            }
            assertThat(any).as("R" + row.getKey() + " shows something or says: not yet").isTrue();
        }
    }

    private static Map<Integer, String> rows() throws IOException {
        var rows = new TreeMap<Integer, String>();
        var row = ROW.matcher(Documents.text("docs/reference/requirements.md"));
        while (row.find()) {
            assertThat(rows.put(Integer.valueOf(row.group(1)), row.group(5))).as("R" + row.group(1) + " stands twice").isNull();
        }
        return rows;
    }

    /** Sources of the tests by class; classes of one name together. */
    private static Map<String, String> tests() throws IOException {
        var tests = new HashMap<String, String>();
        for (var file : Documents.files(".java")) {
            if (file.toString().contains("src/test/java")) {
                tests.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        return tests;
    }

    private static Path form(String type) throws IOException {
        return Documents.files(".json").stream().filter(f -> f.endsWith(Path.of("src/main/resources/forms", type + ".json"))).findFirst().orElse(null);
    }
}
