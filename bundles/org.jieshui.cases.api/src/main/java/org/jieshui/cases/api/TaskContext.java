package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/** The task at hand, inside the transaction. */
@ProviderType
public interface TaskContext {

    CaseInfo kase();

    TaskInfo task();

    Actor actor();

    /** The moment of the action. */
    Instant now();

    /** What was filled in when the latest valid task of this type on this case was completed, whichever department's; empty while nobody did. */
    Optional<JsonNode> form(String taskType);

    /** What was filled in when this very task was completed in a round before, and sent back since; empty in its first round. */
    Optional<JsonNode> earlier();

    /** All tasks of the case, newest round of each. */
    List<TaskInfo> tasks();

    /** Adds an entry to the journal beside the completion's own: ids, field names and decisions, no personal values. */
    void journal(String kind, Object data);

    /** Changes what the core keeps about the case: customer, address, steward, location, facts that {@code when} in the process looks at. */
    void update(CaseChange change);
}
