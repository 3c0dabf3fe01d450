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
 * @param metaspace in kilobytes
 * @param files open files, sockets among them
 */
record Facts(int loaders, long metaspace, int threads, int files) {

    private static final Pattern USED = Pattern.compile("Metaspace\\s+used (\\d+)K");

    static Facts of(ProcessHandle process) {
        jcmd(process, "GC.run");
        jcmd(process, "GC.run");
        var metaspace = USED.matcher(jcmd(process, "GC.heap_info"));
        assertThat(metaspace.find()).isTrue();
        var loaders = (int) jcmd(process, "VM.classloader_stats").lines().filter(line -> line.contains("BundleClassLoader")).count();
        var proc = Path.of("/proc", String.valueOf(process.pid()));
        try (var files = Files.list(proc.resolve("fd")); var threads = Files.list(proc.resolve("task"))) {
            return new Facts(loaders, Long.parseLong(metaspace.group(1)), (int) threads.count(), (int) files.count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
