package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a department fills in its forms: the examples that the bundles' own tests use. */
public final class Forms {

    private Forms() {}

    /** The example of a task type, less what points at documents of another case. */
    public static ObjectNode example(String type) {
        var file = Path.of("../../bundles/org.jieshui." + type.substring(0, type.indexOf('.')) + "/src/test/resources/forms/" + type + ".json");
        try {
            var form = (ObjectNode) Integrator.JSON.readTree(Files.readString(file));
            form.remove(List.of("photos", "documents"));
            return form;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The form with what the platform proposes for this very case laid over it. */
    public static ObjectNode with(ObjectNode form, JsonNode proposed) {
        form.setAll((ObjectNode) proposed);
        return form;
    }
}
