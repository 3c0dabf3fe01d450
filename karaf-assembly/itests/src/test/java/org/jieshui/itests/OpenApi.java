package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** {@code /api/openapi.json} taken at its word: what is called is described there, and what is sent and answered has the shape it says. */
final class OpenApi {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final JsonNode document;
    private final String base;

    OpenApi(JsonNode document) {
        this.document = document;
        this.base = document.path("servers").path(0).path("url").asText();
    }

    /** What the document says about one method of one path. */
    Operation operation(String method, String pathAndQuery) {
        var path = pathAndQuery.replaceFirst("\\?.*", "");
        var templates = document.path("paths").properties().stream().map(java.util.Map.Entry::getKey).filter(template -> matches(template, path))
                .sorted(Comparator.comparing((String template) -> template.length() - template.replace("{", "").length())).toList();
        var described = templates.isEmpty() ? JsonNodeFactory.instance.missingNode() : document.path("paths").path(templates.get(0)).path(method.toLowerCase(java.util.Locale.ROOT));
        if (described.isMissingNode()) {
            throw new AssertionError("the OpenAPI document does not know " + method + " " + path);
        }
        return new Operation(method + " " + path, described);
    }

    private boolean matches(String template, String path) {
        var pattern = StreamSupport.stream(List.of(template.split("(?<=\\})|(?=\\{)")).spliterator(), false)
                .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part)).collect(Collectors.joining());
        return path.matches(Pattern.quote(base) + pattern);
    }

    final class Operation {

        private final String name;
        private final JsonNode described;

        private Operation(String name, JsonNode described) {
            this.name = name;
            this.described = described;
        }

        void takesQuery(String query) {
            for (var pair : query.split("&")) {
                var parameter = pair.replaceFirst("=.*", "");
                if (StreamSupport.stream(described.path("parameters").spliterator(), false).noneMatch(p -> p.path("in").asText().equals("query") && p.path("name").asText().equals(parameter))) {
                    throw new AssertionError(name + ": the OpenAPI document does not know the parameter " + parameter);
                }
            }
        }

        void takes(JsonNode body) {
            check("is sent", described.at("/requestBody/content/application~1json/schema"), body);
        }

        void answers(int status, JsonNode body) {
            var response = described.path("responses").has(String.valueOf(status)) ? described.path("responses").path(String.valueOf(status))
                    : described.path("responses").path(status < 300 ? "200" : "default");
            check("answers " + status, resolved(response).path("content").path(status < 300 ? "application/json" : "application/problem+json").path("schema"), body);
        }

        private void check(String what, JsonNode schema, JsonNode value) {
            if (schema.isMissingNode()) {
                throw new AssertionError(name + " " + what + ": the OpenAPI document has no schema for it");
            }
            var whole = JsonNodeFactory.instance.objectNode();
            whole.set("components", document.path("components"));
            whole.setAll((ObjectNode) schema);
            var said = new ArrayList<>(SCHEMAS.getSchema(whole).validate(withoutNulls(value)).stream().map(Object::toString).toList());
            undescribed(schema, value, "", said);
            if (!said.isEmpty()) {
                throw new AssertionError(name + " " + what + " something else than the OpenAPI document says: " + said + "\n" + value.toString().substring(0, Math.min(400, value.toString().length())));
            }
        }
    }

    /** Members that the document does not mention. */
    private void undescribed(JsonNode schema, JsonNode value, String at, List<String> said) {
        var known = resolved(schema);
        if (value.isObject() && known.has("properties")) {
            value.properties().forEach(member -> {
                if (known.path("properties").has(member.getKey())) {
                    undescribed(known.path("properties").path(member.getKey()), member.getValue(), at + "/" + member.getKey(), said);
                } else if (!known.has("additionalProperties")) {
                    said.add(at + "/" + member.getKey() + " is not described");
                }
            });
        } else if (value.isArray()) {
            value.forEach(item -> undescribed(known.path("items"), item, at + "/*", said));
        }
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? resolved(document.at(schema.path("$ref").asText().substring(1))) : schema;
    }

    /** A member without a value is null in an answer, and absent in a request; the document describes values. */
    private static JsonNode withoutNulls(JsonNode value) {
        if (value.isObject()) {
            var copy = JsonNodeFactory.instance.objectNode();
            value.properties().stream().filter(member -> !member.getValue().isNull()).forEach(member -> copy.set(member.getKey(), withoutNulls(member.getValue())));
            return copy;
        }
        if (value.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> copy.add(withoutNulls(item)));
            return copy;
        }
        return value;
    }
}
