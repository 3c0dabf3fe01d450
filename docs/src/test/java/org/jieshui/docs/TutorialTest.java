package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial shows the example as it is, and its process is one. What its other commands do, DeployIT does. */
class TutorialTest {

    private static final String PAGE = "docs/tutorial/first-department.md";
    /** A line that is nothing but a path, then a block: the block is the file. */
    private static final Pattern SHOWN = Pattern.compile("(?ms)^`([^`\\n]+)`\\n```\\w+\\n(.*?)^```");
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```bash\\n(.*?)^```");

    @TempDir
    Path scratch;

    @Test
    void whatItShowsIsTheExample() throws IOException {
        var shown = SHOWN.matcher(Documents.text(PAGE));
        var files = new ArrayList<String>();
        while (shown.find()) {
            files.add(shown.group(1));
            assertThat(shown.group(2)).as(shown.group(1)).isEqualTo(Documents.text(shown.group(1)));
        }
        assertThat(files).hasSize(5);
    }

    @Test
    void theTasksLineMakesTheNextVersionOfTheProcess() throws Exception {
        var commands = commands();
        assertThat(commands.get(0)).isEqualTo("./jieshui new com.example.quality\n");
        copy("bundles/org.jieshui.processes/src");
        var task = Files.createDirectories(checkout().resolveSibling("com.example.quality/src/test/resources")).resolve("task.json");
        Files.writeString(task, Documents.text("bundles/org.jieshui.example/src/test/resources/task.json").replace("example.sample", "quality.sample"));
        run(commands.stream().filter(c -> c.contains("> single-meter-3.json")).findFirst().orElseThrow());

        var before = Documents.json(checkout().resolve("bundles/org.jieshui.processes/src/main/resources/processes/single-meter.json"));
        var process = Documents.json(checkout().resolve("single-meter-3.json"));
        assertThat(process.path("version").asInt()).isEqualTo(before.path("version").asInt() + 1);
        assertThat(process.findParents("type")).filteredOn(t -> t.path("type").asText().equals("quality.sample")).hasSize(1);
        assertThat(process.findParents("type")).hasSize(before.findParents("type").size() + 1);
    }

    private Path checkout() {
        return scratch.resolve("checkout");
    }

    private static List<String> commands() throws IOException {
        var found = new ArrayList<String>();
        var blocks = COMMANDS.matcher(Documents.text(PAGE));
        while (blocks.find()) {
            found.add(blocks.group(1));
        }
        return found;
    }

    private void copy(String path) throws IOException {
        var from = Documents.ROOT.resolve(path);
        try (var files = Files.walk(from)) {
            for (var file : files.filter(f -> !from.relativize(f).startsWith("target")).toList()) {
                var to = checkout().resolve(path).resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to);
                }
            }
        }
    }

    private void run(String commands) throws Exception {
        var log = scratch.resolve("log");
        var process = new ProcessBuilder("bash", "-euc", commands).directory(checkout().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor()).as(() -> {
            try {
                return commands + "\n" + Files.readString(log);
            } catch (IOException e) {
                return commands;
            }
        }).isZero();
    }
}
