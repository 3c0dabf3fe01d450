package org.jieshui.cases.api.view;

import java.time.Instant;
import java.util.function.Consumer;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/** What changed, for pages that are open. */
@ProviderType
public interface Changes {

    /** @param id opaque and increasing per node's stream; give it back to catch up */
    record Change(String id, String kind, long caseId, Long taskId, Instant at) {}

    /**
     * Calls the sink for every change the actor may see, until the handle is closed. The sink must not block. Those after {@code lastId} (null: none) come first, at most 500 of them: who
     * was away longer reads again what he shows.
     */
    AutoCloseable subscribe(Actor actor, String lastId, Consumer<Change> sink);
}
