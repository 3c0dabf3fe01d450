package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Processes drawn in a line: {@code "plan 2: a, b<a, c<a+b; build 3 >pay: pay<c, d?<pay, e[gas]<pay, f!1<pay, g=t.other<pay"}: stages with their days (and what their clock starts after), tasks with what they
 * wait for; {@code ?} invited, {@code [fact]} only when the fact is true, {@code !1} a limit of its own, {@code =} a type of its own, {@code @} a department of its own.
 */
final class Drawn {

    private Drawn() {}

    static ProcessDefinition process(int version, String picture) {
        return ProcessReader.read(json(version, picture), Set.of("force-majeure")).process();
    }

    static String json(int version, String picture) {
        var root = CaseStore.JSON.createObjectNode().put("id", "drawn").put("version", version).put("model", "321");
        name(root, "drawn");
        root.putObject("policy").put("document", "test");
        root.putArray("pauseReasons").add("force-majeure");
        var stages = root.putArray("stages");
        int days = 0;
        String last = null;
        for (var part : picture.split(";")) {
            var head = part.substring(0, part.indexOf(':')).trim().split(" ");
            var stage = stages.addObject().put("id", head[0]);
            name(stage, head[0]);
            stage.putObject("limit").put("workingDays", Integer.parseInt(head[1]));
            days += Integer.parseInt(head[1]);
            if (head.length > 2) {
                stage.put("startsAfter", head[2].substring(1));
            }
            var tasks = stage.putArray("tasks");
            for (var word : part.substring(part.indexOf(':') + 1).split(",")) {
                var task = task(tasks.addObject(), word.trim());
                last = task.path("optional").asBoolean() ? last : task.path("id").asText();
            }
        }
        root.putObject("flow").put("limit", days).put("from", stages.get(0).path("id").asText()).put("to", last);
        return root.toString();
    }

    private static ObjectNode task(ObjectNode task, String word) {
        var waits = word.split("<");
        var rest = waits[0];
        var id = rest.split("[?\\[!=@]")[0];
        task.put("id", id);
        var type = rest.contains("=") ? rest.replaceFirst(".*=", "").split("[?\\[!@]")[0] : "t." + id;
        task.put("type", type).put("department", rest.contains("@") ? rest.replaceFirst(".*@", "").split("[?\\[!=]")[0] : "design");
        name(task, id);
        if (rest.contains("?")) {
            task.put("optional", true);
        }
        if (rest.contains("[")) {
            task.putObject("when").put(rest.substring(rest.indexOf('[') + 1, rest.indexOf(']')), true);
        }
        if (rest.contains("!")) {
            task.putObject("limit").put("workingDays", Integer.parseInt(rest.replaceFirst(".*!", "").split("[?\\[=@]")[0]));
        }
        if (waits.length > 1) {
            var after = task.putArray("after");
            for (var key : waits[1].split("\\+")) {
                after.add(key);
            }
        }
        return task;
    }

    private static void name(ObjectNode node, String name) {
        node.putObject("name").put("zh-CN", name).put("en", name);
    }
}
