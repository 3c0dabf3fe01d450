package org.jieshui.rest;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** JSON Schemas of Java types as Jackson writes them. Named types go to the document's components. */
final class Schemas {

    private static final int DEEPEST = 8;

    private final JsonMapper json;
    private final ObjectNode components;
    private final Map<Class<?>, String> names = new HashMap<>();

    Schemas(JsonMapper json, ObjectNode components) {
        this.json = json;
        this.components = components;
    }

    /** @param module whose type it is, for its name */
    ObjectNode of(Type type, String module) {
        return of(json.constructType(type), module, 0);
    }

    private ObjectNode of(JavaType type, String module, int depth) {
        var raw = type.getRawClass();
        var schema = json.createObjectNode();
        if (raw == Object.class || JsonNode.class.isAssignableFrom(raw) || depth > DEEPEST) {
            return schema;
        }
        var simple = simple(raw);
        if (simple.isPresent()) {
            return simple.get();
        }
        if (type.isReferenceType() || raw == Optional.class) {
            return of(type.containedTypeOrUnknown(0), module, depth + 1);
        }
        if (type.isCollectionLikeType() || type.isArrayType()) {
            schema.put("type", "array").set("items", of(type.getContentType(), module, depth + 1));
            return schema;
        }
        if (type.isMapLikeType()) {
            schema.put("type", "object").set("additionalProperties", of(type.getContentType(), module, depth + 1));
            return schema;
        }
        if (raw.isEnum()) {
            return enumeration(raw);
        }
        var description = json.getSerializationConfig().introspect(type);
        if (description.findJsonValueAccessor() != null) {
            return of(description.findJsonValueAccessor().getType(), module, depth + 1);
        }
        return type.hasGenericTypes() ? bean(type, module, depth) : reference(type, module);
    }

    private ObjectNode enumeration(Class<?> type) {
        var schema = json.createObjectNode().put("type", "string");
        var values = schema.putArray("enum");
        for (var constant : type.getEnumConstants()) {
            values.add((JsonNode) json.valueToTree(constant));
        }
        return schema;
    }

    private ObjectNode reference(JavaType type, String module) {
        var name = names.get(type.getRawClass());
        if (name == null) {
            name = freeName(type.getRawClass(), module);
            names.put(type.getRawClass(), name);
            // first the name, then what it means: a type may hold itself
            components.putObject(name);
            components.set(name, bean(type, module, 0));
        }
        return json.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    private String freeName(Class<?> type, String module) {
        var name = type.getPackageName().startsWith("org.jieshui.platform.api") ? type.getSimpleName() : module + "." + type.getSimpleName();
        while (components.has(name)) {
            name += "_";
        }
        return name;
    }

    private ObjectNode bean(JavaType type, String module, int depth) {
        var schema = json.createObjectNode().put("type", "object");
        members(type, module, depth, schema, schema.putObject("properties"));
        return schema;
    }

    private void members(JavaType type, String module, int depth, ObjectNode schema, ObjectNode properties) {
        for (var property : json.getSerializationConfig().introspect(type).findProperties()) {
            if (!property.couldSerialize()) {
                continue;
            }
            var unwrapped = json.getSerializationConfig().getAnnotationIntrospector().findUnwrappingNameTransformer(property.getAccessor());
            if (unwrapped != null) {
                members(property.getPrimaryType(), module, depth + 1, schema, properties);
                continue;
            }
            properties.set(property.getName(), isText(property) ? json.createObjectNode().put("type", "string") : of(property.getPrimaryType(), module, depth + 1));
            if (property.getPrimaryType().isPrimitive()) {
                schema.withArray("required").add(property.getName());
            }
        }
    }

    /** A sum of money, for one: a number of ours that is sent as text. */
    private boolean isText(BeanPropertyDefinition property) {
        var format = json.getSerializationConfig().getAnnotationIntrospector().findFormat(property.getAccessor());
        return format != null && format.getShape() == JsonFormat.Shape.STRING && Number.class.isAssignableFrom(property.getRawPrimaryType());
    }

    private Optional<ObjectNode> simple(Class<?> type) {
        if (CharSequence.class.isAssignableFrom(type) || type == char.class || type == Character.class || type == Duration.class) {
            return simple("string", null);
        }
        if (type == int.class || type == Integer.class || type == short.class || type == Short.class) {
            return simple("integer", "int32");
        }
        if (type == long.class || type == Long.class || type == BigInteger.class) {
            return simple("integer", "int64");
        }
        if (type == boolean.class || type == Boolean.class) {
            return simple("boolean", null);
        }
        if (type == BigDecimal.class || type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return simple("number", null);
        }
        if (type == Instant.class || type == OffsetDateTime.class) {
            return simple("string", "date-time");
        }
        if (type == LocalDate.class) {
            return simple("string", "date");
        }
        if (type == UUID.class) {
            return simple("string", "uuid");
        }
        return type == byte[].class || InputStream.class.isAssignableFrom(type) ? simple("string", "binary") : Optional.empty();
    }

    private Optional<ObjectNode> simple(String type, String format) {
        var schema = json.createObjectNode().put("type", type);
        return Optional.of(format == null ? schema : schema.put("format", format));
    }
}
