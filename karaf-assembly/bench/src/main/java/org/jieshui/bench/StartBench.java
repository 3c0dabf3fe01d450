package org.jieshui.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A warm start of what ships, sample data and the embedded PostgreSQL included, from calling its script to the first 200 of the login page, and until the script
 * says that one can sign in; beside a stock Karaf of the same version from calling its script until its shell answers a command. They take turns; before that each starts once, unmeasured.
 */
final class StartBench {

    private static final int ROUNDS = 5;
    private static final String PORT = "8471";
    private static final long PATIENCE_SECONDS = 600;

    private StartBench() {}

    static void run() throws Exception {
        var root = Path.of(System.getProperty("bench.root", ".")).toAbsolutePath().normalize();
        var target = root.resolve("karaf-assembly/bench/target");
        var ours = unpack(find(root.resolve("karaf-assembly/dist/target"), "org.jieshui.karaf.dist-", "build it first: ./jieshui build"), target.resolve("start/jieshui"));
        var stock = unpack(find(target, "apache-karaf-", "run this with -Pbench, which fetches it"), target.resolve("start/karaf"));
        var http = ours.resolve("etc/org.apache.felix.http.cfg");
        Files.writeString(http, Files.readString(http).replaceAll("(?m)^(org.osgi.service.http.port\\s*=).*", "$1 " + PORT));

        jieshui(ours);
        karaf(stock);
        var page = new ArrayList<Double>();
        var ready = new ArrayList<Double>();
        var shell = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            var started = jieshui(ours);
            page.add(started.page);
            ready.add(started.ready);
            shell.add(karaf(stock));
        }
        System.out.printf(Locale.ROOT, "%n## Warm start, seconds, median of %d (bound: no slower than a stock Karaf)%n%n| | median | to stock Karaf's | all |%n|-|-|-|-|%n", ROUNDS);
        row("login page answers 200", page, shell);
        row("one can sign in", ready, shell);
        row("stock Karaf's shell answers", shell, shell);
    }

    private static void row(String what, List<Double> seconds, List<Double> stock) {
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.2f | %s |%n", what, median(seconds), median(seconds) / median(stock), words(seconds));
    }

    /** Seconds until the login page, and until the script returned. */
    private record Started(double page, double ready) {}

    private static Started jieshui(Path home) throws Exception {
        long start = System.nanoTime();
        var process = start(home, home.resolveSibling("jieshui.log"), "bin/jieshui", "run", "--sample", "--background");
        while (!loginPageServes()) {
            within(start, home.toString());
            TimeUnit.MILLISECONDS.sleep(5);
        }
        double page = seconds(start);
        if (process.waitFor() != 0) {
            throw new IOException("not started: " + Files.readString(home.resolveSibling("jieshui.log")));
        }
        double ready = seconds(start);
        start(home, home.resolveSibling("jieshui.log"), "bin/jieshui", "stop").waitFor();
        return new Started(page, ready);
    }

    private static boolean loginPageServes() {
        try {
            var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + PORT + "/login").toURL().openConnection();
            connection.setReadTimeout(10_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Its console reads from a pipe: a command is asked at once, and its answer is the sign. */
    private static double karaf(Path home) throws Exception {
        long start = System.nanoTime();
        var process = new ProcessBuilder("bin/karaf").directory(home.toFile()).redirectErrorStream(true).start();
        try (var commands = process.outputWriter(StandardCharsets.UTF_8)) {
            commands.write("echo answer-to-%(6*7)\n"); // the shell counts, so that the echo of what was typed is no answer
            commands.flush();
            awaitWords(process.getInputStream(), start);
            double seconds = seconds(start);
            commands.write("shutdown -f\n");
            commands.flush();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroy();
                process.waitFor();
            }
            return seconds;
        }
    }

    private static void awaitWords(InputStream output, long start) throws IOException {
        var said = new StringBuilder();
        var buffer = new byte[4096];
        while (!said.toString().contains("answer-to-42")) {
            int n = output.read(buffer);
            if (n < 0) {
                throw new IOException("Karaf ended while it was starting: " + said);
            }
            said.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            within(start, "Karaf: " + said);
        }
    }

    private static Process start(Path home, Path log, String... command) throws IOException {
        return new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static void within(long start, String what) {
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            throw new IllegalStateException("not started after " + PATIENCE_SECONDS + " seconds: " + what);
        }
    }

    private static Path find(Path folder, String prefix, String otherwise) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                var found = files.filter(f -> f.getFileName().toString().startsWith(prefix) && f.toString().endsWith(".tar.gz")).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new IllegalStateException("No " + prefix + "*.tar.gz in " + folder + ": " + otherwise);
    }

    private static Path unpack(Path archive, Path into) throws Exception {
        new ProcessBuilder("rm", "-rf", into.toString()).start().waitFor();
        Files.createDirectories(into);
        if (new ProcessBuilder("tar", "xzf", archive.toString(), "-C", into.toString(), "--strip-components=1").inheritIO().start().waitFor() != 0) {
            throw new IOException("cannot unpack " + archive);
        }
        return into;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String words(List<Double> values) {
        return String.join(" ", values.stream().map(v -> String.format(Locale.ROOT, "%.1f", v)).toList());
    }
}
