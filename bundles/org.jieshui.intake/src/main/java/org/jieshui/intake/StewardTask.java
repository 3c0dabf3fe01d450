package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.List;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** One named person answers for the case (R14). Proposed is the steward of the district with the fewest open cases (R169, R175). */
@Component(service = TaskType.class)
@TaskTypeId("intake.steward")
public class StewardTask implements TaskType {

    static final String DEPARTMENT = "customer-service";
    static final String STEWARDSHIP = "intake.stewardship";

    private final Directory directory;
    private final CaseViews views;
    private final Messages messages;

    @Activate
    public StewardTask(@Reference Directory directory, @Reference CaseViews views, @Reference Messages messages) {
        this.directory = directory;
        this.views = views;
        this.messages = messages;
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        var form = JsonNodeFactory.instance.objectNode();
        directory.withPermission(DEPARTMENT, STEWARDSHIP, task.kase().district()).stream().min(Comparator.comparingInt(this::openCases)).ifPresent(p -> form.put("steward", p.id()));
        return form;
    }

    private int openCases(Directory.Person person) {
        return views.cases(Actor.system("intake"), new CaseViews.CaseQuery(null, null, "open", null, null, person.id(), null, 200)).items().size();
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        long steward = form.path("steward").asLong();
        var actor = directory.actor(steward).filter(a -> a.may(STEWARDSHIP, DEPARTMENT));
        if (actor.isEmpty()) {
            throw ProblemException.invalid("/steward", "此人不是客户管家，请另选", "That person is no customer steward; choose another");
        }
        task.update(CaseChange.steward(steward));
        if (steward != task.actor().id()) {
            var kase = task.kase();
            messages.send(List.of(new Message(steward, "intake.steward", Text.of(kase.number() + " 您是本工单的客户管家，请提前与客户对接",
                    kase.number() + " You are the steward of this case; engage the customer in advance"), kase.id(), null)));
        }
    }
}
