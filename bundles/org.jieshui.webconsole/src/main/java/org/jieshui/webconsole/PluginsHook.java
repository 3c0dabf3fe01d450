package org.jieshui.webconsole;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;
import org.osgi.service.component.annotations.Component;

/**
 * Hides from Felix Web Console every page but those of {@link ReadOnly#PAGES}, whoever offers it, and its own provider with a fixed password: they are in no menu and behind no address. Refused they
 * would be anyway.
 */
@Component(service = {FindHook.class, EventListenerHook.class})
public final class PluginsHook implements FindHook, EventListenerHook {

    private static final String LABEL = "felix.webconsole.label";

    @Override
    public void find(BundleContext context, String name, String filter, boolean all, Collection<ServiceReference<?>> references) {
        if (isConsole(context.getBundle())) {
            references.removeIf(PluginsHook::isHidden);
        }
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        if (event.getType() != ServiceEvent.UNREGISTERING && isHidden(event.getServiceReference())) {
            listeners.keySet().removeIf(context -> isConsole(context.getBundle()));
        }
    }

    static boolean isHidden(ServiceReference<?> reference) {
        var label = reference.getProperty(LABEL);
        return label != null && !ReadOnly.PAGES.contains(label)
                || isConsole(reference.getBundle()) && Arrays.asList((Object[]) reference.getProperty(Constants.OBJECTCLASS)).contains(SecurityProvider.class.getName());
    }

    private static boolean isConsole(Bundle bundle) {
        return bundle != null && ConsoleDoor.CONSOLE.equals(bundle.getSymbolicName());
    }
}
