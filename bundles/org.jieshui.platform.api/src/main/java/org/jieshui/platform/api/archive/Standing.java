package org.jieshui.platform.api.archive;

import java.time.Instant;
import java.util.List;

/**
 * How a case stands with one type of document that it needs.
 *
 * @param documents ids of the current documents of the type; empty when it is missing
 * @param tolerance the decision to go on without it (容缺受理, R177); null when there is none. It stays on record after the document came
 * @param waiver    the decision that the archive does without it for good (免归档, R196); null when there is none
 */
public record Standing(String type, List<Long> documents, Tolerance tolerance, Tolerance waiver) {

    public Standing {
        documents = List.copyOf(documents);
    }

    public Standing(String type, List<Long> documents, Tolerance tolerance) {
        this(type, documents, tolerance, null);
    }

    public boolean present() {
        return !documents.isEmpty();
    }

    /** There, or not needed for good: the archive may be closed so. */
    public boolean settled() {
        return present() || waiver != null;
    }

    /** Missing, but the case may go on; it may not be archived so. */
    public boolean outstanding() {
        return !settled() && tolerance != null;
    }

    /** Missing, and nobody decided to go on without it. */
    public boolean missing() {
        return !settled() && tolerance == null;
    }

    /** @param by person id */
    public record Tolerance(String reason, long by, Instant at) {}
}
