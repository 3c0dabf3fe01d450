package org.jieshui.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.metrics.Gauges.Gauge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What bundles tell of themselves, asked at most once in some seconds however many scrape, by one thread: at most one connection of the database is at work for it. */
final class LatestGauges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LatestGauges.class);
    /** How long a scrape waits for new figures before it is given those of before. */
    private static final int PATIENCE_SECONDS = 4;

    /** @param unreadable how many sources failed */
    record Latest(List<Gauge> gauges, int unreadable) {}

    private final long maxAgeNanos;
    private final Supplier<List<Gauges>> sources;
    private final ScheduledExecutorService thread = EventStreams.daemon("jieshui-metrics");
    private CompletableFuture<Latest> reading;
    private long readAt;
    private volatile Latest latest = new Latest(List.of(), 0);

    LatestGauges(int seconds, Supplier<List<Gauges>> sources) {
        maxAgeNanos = TimeUnit.SECONDS.toNanos(seconds);
        this.sources = sources;
    }

    Latest latest() {
        try {
            return reading().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The figures for /metrics take longer than {} s; those of before are shown", PATIENCE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("The figures for /metrics cannot be had", e.getCause());
        }
        return latest;
    }

    private synchronized CompletableFuture<Latest> reading() {
        if (reading == null || reading.isDone() && System.nanoTime() - readAt > maxAgeNanos) {
            readAt = System.nanoTime();
            reading = CompletableFuture.supplyAsync(this::read, thread);
        }
        return reading;
    }

    private Latest read() {
        var all = new ArrayList<Gauge>();
        int unreadable = 0;
        for (var source : sources.get()) {
            try {
                all.addAll(source.read());
            } catch (RuntimeException | LinkageError e) {
                unreadable++;
                LOG.warn("{} could not tell its figures: {}", source.getClass().getName(), e.toString());
            }
        }
        latest = new Latest(List.copyOf(all), unreadable);
        return latest;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
