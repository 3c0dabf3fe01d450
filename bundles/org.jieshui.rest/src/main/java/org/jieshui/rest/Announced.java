package org.jieshui.rest;

import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who will serve a segment that nobody serves yet. A resource waits for what it needs, for its tables at a start; its class says its path before. A caller is told to
 * come back, not that there is no such thing.
 */
final class Announced {

    private static final Logger LOG = LoggerFactory.getLogger(Announced.class);

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    Announced(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    Optional<String> owner(String segment) {
        return components.getComponentDescriptionDTOs().stream().filter(component -> List.of(component.serviceInterfaces).contains(Resource.class.getName()))
                .filter(component -> segment.equals(segment(component))).findFirst().map(component -> Publisher.owner(context.getBundle(component.bundle.id)));
    }

    private String segment(ComponentDescriptionDTO component) {
        var bundle = context.getBundle(component.bundle.id);
        try {
            var path = bundle == null ? null : bundle.loadClass(component.implementationClass).getAnnotation(Path.class);
            return path == null ? null : Routes.segment(path.value());
        } catch (ClassNotFoundException | IllegalStateException | LinkageError e) {
            LOG.debug("{} cannot be looked at", component.implementationClass, e);
            return null;
        }
    }
}
