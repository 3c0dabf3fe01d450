package org.jieshui.design;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The set of drawings with its list of sheets (R71, R72). The files are documents of type {@code design-drawing}. */
@Component(service = TaskType.class)
@TaskTypeId("design.drawing")
public class DrawingTask implements TaskType {

    static final String DRAWING = "design-drawing";
    private static final List<String> FROM_PLAN = List.of("calibre", "length", "meterCalibre");

    private final Archive archive;

    @Activate
    public DrawingTask(@Reference Archive archive) {
        this.archive = archive;
    }

    /** A set sent back is corrected, not begun again; a first one starts from the plan. */
    @Override
    public JsonNode prefill(TaskContext task) {
        var last = task.earlier();
        if (last.isPresent()) {
            return last.get();
        }
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        task.form("survey.plan").ifPresent(plan -> FROM_PLAN.stream().filter(plan::hasNonNull).forEach(field -> form.set(field, plan.get(field))));
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var own = archive.documents(task.kase().id()).stream().filter(d -> d.type().equals(DRAWING)).map(Document::id).collect(Collectors.toSet());
        boolean foreign = StreamSupport.stream(form.path("sheets").spliterator(), false).anyMatch(s -> s.has("document") && !own.contains(s.get("document").asLong()));
        if (foreign) {
            throw ProblemException.invalid("/sheets", "目录里的文件应是本工单的图纸，先上传再选", "The files listed are drawings of this case; upload them first");
        }
    }
}
