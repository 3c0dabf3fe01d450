package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the data calls by an id is in the glossary: processes, organisations, stages, roles, document types, pause reasons, modules, task types. */
class GlossaryTest {

    private static final Pattern MODULE = Pattern.compile("Jieshui-Module: *(\\S+)");

    @Test
    void theGlossaryKnowsTheIdsOfTheData() throws IOException {
        var used = new TreeSet<String>();
        for (var file : Documents.files(".json")) {
            var path = Documents.ROOT.relativize(file).toString();
            if (path.contains("src/main/resources/processes/")) {
                process(Documents.json(file), used);
            } else if (path.endsWith("identity/standard.json")) {
                ids(Documents.json(file).path("departments"), used);
                ids(Documents.json(file).path("roles"), used);
            } else if (path.endsWith("document-types.json")) {
                ids(Documents.json(file), used);
            } else if (path.contains("src/main/resources/forms/")) {
                used.add(file.getFileName().toString().replace(".json", ""));
            }
        }
        for (var bundle : Documents.bundles()) {
            var bnd = bundle.resolve("bnd.bnd");
            var module = MODULE.matcher(Files.exists(bnd) ? Files.readString(bnd) : "");
            while (module.find()) {
                used.add(module.group(1));
            }
        }
        assertThat(used).hasSizeGreaterThan(50);
        used.removeAll(known());
        assertThat(used).as("ids that docs/glossary.md lacks").isEmpty();
    }

    private static void process(JsonNode process, Set<String> used) {
        used.add(process.path("id").asText());
        process.path("pauseReasons").forEach(reason -> used.add(reason.asText()));
        process.path("materials").path("documents").forEach(type -> used.add(type.asText()));
        for (var stage : process.path("stages")) {
            used.add(stage.path("id").asText());
            for (var task : stage.path("tasks")) {
                used.add(task.path("department").asText());
                task.path("documents").forEach(type -> used.add(type.asText()));
            }
        }
    }

    private static void ids(JsonNode list, Set<String> used) {
        list.forEach(one -> used.add(one.path("id").asText()));
    }

    private static Set<String> known() throws IOException {
        var known = new TreeSet<String>();
        var code = Pattern.compile("`([^`\\n]+)`").matcher(Documents.text("docs/glossary.md"));
        while (code.find()) {
            known.add(code.group(1));
        }
        return known;
    }
}
