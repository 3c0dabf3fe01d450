package org.jieshui.identity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Remembers what was found for a moment. The moment bounds how stale another node's change may be; a change on this node forgets at once. */
final class TtlCache<K, V> {

    private record Entry<V>(V value, long at) {}

    private static final int MAX = 20_000;

    private final long ttl;
    private final LongSupplier ticker;
    private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();

    /** @param ticker nanoseconds that only grow; elapsed time of this process, not the time of day */
    TtlCache(Duration ttl, LongSupplier ticker) {
        this.ttl = ttl.toNanos();
        this.ticker = ticker;
    }

    Optional<V> get(K key, Function<K, Optional<V>> load) {
        long now = ticker.getAsLong();
        var entry = entries.get(key);
        if (entry != null && now - entry.at < ttl) {
            return Optional.of(entry.value);
        }
        long before = generation.get();
        var loaded = load.apply(key);
        if (loaded.isEmpty()) {
            entries.remove(key);
        } else if (generation.get() == before) {
            if (entries.size() >= MAX) {
                entries.clear();
            }
            entries.put(key, new Entry<>(loaded.get(), now));
        }
        return loaded;
    }

    void forget() {
        generation.incrementAndGet();
        entries.clear();
    }
}
