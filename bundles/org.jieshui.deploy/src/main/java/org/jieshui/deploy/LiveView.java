package org.jieshui.deploy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules.ServiceView;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services of one type by key. What it holds follows the framework; which of it is shown follows the active generations, asked at each
 * lookup, so that a take-over changes all views at the same instant.
 */
final class LiveView<T> implements ServiceView<T>, ServiceTrackerCustomizer<T, LiveView.Offer<T>> {

    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);

    /**
     * The service is fetched when it is first asked for, not when it appears: whoever opens a view is often what its services need, and made then they would
     * wait for each other.
     */
    static final class Offer<T> {
        private final BundleContext context;
        private final String key;
        private final ServiceReference<T> reference;
        private final long bundleId;
        private final AtomicReference<T> service = new AtomicReference<>();
        private volatile boolean released;

        Offer(BundleContext context, String key, ServiceReference<T> reference) {
            this.context = context;
            this.key = key;
            this.reference = reference;
            this.bundleId = reference.getBundle().getBundleId();
        }

        String key() {
            return key;
        }

        ServiceReference<T> reference() {
            return reference;
        }

        /** Null when it is gone, or cannot be made now. Without a lock: making it may take the framework's. */
        T service() {
            var known = service.get();
            if (known != null || released) {
                return known;
            }
            var made = context.getService(reference);
            if (made != null && !service.compareAndSet(null, made)) {
                context.ungetService(reference);
            }
            if (released) {
                release();
            }
            return made;
        }

        void release() {
            released = true;
            if (service.getAndSet(null) != null) {
                context.ungetService(reference);
            }
        }

        long bundleId() {
            return bundleId;
        }
    }

    private final BundleContext context;
    private final Class<T> type;
    private final String keyProperty;
    private final LongPredicate isActive;
    private final LongFunction<Optional<Module>> moduleOf;
    private final Consumer<LiveView<?>> onClose;
    private final Map<String, List<Offer<T>>> offers = new ConcurrentHashMap<>();
    private final ServiceTracker<T, Offer<T>> tracker;

    LiveView(BundleContext context, Class<T> type, String keyProperty, LongPredicate isActive,
            LongFunction<Optional<Module>> moduleOf, Consumer<LiveView<?>> onClose) {
        this.context = context;
        this.type = type;
        this.keyProperty = keyProperty;
        this.isActive = isActive;
        this.moduleOf = moduleOf;
        this.onClose = onClose;
        tracker = new ServiceTracker<>(context, type.getName(), this);
    }

    /** This bundle need not import the type's package: it tracks all services of that name and takes those of the very same class. */
    LiveView<T> open() {
        tracker.open(true);
        return this;
    }

    @Override
    public Offer<T> addingService(ServiceReference<T> reference) {
        var owner = FrameworkUtil.getBundle(type);
        if (owner != null && !reference.isAssignableTo(owner, type.getName())) {
            return null;
        }
        if (!(reference.getProperty(keyProperty) instanceof String key) || key.isBlank()) {
            LOG.error("{} of bundle {} has no property {}: nobody will find it", type.getSimpleName(), reference.getBundle().getSymbolicName(), keyProperty);
            return null;
        }
        var offer = new Offer<>(context, key, reference);
        offers.merge(key, List.of(offer), (a, b) -> Stream.concat(a.stream(), b.stream())
                .sorted(Comparator.comparing((Offer<T> o) -> o.reference()).reversed()).toList());
        return offer;
    }

    @Override
    public void modifiedService(ServiceReference<T> reference, Offer<T> offer) {
        // a key is fixed when the service is registered
    }

    @Override
    public void removedService(ServiceReference<T> reference, Offer<T> offer) {
        offers.computeIfPresent(offer.key(), (k, list) -> {
            var rest = list.stream().filter(o -> o != offer).toList();
            return rest.isEmpty() ? null : rest;
        });
        offer.release();
    }

    private Optional<Offer<T>> offer(String key) {
        return offers.getOrDefault(key, List.of()).stream().filter(o -> isActive.test(o.bundleId())).findFirst();
    }

    @Override
    public Optional<T> get(String key) {
        return offer(key).map(Offer::service);
    }

    @Override
    public Optional<Module> module(String key) {
        return offer(key).flatMap(o -> moduleOf.apply(o.bundleId()));
    }

    @Override
    public List<String> keys() {
        return offers.keySet().stream().filter(k -> offer(k).isPresent()).sorted().toList();
    }

    @Override
    public void close() {
        tracker.close();
        onClose.accept(this);
    }
}
