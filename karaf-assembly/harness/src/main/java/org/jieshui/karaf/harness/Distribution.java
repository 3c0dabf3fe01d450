package org.jieshui.karaf.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;

/**
 * The distribution that {@code karaf-assembly/dist} built, unpacked into {@code target/<name>} of the module under test, on a free port, with sample data.
 * It is started, stopped and killed as an operator would, by its own script.
 */
public final class Distribution implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final String HTTP = "org.apache.felix.http.cfg";
    /** SHA-256 of nothing. */
    private static final String NO_SOURCES = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final int PATIENCE_SECONDS = 400; // two cores may build at the same time

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> passwords = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Path home;
    private final Path script;
    private final int port;
    private boolean borrowed;

    private Distribution(Path home, int port) {
        this(home, home.resolve("bin/jieshui"), port);
    }

    private Distribution(Path home, Path script, int port) {
        this.home = home;
        this.script = script;
        this.port = port;
    }

    /** Unpacks, and chooses a free port. What an earlier run left under the same name is removed. */
    public static Distribution unpack(String name) {
        try (var socket = new ServerSocket(0)) {
            var home = Path.of("target", name).toAbsolutePath();
            var platform = new Distribution(home, socket.getLocalPort());
            platform.clear(home);
            platform.run("unpack", "tar", "xzf", archive().toString(), "-C", home.toString(), "--strip-components=1");
            return platform.configure(HTTP, "org.osgi.service.http.port", String.valueOf(platform.port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A checkout in which the distribution was built and nothing was started yet, to be used by its {@code ./jieshui}. It has no sources: what was built is up to date. */
    public static Distribution checkout(String name) {
        try (var socket = new ServerSocket(0)) {
            var root = Path.of("target", name).toAbsolutePath();
            var platform = new Distribution(root.resolve("run"), root.resolve("jieshui"), socket.getLocalPort());
            platform.clear(root);
            Files.copy(Path.of("../../jieshui"), platform.script, StandardCopyOption.COPY_ATTRIBUTES);
            var built = Files.createDirectories(root.resolve("karaf-assembly/dist/target"));
            Files.createSymbolicLink(built.resolve("dist.tar.gz"), archive());
            Files.writeString(built.resolve("built-from"), NO_SOURCES + "\n");
            platform.run("unpack", "tar", "xzf", archive().toString(), "-C", Files.createDirectory(platform.home).toString(), "--strip-components=1", "--wildcards", "*/etc/" + HTTP);
            return platform.configure(HTTP, "org.osgi.service.http.port", String.valueOf(platform.port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clear(Path folder) throws IOException {
        if (Files.exists(home.resolve("bin/jieshui"))) {
            stop(); // a run that was broken off may have left it
        }
        Files.createDirectories(folder.getParent());
        run("remove", "rm", "-rf", folder.toString());
        Files.createDirectories(folder);
    }

    /** An installation that somebody started and will stop; the tests only use it. */
    public static Distribution running(Path home) {
        try (var lines = Files.lines(home.resolve("etc").resolve(HTTP))) {
            var port = lines.filter(line -> line.startsWith("org.osgi.service.http.port")).reduce((first, last) -> last).orElseThrow().replaceAll("\\D", "");
            var platform = new Distribution(home.toAbsolutePath(), Integer.parseInt(port));
            platform.borrowed = true;
            platform.readLogins();
            return platform;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path archive() throws IOException {
        try (var files = Files.list(Path.of("../dist/target"))) {
            return files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow().toAbsolutePath().normalize();
        }
    }

    /** Sets one line of a configuration file in {@code etc/}, as an operator would. */
    public Distribution configure(String file, String key, String value) {
        try {
            var path = home.resolve("etc").resolve(file);
            var text = Files.exists(path) ? Files.readString(path) : "";
            var line = key + " = " + value;
            var replaced = text.replaceAll("(?m)^#?\\s*" + key.replace(".", "\\.") + "\\s*=.*$", Matcher.quoteReplacement(line));
            Files.writeString(path, replaced.contains(line) ? replaced : text + "\n" + line + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a variable for the script; null leaves it as the test has it. */
    public Distribution environment(String name, String value) {
        if (value == null) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
        return this;
    }

    /** Starts it, and returns when every department serves. */
    public Distribution start() {
        operate("run", "--sample", "--background");
        return awaitDepartments();
    }

    /** Waits until the last sample case has been told; until then they reserve meters and book money beside a test. */
    public void awaitSampleCases() {
        await("the sample's cases are all there", () -> {
            try {
                return Files.readString(home.resolve("data/log/jieshui.log")).contains(" sample cases");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Waits, however it was started, until every department serves: ready says that the platform does, the departments follow a moment later. */
    public Distribution awaitDepartments() {
        for (var path : new String[] {"/api/session", "/api/tasks", "/api/documents", "/api/survey/appointments", "/api/gis/networks", "/api/notifications"}) {
            await(path + " is served", () -> status(path) == 401); // who are you?
        }
        readLogins();
        return this;
    }

    private void readLogins() {
        try {
            for (var line : Files.readAllLines(home.resolve("data/sample-logins.txt"))) {
                var parts = line.split("\t");
                if (parts.length > 1) {
                    passwords.put(parts[0], parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        operate("stop");
    }

    /** The platform's process. */
    public ProcessHandle process() {
        return process("data/jieshui.pid");
    }

    /** The embedded PostgreSQL's first process. */
    public ProcessHandle postmaster() {
        return process("data/postgres/cluster/postmaster.pid");
    }

    private ProcessHandle process(String file) {
        try {
            var pid = Files.readAllLines(home.resolve(file)).get(0).strip();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> new IllegalStateException(file + " names process " + pid + ", which is gone"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the platform's process as a power cut would. Its database is left behind. */
    public void kill() {
        kill(process());
    }

    /** Ends processes as a power cut would: all at once, without a word. */
    public static void kill(ProcessHandle... processes) {
        for (var process : processes) {
            process.destroyForcibly();
        }
        for (var process : processes) {
            await("process " + process.pid() + " has ended", () -> !process.isAlive());
        }
    }

    /** Where it listens, without a slash at the end. */
    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public Path home() {
        return home;
    }

    /** The generated password of a sample person. */
    public String passwordOf(String account) {
        var password = passwords.get(account);
        if (password == null) {
            throw new IllegalArgumentException("no sample login " + account + "; there are " + passwords.keySet());
        }
        return password;
    }

    /** Signs a sample person in over HTTP, as a script would. */
    public RestSession signIn(String account) {
        return signIn(account, passwordOf(account));
    }

    /** Signs anybody in over HTTP. */
    public RestSession signIn(String account, String password) {
        return RestSession.open(client, address(), account, password);
    }

    /** The status of a GET by nobody. */
    public int status(String path) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address() + path)).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until something holds, at most a few minutes. */
    public static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 4 minutes: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** What a command answered. */
    public record Outcome(int exit, String said) {}

    /** Its port. */
    public int port() {
        return port;
    }

    /** The installation's own script, as an operator calls it; what it said is in {@code target/<name>-<first word>.log} too. */
    public Outcome operator(String... words) {
        var command = new String[words.length + 1];
        command[0] = script.toString();
        System.arraycopy(words, 0, command, 1, words.length);
        return outcome(words[0], command);
    }

    private Outcome outcome(String log, String... command) {
        try {
            var place = script.startsWith(home) ? home : home.getParent();
            var output = place.resolveSibling(place.getFileName() + "-" + log + ".log");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).redirectInput(new File("/dev/null"));
            // whoever calls the tests may have an installation of his own in mind
            builder.environment().keySet().removeIf(variable -> variable.startsWith("JIESHUI_"));
            builder.environment().put("JIESHUI_START_SECONDS", String.valueOf(PATIENCE_SECONDS));
            builder.environment().putAll(environment);
            return new Outcome(builder.start().waitFor(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String log, String... command) {
        must(String.join(" ", command), outcome(log, command));
    }

    private void operate(String... words) {
        must(String.join(" ", words), operator(words));
    }

    private static void must(String command, Outcome outcome) {
        if (outcome.exit() != 0) {
            throw new AssertionError(command + " ended with " + outcome.exit() + ":\n" + outcome.said());
        }
    }

    @Override
    public void close() {
        if (!borrowed) {
            stop();
        }
    }
}
