package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DepartmentTest {

    /** What the platform's features bring and calls itself a module is what the gate does not replace. */
    @Test
    void thePlatformsModulesAreThoseOfItsFeatures() throws Exception {
        var features = Pattern.compile("(?s)<feature name=\"jieshui-(platform|webconsole|shell)\".*?\n  </feature>").matcher(Files.readString(Path.of("../../features/src/main/feature/feature.xml"))).results()
                .map(MatchResult::group).collect(Collectors.joining());
        var bundles = Pattern.compile("mvn:org\\.jieshui/([^/]+)/").matcher(features);
        var modules = new TreeSet<String>();
        while (bundles.find()) {
            var bnd = Path.of("..", bundles.group(1), "bnd.bnd");
            if (Files.exists(bnd)) {
                Files.readAllLines(bnd).stream().filter(line -> line.startsWith(ModuleReader.HEADER)).forEach(line -> modules.add(line.substring(line.indexOf(':') + 1).strip()));
            }
        }
        assertThat(modules).isNotEmpty();
        assertThat(Department.PLATFORM).containsExactlyInAnyOrderElementsOf(modules);
    }
}
