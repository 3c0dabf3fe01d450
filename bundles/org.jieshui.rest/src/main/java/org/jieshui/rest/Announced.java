package org.jieshui.rest;

import static java.util.stream.Collectors.joining;

import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

    /**
     * One resource of a bundle may wait for more than its others do, or be a moment away from being published: what its segment answers meanwhile is not the whole of it.
     *
     * @param served the classes of the resources that answered
     */
    Optional<String> waiting(String path, Set<String> served) {
        return components.getComponentDescriptionDTOs().stream().filter(component -> List.of(component.serviceInterfaces).contains(Resource.class.getName()))
                .filter(component -> leadsTo(path(component), path) && !served.contains(component.implementationClass))
                .findFirst().map(component -> Publisher.owner(context.getBundle(component.bundle.id)));
    }

    static boolean leadsTo(String template, String path) {
        return template != null && Pattern.matches(Arrays.stream(template.split("/")).map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part)).collect(joining("/")) + "(/.*)?", path);
    }

    private String segment(ComponentDescriptionDTO component) {
        var path = path(component);
        return path == null ? null : Routes.segment(path);
    }

    private String path(ComponentDescriptionDTO component) {
        var bundle = context.getBundle(component.bundle.id);
        try {
            var path = bundle == null ? null : bundle.loadClass(component.implementationClass).getAnnotation(Path.class);
            return path == null ? null : path.value();
        } catch (ClassNotFoundException | IllegalStateException | LinkageError e) {
            LOG.debug("{} cannot be looked at", component.implementationClass, e);
            return null;
        }
    }
}
