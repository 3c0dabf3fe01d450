package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Component;

/** Who came, when, and what customer service checked on site (R42, R49). */
@Component(service = TaskType.class)
@TaskTypeId("survey.attendance")
public class AttendanceTask implements TaskType {

    @Override
    public JsonNode prefill(TaskContext task) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        task.form("survey.appointment").ifPresent(appointment -> {
            form.set("arrived", appointment.path("start"));
            form.putArray("present");
            appointment.path("attendees").forEach(a -> form.withArray("present").add(((ObjectNode) a.deepCopy()).put("came", true)));
        });
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        if (Appointment.instant(form.get("arrived").asText(), "/arrived").isAfter(task.now())) {
            throw ProblemException.invalid("/arrived", "到场时间还没有到，现场办结", "That time is still to come; complete this on site");
        }
    }
}
