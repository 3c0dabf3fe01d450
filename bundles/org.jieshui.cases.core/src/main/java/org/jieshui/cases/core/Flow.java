package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.cases.api.TaskState;

/** Where a case goes next: pure rules over a definition and the tasks that exist. */
final class Flow {

    /** What a task of a case is to the rules. */
    record Existing(String key, TaskState state) {}

    private final ProcessDefinition process;
    private final String origin;
    private final JsonNode facts;
    private final Map<String, TaskState> live = new HashMap<>();
    private final Set<String> everOpened = new HashSet<>();

    Flow(ProcessDefinition process, String origin, JsonNode facts, List<Existing> existing) {
        this.process = process;
        this.origin = origin;
        this.facts = facts;
        for (var task : existing) {
            everOpened.add(task.key());
            if (task.state() == TaskState.OPEN || task.state() == TaskState.DONE) {
                live.put(task.key(), task.state());
            }
        }
    }

    /** Tasks to open now: what they wait for is done or skipped, and they are neither open, done nor skipped themselves. */
    List<ProcessDefinition.Task> ready() {
        var ready = new ArrayList<ProcessDefinition.Task>();
        for (var task : process.tasks().values()) {
            boolean lapsed = task.optional() && everOpened.contains(task.id()) && isPast(task.stage());
            if (!live.containsKey(task.id()) && applies(task) && !lapsed && task.after().stream().allMatch(this::isSatisfied)) {
                ready.add(task);
            }
        }
        return ready;
    }

    /** Whether every task that the stage must have is done. */
    boolean isComplete(ProcessDefinition.Stage stage) {
        return stage.tasks().stream().filter(t -> !t.optional() && applies(t)).allMatch(t -> live.get(t.id()) == TaskState.DONE);
    }

    /** Whether every task of the process that must be done is done. */
    boolean isFinished() {
        return process.stages().stream().allMatch(this::isComplete);
    }

    boolean applies(ProcessDefinition.Task task) {
        return holds(task.stage().when()) && holds(task.when());
    }

    /** Whether the documents of a task belong to the case: an invited one brings none until it is done (A4). */
    boolean wants(ProcessDefinition.Task task) {
        return applies(task) && (!task.optional() || live.get(task.id()) == TaskState.DONE);
    }

    boolean applies(ProcessDefinition.Stage stage) {
        return holds(stage.when());
    }

    /** Open tasks that the case goes on without: invited ones of stages that are complete (A4), and those that no longer apply since a fact changed. */
    List<String> lapsing() {
        var keys = new ArrayList<String>();
        for (var stage : process.stages()) {
            boolean complete = isComplete(stage);
            stage.tasks().stream().filter(t -> live.get(t.id()) == TaskState.OPEN && (t.optional() && complete || !applies(t))).forEach(t -> keys.add(t.id()));
        }
        return keys;
    }

    /** The earliest stage that has work left; the last one when none has. */
    ProcessDefinition.Stage current() {
        for (var stage : process.stages()) {
            if (applies(stage) && !isComplete(stage)) {
                return stage;
            }
        }
        return process.stages().get(process.stages().size() - 1);
    }

    /** What a task still waits for. */
    List<String> waitsFor(ProcessDefinition.Task task) {
        return task.after().stream().filter(key -> !isSatisfied(key)).toList();
    }

    private boolean isPast(ProcessDefinition.Stage stage) {
        return isComplete(stage);
    }

    private boolean isSatisfied(String key) {
        var task = process.task(key);
        return live.get(key) == TaskState.DONE || (!applies(task) && task.after().stream().allMatch(this::isSatisfied));
    }

    private boolean holds(Map<String, JsonNode> when) {
        for (var condition : when.entrySet()) {
            var value = condition.getKey().equals("origin") ? com.fasterxml.jackson.databind.node.TextNode.valueOf(origin) : facts.get(condition.getKey());
            if (!condition.getValue().equals(value)) {
                return false;
            }
        }
        return true;
    }
}
