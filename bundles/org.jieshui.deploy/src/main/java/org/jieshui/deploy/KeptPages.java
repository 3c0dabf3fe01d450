package org.jieshui.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import org.jieshui.platform.api.module.FormerPages;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Pages out of the jars that the history keeps, unpacked when they are first asked for. */
@Component
public final class KeptPages implements FormerPages {

    private static final String UI = "ui/";
    /** So many versions at once; the one that was asked for longest ago goes. */
    private static final int MOST = 20;
    private static final long ASK_NANOS = 1_000_000_000L;

    private final DeploymentStore store;
    private final Path folder;
    /** Digests by module and version. */
    private Map<String, String> known = Map.of();
    private long asked = System.nanoTime() - 2 * ASK_NANOS;
    private final Map<String, Path> unpacked = new LinkedHashMap<>(MOST, 0.75f, true);

    @Activate
    public KeptPages(BundleContext context, @Reference Database database) {
        this(database, context.getDataFile("pages").toPath());
    }

    KeptPages(Database database, Path folder) {
        this.store = new DeploymentStore(database);
        this.folder = folder;
        delete(folder); // of an earlier run
    }

    @Override
    public Optional<URL> file(String module, String version, String path) {
        return path.startsWith(UI) ? folderOf(module, version).map(of -> of.resolve(path).normalize()).filter(file -> file.startsWith(folder) && Files.isRegularFile(file)).map(KeptPages::url) : Optional.empty();
    }

    private synchronized Optional<Path> folderOf(String module, String version) {
        var key = module + '/' + version;
        if (!unpacked.containsKey(key)) {
            var content = contentOf(key);
            if (content == null) {
                return Optional.empty();
            }
            unpacked.put(key, unpack(content));
            if (unpacked.size() > MOST) {
                var oldest = unpacked.keySet().iterator().next();
                delete(unpacked.remove(oldest));
            }
        }
        return Optional.of(unpacked.get(key));
    }

    /** Who asks for versions that never were asks the database once a second at most. */
    private String contentOf(String key) {
        if (!known.containsKey(key) && System.nanoTime() - asked > ASK_NANOS) {
            known = store.contents();
            asked = System.nanoTime();
        }
        return known.get(key);
    }

    private Path unpack(String sha256) {
        var to = folder.resolve(sha256);
        return Digests.withFile(file -> {
            Files.write(file, store.content(sha256).orElseThrow());
            try (var jar = new JarFile(file.toFile())) {
                for (var entry : Collections.list(jar.entries())) {
                    var out = to.resolve(entry.getName()).normalize();
                    if (!entry.isDirectory() && entry.getName().startsWith(UI) && out.startsWith(to)) {
                        Files.createDirectories(out.getParent());
                        try (var in = jar.getInputStream(entry)) {
                            Files.copy(in, out, StandardCopyOption.REPLACE_EXISTING);
                        }
                    }
                }
            }
            return to;
        });
    }

    @Deactivate
    void deactivate() {
        delete(folder);
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
