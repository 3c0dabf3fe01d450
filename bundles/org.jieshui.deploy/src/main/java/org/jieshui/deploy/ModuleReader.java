package org.jieshui.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Module;
import org.osgi.framework.Bundle;

/** Reads what a bundle says about itself: {@code module.json}, {@code forms/*.json}, {@code ui/index.js}, all of them optional. */
final class ModuleReader {

    static final String HEADER = "Jieshui-Module";
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** {@code module.json} as it is written. */
    record Descriptor(Text name, List<Module.Permission> permissions, List<DeclaredTask> taskTypes, Map<String, Text> journal) {}

    record DeclaredTask(String id, Text name, String permission, String form) {}

    private ModuleReader() {}

    /** @throws IOException with a message that names the file and place, when the bundle cannot be understood */
    static Module read(String id, Bundle bundle) throws IOException {
        if (!ID.matcher(id).matches()) {
            throw new IOException(HEADER + ": " + id + " is no module id (a-z, 0-9 and -, at most 40)");
        }
        var descriptor = descriptor(bundle);
        var ui = bundle.getEntry("ui/index.js") == null ? null : "ui/index.js";
        var name = descriptor.name() == null ? new Text(id, id) : descriptor.name();
        return new Module(id, bundle.getVersion().toString(), bundle.getBundleId(), name, descriptor.permissions(), taskTypes(id, bundle, descriptor), ui, descriptor.journal());
    }

    private static Descriptor descriptor(Bundle bundle) throws IOException {
        var entry = bundle.getEntry("module.json");
        if (entry == null) {
            return new Descriptor(null, List.of(), List.of(), Map.of());
        }
        try (var in = entry.openStream()) {
            var read = JSON.readValue(in, Descriptor.class);
            return new Descriptor(read.name(), orEmpty(read.permissions()), orEmpty(read.taskTypes()), read.journal());
        } catch (IOException e) {
            throw new IOException("module.json" + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? ", line " + json.getLocation().getLineNr() + ": " + json.getOriginalMessage() : ": " + e.getMessage();
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }

    /** Declared types first, in their order; then one for every other form whose name begins with the module's id. */
    private static List<Module.TaskTypeInfo> taskTypes(String module, Bundle bundle, Descriptor descriptor) throws IOException {
        var titles = formTitles(bundle);
        var types = new LinkedHashMap<String, Module.TaskTypeInfo>();
        for (var t : descriptor.taskTypes()) {
            if (t.id() == null) {
                throw new IOException("module.json: a task type has no id");
            }
            var form = t.form() != null ? t.form() : path(t.id());
            if (bundle.getEntry(form) == null) {
                if (t.form() != null) {
                    throw new IOException("module.json: task type " + t.id() + " names the form " + form + ", which the bundle does not hold");
                }
                form = null;
            }
            types.put(t.id(), new Module.TaskTypeInfo(t.id(), name(t.id(), t.name(), titles.get(t.id())), t.permission(), form));
        }
        titles.forEach((id, title) -> {
            if (id.startsWith(module + ".")) {
                types.putIfAbsent(id, new Module.TaskTypeInfo(id, name(id, null, title), null, path(id)));
            }
        });
        return new ArrayList<>(types.values());
    }

    private static String path(String taskType) {
        return "forms/" + taskType + ".json";
    }

    private static Text name(String id, Text declared, JsonNode title) {
        if (declared != null) {
            return declared;
        }
        if (title != null && title.path("zh-CN").isTextual() && title.path("en").isTextual()) {
            return new Text(title.get("zh-CN").asText(), title.get("en").asText());
        }
        return title != null && title.isTextual() ? new Text(title.asText(), title.asText()) : new Text(id, id);
    }

    /** Title of each form by task type, ordered; a form without a title maps to a missing node. */
    private static Map<String, JsonNode> formTitles(Bundle bundle) throws IOException {
        var titles = new TreeMap<String, JsonNode>();
        var entries = bundle.findEntries("forms", "*.json", false);
        for (URL url : entries == null ? List.<URL>of() : Collections.list(entries)) {
            var file = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
            try (var in = url.openStream()) {
                titles.put(file.substring(0, file.length() - ".json".length()), JSON.readTree(in).path("title"));
            } catch (IOException e) {
                throw new IOException("forms/" + file + reason(e), e);
            }
        }
        return titles;
    }
}
