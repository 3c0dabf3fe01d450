package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.gis.api.PipeNetwork;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The joint water-use plan (R42, R54). Sent back, it is determined again as a new version with cause and department (R172). */
@Component(service = TaskType.class)
@TaskTypeId("survey.plan")
public class PlanTask implements TaskType {

    private final SurveyStore store;

    /** Away while the network department's module is stopped: the tap point is then picked by hand. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile PipeNetwork network;

    @Activate
    public PlanTask(@Reference(service = SurveyStore.class) SurveyStore store) {
        this.store = store;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        return Plan.conditions(task::form);
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        var last = store.plans(task.kase().id()).stream().findFirst().map(p -> new Plan.Filed(p.plan(), p.at())).orElse(null);
        var plan = Plan.prefill(last, type -> task.form(type).map(form -> new Plan.Filed(form, filedAt(task, type))));
        PipeNetwork pipes = network;
        if (pipes != null) {
            pipes.tapPoint(task.kase().id()).filter(tap -> last == null || tap.at().isAfter(last.at()))
                    .ifPresent(tap -> Plan.tap(plan, tap.x(), tap.y(), tap.pipeCode(), tap.length()));
        }
        return plan;
    }

    private static Instant filedAt(TaskContext task, String type) {
        return task.tasks().stream().filter(t -> t.type().equals(type) && t.done() != null).map(TaskInfo::done).max(Instant::compareTo).orElse(Instant.MIN);
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        if (!form.path("ready").asBoolean()) {
            throw Problem.of("survey/not-ready", 422, "现场不具备接水条件时不办结方案。当场向客户说明原因，再用“暂不具备条件，转建档”",
                    "A plan is not completed while the site is not ready. Tell the customer the reason on the spot, then use “Not ready, keep on file”").toException();
        }
        JsonNode change = form.path("change");
        int version = store.plans(task.kase().id()).size() + 1;
        if (version > 1 && !change.isObject()) {
            throw ProblemException.invalid("/change", "方案变更要写明原因和引起变更的部门", "Say why the plan changes and which department caused it");
        }
        store.addPlan(task.kase().id(), version, task.now(), task.actor().id(), form, version == 1 ? null : change.path("cause").asText(),
                version == 1 ? null : change.path("department").asText());
        if (version > 1) {
            task.journal("survey.plan-changed", Map.of("version", version, "cause", change.path("cause").asText(), "department", change.path("department").asText()));
        }
        task.update(CaseChange.facts(Map.of("excavation", form.path("excavation").asBoolean())));
    }
}
