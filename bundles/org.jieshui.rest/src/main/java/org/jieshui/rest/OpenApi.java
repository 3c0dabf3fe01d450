package org.jieshui.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.model.Parameter;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.Summary;

/**
 * The OpenAPI 3.1 document of what is published at this moment. It keeps nothing from one document to the next: swagger-core, which could
 * write it too, keeps every class it ever saw in static caches, and a bundle that was replaced would never be unloaded.
 */
final class OpenApi {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\s*([\\w.-]+)\\s*(?::[^{}]*(?:\\{[^{}]*}[^{}]*)*)?}");

    private final JsonMapper json = Json.mapper();
    private final ObjectNode document = json.createObjectNode();
    private final ObjectNode paths;
    private final Schemas schemas;
    private final Set<String> operationIds = new HashSet<>();

    private OpenApi() {
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Jieshui 接水").put("version", "0.1").put("description", "Generated from what runs. A member that is not required is null in an answer when it has no value, and may be null or left out in a request.");
        document.putArray("servers").addObject().put("url", "/api");
        paths = document.putObject("paths");
        var components = document.putObject("components");
        var schemes = components.putObject("securitySchemes");
        schemes.putObject("session").put("type", "apiKey").put("in", "cookie").put("name", Authenticator.COOKIE)
                .put("description", "POST, PUT, PATCH and DELETE also need the header " + Authenticator.CSRF_HEADER + " with the session's csrf.");
        schemes.putObject("token").put("type", "http").put("scheme", "bearer");
        var named = components.putObject("schemas");
        named.set("Problem", problem());
        components.putObject("responses").putObject("Problem").put("description", "Refused; see /problems/<type>")
                .putObject("content").putObject(Problems.MEDIA_TYPE).putObject("schema").put("$ref", "#/components/schemas/Problem");
        schemas = new Schemas(json, named);
    }

    /** @param resources by module */
    static ObjectNode document(Map<String, List<Object>> resources) {
        var api = new OpenApi();
        var tags = api.document.putArray("tags");
        resources.forEach((module, list) -> {
            tags.addObject().put("name", module);
            list.stream().flatMap(r -> Endpoint.of(r).stream()).forEach(e -> api.add(module, e));
        });
        return api.document;
    }

    private ObjectNode problem() {
        // each type may carry members of its own, which its page describes
        var schema = json.createObjectNode().put("type", "object").put("additionalProperties", true);
        var properties = schema.putObject("properties");
        for (var member : List.of("type", "title", "detail", "instance")) {
            properties.putObject(member).put("type", "string");
        }
        properties.putObject("status").put("type", "integer");
        var error = properties.putObject("errors").put("type", "array").putObject("items").put("type", "object").putObject("properties");
        error.putObject("pointer").put("type", "string");
        error.putObject("detail").put("type", "string");
        schema.putArray("required").add("type").add("title").add("status").add("detail").add("instance");
        return schema;
    }

    private void add(String module, Endpoint endpoint) {
        var path = "/" + VARIABLE.matcher(endpoint.path()).replaceAll("{$1}");
        var operation = paths.withObjectProperty(path).putObject(endpoint.method().toLowerCase(Locale.ROOT));
        var method = endpoint.model().getInvocable().getHandlingMethod();
        operation.putArray("tags").add(module);
        operation.put("operationId", operationId(module + "." + method.getName()));
        var summary = method.getAnnotation(Summary.class);
        if (summary != null) {
            operation.put("summary", summary.value());
        }
        if (method.isAnnotationPresent(Deprecated.class)) {
            operation.put("deprecated", true);
        }
        parameters(module, endpoint, operation);
        responses(module, endpoint, summary, operation);
        if (endpoint.isOpen()) {
            operation.putArray("security");
        } else {
            operation.putArray("security").addObject().putArray("session");
            operation.withArray("security").addObject().putArray("token");
        }
        if (endpoint.permission() != null) {
            operation.put("x-permission", endpoint.permission());
        }
    }

    private String operationId(String wanted) {
        var id = wanted;
        for (var n = 2; !operationIds.add(id); n++) {
            id = wanted + n;
        }
        return id;
    }

    private void parameters(String module, Endpoint endpoint, ObjectNode operation) {
        var missing = new TreeSet<String>();
        VARIABLE.matcher(endpoint.path()).results().forEach(m -> missing.add(m.group(1)));
        for (var parameter : endpoint.model().getInvocable().getParameters()) {
            switch (parameter.getSource()) {
                case PATH -> {
                    missing.remove(parameter.getSourceName());
                    parameter(module, parameter, "path", operation).put("required", true);
                }
                case QUERY -> parameter(module, parameter, "query", operation);
                case HEADER -> parameter(module, parameter, "header", operation);
                case ENTITY -> body(module, endpoint, parameter, operation);
                default -> {
                    // injected by the server
                }
            }
        }
        missing.forEach(name -> operation.withArray("parameters").addObject().put("name", name).put("in", "path").put("required", true)
                .putObject("schema").put("type", "string"));
    }

    private ObjectNode parameter(String module, Parameter parameter, String in, ObjectNode operation) {
        var node = operation.withArray("parameters").addObject().put("name", parameter.getSourceName()).put("in", in);
        var schema = schemas.of(parameter.getType(), module);
        if (parameter.hasDefaultValue() && !schema.has("$ref")) {
            schema.put("default", parameter.getDefaultValue());
        }
        node.set("schema", schema);
        return node;
    }

    private void body(String module, Endpoint endpoint, Parameter parameter, ObjectNode operation) {
        var content = operation.putObject("requestBody").put("required", true).putObject("content");
        var types = endpoint.model().getConsumedTypes();
        for (var type : types.isEmpty() ? List.of(MediaType.APPLICATION_JSON_TYPE) : types) {
            content.putObject(name(type)).set("schema", schemas.of(parameter.getType(), module));
        }
    }

    private void responses(String module, Endpoint endpoint, Summary summary, ObjectNode operation) {
        var responses = operation.putObject("responses");
        var invocable = endpoint.model().getInvocable();
        Type type = Response.class.isAssignableFrom(invocable.getRawResponseType()) ? summary == null ? Void.class : summary.answer() : invocable.getResponseType();
        var described = Response.class.isAssignableFrom(invocable.getRawResponseType()) && type == Void.class;
        if (type == void.class || type == Void.class && !described) {
            responses.putObject("204").put("description", "Done");
        } else {
            var ok = responses.putObject("200").put("description", "OK");
            for (var media : endpoint.model().getProducedTypes()) {
                var content = ok.withObjectProperty("content").putObject(name(media));
                if (!described && invocable.getRawResponseType() != EventStream.class) {
                    content.set("schema", schemas.of(type, module));
                }
            }
        }
        if (!endpoint.isOpen()) {
            reference(responses, "401");
        }
        if (endpoint.permission() != null) {
            reference(responses, "403");
        }
        reference(responses, "default");
    }

    private static void reference(ObjectNode responses, String status) {
        responses.putObject(status).put("$ref", "#/components/responses/Problem");
    }

    private static String name(MediaType type) {
        return type.getType() + "/" + type.getSubtype();
    }
}
