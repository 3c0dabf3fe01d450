package org.jieshui.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** axe on every page that a menu leads to, on a case, a task and the pages for what went wrong: nothing serious, in light and in dark. */
@ExtendWith(Office.class)
class AccessibilityE2E {

    private final Set<String> visited = new LinkedHashSet<>();
    private final Set<String> findings = new LinkedHashSet<>();

    @Test
    void signIn(Rooms office) {
        var desk = office.desk("zhoumin", 1280, 800).go("/login");
        PlaywrightAssertions.assertThat(desk.button("登录")).isVisible();
        inspect(desk, "/login");
        assertThat(findings).isEmpty();
    }

    @Test
    void pagesOfTheDepartments(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application("齐鲁医药物流园");
        long task = shortcut.task(id, "accept").path("id").asLong();
        var service = office.signIn("zhoumin");
        menu(service);
        for (var path : List.of("/inbox?view=department", "/cases/" + id, "/cases/" + id + "?tab=documents", "/cases/" + id + "?tab=timeline", "/tasks/" + task, "/notifications", "/deputies",
                "/admin/people", "/no-such-page")) {
            visit(service, path);
        }
        for (var account : List.of("fanghongwei", "caoyong", "gaozhenhua")) {
            menu(office.signIn(account));
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void pagesOfTheAdministrators(Rooms office) {
        for (var account : List.of("sysadmin", "secadmin", "auditadmin")) {
            menu(office.signIn(account));
        }
        assertThat(findings).isEmpty();
    }

    /** Every page of this person's menu that nobody before him showed. */
    private void menu(Desk desk) {
        var entries = new ArrayList<String>();
        desk.page().waitForFunction("async () => (await (await fetch('/api/console/modules')).json()).every(m => !m.entry || performance.getEntriesByName(location.origin + m.entry).length)");
        for (var link : desk.page().locator("nav a").all()) {
            if (visited.add(link.getAttribute("href"))) {
                entries.add(link.getAttribute("href"));
            }
        }
        entries.forEach(path -> visit(desk, path));
    }

    private void visit(Desk desk, String path) {
        desk.go(path);
        PlaywrightAssertions.assertThat(desk.page().locator("main h1").first()).isVisible();
        PlaywrightAssertions.assertThat(desk.page().locator("main .skeleton")).hasCount(0);
        inspect(desk, path);
        desk.page().evaluate("() => { document.documentElement.dataset.theme = 'dark' }");
        inspect(desk, path + " (dark)");
        assertThat(desk.broken()).as("errors of scripts on " + path).isEmpty();
    }

    private void inspect(Desk desk, String where) {
        for (var rule : new AxeBuilder(desk.page()).analyze().getViolations()) {
            if (List.of("serious", "critical").contains(rule.getImpact())) {
                rule.getNodes().forEach(node -> findings.add(where + ": " + rule.getId() + " " + node.getHtml() + " " + node.getFailureSummary()));
            }
        }
    }
}
