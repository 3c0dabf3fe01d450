package org.jieshui.platform.api.persistence;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A piece of work at a bundle's start that needs the database and must be done once. It runs on a daemon thread of its own, for the framework's has others to
 * serve, and is tried again every few seconds until it returns: the database may be away in just that moment, a folder not be writable or a class not be there
 * yet. Each new failure is logged, the same one only once. So the work must be one that does no harm when it is done again.
 */
public final class UntilDone implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UntilDone.class);
    private static final long RETRY_MILLIS = 3_000;
    private static final long PATIENCE_SECONDS = 10;

    private final String name;
    private final Runnable work;
    private final ScheduledThreadPoolExecutor thread;
    private String told;

    UntilDone(String name, Runnable work, long retryMillis) {
        this.name = name;
        this.work = work;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            var made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(this::attempt, 0, retryMillis, TimeUnit.MILLISECONDS);
    }

    /** @param name of the thread, and in the log when the work fails */
    public static UntilDone start(String name, Runnable work) {
        return new UntilDone(name, work, RETRY_MILLIS);
    }

    private void attempt() {
        try {
            work.run();
            thread.shutdown();
        } catch (RuntimeException | Error e) {
            // an error too: thrown on, it would end the retrying without a word
            if (!thread.isShutdown() && !e.toString().equals(told)) {
                told = e.toString();
                LOG.warn("{} failed and is tried again every few seconds", name, e);
            }
        }
    }

    /** Waits a few seconds for an attempt that is being made; there is no other. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
