package org.jieshui.itests.drive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** One place of the platform's sources said wrongly, compiled, and put into the bundle of an installation of the tests. What ships has nothing of it. */
enum PlantedFault {

    MAKE_UP_DAY_OFF("org.jieshui.calendar", "WorkingDays", "deviation == null ? !isWeekend(day) : !deviation.off", "deviation == null && !isWeekend(day)"),
    PAUSE_NOT_DEDUCTED("org.jieshui.cases.core", "Clocks", "process.flow().target(), pauses, false)", "process.flow().target(), List.of(), false)"),
    HALF_EVEN("org.jieshui.pricing", "Money", "RoundingMode.HALF_UP", "RoundingMode.HALF_EVEN");

    private final String bundle;
    private final String type;
    private final String right;
    private final String wrong;

    PlantedFault(String bundle, String type, String right, String wrong) {
        this.bundle = bundle;
        this.type = type;
        this.right = right;
        this.wrong = wrong;
    }

    /** Before it is started. */
    void plant(Path home) {
        try {
            var folder = bundle.replace('.', '/');
            var source = Files.readString(Path.of("../../bundles", bundle, "src/main/java", folder, type + ".java"));
            if (source.split(java.util.regex.Pattern.quote(right), -1).length != 2) {
                throw new IllegalStateException(type + " does not say once: " + right);
            }
            var work = Files.createTempDirectory(Path.of("target"), "fault");
            var file = Files.writeString(work.resolve(type + ".java"), source.replace(right, wrong));
            compile(file, work, home);
            var jar = jars(home.resolve("system/org/jieshui").resolve(bundle)).get(0);
            try (var zip = FileSystems.newFileSystem(jar); var classes = Files.walk(work.resolve(folder))) {
                for (var one : classes.filter(Files::isRegularFile).toList()) {
                    Files.copy(one, zip.getPath(folder, one.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path file, Path out, Path home) throws IOException {
        var libraries = jars(home.resolve("system")).stream().map(Path::toString).collect(Collectors.joining(":"));
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-nowarn", "--release", "17", "-cp", libraries, "-d", out.toString(), file.toString());
        if (failed != 0) {
            throw new IllegalStateException(file + " does not compile");
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
