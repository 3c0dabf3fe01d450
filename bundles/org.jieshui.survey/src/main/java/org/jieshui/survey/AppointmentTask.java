package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Books the survey with the customer and everybody who attends (R41, R42, R48). */
@Component(service = TaskType.class)
@TaskTypeId("survey.appointment")
public class AppointmentTask implements TaskType {

    private final Booking booking;

    @Activate
    public AppointmentTask(@Reference(service = Booking.class) Booking booking) {
        this.booking = booking;
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        ObjectNode form = JsonNodeFactory.instance.objectNode().put("minutes", 60).put("place", task.kase().address()).put("contact", task.kase().contact())
                .put("phone", task.kase().phone());
        var attendees = form.putArray("attendees");
        Stream.concat(Appointment.REQUIRED.stream(), Appointment.INVITED.stream()).forEach(department -> {
            ObjectNode attendee = attendees.addObject().put("department", department);
            if (department.equals(task.task().department())) {
                attendee.put("person", task.actor().id());
            }
        });
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var appointment = Appointment.of(form);
        var errors = booking.errors(appointment, task.now());
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        booking.book(task.kase(), appointment);
        var change = new CaseChange(null, form.get("contact").asText(), form.get("phone").asText(), null, null, null, null);
        task.update(change);
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        booking.cancel(task.kase().id());
    }
}
