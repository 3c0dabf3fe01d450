package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What was built is measured, held against the plan and the drawings, and handed over with a receipt (R198–R200, R266). A difference beyond the tolerance is not refused, but has to be explained.
 */
@Component(service = TaskType.class)
@TaskTypeId(AsBuiltTask.TYPE)
public class AsBuiltTask implements TaskType {

    static final String TYPE = "construction.as-built";
    private static final List<String> USUAL = List.of("竣工图", "管线测量成果表");

    private final AsBuiltStore store;

    @Activate
    public AsBuiltTask(@Reference(service = AsBuiltStore.class) AsBuiltStore store) {
        this.store = store;
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        var today = LocalDate.ofInstant(task.now(), ExcavationTask.ZONE).toString();
        var form = JsonNodeFactory.instance.objectNode();
        task.earlier().filter(JsonNode::isObject).ifPresent(before -> form.setAll((com.fasterxml.jackson.databind.node.ObjectNode) before.deepCopy()));
        if (form.isEmpty()) {
            form.put("measuredOn", today).put("receivedOn", today);
            var list = form.putArray("handedOver");
            USUAL.forEach(name -> list.addObject().put("name", name).put("copies", 1));
        }
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var compared = Comparison.of(form, task.form("survey.plan"), task.form("design.drawing"));
        var errors = errors(form, compared, LocalDate.ofInstant(task.now(), ExcavationTask.ZONE));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        long id = store.add(new AsBuilt(0, task.kase().id(), task.task().id(), form, compared, task.now(), task.actor().id(), null));
        task.journal("construction.as-built", Map.of("asBuilt", id, "deviates", compared.stream().filter(l -> !l.within()).map(Comparison.Line::what).toList()));
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.revoke(task.task().id(), task.now());
    }

    static List<FieldError> errors(JsonNode form, List<Comparison.Line> compared, LocalDate today) {
        var errors = new ArrayList<FieldError>();
        var measured = day(form, "measuredOn");
        if (measured == null || measured.isAfter(today)) {
            errors.add(new FieldError("/measuredOn", Text.of("测量日期不晚于今天", "A survey does not lie in the future")));
        }
        var received = day(form, "receivedOn");
        if (received == null || received.isAfter(today) || measured != null && received.isBefore(measured)) {
            errors.add(new FieldError("/receivedOn", Text.of("签收日期不早于测量日期，不晚于今天", "It is received after the survey, and not in the future")));
        }
        var points = form.path("points");
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i - 1).path("x").decimalValue().compareTo(points.get(i).path("x").decimalValue()) == 0 && points.get(i - 1).path("y").decimalValue().compareTo(points.get(i).path("y").decimalValue()) == 0) {
                errors.add(new FieldError("/points/" + i, Text.of("与上一个点重合，请核对坐标", "The same place as the point before; check the coordinates")));
            }
        }
        var off = compared.stream().filter(l -> !l.within()).map(Comparison.Line::text).toList();
        if (!off.isEmpty() && form.path("explanation").asText("").isBlank()) {
            errors.add(new FieldError("/explanation", Text.of("请说明偏差原因：" + off.stream().map(Text::zh).collect(Collectors.joining("；")), "Say why it differs: " + off.stream().map(Text::en).collect(Collectors.joining("; ")))));
        }
        return errors;
    }

    private static LocalDate day(JsonNode form, String field) {
        try {
            return LocalDate.parse(form.path(field).asText());
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
