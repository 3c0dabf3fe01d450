package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        if (task.earlier().isPresent()) {
            return task.earlier().get();
        }
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        task.form("survey.appointment").ifPresent(appointment -> {
            Instant booked = Appointment.instant(appointment.path("start").asText(), "/start");
            form.put("arrived", (booked.isAfter(task.now()) ? task.now().truncatedTo(ChronoUnit.MINUTES) : booked).toString());
            form.putArray("present").addAll((ArrayNode) appointment.withArray("attendees").deepCopy());
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
