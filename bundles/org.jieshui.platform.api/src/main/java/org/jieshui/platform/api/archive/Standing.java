package org.jieshui.platform.api.archive;

import java.time.Instant;
import java.util.List;

/**
 * How a case stands with one type of document that it needs.
 *
 * @param documents ids of the current documents of the type; empty when it is missing
 * @param tolerance the decision to go on without it (容缺受理, R177); null when there is none. It stays on record after the document came
 */
public record Standing(String type, List<Long> documents, Tolerance tolerance) {

    public Standing {
        documents = List.copyOf(documents);
    }

    public boolean present() {
        return !documents.isEmpty();
    }

    /** Missing, but the case may go on; it may not be archived so. */
    public boolean outstanding() {
        return !present() && tolerance != null;
    }

    /** Missing, and nobody decided to go on without it. */
    public boolean missing() {
        return !present() && tolerance == null;
    }

    /** @param by person id */
    public record Tolerance(String reason, long by, Instant at) {}
}
