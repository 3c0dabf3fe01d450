package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** 《用水申请表》, filled with the customer on site (R18, R43, R49): the only material that is asked of him (R8). The signed paper is uploaded as the document {@code application}. */
@Component(service = TaskType.class)
@TaskTypeId("intake.application")
public class ApplicationTask implements TaskType {

    @Override
    public JsonNode prefill(TaskContext task) {
        var kase = task.kase();
        var form = JsonNodeFactory.instance.objectNode();
        form.put("applicant", kase.customer()).put("address", kase.address());
        if (kase.contact() != null) {
            form.put("contact", kase.contact());
        }
        if (kase.phone() != null) {
            form.put("phone", kase.phone());
        }
        task.form("intake.accept").ifPresent(accepted -> form.set("use", accepted.path("use")));
        task.form("intake.accept").ifPresent(accepted -> form.set("dailyVolume", accepted.path("dailyVolume")));
        return form;
    }

    /** What the customer wrote himself is what the case goes by. */
    @Override
    public void completed(TaskContext task, JsonNode form) {
        task.update(new CaseChange(form.path("applicant").asText(), form.path("contact").asText(), form.path("phone").asText(), form.path("address").asText(), null, null, null));
    }
}
