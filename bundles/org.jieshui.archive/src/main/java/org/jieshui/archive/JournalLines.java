package org.jieshui.archive;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.identity.Actor;

/**
 * The journal of a case as text: each entry as canonical JSON in a line of its own. The digest of a journal is that of these lines, so a file with them can be checked by
 * any tool. What people wrote beside an entry is not in it: it can be erased, and the digest still holds.
 */
final class JournalLines {

    private static final int PAGE = 500;

    private JournalLines() {}

    /** @return the number of the last entry written; 0 when there is none */
    static int write(Records records, long caseId, int until, OutputStream out) throws IOException {
        int last = 0;
        while (last < until) {
            var page = records.entries(Actor.system("archive"), caseId, last, PAGE);
            if (page.isEmpty()) {
                return last;
            }
            for (var entry : page) {
                if (entry.seq() > until) {
                    return last;
                }
                out.write(line(entry));
                last = entry.seq();
            }
        }
        return last;
    }

    private static byte[] line(Entry entry) throws IOException {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", entry.id()).put("seq", entry.seq()).put("at", entry.at().toString()).put("actor", entry.actor()).put("via", entry.via()).put("kind", entry.kind()).put("task", entry.taskId())
                .put("recorded", entry.recorded() == null ? null : entry.recorded().toString()).set("data", entry.data());
        return (Canonical.json(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
