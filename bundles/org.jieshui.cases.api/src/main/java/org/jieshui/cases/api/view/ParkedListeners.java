package org.jieshui.cases.api.view;

import java.time.Instant;
import java.util.List;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/** Cases whose entries a durable listener keeps failing on (rule 3): they wait for it, the others go on. Both need {@code cases.listeners}. */
@ProviderType
public interface ParkedListeners {

    /**
     * @param seq     the entry of the case that fails
     * @param error   kind of the failure; no message, it may hold personal values
     * @param retryAt when it is tried again; null: given up, until somebody retries
     * @param running whether the listener's module runs
     */
    record Parked(String listener, long caseId, int seq, int attempts, String error, Instant retryAt, boolean running) {}

    /** Those given up first; at most 500. */
    List<Parked> parked(Actor actor);

    /** Tries again at once, with all attempts anew. @throws org.jieshui.platform.api.rest.ProblemException {@code not-found} when nothing of the case is parked */
    void retry(Actor actor, String listener, long caseId);
}
