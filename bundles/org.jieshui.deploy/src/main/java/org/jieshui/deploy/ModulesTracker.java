package org.jieshui.deploy;

import java.io.IOException;
import java.net.URL;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the bundles that are modules. */
@Component(service = {Modules.class, ModulesTracker.class})
public final class ModulesTracker implements Modules {

    private static final Logger LOG = LoggerFactory.getLogger(ModulesTracker.class);

    /** No bundle has this id. */
    static final long NONE = -1;

    /** All that lookups need, replaced as one. */
    private record State(List<Generation> all, Map<String, Generation> active, Map<Long, String> moduleOfBundle) {
        boolean isActive(long bundleId) {
            var id = moduleOfBundle.get(bundleId);
            return id == null || active.containsKey(id) && active.get(id).bundle().getBundleId() == bundleId;
        }
    }

    private final BundleContext context;
    private final Clock clock;
    private final Map<Long, Generation> generations = new HashMap<>();
    private final Map<String, Long> chosen = new HashMap<>();
    private final Set<LiveView<?>> views = ConcurrentHashMap.newKeySet();
    private final BundleTracker<Bundle> bundles;
    private final ServiceTracker<ModulesListener, Listener> listeners;
    private volatile State state = new State(List.of(), Map.of(), Map.of());

    @Activate
    public ModulesTracker(BundleContext context, @Reference Clock clock) {
        this.context = context;
        this.clock = clock;
        listeners = new ServiceTracker<>(context, ModulesListener.class, null) {
            @Override
            public Listener addingService(ServiceReference<ModulesListener> reference) {
                return new Listener(reference);
            }

            @Override
            public void removedService(ServiceReference<ModulesListener> reference, Listener listener) {
                listener.release();
            }
        };
        bundles = new BundleTracker<>(context, ~Bundle.UNINSTALLED, null) {
            @Override
            public Bundle addingBundle(Bundle bundle, BundleEvent event) {
                if (bundle.getHeaders("").get(ModuleReader.HEADER) == null) {
                    return null;
                }
                seen(bundle);
                return bundle;
            }

            @Override
            public void modifiedBundle(Bundle bundle, BundleEvent event, Bundle tracked) {
                seen(bundle);
            }

            @Override
            public void removedBundle(Bundle bundle, BundleEvent event, Bundle tracked) {
                gone(bundle);
            }
        };
        bundles.open();
        // only now: those who listen read the state when they start, and may need this very service to start
        listeners.open();
    }

    @Deactivate
    void deactivate() {
        listeners.close();
        bundles.close();
        List.copyOf(views).forEach(LiveView::close);
    }

    private void seen(Bundle bundle) {
        boolean changed;
        synchronized (generations) {
            var before = generations.get(bundle.getBundleId());
            var now = generation(bundle, before);
            if (before != null && before.running() == now.running() && before.bundle().getVersion().equals(bundle.getVersion())
                    && before.module() == now.module()) {
                return;
            }
            generations.put(bundle.getBundleId(), now);
            changed = recompute();
        }
        announce(changed);
    }

    private void gone(Bundle bundle) {
        boolean changed;
        synchronized (generations) {
            generations.remove(bundle.getBundleId());
            changed = recompute();
        }
        announce(changed);
    }

    private Generation generation(Bundle bundle, Generation before) {
        var id = bundle.getHeaders("").get(ModuleReader.HEADER).trim();
        var running = bundle.getState() == Bundle.ACTIVE;
        if (!running && before != null) {
            return new Generation(id, bundle, before.module(), before.refusal(), false, before.running() ? clock.instant() : before.since());
        }
        if (before != null && before.running()) {
            return before;
        }
        if (!running) {
            return new Generation(id, bundle, null, null, false, clock.instant());
        }
        // read at every start: an update in place keeps the bundle id
        try {
            return new Generation(id, bundle, ModuleReader.read(id, bundle), null, true, clock.instant());
        } catch (IOException | RuntimeException e) {
            LOG.error("Module {} {} is not taken into service: {}", id, bundle.getVersion(), e.getMessage());
            return new Generation(id, bundle, null, e.getMessage(), true, clock.instant());
        }
    }

    /** @return whether a module came, went or was replaced */
    private boolean recompute() {
        var all = List.copyOf(generations.values());
        var before = state.active();
        var active = Generations.active(all, chosen);
        state = new State(all, active, all.stream().collect(Collectors.toUnmodifiableMap(g -> g.bundle().getBundleId(), Generation::id)));
        active.forEach((id, g) -> {
            if (before.get(id) == null || !before.get(id).module().equals(g.module())) {
                LOG.info("Module {}: generation {} is active", id, g.module().version());
            }
        });
        return !modules(before).equals(modules(active));
    }

    private static List<Module> modules(Map<String, Generation> active) {
        return active.values().stream().map(Generation::module).toList();
    }

    private void announce(boolean changed) {
        var all = changed ? listeners.getTracked().values() : List.<Listener>of();
        for (var listener : all) {
            try {
                listener.changed();
            } catch (RuntimeException e) {
                LOG.error("A listener failed to follow a change of modules", e);
            }
        }
    }

    /**
     * From now on this bundle, and no other, is the module's active generation whenever it runs.
     *
     * @param bundleId {@link #NONE}: no bundle is, until one is chosen
     */
    void choose(String module, long bundleId) {
        boolean changed;
        synchronized (generations) {
            chosen.put(module, bundleId);
            changed = recompute();
        }
        announce(changed);
    }

    /** The general rule is in force again. */
    void chooseByRule(String module) {
        boolean changed;
        synchronized (generations) {
            chosen.remove(module);
            changed = recompute();
        }
        announce(changed);
    }

    Optional<Bundle> activeBundle(String module) {
        return Optional.ofNullable(state.active().get(module)).map(Generation::bundle);
    }

    List<Generation> generations() {
        return state.all();
    }

    @Override
    public List<Module> active() {
        return modules(state.active());
    }

    @Override
    public Optional<Module> active(String id) {
        return Optional.ofNullable(state.active().get(id)).map(Generation::module);
    }

    @Override
    public List<String> installed() {
        return state.all().stream().map(Generation::id).distinct().sorted().toList();
    }

    @Override
    public boolean isActive(long bundleId) {
        return state.isActive(bundleId);
    }

    @Override
    public Optional<URL> resource(String moduleId, String path) {
        return Optional.ofNullable(state.active().get(moduleId)).map(g -> g.bundle().getEntry(path));
    }

    @Override
    public <T> ServiceView<T> services(Class<T> type, String keyProperty) {
        var view = new LiveView<>(context, type, keyProperty, this::isActive, this::moduleOf, views::remove);
        views.add(view);
        return view.open();
    }

    private Optional<Module> moduleOf(long bundleId) {
        var now = state;
        return Optional.ofNullable(now.moduleOfBundle().get(bundleId)).map(now.active()::get).map(Generation::module);
    }

    /** A listener whose service is fetched when it is first called, not when it appears: fetching may start a component that needs {@link Modules}. */
    private final class Listener {
        private final ServiceReference<ModulesListener> reference;
        private ModulesListener service;
        private boolean released;

        Listener(ServiceReference<ModulesListener> reference) {
            this.reference = reference;
        }

        void changed() {
            var target = service();
            if (target != null) {
                target.modulesChanged();
            }
        }

        private synchronized ModulesListener service() {
            if (service == null && !released) {
                service = context.getService(reference);
            }
            return service;
        }

        synchronized void release() {
            released = true;
            if (service != null) {
                service = null;
                context.ungetService(reference);
            }
        }
    }
}
