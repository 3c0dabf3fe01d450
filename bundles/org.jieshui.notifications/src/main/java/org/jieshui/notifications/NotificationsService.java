package org.jieshui.notifications;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.notifications.Channel;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where messages start, and the threads that carry them on. */
@Component(service = {Messages.class, NotificationsService.class}, configurationPid = NotificationsConfig.PID)
@Designate(ocd = NotificationsConfig.class)
public final class NotificationsService implements Messages {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationsService.class);

    private final NotificationStore store;
    private final Bell bell;
    private final Deliveries deliveries;
    private final Clock clock;
    private final Modules modules;
    /** By the bundle that offers them, since two versions of one may run at once. */
    private final Map<Channel, Long> channels = new ConcurrentHashMap<>();
    private final ScheduledExecutorService bellThread = daemon("jieshui-bell");
    private final ScheduledExecutorService deliveryThread = daemon("jieshui-deliveries");
    private final ScheduledExecutorService leaseThread = daemon("jieshui-deliveries-lease");
    private final AtomicBoolean bellDue = new AtomicBoolean();
    private final ThreadLocal<Boolean> silent = new ThreadLocal<>();

    @Activate
    public NotificationsService(@Reference Database database, @Reference Clock clock, @Reference Modules modules, NotificationsConfig config) {
        this.clock = clock;
        this.modules = modules;
        store = new NotificationStore(database);
        bell = new Bell(store);
        deliveries = new Deliveries(store, clock, Backoff.of(config), Duration.ofSeconds(config.leaseSeconds()));
        bellThread.scheduleWithFixedDelay(guarded(bell::ring), config.bellMillis(), config.bellMillis(), TimeUnit.MILLISECONDS);
        leaseThread.scheduleWithFixedDelay(guarded(deliveries::renew), config.leaseSeconds() * 333L, config.leaseSeconds() * 333L, TimeUnit.MILLISECONDS);
        deliveryThread.scheduleWithFixedDelay(guarded(this::deliver), config.deliveryMillis(), config.deliveryMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void deactivate() {
        deliveries.stop();
        bellThread.shutdownNow();
        deliveryThread.shutdownNow();
        leaseThread.shutdownNow();
        bell.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addChannel(Channel channel, Map<String, Object> properties) {
        channels.put(channel, (Long) properties.getOrDefault(Constants.SERVICE_BUNDLEID, 0L));
    }

    void removeChannel(Channel channel) {
        channels.remove(channel);
    }

    @Override
    public void send(List<Message> messages) {
        var people = messages.stream().filter(m -> m.personId() > 0).toList();
        if (people.isEmpty() || silent.get() != null) {
            return;
        }
        store.write(people, routes(people), clock.instant());
        store.afterCommit(this::ringSoon);
    }

    private List<NotificationStore.Route> routes(List<Message> messages) {
        var people = messages.stream().map(Message::personId).collect(Collectors.toSet());
        return activeChannels().values().stream().map(c -> new NotificationStore.Route(c.id(), c.domain(), c.reaches(people))).toList();
    }

    @Override
    public <T> T silently(Supplier<T> work) {
        if (silent.get() != null) {
            return work.get();
        }
        silent.set(true);
        try {
            return work.get();
        } finally {
            silent.remove();
        }
    }

    /** This node's own messages need not wait for the next look. */
    private void ringSoon() {
        if (!bellThread.isShutdown() && bellDue.compareAndSet(false, true)) {
            bellThread.execute(() -> {
                bellDue.set(false);
                guarded(bell::ring).run();
            });
        }
    }

    private void deliver() {
        deliveries.run(activeChannels());
    }

    private Map<String, Channel> activeChannels() {
        return channels.entrySet().stream().filter(e -> modules.isActive(e.getValue()))
                .collect(Collectors.toMap(e -> e.getKey().id(), Map.Entry::getKey, (a, b) -> a));
    }

    /** Mail, while it is configured. */
    Optional<MailChannel> mail() {
        return activeChannels().values().stream().filter(MailChannel.class::isInstance).map(MailChannel.class::cast).findAny();
    }

    NotificationStore store() {
        return store;
    }

    Bell bell() {
        return bell;
    }

    /** A look that fails must not be the last one. */
    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("Notifications will be looked for again: {}", e.getMessage());
            }
        };
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(r -> {
            var thread = new Thread(r, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
