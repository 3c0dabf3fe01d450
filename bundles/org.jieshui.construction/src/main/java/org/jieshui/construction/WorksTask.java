package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Works by the drawings (R83): given to a construction unit, which files what it does day by day with photos; engineering completes the task when the unit has reported that they are finished. */
@Component(service = TaskType.class)
@TaskTypeId(WorksTask.TYPE)
public class WorksTask implements TaskType {

    static final String TYPE = "construction.works";

    private final WorksStore store;
    private final ExcavationStore excavations;

    @Activate
    public WorksTask(@Reference(service = WorksStore.class) WorksStore store, @Reference(service = ExcavationStore.class) ExcavationStore excavations) {
        this.store = store;
        this.excavations = excavations;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        long id = task.kase().id();
        var works = store.works(id);
        var all = new ArrayList<>(conditions(works.orElse(null), store.entries(id).size(), store.photos(id).stream().filter(p -> p.entry() != null).count()));
        all.add(EntryGate.settled(excavations.applications(id)));
        return all;
    }

    static List<Condition> conditions(Works works, int entries, long photos) {
        boolean planned = works != null && works.plan() != null;
        return List.of(
                Condition.of("construction.planned", planned, Text.of("已派给施工单位并排定日期", "Given to a construction unit, with dates"), Text.of("请工程人员在“派工”里选施工单位、班组和日期", "Engineering gives them to a unit under “Plan”")),
                Condition.of("construction.entries", entries > 0, Text.of("有施工日志", "What was done is on file"), Text.of("请施工单位逐日填写施工日志", "The construction unit files what it does day by day")),
                Condition.of("construction.photos", photos > 0, Text.of("有施工照片", "There are photos of the works"), Text.of("请施工单位在日志里附照片", "The construction unit adds photos to its entries")),
                Condition.of("construction.going", works == null || !works.stopped(), Text.of("没有停工", "The works do not stand still"), Text.of("先登记复工", "Record first that they go on")),
                Condition.of("construction.reported", works != null && works.report() != null, Text.of("施工单位已报完工", "The unit has reported that they are finished"), Text.of("请施工单位报完工", "The construction unit reports it")));
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var entries = store.entries(task.kase().id());
        task.journal("construction.finished", Map.of("unit", store.works(task.kase().id()).orElseThrow().plan().unit(), "entries", entries.size()));
    }

    /** What was done stays on file; the unit reports again. */
    @Override
    public void sentBack(TaskContext task, String reason) {
        store.report(task.kase().id(), null);
    }
}
