package org.jieshui.platform.api.module;

import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;

/**
 * A running module: a bundle with the manifest header {@code Jieshui-Module}, described by its {@code module.json} (all of it optional).
 *
 * @param id          short name, the last part of the bundle's symbolic name: {@code survey}
 * @param version     the bundle's version with qualifier; unique per deployment
 * @param bundleId    the framework's id of the bundle
 * @param name        what people call it
 * @param permissions what the module asks of roles
 * @param taskTypes   the task types it works on; a type needs no entry here unless it wants a name or a permission of its own
 * @param ui          entry of its console module inside the bundle ({@code ui/index.js}), or null
 * @param journal     how the timeline words the module's own kinds of journal entries
 */
public record Module(String id, String version, long bundleId, Text name, List<Permission> permissions, List<TaskTypeInfo> taskTypes, String ui,
        Map<String, Text> journal) {

    /** A permission and the roles that hold it unless an administrator decides otherwise. */
    public record Permission(String id, Text name, List<String> roles) {
        public Permission {
            roles = roles == null ? List.of() : List.copyOf(roles);
        }
    }

    /** A task type: its name, the permission to work on it (null: {@code tasks.work}), its form (a JSON Schema in the bundle, or null). */
    public record TaskTypeInfo(String id, Text name, String permission, String form) {}

    public Module {
        permissions = permissions == null ? List.of() : List.copyOf(permissions);
        taskTypes = taskTypes == null ? List.of() : List.copyOf(taskTypes);
        journal = journal == null ? Map.of() : Map.copyOf(journal);
    }

    public Module(String id, String version, long bundleId, Text name, List<Permission> permissions, List<TaskTypeInfo> taskTypes, String ui) {
        this(id, version, bundleId, name, permissions, taskTypes, ui, Map.of());
    }
}
