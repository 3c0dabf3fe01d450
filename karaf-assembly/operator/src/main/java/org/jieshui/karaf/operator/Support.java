package org.jieshui.karaf.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * One zip for whoever is to help from afar: what runs here, how it is configured, what it logged and how it is now; no password, no token, no document and no row of a table. Works whether the platform runs or not: what
 * cannot be had is named in {@code missing.txt}.
 */
final class Support {

    /**
     * @param home    programs
     * @param data    logs; in it what the installation keeps, unless it is elsewhere
     * @param address where the platform answers
     * @param process its process id; null: it does not run
     * @param token   an API token for what is not open to anyone, or null
     */
    record Place(Path home, Path etc, Path data, Installation installation, URI address, Long process, String token) {}

    /** What one of the steps does. */
    private interface Step {
        void run() throws IOException, InterruptedException, SQLException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long DUMP_SECONDS = 5;
    /** Of each log the end. */
    private static final long MOST_BYTES = 20_000_000;
    private static final Set<String> CONFIGURATION = Set.of("cfg", "config", "properties");
    /** Users and keys of the container's shell, which is not installed: name and password in one line. */
    private static final Set<String> NEVER = Set.of("users.properties", "keys.properties");

    private final Place place;
    private final Clock clock;
    private final Scrubber scrubber;
    private final List<String> missing = new ArrayList<>();
    private ZipOutputStream zip;

    Support(Place place, Clock clock) throws IOException {
        this.place = place;
        this.clock = clock;
        scrubber = new Scrubber(Scrubber.described(place.home().resolve("system/org/jieshui")));
    }

    /** @return what could not be had */
    List<String> to(Path file) throws IOException, InterruptedException {
        try (var out = Files.newByteChannel(file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var opened = new ZipOutputStream(Channels.newOutputStream(out))) {
            zip = opened;
            step("the secrets of the database", this::secrets);
            step("configuration", this::configuration);
            step("facts", this::facts);
            step("health", () -> answers("health.json", "health", "health/ready"));
            step("modules and deployments", this::modules);
            step("metrics", this::metrics);
            step("counts of tables", this::tables);
            step("threads", this::threads);
            step("logs", this::logs);
            add("missing.txt", missing.isEmpty() ? "Nothing.\n" : String.join("\n", missing) + "\n");
        }
        return missing;
    }

    private void step(String what, Step step) throws InterruptedException {
        try {
            step.run();
        } catch (IOException | SQLException | UncheckedIOException | OperatorException e) {
            missing.add(what + ": " + scrubber.text(String.valueOf(e.getMessage() == null ? e : e.getMessage())));
        }
    }

    private void add(String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(scrubber.text(text).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** Not in the zip: known, so that they are taken out wherever they stand. */
    private void secrets() throws IOException {
        scrubber.secret(place.token());
        var file = place.installation().database() == null ? null : place.installation().database().resolve("secrets.properties");
        if (file != null && Files.exists(file)) {
            var secrets = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                secrets.load(reader);
            }
            secrets.values().forEach(value -> scrubber.secret(value.toString()));
        }
        for (var logins : List.of("first-logins.txt", "sample-logins.txt")) {
            if (Files.exists(place.data().resolve(logins))) {
                for (var line : Files.readAllLines(place.data().resolve(logins))) {
                    Stream.of(line.split("\\s+")).filter(word -> word.matches("[A-Za-z0-9]{4}(-[A-Za-z0-9]{4}){3}")).forEach(scrubber::secret);
                }
            }
        }
    }

    private void configuration() throws IOException {
        var left = new ArrayList<String>();
        var texts = new TreeMap<String, String>();
        for (var file : files(place.etc(), path -> true)) {
            var name = place.etc().relativize(file).toString();
            var plain = file.getFileName().toString();
            if (CONFIGURATION.contains(plain.substring(plain.lastIndexOf('.') + 1)) && !NEVER.contains(plain)) {
                var text = Files.readString(file, StandardCharsets.UTF_8);
                files(text).forEach(this::secretFile);
                texts.put("etc/" + name, scrubber.configuration(plain.substring(0, plain.lastIndexOf('.')), text));
            } else {
                left.add(name + " " + Files.size(file));
            }
        }
        var own = place.installation().database() == null ? null : place.installation().database().resolve("local.conf");
        if (own != null && Files.exists(own)) {
            texts.put("postgres/local.conf", scrubber.configuration("local", Files.readString(own)));
        }
        for (var text : texts.entrySet()) {
            add(text.getKey(), text.getValue());
        }
        add("etc/other-files.txt", "Not included: other files, with their sizes\n" + String.join("\n", left) + "\n");
    }

    /** Files that a configuration names as holding a password. */
    private static List<Path> files(String text) {
        return text.lines().filter(line -> line.matches("(?i)\\s*[^#!]*(pass\\w*|secret|token)File\\s*[=:].*")).map(line -> line.replaceFirst("^[^=:]*[=:]\\s*", "").strip())
                .filter(name -> !name.isEmpty()).map(Path::of).toList();
    }

    private void secretFile(Path file) {
        try {
            if (Files.isReadable(file)) {
                Files.readString(file).lines().findFirst().ifPresent(scrubber::secret);
            }
        } catch (IOException e) {
            missing.add("the password in " + file + " could not be read, and is not looked for: " + e.getMessage());
        }
    }

    private void facts() throws IOException {
        var facts = new StringBuilder();
        facts.append("made ").append(clock.instant()).append("\nhome ").append(place.home()).append("\ndata ").append(place.data())
                .append("\nplatform ").append(place.process() == null ? "does not run" : "process " + place.process())
                .append("\nos ").append(property("os.name")).append(' ').append(property("os.version")).append(' ').append(property("os.arch"))
                .append("\njava ").append(property("java.vendor")).append(' ').append(property("java.runtime.version")).append(" at ").append(property("java.home"))
                .append("\nprocessors ").append(Runtime.getRuntime().availableProcessors()).append("\nuser ").append(property("user.name")).append('\n');
        for (var file : List.of("/etc/os-release", "/proc/meminfo", "/proc/loadavg", "/proc/uptime")) {
            if (Files.isReadable(Path.of(file))) {
                facts.append('\n').append(file).append('\n').append(Files.readString(Path.of(file)));
            }
        }
        if (place.process() != null) {
            ProcessHandle.of(place.process()).map(ProcessHandle::info).ifPresent(info -> facts.append("\nstarted ").append(info.startInstant().map(Object::toString).orElse("?")).append("\ncommand ")
                    .append(info.commandLine().orElse("?")).append('\n'));
            var status = Path.of("/proc/" + place.process() + "/status");
            if (Files.isReadable(status)) {
                facts.append('\n').append(Files.readString(status));
            }
        }
        add("facts.txt", facts.toString());

        var disk = new StringBuilder("folder, free bytes, of\n");
        var database = place.installation().database();
        for (var folder : Stream.of(place.home(), place.data(), database, place.installation().documents()).filter(f -> f != null && Files.isDirectory(f)).toList()) {
            var store = Files.getFileStore(folder);
            disk.append(folder).append(' ').append(store.getUsableSpace()).append(' ').append(store.getTotalSpace()).append('\n');
        }
        add("disk.txt", disk.toString());
        var versions = new StringBuilder();
        for (var jar : files(place.home().resolve("system"), path -> path.toString().endsWith(".jar"))) {
            versions.append(jar.getFileName()).append('\n');
        }
        add("versions.txt", versions.toString());
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private String ask(String path) throws IOException, InterruptedException {
        if (place.process() == null) {
            throw new OperatorException("the platform does not run");
        }
        var request = HttpRequest.newBuilder(place.address().resolve(path)).timeout(PATIENCE);
        if (place.token() != null) {
            request.header("Authorization", "Bearer " + place.token());
        }
        var answer = HttpClient.newBuilder().connectTimeout(PATIENCE).build().send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            throw new OperatorException("/" + path + " answers " + answer.statusCode() + ": JIESHUI_TOKEN must be an API token with the scopes modules.read and metrics.read");
        }
        return answer.statusCode() + "\n" + answer.body() + "\n";
    }

    private void answers(String name, String... paths) throws IOException, InterruptedException {
        var all = new StringBuilder();
        for (var path : paths) {
            all.append("/").append(path).append(' ').append(ask(path));
        }
        add(name, all.toString());
    }

    private void modules() throws IOException, InterruptedException {
        needToken();
        add("modules.json", ask("api/modules"));
        var history = ask("api/modules/deployments?limit=200");
        add("deployments.json", withoutAccounts(history));
    }

    /** Numbers stay, names of accounts go. */
    private static String withoutAccounts(String answer) throws IOException {
        var body = answer.substring(answer.indexOf('\n') + 1);
        JsonNode history = Platform.JSON.readTree(body);
        history.findParents("account").forEach(parent -> ((ObjectNode) parent).remove("account"));
        return answer.substring(0, answer.indexOf('\n') + 1) + history.toPrettyString() + "\n";
    }

    private void metrics() throws IOException, InterruptedException {
        needToken();
        add("metrics.txt", ask("metrics"));
    }

    private void needToken() {
        if (place.process() != null && place.token() == null) {
            throw new OperatorException("JIESHUI_TOKEN is not set: an API token with the scopes modules.read and metrics.read");
        }
    }

    /** Estimates of the database's own statistics: nothing is counted. */
    private void tables() throws IOException, SQLException {
        var installation = place.installation();
        if (installation.database() == null) {
            throw new OperatorException("the database is external");
        }
        var port = Files.isDirectory(installation.database()) ? installation.runningPort() : null;
        if (port == null) {
            throw new OperatorException("the database does not run");
        }
        var counts = new StringBuilder("table, rows, dead rows, bytes with indexes\n");
        try (var connection = installation.connect(port, "jieshui"); var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT schemaname, relname, n_live_tup, n_dead_tup, pg_total_relation_size(relid) FROM pg_stat_user_tables ORDER BY 1, 2")) {
            while (rows.next()) {
                counts.append(rows.getString(1)).append('.').append(rows.getString(2)).append(' ').append(rows.getLong(3)).append(' ').append(rows.getLong(4)).append(' ').append(rows.getLong(5)).append('\n');
            }
        }
        add("tables.txt", counts.toString());
        var running = new StringBuilder("process, state, since, waits for, statement (no values)\n");
        try (var connection = installation.connect(port, "jieshui"); var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pid, state, xact_start, wait_event, left(regexp_replace(query, '\\s+', ' ', 'g'), 300) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY xact_start")) {
            while (rows.next()) {
                running.append(rows.getInt(1)).append(' ').append(rows.getString(2)).append(' ').append(rows.getString(3)).append(' ').append(rows.getString(4)).append(' ').append(rows.getString(5)).append('\n');
            }
        }
        add("database-at-work.txt", running.toString());
    }

    /** The virtual machine writes them into console.log when it is asked by a signal, whatever else it is doing. */
    private void threads() throws IOException, InterruptedException {
        if (place.process() == null) {
            throw new OperatorException("the platform does not run");
        }
        var console = place.data().resolve("log/console.log");
        long before = Files.exists(console) ? Files.size(console) : 0;
        new ProcessBuilder("kill", "-QUIT", place.process().toString()).start().waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DUMP_SECONDS);
        var dump = "";
        while (!dump.contains("JNI global refs") && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
            dump = tail(console, Files.size(console) - before);
        }
        if (dump.isBlank()) {
            throw new OperatorException("the process wrote none within " + DUMP_SECONDS + " seconds");
        }
        add("threads.txt", dump);
    }

    /** Logs, not the heap dumps that may lie beside them. */
    private void logs() throws IOException {
        logs(place.data().resolve("log"), "log/", name -> name.matches("(jieshui|console)\\.log(\\.\\d+)?"));
        if (place.installation().database() != null) {
            logs(place.installation().database().resolve("log"), "postgres/", name -> name.endsWith(".log"));
        }
    }

    private void logs(Path folder, String prefix, Predicate<String> wanted) throws IOException {
        var files = files(folder, path -> wanted.test(path.getFileName().toString()));
        if (files.isEmpty()) {
            missing.add("logs: there are none in " + folder);
        }
        for (var file : files) {
            zip.putNextEntry(new ZipEntry(prefix + file.getFileName()));
            var skipped = Math.max(0, Files.size(file) - MOST_BYTES);
            try (var in = Files.newInputStream(file)) {
                in.skipNBytes(skipped);
                Writer out = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    out.write(scrubber.text(line));
                    out.write('\n');
                }
                out.flush();
            }
            zip.closeEntry();
        }
    }

    private static String tail(Path file, long bytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - bytes));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Path> files(Path folder, Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        }
    }
}
