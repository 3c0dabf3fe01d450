package org.jieshui.intake;

import java.util.ArrayList;
import java.util.List;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;

/** Messages to the people of departments, in the transaction of the action. */
final class Told {

    private Told() {}

    /** @return ids of the departments in which somebody was told */
    static List<String> tell(Directory directory, Messages messages, TaskContext task, List<String> departments, String kind, Text text) {
        var told = new ArrayList<String>();
        var out = new ArrayList<Message>();
        var kase = task.kase();
        for (var department : departments) {
            var people = directory.withPermission(department, "tasks.work", kase.district());
            people.forEach(p -> out.add(new Message(p.id(), kind, Text.of(kase.number() + " " + text.zh(), kase.number() + " " + text.en()), kase.id(), null)));
            if (!people.isEmpty()) {
                told.add(department);
            }
        }
        messages.send(out);
        return told;
    }
}
