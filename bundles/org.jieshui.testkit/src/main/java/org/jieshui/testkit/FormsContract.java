package org.jieshui.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The forms of a bundle: every {@code src/main/resources/forms/<task type>.json} is a valid JSON Schema with titles and errors in both languages and a limit
 * on every text, and {@code src/test/resources/forms/<task type>.json} fits it. A bundle's test extends this class and adds nothing.
 */
public abstract class FormsContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    @TestFactory
    Stream<DynamicTest> forms() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/forms"))) {
            return files.sorted().toList().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        var form = JSON.readTree(file.toFile());
        var faults = new ArrayList<String>();
        field("", form, true, faults);
        assertThat(faults).isEmpty();
        var plain = form.deepCopy();
        texts(plain);
        assertThat(FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema")).validate(plain)).as("schema").isEmpty();
        var example = JSON.readTree(Path.of("src/test/resources/forms").resolve(file.getFileName()).toFile());
        assertThat(FACTORY.getSchema(form, CONFIG).validate(example)).as("example").isEmpty();
    }

    private static void field(String pointer, JsonNode field, boolean root, List<String> faults) {
        both(pointer + "/title", field.path("title"), faults);
        if (field.has("description")) {
            both(pointer + "/description", field.path("description"), faults);
        }
        var type = field.path("type").asText();
        boolean ruled = !root && !type.equals("boolean") && !(type.equals("object") && field.has("properties") && !field.has("x-widget"));
        if (ruled || field.has("const")) {
            both(pointer + "/x-error", field.path("x-error"), faults);
        }
        if (type.equals("string") && !field.has("maxLength") && !field.has("enum") && !field.has("format") && !field.has("pattern")) {
            faults.add(pointer + " needs maxLength");
        }
        if (type.equals("array") && !field.has("maxItems")) {
            faults.add(pointer + " needs maxItems");
        }
        if (field.has("enum") && type.equals("string")) {
            if (field.path("x-enum-names").size() != field.get("enum").size()) {
                faults.add(pointer + " needs as many x-enum-names as values");
            }
            field.path("x-enum-names").forEach(name -> both(pointer + "/x-enum-names", name, faults));
        }
        if (field.has("x-widget") && type.equals("object")) {
            return; // its widget fills it in as a whole
        }
        field.path("properties").fields().forEachRemaining(p -> field(pointer + "/" + p.getKey(), p.getValue(), false, faults));
        field.path("items").path("properties").fields().forEachRemaining(p -> field(pointer + "/items/" + p.getKey(), p.getValue(), false, faults));
    }

    private static void both(String pointer, JsonNode text, List<String> faults) {
        if (text.path("zh-CN").asText("").isBlank() || text.path("en").asText("").isBlank()) {
            faults.add(pointer + " needs zh-CN and en");
        }
    }

    /** The standard wants titles to be strings: ours are in two languages. */
    private static void texts(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var name : List.of("title", "description")) {
                if (object.path(name).has("zh-CN")) {
                    object.set(name, object.get(name).get("zh-CN"));
                }
            }
        }
        node.forEach(FormsContract::texts);
    }
}
