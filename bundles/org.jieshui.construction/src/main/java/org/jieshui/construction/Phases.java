package org.jieshui.construction;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;

/** How far the works of a case are, by its tasks. */
final class Phases {

    private Phases() {}

    /** Empty: nothing of the works has been reached. */
    static Optional<String> of(CaseState state, List<TaskInfo> tasks) {
        var works = latest(tasks, WorksTask.TYPE);
        if (works.isEmpty()) {
            return Optional.empty();
        }
        var acceptance = latest(tasks, AcceptanceTask.TYPE).map(TaskInfo::state).orElse(TaskState.CANCELLED);
        if (works.get().state() == TaskState.DONE && acceptance == TaskState.DONE) {
            return Optional.of("done");
        }
        if (state == CaseState.CLOSED || state == CaseState.WITHDRAWN) {
            return Optional.of("ended");
        }
        return Optional.of(works.get().state() == TaskState.OPEN ? "works" : works.get().state() == TaskState.DONE ? "acceptance" : "ahead");
    }

    static Optional<TaskInfo> open(List<TaskInfo> tasks, String type) {
        return tasks.stream().filter(t -> t.type().equals(type) && t.state() == TaskState.OPEN).findFirst();
    }

    private static Optional<TaskInfo> latest(List<TaskInfo> tasks, String type) {
        return tasks.stream().filter(t -> t.type().equals(type)).max(Comparator.comparing(TaskInfo::round).thenComparing(TaskInfo::id));
    }
}
