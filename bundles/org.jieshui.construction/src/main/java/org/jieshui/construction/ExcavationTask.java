package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Road excavation and entry conditions: the gate before the commission agreement is signed (R80). */
@Component(service = TaskType.class)
@TaskTypeId(ExcavationTask.TYPE)
public class ExcavationTask implements TaskType {

    static final String TYPE = "construction.excavation";
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final ExcavationStore store;
    private final ChecklistStore lists;

    @Activate
    public ExcavationTask(@Reference(service = ExcavationStore.class) ExcavationStore store, @Reference(service = ChecklistStore.class) ChecklistStore lists) {
        this.store = store;
        this.lists = lists;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        long id = task.kase().id();
        var checks = store.checks(id).entrySet().stream().collect(Collectors.toMap(e -> e.getKey(), e -> e.getValue().met()));
        return EntryGate.conditions(store.need(id).map(ExcavationStore.Need::needed).orElse(null), store.applications(id), lists.current(Checklist.ENTRY), checks, LocalDate.ofInstant(task.now(), ZONE));
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        long id = task.kase().id();
        boolean needed = store.need(id).orElseThrow().needed();
        var data = new HashMap<String, Object>();
        data.put("excavation", needed);
        data.put("list", lists.current(Checklist.ENTRY).version());
        if (needed) {
            EntryGate.permit(store.applications(id)).ifPresent(permit -> data.put("application", permit.id()));
        }
        task.journal("construction.entry-met", data);
    }
}
