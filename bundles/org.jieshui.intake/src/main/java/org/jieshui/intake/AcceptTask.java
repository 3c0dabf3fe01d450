package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Component;

/** The need is understood, policy and cooperation are explained (R45–R47), and the formalities are checked by somebody who answers for it (R180): who completes the task. */
@Component(service = TaskType.class)
@TaskTypeId("intake.accept")
public class AcceptTask implements TaskType {

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var formalities = form.path("formalities").asText();
        if (formalities.equals("tolerated") && form.path("note").asText("").isBlank()) {
            throw ProblemException.invalid("/note", "建设手续有欠缺的，写明欠缺什么、何时补齐", "The formalities are incomplete: say what is lacking and when it will come");
        }
        task.journal("intake.accepted", Map.of("answerable", task.actor().id(), "formalities", formalities));
    }
}
