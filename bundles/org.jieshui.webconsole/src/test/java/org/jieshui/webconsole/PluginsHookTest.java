package org.jieshui.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

class PluginsHookTest {

    private static final BundleContext CONSOLE = context("org.apache.felix.webconsole");
    private static final BundleContext OTHER = context("org.apache.felix.http.jetty12");
    private static final ServiceReference<?> BUNDLES = service("org.apache.felix.webconsole", Servlet.class, "bundles");
    private static final ServiceReference<?> SHELL = service("org.apache.felix.webconsole.plugins.gogo", Servlet.class, "gogo");
    private static final ServiceReference<?> ADMIN = service("org.apache.felix.webconsole", SecurityProvider.class, null);
    private static final ServiceReference<?> OURS = service("org.jieshui.webconsole", SecurityProvider.class, null);

    private final PluginsHook hook = new PluginsHook();

    @Test
    void theConsoleFindsItsThreePagesAndTheProviderOfThePlatform() {
        assertThat(found(CONSOLE)).containsExactly(BUNDLES, OURS);
        assertThat(found(OTHER)).as("nobody else is hindered").containsExactly(BUNDLES, SHELL, ADMIN, OURS);
    }

    @Test
    void whatComesLaterIsHiddenToo() {
        assertThat(told(ServiceEvent.REGISTERED, SHELL)).containsExactly(OTHER);
        assertThat(told(ServiceEvent.MODIFIED, ADMIN)).containsExactly(OTHER);
        assertThat(told(ServiceEvent.UNREGISTERING, SHELL)).as("that it goes may be known").containsExactlyInAnyOrder(CONSOLE, OTHER);
        assertThat(told(ServiceEvent.REGISTERED, BUNDLES)).containsExactlyInAnyOrder(CONSOLE, OTHER);
    }

    private List<ServiceReference<?>> found(BundleContext by) {
        var references = new ArrayList<ServiceReference<?>>(List.of(BUNDLES, SHELL, ADMIN, OURS));
        hook.find(by, null, null, true, references);
        return references;
    }

    private Collection<BundleContext> told(int type, ServiceReference<?> reference) {
        var listeners = new HashMap<BundleContext, Collection<ListenerInfo>>(Map.of(CONSOLE, List.of(), OTHER, List.of()));
        hook.event(new ServiceEvent(type, reference), listeners);
        return listeners.keySet();
    }

    private static BundleContext context(String name) {
        return proxy(BundleContext.class, Map.of("getBundle", bundle(name)));
    }

    private static Bundle bundle(String name) {
        return proxy(Bundle.class, Map.of("getSymbolicName", name));
    }

    private static ServiceReference<?> service(String offeredBy, Class<?> type, String label) {
        var bundle = bundle(offeredBy);
        return (ServiceReference<?>) Proxy.newProxyInstance(PluginsHookTest.class.getClassLoader(), new Class<?>[] {ServiceReference.class}, (proxy, called, arguments) -> switch (called.getName()) {
            case "getBundle" -> bundle;
            case "getProperty" -> arguments[0].equals("objectClass") ? new String[] {type.getName()} : label;
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> offeredBy + " " + type.getSimpleName();
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(PluginsHookTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> switch (called.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> answers.toString();
            default -> answers.get(called.getName());
        }));
    }
}
