package org.jieshui.intake;

import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.notifications.Receivers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The drawings are confirmed when customer service and the responsible leader have both agreed: then they go to engineering and marketing at the same time (R73). */
@Component(service = Confirmation.class)
public class Confirmation {

    private static final List<String> TO = List.of("engineering", "marketing");

    private final Directory directory;
    private final Messages messages;

    @Activate
    public Confirmation(@Reference Directory directory, @Reference Messages messages) {
        this.directory = directory;
        this.messages = messages;
    }

    /** One of the two agrees. @param other the task type of the other one */
    void agreed(TaskContext task, String other) {
        boolean both = task.tasks().stream().anyMatch(t -> t.type().equals(other) && t.state() == TaskState.DONE);
        if (both) {
            var kase = task.kase();
            var receivers = Receivers.of(directory, TO, "tasks.work", kase.district());
            messages.send(receivers.messages("intake.drawings-confirmed", Text.of(kase.number() + " 图纸已审核确认，工程、营销同时收到",
                    kase.number() + " The drawings are confirmed; engineering and marketing receive them at the same time"), kase.id(), null));
            task.journal("intake.drawings-confirmed", Map.of("informed", receivers.ids()));
        }
    }
}
