package org.jieshui.cases.core;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the receipts of actions that nobody repeats any more. Any number of nodes may do it. */
@Component(service = {})
public class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 5000;

    private final Database database;
    private final Clock clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-cases-housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public Housekeeping(@Reference Database database, @Reference Clock clock) {
        this.database = database;
        this.clock = clock;
        worker.scheduleWithFixedDelay(this::attempt, 10, 60, TimeUnit.MINUTES);
    }

    @Deactivate
    void deactivate() {
        worker.shutdownNow();
    }

    private void attempt() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.warn("Old receipts were not removed; it is tried again in an hour: {}", e.toString());
        }
    }

    void sweep() {
        int removed;
        do {
            removed = database.inTransaction(h -> Sql.update(h.getConnection(),
                    "DELETE FROM cases.idempotency WHERE key IN (SELECT key FROM cases.idempotency WHERE at < ? LIMIT ?)", clock.instant().minus(KEPT), BATCH));
        } while (removed == BATCH && !Thread.currentThread().isInterrupted());
    }
}
