package org.jieshui.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** 挂表通水: on the spot, after acceptance, the reserved meter hangs and the water runs (R84). The record of it is made afterwards (R265). */
@Component(service = TaskType.class)
@TaskTypeId("metering.water-on")
public class WaterOnTask implements TaskType {

    private static final String ACCEPTANCE = "construction.acceptance";
    private static final int DECIMALS = 3;

    private final Meters meters;
    private final MeterStore store;
    private final Archive archive;

    @Activate
    public WaterOnTask(@Reference Meters meters, @Reference MeterStore store, @Reference Archive archive) {
        this.meters = meters;
        this.store = store;
        this.archive = archive;
    }

    /** A meter that is not verified any more can be exchanged on the spot; that is why its verification is no condition. */
    @Override
    public List<Condition> conditions(TaskContext task) {
        var meter = store.ofCase(task.kase().id());
        return List.of(Condition.of("metering.reserved", meter.filter(m -> m.is(Meter.RESERVED)).isPresent(), Text.of("已为工单预留水表", "A meter is reserved for the case"),
                Text.of("营销在工单页“水表”预留", "Marketing reserves one in the tab 水表 of the case")));
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        var form = task.earlier().filter(JsonNode::isObject).<ObjectNode>map(JsonNode::deepCopy).orElseGet(JsonNodeFactory.instance::objectNode);
        if (form.isEmpty()) {
            form.put("waterOnAt", task.now().truncatedTo(ChronoUnit.MINUTES).toString());
            Optional.ofNullable(Plan.of(task::form, task.kase().facts()).well()).ifPresent(well -> form.put("place", well));
        }
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        long caseId = task.kase().id();
        var at = Instant.parse(form.path("waterOnAt").asText());
        var reading = form.path("reading").decimalValue();
        var faults = new ArrayList<FieldError>();
        when(faults, task, at);
        if (reading.stripTrailingZeros().scale() > DECIMALS) {
            faults.add(MeterRules.fault("/reading", "读数最多三位小数，单位 m³", "A reading has three decimals at most, in m³"));
        }
        if (!form.has("point") && !form.has("position")) {
            faults.add(MeterRules.fault("/position", "用手机定位，或在地图上点选水表位置", "Take the position from the phone, or pick the meter's place on the map"));
        }
        photos(faults, caseId, form.path("photos"));
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        hang(task, form, at, reading);
    }

    private void hang(TaskContext task, JsonNode form, Instant at, BigDecimal reading) {
        long caseId = task.kase().id();
        var by = new Meters.By(task.actor().id(), task.now());
        var why = form.path("exchangeReason").asText(null);
        var before = store.ofCase(caseId);
        var meter = meters.hang(caseId, MeterRules.serial(form.path("serial").asText()), LocalDate.ofInstant(at, Meters.ZONE), why, by);
        if (before.map(Meter::id).filter(id -> id == meter.id()).isEmpty()) {
            signedForTheOther(task, before);
            Plan.of(task::form, task.kase().facts()).requireExplained(meter, why, "/exchangeReason");
        }
        var read = reading.setScale(DECIMALS).toPlainString();
        store.inTransaction(h -> {
            store.waterOn(h, new MeterStore.WaterOn(task.task().id(), caseId, meter.id(), at, by.person(), new BigDecimal(read), form.path("seal").asText()));
            return null;
        });
        task.update(Facts.waterOn(meter, at.toString(), read));
        task.journal("metering.hung", Map.of("meter", meter.serial(), "calibre", meter.calibre(), "reading", read, "at", at.toString()));
    }

    /** A contract that names another meter than the one that hangs is wrong for good: it is drawn up and signed again first, which it can be while this task is open. */
    private static void signedForTheOther(TaskContext task, Optional<Meter> before) {
        if (task.kase().facts() != null && task.kase().facts().path("supplyContract").isTextual()) {
            var serial = before.map(Meter::serial).orElse("—");
            throw Problem.of("metering/contract-signed", 409, "供用水合同已按 " + serial + " 签订。请在“水表”页换预留，作废合同、重新起草签订，再办结",
                    "The supply contract is signed for " + serial + ". Change the reservation in the tab 水表, make the contract void, draw it up and sign it again, then complete").toException();
        }
    }

    /** Neither in the future nor before the works were accepted. */
    private static void when(List<FieldError> faults, TaskContext task, Instant at) {
        var recorded = task.tasks().stream().filter(t -> t.type().equals(ACCEPTANCE) && t.state() == TaskState.DONE).map(TaskInfo::done).reduce((one, other) -> one.isAfter(other) ? one : other);
        // an acceptance may be recorded the day after
        var accepted = task.form(ACCEPTANCE).map(f -> f.path("acceptedOn").asText("")).filter(day -> !day.isEmpty()).map(day -> LocalDate.parse(day).atStartOfDay(Meters.ZONE).toInstant()).or(() -> recorded);
        if (at.isAfter(task.now())) {
            faults.add(MeterRules.fault("/waterOnAt", "通水时间不能晚于现在", "The water cannot have been turned on later than now"));
        } else if (at.isBefore(accepted.orElse(task.kase().opened()).truncatedTo(ChronoUnit.MINUTES))) {
            faults.add(MeterRules.fault("/waterOnAt", "通水时间不能早于验收，请核对日期", "The water cannot have been turned on before the acceptance; check the date"));
        }
    }

    private void photos(List<FieldError> faults, long caseId, JsonNode photos) {
        var here = archive.documents(caseId).stream().filter(d -> d.voidReason() == null).map(Document::id).collect(Collectors.toSet());
        var named = new HashSet<Long>();
        photos.forEach(id -> named.add(id.asLong()));
        if (!here.containsAll(named)) {
            faults.add(MeterRules.fault("/photos", "照片不在本工单，重新拍照上传", "A photo is not of this case; take it and upload it again"));
        }
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        meters.unhang(task.kase().id(), reason, new Meters.By(task.actor().id(), task.now()));
        store.inTransaction(h -> {
            store.waterOff(h, task.task().id());
            return null;
        });
        task.update(Facts.waterOff());
    }
}
