package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The application goes on line to design, network and engineering the same day (R40). */
@Component(service = TaskType.class)
@TaskTypeId("intake.forward")
public class ForwardTask implements TaskType {

    private static final List<String> TO = List.of("design", "network", "engineering");

    private final Directory directory;
    private final Messages messages;

    @Activate
    public ForwardTask(@Reference Directory directory, @Reference Messages messages) {
        this.directory = directory;
        this.messages = messages;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var told = Told.tell(directory, messages, task, TO, "intake.forwarded", Text.of("客服中心转来用水申请，请准备查勘", "Application forwarded by customer service; prepare for the survey"));
        task.journal("intake.forwarded", Map.of("to", told));
    }
}
