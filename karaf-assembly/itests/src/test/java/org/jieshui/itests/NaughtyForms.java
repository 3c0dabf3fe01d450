package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jieshui.itests.TextFields.Field;
import org.jieshui.karaf.harness.RestSession;

/** The forms of tasks: kept as drafts they take any text, completed they hold what they were completed with. Keeps account of forms and fields. */
final class NaughtyForms {

    private final Writing writing;
    private final Map<String, String> excepted;
    /** Of tasks, by their key. */
    private final Map<String, String> types = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> schemas = new ConcurrentHashMap<>();
    private final Set<String> completed = ConcurrentHashMap.newKeySet();

    /** @param excepted why a field holds no free text, by type and pointer */
    NaughtyForms(Writing writing, Map<String, String> excepted) {
        this.writing = writing;
        this.excepted = excepted;
    }

    String type(String key) {
        return types.get(key);
    }

    /** The free text of a form. */
    List<Field> fields(String type) {
        return TextFields.of(schemas.get(type), schemas.get(type)).stream().filter(field -> !excepted.containsKey(type + field.at())).toList();
    }

    /** Writes a text into each field of a form that will be completed with it; a part that is filled in later, as what changed of a plan, is left away as a whole. */
    void fill(String key, ObjectNode form, Function<Field, String> text) {
        for (var field : fields(type(key))) {
            if ((field.at().lastIndexOf('/') == 0 || form.has(field.at().split("/")[1])) && TextFields.put(form, field.at(), text.apply(field))) {
                completed.add(type(key) + field.at());
            }
        }
    }

    /** @param done the form as the completed task has it */
    void kept(String key, JsonNode form, JsonNode done) {
        fields(type(key)).forEach(field -> {
            var before = form.findValuesAsText(field.name()).stream().sorted().toList();
            var after = done.findValuesAsText(field.name()).stream().sorted().toList();
            if (!before.equals(after)) {
                writing.wrong(key + " in the case " + field.at() + ": " + Naughty.shown(before.toString()) + " became " + Naughty.shown(after.toString()));
            }
        });
    }

    void known(JsonNode task, JsonNode view) {
        types.put(task.path("key").asText(), task.path("type").asText());
        schemas.put(task.path("type").asText(), view.path("form"));
    }

    /** Every string into the draft of a task. @param alone those that go alone */
    void draft(RestSession who, JsonNode task, List<String> alone) {
        var path = "/api/tasks/" + task.path("id").asLong();
        var view = who.get(path);
        known(task, view);
        var fields = TextFields.of(view.path("form"), view.path("form"));
        if (fields.isEmpty()) {
            return;
        }
        var version = new AtomicInteger(view.path("draft").path("version").asInt());
        Naughty.packs(6000).forEach(pack -> saved(who, path, task, fields, version, field -> pack));
        for (int i = 0; i < alone.size(); i += fields.size()) {
            int from = i;
            saved(who, path, task, fields, version, field -> alone.get((from + fields.indexOf(field)) % alone.size()));
        }
    }

    private void saved(RestSession who, String path, JsonNode task, List<Field> fields, AtomicInteger version, Function<Field, String> text) {
        var data = Integrator.JSON.createObjectNode();
        fields.stream().filter(field -> !field.at().contains("*")).forEach(field -> TextFields.put(data, field.at(), text.apply(field)));
        var body = Integrator.JSON.createObjectNode().put("version", version.get());
        body.set("data", data);
        var answer = Writing.send(who, "PUT", path + "/draft", body, Map.of());
        if (answer.statusCode() != 200) {
            writing.wrong("draft of " + task.path("type").asText() + ": " + answer.statusCode() + " " + answer.body());
            return;
        }
        version.set(Integrator.tree(answer.body()).path("version").asInt());
        var back = who.get(path).path("data");
        data.properties().stream().filter(member -> !member.getValue().equals(back.path(member.getKey()))).forEach(member -> writing.wrong("draft of " + task.path("type").asText() + " "
                + member.getKey() + ": " + Naughty.shown(member.getValue().toString()) + " became " + Naughty.shown(back.path(member.getKey()).toString())));
    }

    /** Forms of this checkout that no task showed, and fields that no completed task held. */
    List<String> left() {
        var fields = schemas.keySet().stream().flatMap(type -> fields(type).stream().map(field -> type + field.at())).filter(field -> !completed.contains(field));
        return Stream.concat(all().stream().filter(type -> !schemas.containsKey(type)), fields).sorted().toList();
    }

    /** The types of task that bundles of this checkout bring a form for; the example's department is not part of the distribution. */
    private static List<String> all() {
        try (var files = Files.find(Path.of("../../bundles"), 6, (file, about) -> file.toString().matches(".*/src/main/resources/forms/[^/]+\\.json"))) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).filter(type -> !type.startsWith("example.")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
