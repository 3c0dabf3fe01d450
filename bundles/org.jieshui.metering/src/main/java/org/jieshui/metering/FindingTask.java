package org.jieshui.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** Calibre of the meter and place of its well, so that the meter is prepared early (R67). Starts with what the Design Institute has filed. */
@Component(service = TaskType.class)
@TaskTypeId("metering.finding")
public class FindingTask implements TaskType {

    private static final List<String> FROM_DESIGN = List.of("meterCalibre", "meterWell");

    @Override
    public JsonNode prefill(TaskContext task) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        if (task.earlier().isEmpty()) {
            task.form("design.finding").ifPresent(design -> FROM_DESIGN.stream().filter(design::hasNonNull).forEach(field -> form.set(field, design.get(field))));
        }
        return form;
    }
}
