package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AnnotationKeyword;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.UnknownKeywordFactory;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.rest.Problem.FieldError;

/** The forms of task types: JSON Schemas that modules bring as {@code forms/<task type>.json}. */
final class FormSchemas {

    private record Form(JsonNode source, JsonSchema schema) {}

    /** JSON Schema with our own words (docs/reference/rest.md), which say how a field is shown and check nothing; any other unknown word is logged: a slip of the pen. */
    private static final JsonMetaSchema FORMS = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((word, context) -> word.startsWith("x-") ? new AnnotationKeyword(word) : UnknownKeywordFactory.getInstance().getKeyword(word, context)).build();

    private final Modules modules;
    /** Bundle and task type → form; an updated module is another bundle or another version, so nothing stale is ever found. */
    private final Map<String, Optional<Form>> forms = new ConcurrentHashMap<>();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.metaSchema(FORMS));
    private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    FormSchemas(Modules modules) {
        this.modules = modules;
    }

    Optional<JsonNode> schema(Module module, String taskType) {
        return form(module, taskType).map(Form::source);
    }

    List<FieldError> validate(Module module, String taskType, JsonNode data) {
        return form(module, taskType).map(form -> form.schema().validate(data).stream().map(m -> error(m, form.source())).distinct().toList()).orElse(List.of());
    }

    private Optional<Form> form(Module module, String taskType) {
        if (forms.size() > 2000) {
            forms.clear();
        }
        return forms.computeIfAbsent(module.bundleId() + "@" + module.version() + "/" + taskType, key -> modules.resource(module.id(), "forms/" + taskType + ".json").map(url -> {
            try (var in = url.openStream()) {
                var source = CaseStore.JSON.readTree(in);
                return new Form(source, factory.getSchema(source, config));
            } catch (IOException e) {
                throw new IllegalStateException("the form of " + taskType + " cannot be read", e);
            }
        }));
    }

    private static FieldError error(ValidationMessage message, JsonNode source) {
        var pointer = new StringBuilder();
        var field = source;
        var path = message.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            var name = String.valueOf(path.getName(i));
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
            field = field.path("properties").has(name) ? field.path("properties").path(name) : field.path("items");
        }
        if (message.getProperty() != null && (message.getType().equals("required") || message.getType().equals("additionalProperties"))) {
            pointer.append('/').append(message.getProperty());
            field = field.path("properties").path(message.getProperty());
        }
        return new FieldError(pointer.toString(), text(message, field));
    }

    private static Text text(ValidationMessage message, JsonNode field) {
        var own = field.path("x-error");
        if (!message.getType().equals("required") && own.hasNonNull("zh-CN") && own.hasNonNull("en")) {
            return Text.of(own.get("zh-CN").asText(), own.get("en").asText());
        }
        return switch (message.getType()) {
            case "required" -> Text.of("必填", "Required");
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> range(field);
            case "minLength" -> Text.of("至少 " + field.path("minLength") + " 个字", "At least " + field.path("minLength") + " characters");
            case "maxLength" -> Text.of("最多 " + field.path("maxLength") + " 个字", "At most " + field.path("maxLength") + " characters");
            case "minItems" -> Text.of("至少 " + field.path("minItems") + " 项", "At least " + field.path("minItems") + " item(s)");
            case "maxItems" -> Text.of("最多 " + field.path("maxItems") + " 项", "At most " + field.path("maxItems") + " item(s)");
            case "enum", "const" -> Text.of("请从所列选项中选", "Choose one of the options");
            case "type" -> Text.of("应填" + kind(field, true), "Should be " + kind(field, false));
            case "format" -> Text.of("格式不对，应为" + kind(field, true), "Wrong format; should be " + kind(field, false));
            case "additionalProperties", "unevaluatedProperties" -> Text.of("表单没有这一项", "The form has no such field");
            default -> Text.of("不符合要求，请核对", "Does not fit; please check");
        };
    }

    private static Text range(JsonNode field) {
        var low = field.hasNonNull("minimum") ? field.get("minimum") : field.path("exclusiveMinimum");
        var high = field.hasNonNull("maximum") ? field.get("maximum") : field.path("exclusiveMaximum");
        if (low.isMissingNode()) {
            return Text.of("应不大于 " + high + "，请核对小数点", "At most " + high + "; check the decimal point");
        }
        return high.isMissingNode() ? Text.of("应不小于 " + low + "，请核对小数点", "At least " + low + "; check the decimal point")
                : Text.of("应在 " + low + "–" + high + "，请核对小数点", "Between " + low + " and " + high + "; check the decimal point");
    }

    private static String kind(JsonNode field, boolean zh) {
        var format = field.path("format").asText("");
        return switch (format.isEmpty() ? field.path("type").asText("") : format) {
            case "number" -> zh ? "数字" : "a number";
            case "integer" -> zh ? "整数" : "a whole number";
            case "boolean" -> zh ? "是或否" : "yes or no";
            case "array" -> zh ? "列表" : "a list";
            case "date" -> zh ? "日期，如 2026-10-13" : "a date such as 2026-10-13";
            case "date-time" -> zh ? "时间，如 2026-10-13T02:32:00Z" : "a time such as 2026-10-13T02:32:00Z";
            default -> zh ? "文字" : "a text";
        };
    }
}
