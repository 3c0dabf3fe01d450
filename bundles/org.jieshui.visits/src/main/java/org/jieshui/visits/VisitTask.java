package org.jieshui.visits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.notifications.Receivers;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A specialist asks the customer within three working days of water on (R87, R208, R268). Who is dissatisfied is followed up. */
@Component(service = TaskType.class)
@TaskTypeId("visits.visit")
public class VisitTask implements TaskType {

    static final String DISSATISFIED = "dissatisfied";
    /** What one needs, besides working for the department, to see a follow-up and to settle it. */
    static final String SETTLES = "visits.read";
    private static final String ANSWERS = "/questionnaire/answers";

    private final Directory directory;
    private final Messages messages;
    private final VisitsStore store;

    @Activate
    public VisitTask(@Reference Directory directory, @Reference Messages messages, @Reference(service = VisitsStore.class) VisitsStore store) {
        this.directory = directory;
        this.messages = messages;
        this.store = store;
    }

    /** Asked with the questionnaire of now; a visit that was sent back starts with what was answered, if that questionnaire is still asked. */
    @Override
    public JsonNode prefill(TaskContext task) {
        int version = store.questionnaire().version();
        var earlier = task.earlier().filter(form -> form.at("/questionnaire/version").asInt() == version);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var form = JsonNodeFactory.instance.objectNode();
        form.put("way", "phone").put("visitedAt", task.now().toString());
        form.putObject("questionnaire").put("version", version).putObject("answers");
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var at = Instant.parse(form.path("visitedAt").asText());
        if (at.isAfter(task.now()) || at.isBefore(task.kase().opened())) {
            throw ProblemException.invalid("/visitedAt", "回访应在工单建立之后、现在之前，请核对日期", "A visit lies after the case was opened and not in the future; check the date");
        }
        var asked = store.questionnaire(form.at("/questionnaire/version").asInt())
                .orElseThrow(() -> ProblemException.invalid("/questionnaire", "没有这一版问卷，请刷新后重填", "There is no such questionnaire; reload and answer again"));
        var answers = form.at(ANSWERS);
        var errors = Question.errors(asked.questions(), answers, ANSWERS);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        var satisfaction = form.path("satisfaction").asText();
        var kase = task.kase();
        store.visited(new VisitsStore.Visit(task.task().id(), kase.id(), kase.district(), at, task.actor().id(), satisfaction, asked.version(), Question.scores(asked.questions(), answers)));
        task.journal("visits.visited", Map.of("satisfaction", satisfaction, "questionnaire", asked.version(), "way", form.path("way").asText()));
        if (satisfaction.equals(DISSATISFIED)) {
            followUp(task, form);
        }
    }

    private void followUp(TaskContext task, JsonNode form) {
        var department = form.path("department").asText();
        var kase = task.kase();
        var receivers = Receivers.of(directory, List.of(department), SETTLES, kase.district());
        if (receivers.ids().values().stream().allMatch(List::isEmpty)) {
            throw ProblemException.invalid("/department", "这个部门没有人能看到并处理回访整改，请选别的部门，或请安全管理员为它安排人员",
                    "Nobody in that department can see and settle it; choose another, or ask the security administrator to assign somebody there");
        }
        long id = store.open(FollowUp.of(kase.id(), task.task().id(), kase.district(), department, form.path("complaint").asText(), task.now(), task.actor().id()));
        messages.send(receivers.messages("visits.dissatisfied",
                Text.of(kase.number() + " 回访客户不满意，请您部门整改", kase.number() + " The customer is dissatisfied; your department is to settle it"), kase.id(), null));
        task.journal("visits.dissatisfied", Map.of("followUp", id, "department", department));
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.revoke(task.task().id(), task.now());
    }
}
