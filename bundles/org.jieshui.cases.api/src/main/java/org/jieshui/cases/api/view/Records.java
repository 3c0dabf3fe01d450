package org.jieshui.cases.api.view;

import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Entry;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/** What a case leaves behind, for its archive (R196). Reads join the caller's transaction; what the actor may not see is {@code not-found}. */
@ProviderType
public interface Records {

    /**
     * What the version of the process that the case started with asks of it.
     *
     * @param finished  no task is left that the case must have done
     * @param documents types that its tasks need or produce, with the stage they belong to. Tasks that do not apply to the case want nothing, invited ones only once they are done
     */
    record Wanted(boolean finished, Map<String, String> documents) {}

    Wanted wanted(Actor actor, long caseId);

    /** Entries of the case after a number ({@link Entry#seq}), in their order, at most {@code limit} (1 to 1000). */
    List<Entry> entries(Actor actor, long caseId, int after, int limit);
}
