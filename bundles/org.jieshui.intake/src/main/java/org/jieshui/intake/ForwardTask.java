package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.notifications.Receivers;
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

    /** Whom it will reach: what nobody receives is not forwarded. */
    @Override
    public List<Condition> conditions(TaskContext task) {
        return receivers(task).units().stream().map(unit -> Condition.of("receives-" + unit.department(), !unit.people().isEmpty(), unit.line(),
                Text.of("请安全管理员为" + unit.name().zh() + "安排人员", "Ask the security administrator to assign somebody in: " + unit.name().en()))).toList();
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var kase = task.kase();
        var note = form.path("note").asText("");
        var receivers = receivers(task);
        messages.send(receivers.messages("intake.forwarded", Text.of(kase.number() + " 客服中心转来用水申请，请准备查勘" + (note.isEmpty() ? "" : "。" + note),
                kase.number() + " Application forwarded by customer service; prepare for the survey" + (note.isEmpty() ? "" : ". " + note)), kase.id(), null));
        task.journal("intake.forwarded", Map.of("informed", receivers.ids()));
    }

    private Receivers receivers(TaskContext task) {
        return Receivers.of(directory, TO, "tasks.work", task.kase().district());
    }
}
