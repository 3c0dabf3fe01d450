package org.jieshui.design;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.rest.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Approves the drawings: a named person who did not draw them answers for exactly these versions (R72, R181). */
@Component(service = TaskType.class)
@TaskTypeId("design.approval")
public class ApprovalTask implements TaskType {

    private final DesignStore store;
    private final Archive archive;

    @Activate
    public ApprovalTask(@Reference(service = DesignStore.class) DesignStore store, @Reference Archive archive) {
        this.store = store;
        this.archive = archive;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        long actor = task.actor().id();
        boolean other = drawer(task).map(drawer -> drawer != actor).orElse(true) && drawings(task).stream().noneMatch(d -> d.uploadedBy() == actor);
        return List.of(
                Condition.of("design.drawings", !drawings(task).isEmpty(), Text.of("图纸已上传", "The drawings are uploaded"),
                        Text.of("还没有图纸文件，由设计人上传", "There is no drawing yet; the designer uploads it")),
                Condition.of("design.other-person", other, Text.of("审定人不是出图人", "The approver did not draw them"),
                        Text.of("图纸由您出具或上传，转办给另一位审定人", "You drew or uploaded them; transfer this to another approver")));
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var current = drawings(task);
        var seen = StreamSupport.stream(form.path("documents").spliterator(), false).map(JsonNode::asLong).collect(Collectors.toSet());
        if (!seen.isEmpty() && !seen.equals(current.stream().map(Document::id).collect(Collectors.toSet()))) {
            throw Problem.of("design/drawings-changed", 409, "您看过之后图纸有了新版本，核对后再签", "There are other versions of the drawings than those you saw; check them, then sign").toException();
        }
        store.sign(task.kase().id(), task.now(), task.actor().id(), drawer(task).orElse(null), form.path("opinion").asText(null), current);
    }

    private List<Document> drawings(TaskContext task) {
        return archive.documents(task.kase().id()).stream().filter(d -> d.type().equals(DrawingTask.DRAWING) && d.current()).toList();
    }

    private static Optional<Long> drawer(TaskContext task) {
        return task.tasks().stream().filter(t -> t.type().equals("design.drawing") && t.state() == TaskState.DONE).map(TaskInfo::doneBy).findFirst();
    }
}
