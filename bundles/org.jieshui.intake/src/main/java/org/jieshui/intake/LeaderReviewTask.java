package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The responsible leader confirms the drawings (R73); engineering and marketing then receive them at once. */
@Component(service = TaskType.class)
@TaskTypeId("intake.leader-review")
public class LeaderReviewTask implements TaskType {

    private final Confirmation confirmation;

    @Activate
    public LeaderReviewTask(@Reference(service = Confirmation.class) Confirmation confirmation) {
        this.confirmation = confirmation;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        confirmation.agreed(task, "intake.review");
    }
}
