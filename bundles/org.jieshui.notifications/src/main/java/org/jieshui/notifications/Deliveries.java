package org.jieshui.notifications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jieshui.platform.api.notifications.Channel;
import org.jieshui.platform.api.notifications.DeliveryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due through the channels, one message at a time. A message goes twice only where the answer of the other side was lost: its connection
 * broke, or this node died before it had written down what was answered. Then it goes again under the same reference.
 */
final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final NotificationStore store;
    private final Clock clock;
    private final Backoff backoff;
    private final Duration lease;
    /** Channels whose other side was away, and until when they are left alone. */
    private final Map<String, Instant> resting = new ConcurrentHashMap<>();
    /** Answers that the database could not take yet. */
    private final Queue<Runnable> unwritten = new ConcurrentLinkedQueue<>();
    private volatile NotificationStore.Claimed current;
    private volatile boolean stopped;

    Deliveries(NotificationStore store, Clock clock, Backoff backoff, Duration lease) {
        this.store = store;
        this.clock = clock;
        this.backoff = backoff;
        this.lease = lease;
    }

    /** Tries everything that is due now, once. */
    void run(Map<String, Channel> channels) {
        writeDown();
        var open = new HashMap<>(channels);
        open.keySet().removeAll(resting());
        while (!stopped && !open.isEmpty()) {
            var claimed = store.claim(open.keySet(), 1, clock.instant(), lease);
            if (claimed.isEmpty()) {
                return;
            }
            for (var delivery : claimed) {
                current = delivery;
                try {
                    deliver(delivery, open);
                } finally {
                    current = null;
                }
            }
        }
    }

    private Set<String> resting() {
        var now = clock.instant();
        return resting.entrySet().stream().filter(e -> now.isBefore(e.getValue())).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** While an attempt takes long, no other node takes it for dead. Called more often than a lease lasts. */
    void renew() {
        var delivery = current;
        if (delivery != null) {
            store.renew(delivery, clock.instant().plus(lease));
        }
    }

    private void deliver(NotificationStore.Claimed delivery, Map<String, Channel> open) {
        try {
            open.get(delivery.channel()).deliver(new Channel.Delivery(delivery.reference(), delivery.at(), delivery.message()));
        } catch (Exception | LinkageError e) {
            failed(delivery, e, open);
            return;
        }
        unwritten.add(() -> store.delivered(delivery));
        writeDown();
    }

    private void failed(NotificationStore.Claimed delivery, Throwable e, Map<String, Channel> open) {
        var kind = e instanceof DeliveryException known ? known.kind() : DeliveryException.Kind.LATER;
        // no message: it may hold an address
        LOG.warn("Channel {} failed for message {} (attempt {}): {}", delivery.channel(), delivery.messageId(), delivery.attempt(),
                e instanceof DeliveryException ? kind : e.getClass().getSimpleName());
        if (kind == DeliveryException.Kind.AWAY) {
            resting.put(delivery.channel(), clock.instant().plus(backoff.first()));
            open.remove(delivery.channel());
        }
        var retry = kind == DeliveryException.Kind.REFUSED ? null : backoff.pauseAfter(delivery.tries()).map(clock.instant()::plus).orElse(null);
        unwritten.add(() -> {
            if (kind == DeliveryException.Kind.NOBODY) {
                store.nobody(delivery, e.getMessage());
            } else {
                store.failed(delivery, outcome(kind), error(e), retry);
            }
        });
        writeDown();
    }

    /** What the other side answered is kept until it is written. */
    private void writeDown() {
        for (var answer = unwritten.peek(); answer != null; answer = unwritten.peek()) {
            answer.run();
            unwritten.poll();
        }
    }

    /** As the table of attempts calls it. */
    static String outcome(DeliveryException.Kind kind) {
        return switch (kind) {
            case LATER -> "failed";
            case REFUSED -> "refused";
            case UNCERTAIN -> "uncertain";
            case AWAY -> "away";
            case NOBODY -> "nobody";
        };
    }

    private static String error(Throwable e) {
        if (e instanceof DeliveryException) {
            return e.getMessage();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    void stop() {
        stopped = true;
    }
}
