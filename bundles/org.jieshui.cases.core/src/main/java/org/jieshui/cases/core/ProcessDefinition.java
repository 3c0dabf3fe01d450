package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Limit;

/** A published process. Immutable; its graph is known to be sound ({@link ProcessReader} refused it otherwise). */
record ProcessDefinition(String id, int version, Text name, String model, Flow flow, Promise promise, List<String> materials,
        List<String> pauseReasons, List<Stage> stages, Map<String, Task> tasks, JsonNode source) {

    /** The whole-flow clock: from the start of a stage until a task is done. @param baseline working days that it took before this policy (R28), or null */
    record Flow(Limit target, Limit limit, Integer baseline, String from, String to) {}

    /** The public clock runs only in these links (A2). */
    record Promise(Limit limit, List<Segment> segments) {}

    /** Either a stage, or the time after one task is done until another is. */
    record Segment(Text name, String stage, String after, String until) {}

    /** @param startsAfter the stage's clock starts when this task is done (the payment); null: with the stage's first task */
    record Stage(String id, int index, Text name, Limit target, Limit limit, Map<String, JsonNode> when, String startsAfter, List<Task> tasks) {}

    /** @param documents what it needs before it is completed. @param produces what its module makes once it is completed */
    record Task(String id, String type, String department, Stage[] holder, Text name, boolean optional, Map<String, JsonNode> when, Limit limit,
            Set<String> after, List<String> documents, List<String> produces) {

        Stage stage() {
            return holder[0];
        }
    }

    Stage stage(String stageId) {
        for (var s : stages) {
            if (s.id().equals(stageId)) {
                return s;
            }
        }
        throw new IllegalArgumentException("process " + id + " has no stage " + stageId);
    }

    Task task(String key) {
        var task = tasks.get(key);
        if (task == null) {
            throw new IllegalArgumentException("process " + id + " has no task " + key);
        }
        return task;
    }

    /** The task and everything that comes after it, however far. */
    Set<String> from(String key) {
        var found = new LinkedHashSet<String>(Set.of(key));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (var task : tasks.values()) {
                if (!found.contains(task.id()) && task.after().stream().anyMatch(found::contains)) {
                    grew |= found.add(task.id());
                }
            }
        }
        return found;
    }

    /** Everything that comes before the task, nearest first. */
    List<Task> before(String key) {
        var found = new LinkedHashMap<String, Task>();
        var queue = new java.util.ArrayDeque<>(task(key).after());
        while (!queue.isEmpty()) {
            var next = task(queue.poll());
            if (found.putIfAbsent(next.id(), next) == null) {
                queue.addAll(next.after());
            }
        }
        return List.copyOf(found.values());
    }

    /** Documents that the process wants by the end of a task, with the stage they belong to. @param applies a task that does not apply to a case wants nothing of it */
    Map<String, Stage> documents(Predicate<Task> applies) {
        var needs = new LinkedHashMap<String, Stage>();
        for (var task : tasks.values()) {
            if (applies.test(task)) {
                task.documents().forEach(type -> needs.putIfAbsent(type, task.stage()));
                task.produces().forEach(type -> needs.putIfAbsent(type, task.stage()));
            }
        }
        return needs;
    }
}
