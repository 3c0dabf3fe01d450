package org.jieshui.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(8, Duration.ofSeconds(30), Duration.ofMinutes(10));

    @Test
    void pausesGrowToTheLongest() {
        assertThat(backoff.pauseAfter(1)).contains(Duration.ofSeconds(30));
        assertThat(backoff.pauseAfter(2)).contains(Duration.ofMinutes(1));
        assertThat(backoff.pauseAfter(5)).contains(Duration.ofMinutes(8));
        assertThat(backoff.pauseAfter(6)).contains(Duration.ofMinutes(10));
    }

    @Test
    void theLastAttemptIsTheLast() {
        assertThat(backoff.pauseAfter(7)).isPresent();
        assertThat(backoff.pauseAfter(8)).isEmpty();
    }

    @Test
    void manyAttemptsDoNotOverflow() {
        assertThat(new Backoff(1000, Duration.ofSeconds(30), Duration.ofHours(1)).pauseAfter(500)).contains(Duration.ofHours(1));
    }
}
