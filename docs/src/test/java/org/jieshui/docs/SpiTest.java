package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about what departments implement names every call that they get, and every interface that they or the platform offer. */
class SpiTest {

    private static final String PAGE = "docs/reference/spi.md";
    private static final List<String> APIS = List.of("org.jieshui.cases.api", "org.jieshui.platform.api");
    private static final Pattern CONSUMER = Pattern.compile("(?m)^@ConsumerType\\b");
    private static final Pattern PROVIDER = Pattern.compile("(?m)^( *)@ProviderType\\s+(?:public )?interface (\\w+)");
    private static final Pattern METHOD = Pattern.compile("(?m)^    (?! |record )(?:default )?[\\w<>\\[\\], .?]+ (\\w+)\\([^)]*\\)[^;{=]*[;{]");
    private static final String COMMENTS = "(?s)/\\*.*?\\*/";

    @Test
    void everyCallThatADepartmentGetsIsTold() throws IOException {
        var page = Documents.text(PAGE);
        var calls = new TreeSet<String>();
        for (var source : sources()) {
            var text = Files.readString(source);
            if (CONSUMER.matcher(text).find()) {
                var name = source.getFileName().toString().replace(".java", "");
                var methods = METHOD.matcher(text.replaceAll(COMMENTS, "")).results().map(m -> name + "." + m.group(1)).toList();
                calls.addAll(methods.isEmpty() ? List.of(name) : methods);
            }
        }
        assertThat(calls).contains("TaskType.completed", "TaskType.sentBack", "CaseListener.on", "Channel.deliver", "Resource");
        assertThat(calls).allSatisfy(call -> assertThat(page).contains("`" + call + "`"));
    }

    @Test
    void everyServiceOfThePlatformIsNamed() throws IOException {
        var page = Documents.text(PAGE);
        var names = new ArrayList<String>();
        for (var source : sources()) {
            var interfaces = PROVIDER.matcher(Files.readString(source));
            while (interfaces.find()) {
                if (interfaces.group(1).isEmpty()) {
                    names.add(interfaces.group(2));
                }
            }
        }
        assertThat(names).contains("Cases", "Database", "Modules");
        assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static List<Path> sources() throws IOException {
        var found = new ArrayList<Path>();
        for (var api : APIS) {
            try (var files = Files.walk(Documents.ROOT.resolve("bundles/" + api + "/src/main/java"))) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
            }
        }
        return found;
    }
}
