package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An entry of the journal: timeline, audit trail and event in one. Holds ids, field names and decisions, never personal values.
 *
 * @param id     unique; a listener that sees it twice does nothing the second time
 * @param seq    1, 2, 3 … within the case
 * @param actor  person id, 0 for the system
 * @param at     when it happened
 * @param via    person id of the one for whom a deputy acted, or the module when the system acted; may be null
 * @param kind   {@code case.opened}, {@code task.completed}, … (docs/reference/journal.md), or a module's own {@code <module>.<what>}
 * @param taskId the task it is about, or null
 * @param recorded when it was entered, if it was taken over from an earlier system; otherwise null: then nobody needs to be told of it any more
 */
public record Entry(long id, long caseId, int seq, Instant at, long actor, String via, String kind, Long taskId, JsonNode data, Instant recorded) {

    /** One that was entered when it happened. */
    public Entry(long id, long caseId, int seq, Instant at, long actor, String via, String kind, Long taskId, JsonNode data) {
        this(id, caseId, seq, at, actor, via, kind, taskId, data, null);
    }
}
