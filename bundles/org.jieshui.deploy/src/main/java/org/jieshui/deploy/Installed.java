package org.jieshui.deploy;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jieshui.platform.api.rest.Requests;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundles of this container: put in, taken away, looked up. */
final class Installed {

    private static final Logger LOG = LoggerFactory.getLogger(Installed.class);
    private static final String LOCATION = "jieshui:";
    private static final int LOOK_MILLIS = 25;

    private final BundleContext context;
    private final Supplier<Requests> requests;
    private final IntSupplier drainSeconds;

    Installed(BundleContext context, Supplier<Requests> requests, IntSupplier drainSeconds) {
        this.context = context;
        this.requests = requests;
        this.drainSeconds = drainSeconds;
    }

    static Optional<String> module(Bundle bundle) {
        return Optional.ofNullable(bundle.getHeaders("").get(ModuleReader.HEADER)).map(String::strip);
    }

    /** Every version of it that is here. */
    List<Bundle> of(String module) {
        return all().stream().filter(bundle -> module(bundle).filter(module::equals).isPresent()).toList();
    }

    List<Bundle> all() {
        return Arrays.asList(context.getBundles());
    }

    /** Whether it came through the gate. */
    static boolean isOurs(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    Optional<Bundle> withContent(String sha256) {
        return Optional.ofNullable(context.getBundle(LOCATION + sha256));
    }

    /** Where the file of a bundle is that did not come through the gate. */
    Optional<Path> fileOf(Bundle bundle) {
        var location = bundle.getLocation().replaceFirst("^(initial@)?reference:", "");
        if (!location.startsWith("file:")) {
            return Optional.empty();
        }
        var path = Path.of(location.replaceFirst("^file:/*(?=/)|^file:", ""));
        var home = context.getProperty("karaf.home");
        return List.of(path, Path.of(home == null ? "" : home, "system").resolve(path)).stream().filter(Files::isRegularFile).findFirst();
    }

    /** Nothing of it runs yet. */
    Bundle install(Jar jar, Department d, String sha256) throws RefusedException {
        withContent(sha256).ifPresent(this::takeAway);
        return Digests.withFile(renamed -> {
            var file = jar.file();
            if (d.renamed()) {
                try (var out = Files.newOutputStream(renamed)) {
                    jar.writeAs(d.version().toString(), out);
                }
                file = renamed;
            }
            try (var in = Files.newInputStream(file)) {
                return context.installBundle(LOCATION + sha256, in);
            } catch (BundleException e) {
                if (e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
                    throw new RefusedException("version-used", "版本 " + d.version() + " 已经装着，内容不同。请提高版本号后重新构建",
                            "The version " + d.version() + " is installed already, with other content. Raise the version and build again");
                }
                throw new RefusedException("not-a-bundle", "清单有误（" + RefusedException.cause(e) + "）。请改正后重新构建", "Its manifest is wrong (" + RefusedException.cause(e) + "). Correct it and build again");
            }
        });
    }

    /** Requests in flight end first, within a limit. Nothing else is refreshed: a department exports nothing. */
    void takeAway(Bundle bundle) {
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(drainSeconds.getAsInt());
            for (var door = requests.get(); door != null && bundle.getState() == Bundle.ACTIVE && door.inFlight(bundle.getBundleId()) > 0; door = requests.get()) {
                if (System.nanoTime() > end) {
                    LOG.warn("{} {} is stopped after {} s with {} requests in flight", bundle.getSymbolicName(), bundle.getVersion(), drainSeconds.getAsInt(), door.inFlight(bundle.getBundleId()));
                    break;
                }
                pause();
            }
            bundle.stop();
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} {} did not stop as it should", bundle.getSymbolicName(), bundle.getVersion(), e);
        }
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.error("{} {} cannot be uninstalled", bundle.getSymbolicName(), bundle.getVersion(), e);
        }
    }

    static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The platform stops", e);
        }
    }

    /** The files of one of a bundle's folders, by name. */
    static Map<String, byte[]> files(Bundle bundle, String folder, String pattern) throws IOException {
        var files = new TreeMap<String, byte[]>();
        var entries = bundle.findEntries(folder, pattern, false);
        for (URL url : entries == null ? List.<URL>of() : Collections.list(entries)) {
            try (var in = url.openStream()) {
                files.put(url.getPath().substring(url.getPath().lastIndexOf('/') + 1), in.readAllBytes());
            }
        }
        return files;
    }

    static Map<String, String> texts(Bundle bundle, String folder, String pattern) throws IOException {
        var texts = new TreeMap<String, String>();
        files(bundle, folder, pattern).forEach((name, content) -> texts.put(name, new String(content, StandardCharsets.UTF_8)));
        return texts;
    }
}
