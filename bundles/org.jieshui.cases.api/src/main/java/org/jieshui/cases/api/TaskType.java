package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of work that a department does on a case. Register it as a service with {@link TaskTypeId}. Its form is the JSON Schema
 * {@code forms/<id>.json} in the bundle, if there is one: the core validates against it, keeps what was filled in, and the console
 * renders it unless the bundle brings its own form. Every method runs in the transaction of the call and may use the bundle's own
 * {@code Database}, which joins it. Nothing slow or remote belongs here. While the bundle is away its tasks are parked.
 */
@ConsumerType
public interface TaskType {

    /** What must hold before the task can be completed, met or not, as the page shows it. Read-only. Unmet conditions refuse the completion. */
    default List<Condition> conditions(TaskContext task) throws Exception {
        return List.of();
    }

    /**
     * What the form starts with when nobody has saved a draft. Read-only. While it is empty, a task that was sent back starts with what was filled in before
     * ({@link TaskContext#earlier()}).
     */
    default JsonNode prefill(TaskContext task) throws Exception {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * The task is being completed with a form that fits its schema. Write the department's own rows here.
     *
     * @throws org.jieshui.platform.api.rest.ProblemException to refuse: nothing is changed and the caller sees why
     */
    default void completed(TaskContext task, JsonNode form) throws Exception {}

    /** Work done under this task was sent back: it will be done again. Undo what must not stand twice. */
    default void sentBack(TaskContext task, String reason) throws Exception {}
}
