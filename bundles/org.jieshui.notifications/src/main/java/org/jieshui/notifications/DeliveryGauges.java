package org.jieshui.notifications;

import java.time.Clock;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What waits in the outbox, and since when. */
@Component
public final class DeliveryGauges implements Gauges {

    private final NotificationStore store;
    private final Clock clock;

    @Activate
    public DeliveryGauges(@Reference Database database, @Reference Clock clock) {
        store = new NotificationStore(database);
        this.clock = clock;
    }

    @Override
    public List<Gauge> read() {
        var outbox = store.outbox(clock.instant());
        return List.of(gauge("jieshui_outbox_waiting", "Messages that wait to go out.", outbox, NotificationStore.Outbox::waiting),
                gauge("jieshui_outbox_oldest_seconds", "Age of the oldest message that waits to go out.", outbox, NotificationStore.Outbox::oldestSeconds),
                gauge("jieshui_outbox_failed", "Messages that were given up and wait for somebody to send them again.", outbox, NotificationStore.Outbox::failed));
    }

    private static Gauge gauge(String name, String help, List<NotificationStore.Outbox> outbox, ToDoubleFunction<NotificationStore.Outbox> value) {
        return new Gauge(name, help, outbox.stream().map(one -> Value.of("channel", one.channel(), value.applyAsDouble(one))).toList());
    }
}
