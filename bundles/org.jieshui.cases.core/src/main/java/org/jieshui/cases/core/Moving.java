package org.jieshui.cases.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Interval;

/**
 * What becomes of a case that goes over to another version of its process: pure rules over the two definitions and the tasks that exist.
 * A task is the same one where the other version has its id with its type, or where the plan names what it becomes.
 */
final class Moving {

    enum Becomes {
        KEPT, RENAMED, ENDED, LAPSED, REOPENED, OPENED;

        String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** @param task null: it is opened. @param to null: it ends. @param waits what the version moved to wants first of a task that is open already */
    record Step(TaskInfo task, Becomes becomes, ProcessDefinition.Task to, List<String> waits) {}

    /** A task that stays as it was, under its id in the version moved to. */
    record Carried(TaskInfo task, ProcessDefinition.Task to) {}

    /** Tasks by id that moves have opened or ended: a move back undoes just that. */
    record ByMove(Set<Long> opened, Set<Long> ended) {}

    /** @param carried done work, and rounds that are past. @param unnamed live tasks that lead nowhere. @param stage null when it cannot move */
    record Outcome(List<Text> problems, List<TaskInfo> unnamed, List<Step> steps, List<Carried> carried, Map<String, Interval> stages, ProcessDefinition.Stage stage, Flow flow) {}

    private final ProcessDefinition from;
    private final ProcessDefinition to;
    /** Task → what it becomes; empty: it ends. */
    private final Map<String, String> named;
    private final CaseRow row;
    private final List<TaskInfo> tasks;
    private final ByMove byMove;
    private final Instant now;
    private final List<Text> problems = new ArrayList<>();
    private final List<TaskInfo> unnamed = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Carried> carried = new ArrayList<>();

    Moving(ProcessDefinition from, ProcessDefinition to, Map<String, String> named, CaseRow row, List<TaskInfo> tasks, ByMove byMove, Instant now) {
        this.from = from;
        this.to = to;
        this.named = named;
        this.row = row;
        this.tasks = tasks;
        this.byMove = byMove;
        this.now = now;
    }

    Outcome outcome() {
        if (row.state != CaseState.OPEN) {
            problems.add(row.state == CaseState.NOT_READY ? Text.of("工单在暂不具备条件建档中，请先重新启动", "The case is in the not-ready file; revive it first")
                    : Text.of("工单已撤回或结案", "The case is withdrawn or closed"));
        }
        if (row.processVersion == to.version()) {
            problems.add(Text.of("工单已在第 " + to.version() + " 版", "The case runs under version " + to.version() + " already"));
        }
        if (problems.isEmpty()) {
            match();
        }
        return problems.isEmpty() ? follow() : new Outcome(problems, unnamed, List.of(), List.of(), row.stages, null, null);
    }

    /** Where each task that exists goes. */
    private void match() {
        var taken = new HashMap<ProcessDefinition.Task, TaskInfo>();
        for (var task : tasks) {
            boolean live = task.state() == TaskState.OPEN || task.state() == TaskState.DONE;
            var target = target(task);
            if (!live) {
                if (target != null) {
                    carried.add(new Carried(task, target));
                }
                continue;
            }
            if (target == null) {
                nowhere(task);
                continue;
            }
            var other = taken.put(target, task);
            if (other != null) {
                problems.add(Text.of("“" + name(other.key()).zh() + "”和“" + name(task.key()).zh() + "”会变成同一个任务“" + target.name().zh() + "”",
                        "“" + name(other.key()).en() + "” and “" + name(task.key()).en() + "” would become one task, “" + target.name().en() + "”"));
            }
            if (task.state() == TaskState.DONE) {
                carried.add(new Carried(task, target));
            } else {
                steps.add(new Step(task, target.id().equals(task.key()) ? Becomes.KEPT : Becomes.RENAMED, target, List.of()));
            }
        }
    }

    /** The same task in the version moved to, or null. */
    private ProcessDefinition.Task target(TaskInfo task) {
        var name = named.getOrDefault(task.key(), task.key());
        var target = to.tasks().get(name);
        return target != null && target.type().equals(task.type()) ? target : null;
    }

    private void nowhere(TaskInfo task) {
        var same = to.tasks().get(task.key());
        boolean open = task.state() == TaskState.OPEN;
        if (named.getOrDefault(task.key(), "-").isEmpty() && (open || same == null)) {
            if (open) {
                steps.add(new Step(task, Becomes.ENDED, null, List.of()));
            }
        } else if (same != null && !open) {
            problems.add(Text.of("“" + name(task.key()).zh() + "”已办结，目标版本同名的任务是另一种类型（" + same.type() + "），办结的结果无处可用；请写明它对应哪个任务",
                    "“" + name(task.key()).en() + "” is done, and the task of that id in the version moved to is of another type (" + same.type() + "): its outcome leads nowhere. Name the task that it becomes"));
            unnamed.add(task);
        } else if (open) {
            problems.add(Text.of("“" + name(task.key()).zh() + "”正在办理，目标版本没有这个任务；请写明它变成哪个任务，或写明到此为止",
                    "“" + name(task.key()).en() + "” is open and the version moved to does not have it; name the task that it becomes, or say that it ends"));
            unnamed.add(task);
        } else if (from.tasks().containsKey(task.key())) {
            problems.add(Text.of("“" + name(task.key()).zh() + "”已办结，目标版本没有这个任务，办结的结果无处可用；请写明它对应哪个任务，或写明不再需要",
                    "“" + name(task.key()).en() + "” is done and the version moved to does not have it: its outcome leads nowhere. Name the task that it becomes, or say that it is needed no more"));
            unnamed.add(task);
        }
        // what an earlier version knew and an earlier move left behind stays behind
    }

    private Text name(String key) {
        var task = from.tasks().get(key);
        return task == null ? Text.of(key, key) : task.name();
    }

    /** Where the case goes on in the version moved to: as {@link Action#advance} would. */
    private Outcome follow() {
        var states = new LinkedHashMap<Long, Flow.Existing>();
        carried.forEach(c -> states.put(c.task().id(), new Flow.Existing(c.to().id(), c.task().state())));
        steps.stream().filter(s -> s.to() != null).forEach(s -> states.put(s.task().id(), new Flow.Existing(s.to().id(), TaskState.OPEN)));
        var before = flow(states);
        var lapsing = Set.copyOf(before.lapsing());
        steps.replaceAll(s -> {
            boolean tooEarly = s.to() != null && byMove.opened().contains(s.task().id()) && !before.waitsFor(s.to()).isEmpty();
            if (s.to() == null || !lapsing.contains(s.to().id()) && !tooEarly) {
                return s;
            }
            states.put(s.task().id(), new Flow.Existing(s.to().id(), TaskState.CANCELLED));
            return new Step(s.task(), Becomes.LAPSED, s.to(), List.of());
        });
        long fresh = 0;
        for (var task : flow(states).ready()) {
            var ended = carried.stream().filter(c -> c.to() == task && c.task().state() != TaskState.DONE).map(Carried::task).max(Comparator.comparing(TaskInfo::id))
                    .filter(t -> t.state() == TaskState.CANCELLED && byMove.ended().contains(t.id())).orElse(null);
            steps.add(ended == null ? new Step(null, Becomes.OPENED, task, List.of()) : new Step(ended, Becomes.REOPENED, task, List.of()));
            states.put(ended == null ? --fresh : ended.id(), new Flow.Existing(task.id(), TaskState.OPEN));
            carried.removeIf(c -> c.task() == ended);
        }
        var flow = flow(states);
        steps.replaceAll(s -> s.becomes() == Becomes.KEPT || s.becomes() == Becomes.RENAMED ? new Step(s.task(), s.becomes(), s.to(), flow.waitsFor(s.to())) : s);
        return new Outcome(problems, unnamed, List.copyOf(steps), List.copyOf(carried), stages(flow), flow.current(), flow);
    }

    private Flow flow(Map<Long, Flow.Existing> states) {
        return new Flow(to, row.origin, row.facts, List.copyOf(states.values()));
    }

    /**
     * When the stages of the version moved to began and ended. A stage that both have, and that begins by the same rule, keeps its beginning; any other one begins with its earliest task, or with what it starts
     * after. It ended when its last task was done. Stages that the version does not have are kept for the way back.
     */
    private Map<String, Interval> stages(Flow flow) {
        var stages = new LinkedHashMap<>(row.stages);
        for (var stage : to.stages()) {
            var known = row.stages.get(stage.id());
            var begun = begun(stage, known);
            if (begun == null) {
                stages.remove(stage.id());
            } else if (!flow.isComplete(stage)) {
                stages.put(stage.id(), Interval.openFrom(begun));
            } else if (known != null && known.to() != null) {
                stages.put(stage.id(), new Interval(begun, latest(begun, known.to())));
            } else {
                stages.put(stage.id(), new Interval(begun, latest(begun, done(stage))));
            }
        }
        return stages;
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private Instant begun(ProcessDefinition.Stage stage, Interval known) {
        var opened = Stream.concat(
                carried.stream().filter(c -> c.task().state() == TaskState.DONE && c.to().stage() == stage).map(c -> c.task().opened()),
                steps.stream().filter(s -> s.to() != null && s.to().stage() == stage && s.becomes() != Becomes.LAPSED).map(s -> s.task() == null ? now : s.task().opened())).min(Instant::compareTo);
        var before = from.stages().stream().filter(s -> s.id().equals(stage.id())).findFirst();
        boolean sameRule = before.isEmpty() || Objects.equals(before.get().startsAfter() == null ? null : named.getOrDefault(before.get().startsAfter(), before.get().startsAfter()), stage.startsAfter());
        if (stage.startsAfter() != null) {
            var after = doneAt(stage.startsAfter());
            return after == null || known == null || !sameRule ? after : known.from();
        }
        return opened.isEmpty() ? null : known != null && sameRule ? known.from() : opened.get();
    }

    /** When a task of the version moved to was done, or null. */
    private Instant doneAt(String key) {
        return carried.stream().filter(c -> c.task().state() == TaskState.DONE && c.to().id().equals(key)).map(c -> c.task().done()).max(Instant::compareTo).orElse(null);
    }

    private Instant done(ProcessDefinition.Stage stage) {
        return carried.stream().filter(c -> c.task().state() == TaskState.DONE && c.to().stage() == stage && !c.to().optional()).map(c -> c.task().done()).max(Instant::compareTo).orElse(now);
    }

    /** Tasks that the move opens because several branches before them are done then. */
    static List<ProcessDefinition.Task> joins(Outcome outcome) {
        return outcome.steps().stream().filter(s -> s.becomes() == Becomes.OPENED && s.to().after().size() > 1).map(Step::to).toList();
    }

    /** What is wrong with a plan whatever the case: by task. @param versions every version of the process that cases may run under */
    static Map<String, Text> wrong(Map<String, String> named, List<ProcessDefinition> versions, ProcessDefinition to) {
        var wrong = new LinkedHashMap<String, Text>();
        var taken = new HashSet<String>();
        named.forEach((key, target) -> {
            var types = new HashSet<String>();
            versions.stream().map(v -> v.tasks().get(key)).filter(Objects::nonNull).forEach(t -> types.add(t.type()));
            var there = to.tasks().get(target);
            if (types.isEmpty()) {
                wrong.put(key, Text.of("别的版本里没有这个任务：" + key, "No other version has this task: " + key));
            } else if (target.isEmpty()) {
                var same = to.tasks().get(key);
                if (same != null && types.equals(Set.of(same.type()))) {
                    wrong.put(key, Text.of("目标版本有这个任务，不能写“到此为止”", "The version moved to has this task; it cannot end"));
                }
            } else if (there == null) {
                wrong.put(key, Text.of("目标版本没有这个任务：" + target, "The version moved to does not have this task: " + target));
            } else if (!types.contains(there.type())) {
                wrong.put(key, Text.of("任务类型不同（" + there.type() + "），不能变成它；可写“到此为止”，目标版本的任务会另开", "Its type differs (" + there.type() + "), so it cannot become that; let it end, and the other one is opened anew"));
            } else if (!taken.add(target)) {
                wrong.put(key, Text.of("已有另一个任务变成 " + target, "Another task becomes " + target + " already"));
            }
        });
        return wrong;
    }
}
