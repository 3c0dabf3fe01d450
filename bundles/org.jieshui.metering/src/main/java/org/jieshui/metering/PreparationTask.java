package org.jieshui.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** 信息录入并备表: who will be billed, and the meter that is kept for the case (R67, R74). One that was reserved before counts; without a serial number the one is taken whose verification ends first. */
@Component(service = TaskType.class)
@TaskTypeId("metering.preparation")
public class PreparationTask implements TaskType {

    private final Meters meters;
    private final MeterStore store;
    private final LowStock lowStock;

    @Activate
    public PreparationTask(@Reference Meters meters, @Reference MeterStore store, @Reference LowStock lowStock) {
        this.meters = meters;
        this.store = store;
        this.lowStock = lowStock;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        return List.of(Condition.of("metering.calibre", Plan.of(task::form, task.kase().facts()).calibre() != null, Text.of("图纸、方案或查勘意见已定水表口径", "Drawing, plan or finding says the calibre of the meter"),
                Text.of("请设计院在图纸里填写水表口径", "The Design Institute states the meter's calibre in the drawing")));
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        var form = task.earlier().filter(JsonNode::isObject).<com.fasterxml.jackson.databind.node.ObjectNode>map(JsonNode::deepCopy).orElseGet(JsonNodeFactory.instance::objectNode);
        if (!form.has("accountName")) {
            form.put("accountName", task.kase().customer());
            task.form("intake.application").map(f -> f.path("use")).filter(JsonNode::isTextual).ifPresent(use -> form.set("use", use));
        }
        store.ofCase(task.kase().id()).ifPresent(m -> form.put("serial", m.serial()));
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var plan = Plan.of(task::form, task.kase().facts());
        var by = new Meters.By(task.actor().id(), task.now());
        var why = form.path("reason").asText(null);
        long caseId = task.kase().id();
        var serial = MeterRules.serial(form.path("serial").asText(""));
        var before = store.ofCase(caseId);
        var meter = !serial.isEmpty() ? meters.reserve(caseId, serial, why, by) : before.orElseGet(() -> meters.reserve(caseId, plan.calibre(), plan.kind(), why, by));
        plan.requireExplained(meter, why != null ? why : store.whyReserved(caseId, meter.id()).orElse(null), "/reason");
        if (before.map(Meter::id).filter(id -> id == meter.id()).isEmpty()) {
            lowStock.tell(meter.calibre(), by.day());
        }
        task.update(Facts.meter(meter));
        task.journal("metering.prepared", Facts.entry(meter));
    }
}
