package org.jieshui.persistence;

import java.util.Collection;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Lets a bundle see its own database service and no other. So a bundle needs no filter, and a new version that runs beside the old one cannot be bound to
 * the old one's database before its own migrations ran.
 */
final class OwnDatabaseOnly implements FindHook, EventListenerHook {

    /** The bundle that a database service is for. */
    static final String BUNDLE = "jieshui.database.bundle";

    @Override
    public void find(BundleContext context, String name, String filter, boolean allServices, Collection<ServiceReference<?>> references) {
        references.removeIf(reference -> hidden(reference, context));
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        ServiceReference<?> reference = event.getServiceReference();
        if (reference.getProperty(BUNDLE) != null) {
            listeners.keySet().removeIf(context -> hidden(reference, context));
        }
    }

    private static boolean hidden(ServiceReference<?> reference, BundleContext context) {
        Object owner = reference.getProperty(BUNDLE);
        long asking = context.getBundle().getBundleId();
        return owner != null && asking != Constants.SYSTEM_BUNDLE_ID && !owner.equals(asking);
    }
}
