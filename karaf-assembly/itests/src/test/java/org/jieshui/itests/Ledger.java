package org.jieshui.itests;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was acknowledged to whom: the clients' side of the journal. */
final class Ledger {

    /**
     * @param kind   the kind of journal entry that must be there
     * @param caseId whose
     * @param proof  what the entry says of itself: its id as the receipt has it, the words of a comment, the number of a document
     */
    record Line(String kind, long caseId, String proof) {}

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    /** Content of acknowledged documents by id, as SHA-256. */
    private final Map<Long, String> documents = new ConcurrentHashMap<>();

    void acknowledged(String key, Line line) {
        var before = lines.put(key, line);
        if (before != null) {
            throw new AssertionError("the key " + key + " was acknowledged twice: " + before + ", " + line);
        }
    }

    void stored(long document, String sha256) {
        documents.put(document, sha256);
    }

    Collection<Line> lines() {
        return lines.values();
    }

    Map<Long, String> documents() {
        return documents;
    }

    int size() {
        return lines.size();
    }
}
