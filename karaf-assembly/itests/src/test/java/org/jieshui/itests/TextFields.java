package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where free text goes in, found in a JSON Schema: a field that is new is there by itself. */
final class TextFields {

    /** @param at a JSON pointer; {@code *} stands for every item or member. @param most chars, as far as the schema says */
    record Field(String at, int most) {

        String name() {
            return at.substring(at.lastIndexOf('/') + 1);
        }
    }

    /** @param document what {@code $ref} points into */
    static List<Field> of(JsonNode document, JsonNode schema) {
        var found = new ArrayList<Field>();
        walk(document, schema, "", Set.of(), found);
        return found;
    }

    private TextFields() {}

    /** The first text that stands where the pointer leads. */
    static String get(JsonNode body, String at) {
        for (var step : at.substring(1).split("/")) {
            body = step.equals("*") ? body.elements().next() : body.path(step);
        }
        return body.asText();
    }

    private static void walk(JsonNode document, JsonNode schema, String at, Set<String> within, List<Field> found) {
        if (schema.has("$ref")) {
            var ref = schema.path("$ref").asText();
            if (!within.contains(ref)) {
                var inner = new java.util.HashSet<>(within);
                inner.add(ref);
                walk(document, document.at(ref.substring(1)), at, inner, found);
            }
        } else if (schema.has("properties") || schema.has("additionalProperties")) {
            schema.path("properties").properties().forEach(property -> walk(document, property.getValue(), at + "/" + property.getKey(), within, found));
            if (schema.path("additionalProperties").isObject()) {
                walk(document, schema.path("additionalProperties"), at + "/*", within, found);
            }
        } else if (schema.path("type").asText().equals("array")) {
            walk(document, schema.path("items"), at + "/*", within, found);
        } else if (!schema.has("enum") && !schema.has("const") && !schema.has("format") && !schema.has("pattern") && !schema.has("x-widget") && (schema.path("type").asText("string").equals("string"))) {
            found.add(new Field(at, schema.path("maxLength").asInt(Integer.MAX_VALUE)));
        }
    }

    /** Writes a text into a body, wherever the pointer leads; objects on the way are made, items are not. @return whether there was a place for it */
    static boolean put(ObjectNode body, String at, String text) {
        return put(body, at.substring(1).split("/"), 0, text);
    }

    private static boolean put(JsonNode node, String[] path, int i, String text) {
        var last = i == path.length - 1;
        if (path[i].equals("*")) {
            boolean any = false;
            if (node.isArray()) {
                for (int n = 0; n < node.size(); n++) {
                    any |= last ? set(node, n, text) : put(node.get(n), path, i + 1, text);
                }
            } else {
                for (var member : new ArrayList<>(node.properties())) {
                    any |= last ? ((ObjectNode) node).put(member.getKey(), text) != null : put(member.getValue(), path, i + 1, text);
                }
            }
            return any;
        }
        if (!node.isObject()) {
            return false;
        }
        var object = (ObjectNode) node;
        if (last) {
            object.put(path[i], text);
            return true;
        }
        var next = object.get(path[i]);
        if (next == null && !path[i + 1].equals("*")) {
            next = object.putObject(path[i]);
        }
        return next != null && put(next, path, i + 1, text);
    }

    private static boolean set(JsonNode array, int at, String text) {
        ((com.fasterxml.jackson.databind.node.ArrayNode) array).set(at, text);
        return true;
    }
}
