package org.jieshui.itests;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was acknowledged to whom: the clients' side of the journal. */
final class Ledger {

    /**
     * @param what   the kind of journal entry that must be there
     * @param caseId whose
     * @param entry  the entry's id as the receipt says; 0 where the answer is a document
     * @param proof  what the entry must say: the words of a comment, the number of a document
     */
    record Line(String what, long caseId, long entry, String proof) {}

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    /** Content of uploaded documents by id, as SHA-256. */
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
