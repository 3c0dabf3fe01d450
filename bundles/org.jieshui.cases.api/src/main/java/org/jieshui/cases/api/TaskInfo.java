package org.jieshui.cases.api;

import java.time.Instant;

/**
 * A task of a case.
 *
 * @param key        id of the task in the process: {@code survey-design}
 * @param type       its {@link TaskType}: {@code design.finding}
 * @param department the organisation that works on it
 * @param round      1, and one more each time it is sent back
 * @param optional   invited: the case may go on without it (A4)
 * @param assignee   who claimed it, or null
 * @param due        cached deadline for sorting; null while a pause is open or the task has no limit of its own
 */
public record TaskInfo(long id, long caseId, String key, String type, String stage, String department, int round, boolean optional, TaskState state,
        Long assignee, Instant opened, Instant due, Instant done, Long doneBy) {}
