package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a platform's process holds, after a collection of everything that nobody needs.
 *
 * @param loaders class loaders of bundles
 * @param classes all that are loaded
 * @param metaspace in kilobytes
 * @param files open files, sockets among them
 * @param connections to the database
 */
record Facts(int loaders, int classes, long metaspace, int threads, int files, int connections) {

    private static final double TWO_PERCENT = 1.02;
    private static final Pattern CLASSES = Pattern.compile("Total = \\d+\\s+(\\d+)");
    private static final Pattern USED = Pattern.compile("Metaspace\\s+used (\\d+)K");

    /** @param database the port that it listens on */
    static Facts of(ProcessHandle process, int database) {
        jcmd(process, "GC.run");
        jcmd(process, "GC.run");
        var metaspace = USED.matcher(jcmd(process, "GC.heap_info"));
        assertThat(metaspace.find()).isTrue();
        var statistics = jcmd(process, "VM.classloader_stats");
        var classes = CLASSES.matcher(statistics);
        assertThat(classes.find()).isTrue();
        var loaders = (int) statistics.lines().filter(line -> line.contains("BundleClassLoader")).count();
        var proc = Path.of("/proc", String.valueOf(process.pid()));
        try (var files = Files.list(proc.resolve("fd")); var threads = Files.list(proc.resolve("task"))) {
            return new Facts(loaders, Integer.parseInt(classes.group(1)), Long.parseLong(metaspace.group(1)), (int) threads.count(), (int) files.count(), Sockets.connections(process.pid(), database));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many class loaders, and of the rest no more than 2 % more. */
    void isNoMoreThan(Facts before) {
        assertThat(loaders).as("one class loader for each bundle").isEqualTo(before.loaders);
        assertThat((double) classes).as("classes").isLessThanOrEqualTo(before.classes * TWO_PERCENT);
        assertThat((double) metaspace).as("metaspace").isLessThanOrEqualTo(before.metaspace * TWO_PERCENT);
        assertThat((double) threads).as("threads").isLessThanOrEqualTo(Math.ceil(before.threads * TWO_PERCENT));
        assertThat((double) files).as("open files").isLessThanOrEqualTo(Math.ceil(before.files * TWO_PERCENT));
        assertThat((double) connections).as("database connections").isLessThanOrEqualTo(Math.ceil(before.connections * TWO_PERCENT));
    }

    private static String jcmd(ProcessHandle process, String command) {
        try {
            var run = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid()), command).redirectErrorStream(true).start();
            return new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
