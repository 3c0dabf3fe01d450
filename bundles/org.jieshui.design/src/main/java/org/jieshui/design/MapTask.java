package org.jieshui.design;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The 1:500 map: obtained by the institute, never asked of the customer, and shared with network and engineering (R178, R179). */
@Component(service = TaskType.class)
@TaskTypeId("design.map")
public class MapTask implements TaskType {

    private static final List<String> SHARED_WITH = List.of("network", "engineering");

    private final Directory directory;
    private final Messages messages;

    @Activate
    public MapTask(@Reference Directory directory, @Reference Messages messages) {
        this.directory = directory;
        this.messages = messages;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var subject = Text.of(task.kase().number() + " 的 1:500 地形图已取得，可以查看", "The 1:500 map of " + task.kase().number() + " is there to see");
        messages.send(SHARED_WITH.stream().flatMap(department -> directory.withPermission(department, "tasks.work", task.kase().district()).stream())
                .map(person -> new Message(person.id(), "design.map", subject, task.kase().id(), null)).toList());
    }
}
