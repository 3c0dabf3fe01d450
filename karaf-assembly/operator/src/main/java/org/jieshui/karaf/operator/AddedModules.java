package org.jieshui.karaf.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * Departments added to an installation: the bundles in its folder {@code modules}, which the running platform watches. One file a bundle, named
 * after it. What the distribution brings itself is in {@code system} and is neither replaced nor removed here.
 *
 * @param home    the installation
 * @param address where it runs ({@code http://127.0.0.1:8181/}); null: it does not run
 * @param patience how long a bundle may take to come or to go
 * @param out     what the operator is told
 */
record AddedModules(Path home, URI address, Duration patience, PrintStream out) {

    /** What a bundle says about itself in its manifest. */
    record Named(String module, String bundle) {}

    /** Adds a department's bundle, or replaces the one of that name, and waits until it runs. */
    void add(Path file) throws IOException, InterruptedException {
        var named = read(file);
        if (shipped(named.bundle())) {
            throw new OperatorException(named.bundle() + " is part of the distribution. Build a new distribution (./jieshui build) to change it, or give the bundle a name of its own.");
        }
        var other = find(named.module()).filter(f -> !f.equals(place(named.bundle())));
        if (other.isPresent()) {
            throw new OperatorException("Another bundle, " + other.get() + ", is the module " + named.module() + ". Remove it first: jieshui remove " + named.module());
        }
        if (Files.exists(place(named.bundle()))) {
            leave(named.module(), place(named.bundle()));
        }
        Files.createDirectories(folder());
        var half = folder().resolve("." + named.bundle() + ".part");
        Files.copy(file, half, StandardCopyOption.REPLACE_EXISTING);
        Files.move(half, place(named.bundle()), StandardCopyOption.ATOMIC_MOVE);
        if (address == null) {
            out.println("Added " + named.module() + " as " + place(named.bundle()) + ". Jieshui does not run; the module starts with it.");
        } else if (await(named.module(), true)) {
            out.println("Added " + named.module() + " as " + place(named.bundle()) + ". It runs.");
        } else {
            throw new OperatorException("Added " + named.module() + " as " + place(named.bundle()) + ", but it does not run after " + patience.toSeconds()
                    + " seconds. The log says why (often a package that it imports and nobody exports, or a failed migration); 'jieshui remove " + named.module() + "' takes it away.");
        }
    }

    /** Takes a department away that was added; its tasks are parked, its tables stay. */
    void remove(String module) throws IOException, InterruptedException {
        var known = added().stream().map(f -> quietly(f).module()).collect(Collectors.joining(", "));
        var file = find(module).orElseThrow(() -> new OperatorException("No module " + module + " was added; added are: " + (known.isEmpty() ? "none" : known) + "."));
        leave(module, file);
        out.println("Removed " + module + ". Its tasks are parked until it is added again; its tables stay.");
    }

    private void leave(String module, Path file) throws IOException, InterruptedException {
        Files.delete(file);
        if (address != null && !await(module, false)) {
            throw new OperatorException(file + " was deleted, but the module " + module + " still runs after " + patience.toSeconds() + " seconds; see the log.");
        }
    }

    private Path folder() {
        return home.resolve("modules");
    }

    private Path place(String bundle) {
        return folder().resolve(bundle + ".jar");
    }

    private boolean shipped(String bundle) throws IOException {
        if (!Files.isDirectory(home.resolve("system"))) {
            return false;
        }
        try (var files = Files.walk(home.resolve("system"))) {
            return files.anyMatch(f -> f.getFileName().toString().equals(bundle));
        }
    }

    private List<Path> added() throws IOException {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (var files = Files.list(folder())) {
            return files.filter(f -> f.getFileName().toString().endsWith(".jar")).sorted().toList();
        }
    }

    private Optional<Path> find(String module) throws IOException {
        return added().stream().filter(f -> quietly(f).module().equals(module)).findFirst();
    }

    private static Named quietly(Path file) {
        try {
            return read(file);
        } catch (IOException | OperatorException e) {
            return new Named(file.getFileName().toString(), "");
        }
    }

    private static Named read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new OperatorException("There is no file " + file + ".");
        }
        Manifest manifest;
        try (var jar = new JarFile(file.toFile())) {
            manifest = jar.getManifest();
        } catch (IOException e) {
            throw new OperatorException(file + " is no bundle: it cannot be read as a jar (" + e.getMessage() + ").", e);
        }
        var main = manifest == null ? null : manifest.getMainAttributes();
        var module = main == null ? null : main.getValue("Jieshui-Module");
        var bundle = main == null ? null : main.getValue("Bundle-SymbolicName");
        if (module == null || bundle == null) {
            throw new OperatorException(file + " is no department: its manifest has no " + (bundle == null ? "Bundle-SymbolicName" : "Jieshui-Module") + ". A line 'Jieshui-Module: <id>' in bnd.bnd makes it one.");
        }
        return new Named(module.strip(), bundle.replaceFirst(";.*", "").strip());
    }

    private boolean await(String module, boolean running) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (runs(module) != running) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(200);
        }
        return true;
    }

    /** {@code /health} names each active module, and whether its tables are ready. */
    private boolean runs(String module) {
        try {
            var connection = (HttpURLConnection) address.resolve("health").toURL().openConnection();
            connection.setReadTimeout(5000);
            try (InputStream body = connection.getResponseCode() == 200 ? connection.getInputStream() : connection.getErrorStream()) {
                var text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return text.matches("(?s).*\\{\"id\":\"" + java.util.regex.Pattern.quote(module) + "\",\"version\":\"[^\"]*\",\"status\":\"up\"}.*");
            }
        } catch (IOException e) {
            return false;
        }
    }
}
