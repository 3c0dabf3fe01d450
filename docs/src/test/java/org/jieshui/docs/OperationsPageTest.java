package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The operations guide tells every metric, and none that is not there, and what to do about each refusal of a deployment. */
class OperationsPageTest {

    private static final Pattern IN_CODE = Pattern.compile("\"(jieshui(?:_[a-z0-9]+)+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(jieshui_[a-z0-9_]+)` \\|");
    private static final Pattern IN_TEXT = Pattern.compile("jieshui(?:_[a-z0-9]+)+");

    @Test
    void theTableHasEveryMetric() throws IOException {
        assertThat(rows()).isEqualTo(metrics());
    }

    /** Scrape configuration and rules ask for what there is. */
    @Test
    void theRulesAskForMetricsThatThereAre() throws IOException {
        var used = found(IN_TEXT, Documents.text("docs/operations/index.md"));
        used.remove("jieshui_owner");
        used.removeAll(metrics());
        assertThat(used).containsExactly("jieshui_http_request_seconds_bucket");
    }

    @Test
    void theTableOfDeployingHasEveryRefusal() throws IOException {
        var codes = new TreeSet<String>();
        Documents.json(Documents.ROOT.resolve("bundles/org.jieshui.deploy/src/main/resources/problems.json")).fieldNames().forEachRemaining(type -> codes.add(type.replace("deploy/", "")));
        var guide = Documents.text("docs/operations/index.md");
        var section = guide.substring(guide.indexOf("## Deploying a department"), guide.indexOf("## Events that a module fails on"));
        codes.removeAll(found(Pattern.compile("(?m)`([a-z-]+)`"), section.lines().filter(line -> line.startsWith("|")).collect(Collectors.joining("\n"))));
        assertThat(codes).as("refusals that nobody on call is told what to do about").isEmpty();
    }

    private static Set<String> rows() throws IOException {
        return found(ROW, Documents.text("docs/operations/index.md"));
    }

    private static Set<String> metrics() throws IOException {
        var names = new TreeSet<String>();
        for (var source : Documents.files(".java")) {
            var text = source.toString().contains("/src/main/") && source.startsWith(Documents.ROOT.resolve("bundles")) ? Files.readString(source) : "";
            if (text.contains("Gauge.of(") || text.contains("new Gauge(") || text.contains("Gauges") || text.contains("io.prometheus")) {
                names.addAll(found(IN_CODE, text));
            }
        }
        // the library gives counters their ending
        assertThat(names.remove("jieshui_http_requests")).isTrue();
        names.add("jieshui_http_requests_total");
        return names;
    }

    private static TreeSet<String> found(Pattern pattern, String text) {
        var found = new TreeSet<String>();
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return found;
    }
}
