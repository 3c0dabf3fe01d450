package org.jieshui.notifications;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jieshui.platform.api.notifications.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is due through the channels. At least once: a node that dies while it sends is taken for dead after the lease, and the message goes again under the same id. */
final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int BATCH = 20;

    private final NotificationStore store;
    private final Clock clock;
    private final Backoff backoff;
    private final Duration lease;
    private volatile boolean stopped;

    Deliveries(NotificationStore store, Clock clock, Backoff backoff, Duration lease) {
        this.store = store;
        this.clock = clock;
        this.backoff = backoff;
        this.lease = lease;
    }

    /** Tries everything that is due now, once. */
    void run(Map<String, Channel> channels) {
        var tried = BATCH;
        while (tried == BATCH && !stopped && !channels.isEmpty()) {
            var claimed = store.claim(Set.copyOf(channels.keySet()), BATCH, clock.instant(), lease);
            claimed.forEach(delivery -> deliver(delivery, channels.get(delivery.channel())));
            tried = claimed.size();
        }
    }

    private void deliver(NotificationStore.Claimed delivery, Channel channel) {
        try {
            channel.deliver(String.valueOf(delivery.messageId()), delivery.message());
        } catch (Exception | LinkageError e) {
            var retry = backoff.pauseAfter(delivery.tries()).map(clock.instant()::plus).orElse(null);
            // no message: it may hold an address
            LOG.warn("Channel {} failed for message {} (attempt {}): {}", delivery.channel(), delivery.messageId(), delivery.attempt(), e.getClass().getSimpleName());
            store.failed(delivery, error(e), retry);
            return;
        }
        store.delivered(delivery);
    }

    private static String error(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    void stop() {
        stopped = true;
    }
}
