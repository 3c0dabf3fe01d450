package org.jieshui.itests.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A bundle of the tests alone, installed into the running container: does to bundles what an operator could, and tells what happened to which. One connection,
 * one command: a line {@code <verb> <symbolic name>}; the answer is lines up to the end.
 */
public final class Probe implements BundleActivator {

    public static final String PORT = "org.jieshui.itests.probe.port";

    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final SynchronousBundleListener listener = event -> {
        var name = NAMES.get(event.getType());
        if (name != null) {
            events.add(name + " " + event.getBundle().getSymbolicName());
        }
    };
    private static final java.util.Map<Integer, String> NAMES = java.util.Map.of(BundleEvent.STARTED, "started", BundleEvent.STOPPED, "stopped", BundleEvent.RESOLVED, "resolved",
            BundleEvent.UNRESOLVED, "unresolved", BundleEvent.UPDATED, "updated");
    /** Services that went, by the bundle that had offered them: a component elsewhere that was made anew shows here. */
    private final ConcurrentLinkedQueue<String> services = new ConcurrentLinkedQueue<>();
    private final AllServiceListener serviceListener = event -> {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            var bundle = event.getServiceReference().getBundle();
            services.add((bundle == null ? "?" : bundle.getSymbolicName()) + " " + Arrays.toString((String[]) event.getServiceReference().getProperty("objectClass")));
        }
    };
    private BundleContext context;
    private ServerSocket door;

    @Override
    public void start(BundleContext bundleContext) throws IOException {
        context = bundleContext;
        context.addBundleListener(listener);
        context.addServiceListener(serviceListener);
        door = new ServerSocket(Integer.parseInt(context.getProperty(PORT)), 8, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "itests-probe");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop(BundleContext bundleContext) throws IOException {
        context.removeBundleListener(listener);
        context.removeServiceListener(serviceListener);
        door.close();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (var caller = door.accept();
                    var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                    var out = new PrintWriter(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
                var words = in.readLine().split(" ");
                try {
                    answer(words[0], words.length > 1 ? words[1] : "").forEach(out::println);
                } catch (Exception e) {
                    out.println("failed: " + e);
                }
            } catch (IOException e) {
                // the caller went away, or the door was closed
            }
        }
    }

    private List<String> answer(String verb, String name) throws Exception {
        switch (verb) {
            case "bundles":
                return Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName).toList();
            case "state":
                return List.of(bundle(name).getState() == Bundle.ACTIVE ? "active" : "not active");
            case "stop":
                bundle(name).stop();
                return List.of();
            case "start":
                bundle(name).start();
                return List.of();
            case "update":
                bundle(name).update();
                refresh(bundle(name));
                return List.of();
            case "closure":
                return wiring().getDependencyClosure(Set.of(bundle(name))).stream().map(Bundle::getSymbolicName).toList();
            case "exports":
                return bundle(name).adapt(BundleRevision.class).getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(capability -> capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE).toString()).collect(Collectors.toList());
            case "services":
                var gone = List.copyOf(services);
                services.clear();
                return gone;
            case "events":
                var seen = List.copyOf(events);
                events.clear();
                return seen;
            default:
                throw new IllegalArgumentException(verb);
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(0).adapt(FrameworkWiring.class);
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        var done = new CountDownLatch(1);
        wiring().refreshBundles(Set.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        if (!done.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not refreshed within 60 s");
        }
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles()).filter(bundle -> name.equals(bundle.getSymbolicName())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no bundle " + name));
    }
}
