package org.jieshui.e2e;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.List;
import java.util.Set;

/** What axe finds on a page that keeps somebody from using it. */
final class Axe {

    /** What is all right is not described element by element: that takes most of the time and nobody reads it. */
    private static final AxeRunOptions VIOLATIONS = new AxeRunOptions();

    static {
        VIOLATIONS.setResultTypes(List.of("violations"));
    }

    private Axe() {}

    /** Adds what is serious or critical, a line each: where, the rule, the element, what to do. */
    static void inspect(Desk desk, String where, Set<String> findings) {
        // what is still fading in has not its own colours yet
        PlaywrightAssertions.assertThat(desk.page().locator("[class*=enter-active]")).hasCount(0);
        for (var rule : new AxeBuilder(desk.page()).setLegacyMode(true).options(VIOLATIONS).analyze().getViolations()) {
            if (List.of("serious", "critical").contains(rule.getImpact())) {
                rule.getNodes().forEach(node -> findings.add(where + ": " + rule.getId() + " " + node.getHtml() + " " + node.getFailureSummary()));
            }
        }
    }
}
