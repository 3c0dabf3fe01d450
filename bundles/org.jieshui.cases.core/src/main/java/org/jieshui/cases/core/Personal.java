package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Personal values of filed forms, masked where they are only looked at (rule 9): fields that the schema marks {@code x-personal}. Whoever needs the whole number
 * asks for it, which leaves a trace. Of a form whose module is away, a field called {@code phone} is masked.
 */
final class Personal {

    private Personal() {}

    /** @param schema null when it is not known now; @param form may be null */
    static JsonNode masked(JsonNode schema, JsonNode form) {
        if (form == null) {
            return null;
        }
        var copy = form.deepCopy();
        mask(schema, copy);
        return copy;
    }

    private static void mask(JsonNode schema, JsonNode value) {
        if (value instanceof ArrayNode list) {
            list.forEach(item -> mask(schema == null ? null : schema.path("items"), item));
        } else if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                var field = schema == null ? null : schema.path("properties").path(member.getKey());
                boolean personal = field == null ? member.getKey().equals("phone") : field.path("x-personal").asBoolean();
                if (personal && member.getValue().isTextual()) {
                    member.setValue(TextNode.valueOf(ViewsService.mask(member.getValue().asText())));
                } else {
                    mask(field, member.getValue());
                }
            });
        }
    }
}
