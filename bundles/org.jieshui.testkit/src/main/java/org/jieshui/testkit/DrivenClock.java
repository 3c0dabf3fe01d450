package org.jieshui.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands until a test moves it. */
public final class DrivenClock extends Clock {

    public static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private DrivenClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    public static DrivenClock at(Instant instant) {
        return new DrivenClock(new AtomicReference<>(instant), ZoneId.of("UTC"));
    }

    /** @param shanghai local time in Asia/Shanghai: {@code 2026-09-30T09:00} */
    public static DrivenClock at(String shanghai) {
        return at(LocalDateTime.parse(shanghai).atZone(SHANGHAI).toInstant());
    }

    public void set(Instant instant) {
        now.set(instant);
    }

    public void set(String shanghai) {
        set(LocalDateTime.parse(shanghai).atZone(SHANGHAI).toInstant());
    }

    public void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock, told in another zone: it moves with this one. */
    @Override
    public Clock withZone(ZoneId other) {
        return new DrivenClock(now, other);
    }
}
