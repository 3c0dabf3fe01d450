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
        if (task.earlier().isPresent()) {
            return task.earlier().get();
        }
        ObjectNode form = JsonNodeFactory.instance.objectNode().put("minutes", 60).put("place", task.kase().address());
        var attendees = form.putArray("attendees");
        Stream.concat(Appointment.REQUIRED.stream(), Appointment.INVITED.stream()).forEach(department -> {
            ObjectNode attendee = attendees.addObject().put("department", department);
            Long person = department.equals(task.task().department()) ? (Long) task.actor().id() : booking.only(department, task.kase().district());
            if (person != null) {
                attendee.put("person", person);
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
        if (form.has("contact") || form.has("phone")) {
            task.update(new CaseChange(null, form.path("contact").asText(null), form.path("phone").asText(null), null, null, null, null));
        }
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        booking.cancel(task.kase().id());
    }
}
