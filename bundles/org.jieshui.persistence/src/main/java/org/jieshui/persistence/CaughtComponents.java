package org.jieshui.persistence;

import java.util.List;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Components that lost the database while they were being activated. Declarative Services leaves such a component failed until something that it refers to
 * changes; it would be away until the platform is started anew. Here they are activated again.
 */
final class CaughtComponents {

    private static final Logger LOG = LoggerFactory.getLogger(CaughtComponents.class);

    /** How a connection's end and the want of one are told by the driver and the pool; nothing that a statement of its own does wrong. */
    private static final List<String> LOST = List.of("No database connection: ", "No read-only transaction: ", "terminating connection", "An I/O error occurred while sending to the backend",
            "This connection has been closed", "Connection is closed", "the database system is ", "The connection attempt failed", "Connection refused", "java.net.SocketException",
            "java.io.EOFException", "too many clients already");

    private final ServiceComponentRuntime components;

    CaughtComponents(ServiceComponentRuntime components) {
        this.components = components;
    }

    /** Whoever failed for want of the database. To be called when it answers. */
    void again() {
        for (ComponentDescriptionDTO one : components.getComponentDescriptionDTOs()) {
            if (components.getComponentConfigurationDTOs(one).stream().anyMatch(CaughtComponents::caught)) {
                LOG.info("Component {} had lost the database while it was being activated; it is activated again", one.name);
                components.disableComponent(one).onResolve(() -> components.enableComponent(one));
            }
        }
    }

    private static boolean caught(ComponentConfigurationDTO configuration) {
        // the failure is a stack trace with its causes
        return configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION && configuration.failure != null
                && LOST.stream().anyMatch(configuration.failure::contains);
    }
}
