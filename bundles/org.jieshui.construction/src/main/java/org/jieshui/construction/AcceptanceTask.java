package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Acceptance of the works (R83): completing the task is passing them. Works that do not pass are sent back by {@link AcceptanceResource}, and the history stays. */
@Component(service = TaskType.class)
@TaskTypeId(AcceptanceTask.TYPE)
public class AcceptanceTask implements TaskType {

    static final String TYPE = "construction.acceptance";

    private final AcceptanceStore store;
    private final ChecklistStore lists;
    private final WorksStore works;

    @Activate
    public AcceptanceTask(@Reference(service = AcceptanceStore.class) AcceptanceStore store, @Reference(service = ChecklistStore.class) ChecklistStore lists, @Reference(service = WorksStore.class) WorksStore works) {
        this.store = store;
        this.lists = lists;
        this.works = works;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        boolean stopped = works.works(task.kase().id()).map(Works::stopped).orElse(false);
        return List.of(Condition.of("construction.acceptable", !stopped, Text.of("具备验收条件", "Fit for acceptance"), Text.of("先登记恢复，再验收", "Record first that it goes on")),
                Condition.of("construction.not-failed", !store.held(task.task()), Text.of("本次没有登记不合格", "It was not recorded that they did not pass"), Text.of("已登记不合格，正在退回施工", "They did not pass and are being sent back")));
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        var form = JsonNodeFactory.instance.objectNode().put("acceptedOn", LocalDate.ofInstant(task.now(), ExcavationTask.ZONE).toString());
        form.putObject("result").put("version", lists.current(Checklist.ACCEPTANCE).version()).putObject("answers");
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var checked = checked(form, lists, LocalDate.ofInstant(task.now(), ExcavationTask.ZONE), true);
        long id = store.add(new Acceptance(0, task.kase().id(), task.task().id(), checked.day(), checked.participants(), checked.list().version(), checked.answers(), true, null, null, checked.note(), task.now(),
                task.actor().id(), null));
        task.journal("construction.passed", Map.of("acceptance", id, "list", checked.list().version()));
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.revoke(task.task().id(), task.now());
    }

    record Checked(LocalDate day, String participants, Checklist list, JsonNode answers, String note) {}

    /** What was filled in, against the list that it was filled in with. @param whole everything has to be answered, and right */
    static Checked checked(JsonNode form, ChecklistStore lists, LocalDate today, boolean whole) {
        var day = day(form.path("acceptedOn").asText()).filter(d -> !d.isAfter(today)).orElseThrow(() -> ProblemException.invalid("/acceptedOn", "验收日期不晚于今天", "An acceptance does not lie in the future"));
        var list = lists.version(Checklist.ACCEPTANCE, form.at("/result/version").asInt())
                .orElseThrow(() -> ProblemException.invalid("/result", "没有这一版清单，请刷新后重填", "There is no such list; reload and fill it in again"));
        var answers = form.at("/result/answers");
        var errors = Acceptance.errors(list, answers, whole, "/result/answers");
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Checked(day, form.path("participants").asText(), list, answers, form.path("note").asText("").isBlank() ? null : form.path("note").asText());
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
