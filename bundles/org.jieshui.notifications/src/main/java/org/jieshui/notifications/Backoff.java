package org.jieshui.notifications;

import java.time.Duration;
import java.util.Optional;

/** How long to wait after a failed attempt. */
record Backoff(int attempts, Duration first, Duration longest) {

    static Backoff of(NotificationsConfig config) {
        return new Backoff(config.attempts(), Duration.ofSeconds(config.firstPauseSeconds()), Duration.ofSeconds(config.longestPauseSeconds()));
    }

    /** @param tries failed so far, at least 1; empty when that was the last one */
    Optional<Duration> pauseAfter(int tries) {
        if (tries >= attempts) {
            return Optional.empty();
        }
        var doubled = first.multipliedBy(1L << Math.min(tries - 1, 30));
        return Optional.of(doubled.compareTo(longest) > 0 ? longest : doubled);
    }
}
