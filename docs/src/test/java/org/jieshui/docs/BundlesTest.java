package org.jieshui.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Each bundle has a README under its own name, and the architecture and the list of departments know it. */
class BundlesTest {

    @Test
    void eachBundleHasItsReadme() throws IOException {
        var missing = new ArrayList<String>();
        for (var bundle : Documents.bundles()) {
            var readme = bundle.resolve("README.md");
            if (!Files.exists(readme) || !Files.readAllLines(readme).get(0).startsWith("# " + bundle.getFileName())) {
                missing.add(bundle.getFileName().toString());
            }
        }
        assertThat(missing).as("bundles without a README.md that begins with '# <name of the bundle>'").isEmpty();
    }

    @Test
    void theArchitectureNamesEachBundle() throws IOException {
        var known = Documents.text("docs/architecture.md") + Documents.text("docs/departments/README.md");
        for (var bundle : Documents.bundles()) {
            assertThat(known).contains("`" + bundle.getFileName() + "`");
        }
    }
}
