package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TtlCacheTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private final TtlCache<String, Integer> cache = new TtlCache<>(Duration.ofSeconds(1), nanos::get);

    @Test
    void remembersForItsTimeAndNoLonger() {
        assertThat(get()).contains(1);
        nanos.addAndGet(999_999_999);
        assertThat(get()).contains(1);
        nanos.addAndGet(1);
        assertThat(get()).contains(2);
    }

    @Test
    void forgets() {
        get();
        cache.forget();
        assertThat(get()).contains(2);
    }

    @Test
    void doesNotRememberWhatIsNotThere() {
        assertThat(cache.get("x", k -> Optional.empty())).isEmpty();
        assertThat(get()).contains(1);
    }

    @Test
    void doesNotRememberWhatWasReadBeforeItWasToldToForget() {
        cache.get("x", k -> {
            cache.forget(); // a change commits while this reader still holds the old row
            return Optional.of(-1);
        });
        assertThat(get()).contains(1);
    }

    private Optional<Integer> get() {
        return cache.get("x", k -> Optional.of(loads.incrementAndGet()));
    }
}
