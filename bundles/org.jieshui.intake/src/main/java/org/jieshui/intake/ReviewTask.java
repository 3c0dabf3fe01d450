package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customer service confirms the drawings (R73); sends them back to the Design Institute when they do not agree. */
@Component(service = TaskType.class)
@TaskTypeId("intake.review")
public class ReviewTask implements TaskType {

    private final Confirmation confirmation;

    @Activate
    public ReviewTask(@Reference(service = Confirmation.class) Confirmation confirmation) {
        this.confirmation = confirmation;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        confirmation.agreed(task, "intake.leader-review");
    }
}
