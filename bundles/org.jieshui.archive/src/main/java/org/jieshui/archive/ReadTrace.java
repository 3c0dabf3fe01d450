package org.jieshui.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;

/** One entry in the access log for one reading, however many ranges the viewer fetches it in. */
final class ReadTrace {

    private static final Duration ONE_READING = Duration.ofMinutes(5);
    private static final int MOST = 10_000;

    private final AccessLog log;
    private final Clock clock;
    private final Map<String, Instant> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    ReadTrace(AccessLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    void read(Actor actor, Document document) {
        var now = clock.instant();
        var key = actor.id() + "/" + document.id();
        synchronized (recent) {
            var last = recent.get(key);
            if (last != null && now.isBefore(last.plus(ONE_READING))) {
                return;
            }
        }
        log.read(actor, "archive.document", "document/" + document.id(), "content");
        // only once it is on record
        synchronized (recent) {
            recent.put(key, now);
        }
    }
}
