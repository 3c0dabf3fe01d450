package org.jieshui.initiation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The approval goes to customer service, design, network and engineering the same day and at the same time (R37, R174; A3: the union of both lists). */
@Component(service = TaskType.class)
@TaskTypeId("initiation.transfer")
public class TransferTask implements TaskType {

    private static final List<String> TO = List.of("customer-service", "design", "network", "engineering");

    private final Directory directory;
    private final Messages messages;

    @Activate
    public TransferTask(@Reference Directory directory, @Reference Messages messages) {
        this.directory = directory;
        this.messages = messages;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var kase = task.kase();
        var informed = new LinkedHashMap<String, List<Long>>();
        var out = new ArrayList<Message>();
        for (var department : TO) {
            var people = directory.withPermission(department, "tasks.work", kase.district()).stream().map(Directory.Person::id).toList();
            informed.put(department, people);
            people.forEach(person -> out.add(new Message(person, "initiation.transferred",
                    Text.of(kase.number() + " 总工办传来联合审查核准信息", kase.number() + " Joint-review information from the Chief Engineer Office"), kase.id(), null)));
        }
        messages.send(out);
        task.journal("initiation.transferred", Map.of("informed", informed));
    }
}
