package org.jieshui.deploy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Component;

/**
 * The {@link Clock} that every bundle injects: the machine's, in UTC. It lives here because this bundle is the one that all others need and
 * that needs none of them. Its low ranking lets a test's clock go before it.
 */
@Component(service = Clock.class, property = Constants.SERVICE_RANKING + ":Integer=-1000")
public final class SystemClock extends Clock {

    private final Clock clock = Clock.systemUTC();

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return clock.withZone(zone);
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public long millis() {
        return clock.millis();
    }
}
