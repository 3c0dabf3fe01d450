package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An entry of the journal: timeline, audit trail and event in one. Holds ids, field names and decisions, never personal values.
 *
 * @param id     unique; a listener that sees it twice does nothing the second time
 * @param seq    1, 2, 3 … within the case
 * @param actor  person id, 0 for the system
 * @param via    for whom a deputy acted, or the module when the system acted; may be null
 * @param kind   {@code case.opened}, {@code task.completed}, … (docs/reference/journal.md), or a module's own {@code <module>.<what>}
 * @param taskId the task it is about, or null
 */
public record Entry(long id, long caseId, int seq, Instant at, long actor, String via, String kind, Long taskId, JsonNode data) {}
