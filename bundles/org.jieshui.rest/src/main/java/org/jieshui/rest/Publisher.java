package org.jieshui.rest;

import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.module.FailureListener;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.jieshui.platform.api.rest.Requests;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what bundles offer: follows {@link Resource} services and keeps the {@link Door} open at {@code /api}. Immediate: nobody asks for it. */
@Component(service = {ModulesListener.class, Requests.class, Publisher.class}, immediate = true)
@Designate(ocd = RestConfig.class)
public final class Publisher implements ModulesListener, Requests {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile Authenticator authenticator;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile FailureListener failures;

    private final Door door;
    private final ServiceTracker<Resource, Resource> resources;
    private final ServiceRegistration<Servlet> servlet;
    private final ScheduledExecutorService background = EventStreams.daemon("jieshui-rest");
    private final AtomicBoolean warmUpDue = new AtomicBoolean();

    @Activate
    public Publisher(BundleContext context, RestConfig config, @Reference Modules modules, @Reference ServiceComponentRuntime components, @Reference RequestFigures figures) {
        door = new Door(config, modules, () -> authenticator, failure -> Optional.ofNullable(failures).ifPresent(listener -> listener.failed(failure)), figures);
        var announced = new Announced(context, components);
        door.routes().announced(announced::owner, announced::waiting);
        resources = new ServiceTracker<>(context, Resource.class, null) {
            @Override
            public Resource addingService(ServiceReference<Resource> reference) {
                var resource = super.addingService(reference);
                if (resource != null) {
                    publish(reference.getBundle(), resource);
                }
                return resource;
            }

            @Override
            public void removedService(ServiceReference<Resource> reference, Resource resource) {
                try {
                    door.routes().remove(resource, Duration.ofSeconds(config.drainSeconds()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.removedService(reference, resource);
            }
        };
        publish(context.getBundle(), new OpenApiResource(door.routes()));
        resources.open();
        servlet = context.registerService(Servlet.class, door, new Hashtable<>(Map.of(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, "/api/*",
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, "org.jieshui.rest",
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true)));
    }

    /** One bundle's mistake must not keep the others from being published. */
    private void publish(Bundle bundle, Resource resource) {
        try {
            if (door.routes().add(bundle.getBundleId(), owner(bundle), resource)) {
                warmUpSoon();
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} of {} is not published", resource.getClass().getName(), bundle, e);
        }
    }

    static String owner(Bundle bundle) {
        var module = bundle.getHeaders("").get("Jieshui-Module");
        return module == null ? bundle.getSymbolicName() : module.trim();
    }

    Door door() {
        return door;
    }

    /** Applications are built when they are first asked for, or a moment after the last change, whichever comes first. */
    private void warmUpSoon() {
        if (warmUpDue.compareAndSet(false, true)) {
            background.schedule(() -> {
                warmUpDue.set(false);
                if (door.getServletConfig() == null) {
                    warmUpSoon();
                } else {
                    door.routes().warmUp();
                }
            }, 500, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public int inFlight(long bundleId) {
        return door.routes().inFlight(bundleId);
    }

    @Override
    public void modulesChanged() {
        warmUpSoon();
    }

    @Deactivate
    void deactivate() {
        background.shutdownNow();
        try {
            servlet.unregister();
        } catch (IllegalStateException e) {
            LOG.trace("unregistered already", e);
        }
        resources.close();
    }
}
