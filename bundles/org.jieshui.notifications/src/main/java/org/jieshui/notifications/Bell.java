package org.jieshui.notifications;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jieshui.platform.api.rest.EventStream;

/**
 * The open bells of this node. One reader follows the committed messages of all nodes and hands each to its receiver's streams; a stream
 * that comes back first gets what it missed. The lock keeps the two apart, so that nothing comes twice or never.
 */
final class Bell {

    private static final int BATCH = 500;

    private final NotificationStore store;
    private final Map<Long, Set<EventStream>> streams = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Cursor cursor;

    Bell(NotificationStore store) {
        this.store = store;
    }

    /** @param last the last event the client saw, or null: from now on */
    EventStream open(long personId, Cursor last) {
        var stream = new EventStream();
        lock.lock();
        try {
            if (streams.isEmpty() || cursor == null) {
                // nobody listened, so nobody read on
                cursor = store.horizon();
            }
            if (last != null) {
                store.between(personId, last, cursor, EventStream.LIMIT / 2).forEach(a -> send(stream, a));
            }
            streams.compute(personId, (x, open) -> {
                Set<EventStream> all = open == null ? ConcurrentHashMap.newKeySet() : open;
                all.add(stream);
                return all;
            });
        } finally {
            lock.unlock();
        }
        // not under the lock's protection and not in need of it: removing is safe at any time
        stream.onClose(() -> streams.computeIfPresent(personId, (x, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        }));
        return stream;
    }

    /** Reads on from where it stands. */
    void ring() {
        if (streams.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            for (var arrivals = store.after(cursor, BATCH); !arrivals.isEmpty(); arrivals = store.after(cursor, BATCH)) {
                for (var arrival : arrivals) {
                    streams.getOrDefault(arrival.personId(), Set.of()).forEach(stream -> send(stream, arrival));
                    cursor = arrival.cursor();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void send(EventStream stream, NotificationStore.Arrival arrival) {
        stream.send(new EventStream.Event(arrival.cursor().toString(), "notification", arrival.notification()));
    }

    void close() {
        streams.values().forEach(open -> Set.copyOf(open).forEach(EventStream::close));
    }
}
