package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseInfo;
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
        var form = known(task.kase(), task.form("intake.accept"));
        task.earlier().filter(JsonNode::isObject).ifPresent(earlier -> form.setAll((ObjectNode) earlier));
        form.remove("signedOnSite");
        return form;
    }

    /** What is known before anybody fills the form in. */
    static ObjectNode known(CaseInfo kase, Optional<JsonNode> accepted) {
        var form = JsonNodeFactory.instance.objectNode();
        form.put("applicant", kase.customer()).put("address", kase.address());
        if (kase.contact() != null) {
            form.put("contact", kase.contact());
        }
        if (kase.phone() != null) {
            form.put("phone", kase.phone());
        }
        accepted.ifPresent(a -> List.of("use", "dailyVolume").stream().filter(a::has).forEach(field -> form.set(field, a.get(field))));
        return form;
    }

    /** What the customer wrote himself is what the case goes by. */
    @Override
    public void completed(TaskContext task, JsonNode form) {
        task.update(new CaseChange(form.path("applicant").asText(), form.path("contact").asText(), form.path("phone").asText(), form.path("address").asText(), null, null, null));
    }
}
