package org.jieshui.initiation;

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

/** The approval goes to customer service, design, network and engineering the same day and at the same time (R37, R174; A3: the union of both lists). */
@Component(service = TaskType.class)
@TaskTypeId("initiation.transfer")
public class TransferTask implements TaskType {

    static final List<String> TO = List.of("customer-service", "design", "network", "engineering");

    private final Directory directory;
    private final Messages messages;
    private final ApprovalStore store;

    @Activate
    public TransferTask(@Reference Directory directory, @Reference Messages messages, @Reference(service = ApprovalStore.class) ApprovalStore store) {
        this.directory = directory;
        this.messages = messages;
        this.store = store;
    }

    /** Whom it will reach: what nobody receives is not transferred. */
    @Override
    public List<Condition> conditions(TaskContext task) {
        return receivers(task).units().stream().map(unit -> Condition.of("receives-" + unit.department(), !unit.people().isEmpty(), unit.line(),
                Text.of("请安全管理员为" + unit.name().zh() + "安排人员", "Ask the security administrator to assign somebody in: " + unit.name().en()))).toList();
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var kase = task.kase();
        var receivers = receivers(task);
        var note = form.path("note").asText("");
        messages.send(receivers.messages("initiation.transferred", Text.of(kase.number() + " 总工办传来联合审查核准信息" + (note.isEmpty() ? "" : "。" + note),
                kase.number() + " Joint-review information from the Chief Engineer Office" + (note.isEmpty() ? "" : ". " + note)), kase.id(), null));
        store.transferred(kase.id(), task.now(), receivers.ids());
        task.journal("initiation.transferred", Map.of("informed", receivers.ids()));
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.transferred(task.kase().id(), null, null);
    }

    private Receivers receivers(TaskContext task) {
        return Receivers.of(directory, TO, "tasks.work", task.kase().district());
    }
}
