package org.jieshui.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DrivenClockTest {

    @Test
    void standsUntilMoved() {
        DrivenClock clock = DrivenClock.at("2026-09-30T09:00");
        Clock local = clock.withZone(DrivenClock.SHANGHAI);

        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-09-30T01:00:00Z"));
        clock.advance(Duration.ofDays(1));
        assertThat(local.instant()).isEqualTo(Instant.parse("2026-10-01T01:00:00Z"));
    }
}
