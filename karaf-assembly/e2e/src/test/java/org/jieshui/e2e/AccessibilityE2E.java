package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * axe on every page that the shell knows a way to, those of the departments that run among them: nothing serious, with what the sample holds in Chinese on light
 * and in English on dark, and with nothing in any list. A page that is added is looked at without a word here.
 */
@ExtendWith(Office.class)
class AccessibilityE2E {

    /** Between them they may enter every page. */
    private static final List<String> PEOPLE = List.of("zhoumin", "fanghongwei", "caoyong", "liuwenbo", "xiaojun", "gaozhenhua", "yuxiaomei", "caixiuying", "xuting", "sysadmin", "secadmin", "auditadmin");
    /** The ways that the shell's router knows and this person may go, {@code !} before those that are closed to him. */
    private static final String WAYS = "async () => {"
            + " const session = (await import('@jieshui/shell')).useSession();"
            + " const may = needed => !needed || [needed].flat().some(one => session.can(one));"
            + " return document.querySelector('#app').__vue_app__.config.globalProperties.$router.getRoutes()"
            + "   .filter(way => !way.meta.open).map(way => (may(way.meta.permission) ? '' : '!') + way.path) }";
    /** Until the pages of everything that runs are known to the router, not merely fetched. */
    private static final String MODULES = "async () => { const [running, { modules }] = await Promise.all([(await fetch('/api/console/modules')).json(), import('@jieshui/shell')]);"
            + " return running.every(one => !one.entry || modules.version(one.module) === one.version) }";
    private static final String GO = "async path => { const router = document.querySelector('#app').__vue_app__.config.globalProperties.$router; await router.push('/'); await router.push(path) }";
    private static final String IN_ENGLISH_ON_DARK = "async () => { (await import('@jieshui/shell')).setLanguage('en'); document.documentElement.dataset.theme = 'dark' }";

    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> entered = new LinkedHashSet<>();
    private final Set<String> types = new LinkedHashSet<>();
    private final Set<String> findings = new LinkedHashSet<>();

    @Test
    void everyPageThatTheShellKnows(Rooms office) {
        // one transfer to look at, also while the sample is being told
        office.platform().signIn("caixiuying").post("/api/payments/transfers", Map.of("serial", "AX" + System.nanoTime(), "receivedOn", LocalDate.now(ZoneId.of("Asia/Shanghai")).toString(),
                "amount", "100.00", "payer", "无障碍验收", "payerAccount", "6222000000000001", "remark", "验收"));
        for (var account : PEOPLE) {
            var desk = office.signIn(account);
            desk.page().waitForFunction(MODULES);
            var addresses = addresses(desk);
            addresses.forEach(path -> visit(desk, path, "zh-CN, light"));
            desk.page().evaluate(IN_ENGLISH_ON_DARK);
            addresses.forEach(path -> visit(desk, path, "en, dark"));
            desk.page().route("**/api/**", AccessibilityE2E::nothingThere);
            addresses.stream().filter(path -> !path.matches("/(cases|tasks)/.*")).forEach(path -> visit(desk, path, "nothing there"));
            Assertions.assertThat(desk.broken()).as("errors of scripts at the desk of " + account).isEmpty();
        }
        Assertions.assertThat(entered).as("pages that one of %s may enter", PEOPLE).containsAll(known);
        Assertions.assertThat(findings).isEmpty();
    }

    @Test
    void whatOpensOverAPage(Rooms office) {
        long id = new Shortcut(office.platform()).application("无障碍验收");
        var desk = office.desk("zhoumin", 1280, 800).go("/login");
        assertThat(desk.button("登录")).isVisible();
        Axe.inspect(desk, "/login", findings);
        desk.signIn();
        var it = new Case(desk, id).open("");
        desk.button("暂停计时").click();
        assertThat(desk.dialog("暂停计时")).isVisible();
        Axe.inspect(desk, "dialog: 暂停计时", findings);
        for (var action : List.of("备注", "换客户管家", "暂不具备条件，转建档", "撤回工单")) {
            it.open("").more(action);
            Axe.inspect(desk, "dialog: " + action, findings);
        }
        it.open("").page().locator(".clock .deadline button").first().click();
        assertThat(desk.dialog("时限说明")).isVisible();
        Axe.inspect(desk, "why a deadline is where it is", findings);
        Assertions.assertThat(findings).isEmpty();
    }

    /** Those that nobody before had a way to. */
    private List<String> addresses(Desk desk) {
        var addresses = new ArrayList<String>();
        for (var way : (List<?>) desk.page().evaluate(WAYS)) {
            var path = way.toString().replace("!", "");
            known.add(path);
            if (!way.toString().startsWith("!") && entered.add(path)) {
                examples(desk, path).forEach(addresses::add);
            }
        }
        tasks(desk).forEach((type, id) -> {
            if (types.add(type)) {
                addresses.add("/tasks/" + id);
            }
        });
        return addresses;
    }

    /** What stands for an address with a gap in it. */
    private Stream<String> examples(Desk desk, String way) {
        return switch (way) {
            case "/" -> Stream.empty();
            case "/cases/:id(\\d+)" -> cases(desk);
            case "/cases/:id(\\d+)/public" -> cases(desk).filter(path -> path.matches("/cases/\\d+")).map(path -> path + "/public");
            case "/tasks/:id(\\d+)" -> tasks(desk).values().stream().limit(1).map(id -> "/tasks/" + id);
            case "/inbox" -> Stream.of(way, "/inbox?view=department");
            case "/:rest(.*)*" -> Stream.of("/no-such-page");
            default -> way.contains(":") ? Stream.of(linked(desk, way)) : Stream.of(way);
        };
    }

    /** Where the page above leads to. */
    private static String linked(Desk desk, String way) {
        desk.go(way.substring(0, way.indexOf("/:")));
        var link = desk.page().locator("main a[href^='" + way.substring(0, way.indexOf(':')) + "']").first();
        assertThat(link).isVisible();
        return link.getAttribute("href");
    }

    /** A case in every state; of one whose drawings are being made, every tab. */
    private static Stream<String> cases(Desk desk) {
        var byState = new LinkedHashMap<String, Long>();
        var items = desk.api("/cases?limit=50").path("items");
        items.forEach(one -> byState.putIfAbsent(one.path("stage").asText().equals("design") ? "design" : one.path("state").asText(), one.path("id").asLong()));
        long rich = byState.getOrDefault("design", items.path(0).path("id").asLong());
        desk.go("/cases/" + rich);
        assertThat(desk.page().getByRole(AriaRole.TAB).first()).isVisible();
        int tabs = desk.page().getByRole(AriaRole.TAB).count();
        return Stream.concat(byState.values().stream().map(id -> "/cases/" + id), tabs(desk, rich, tabs).stream());
    }

    private static List<String> tabs(Desk desk, long id, int count) {
        var paths = new ArrayList<String>();
        for (int i = 1; i < count; i++) {
            desk.page().getByRole(AriaRole.TAB).nth(i).click();
            assertThat(desk.page().getByRole(AriaRole.TAB).nth(i)).hasAttribute("aria-selected", "true");
            paths.add(desk.page().url().replaceFirst("^https?://[^/]+", ""));
        }
        return paths;
    }

    /** An open task of each type that this person sees. */
    private static Map<String, Long> tasks(Desk desk) {
        var byType = new LinkedHashMap<String, Long>();
        if (desk.status("/tasks?view=department") == 200) {
            desk.api("/tasks?view=department&limit=200").path("items").forEach(task -> {
                if (!task.path("parked").asBoolean()) {
                    byType.putIfAbsent(task.path("type").asText(), task.path("id").asLong());
                }
            });
        }
        return byType;
    }

    private void visit(Desk desk, String path, String how) {
        desk.page().evaluate(GO, path);
        assertThat(desk.page().locator("main h1").first()).isAttached();
        assertThat(desk.page().locator("main .skeleton")).hasCount(0);
        Axe.inspect(desk, path + " (" + how + ")", findings);
    }

    /** The server's own answer, less what its lists hold. */
    private static void nothingThere(Route route) {
        var path = route.request().url().replaceFirst("^https?://[^/]+/api", "").replaceFirst("\\?.*", "");
        if (!route.request().method().equals("GET") || path.matches("/(session|console|directory)(/.*)?") || path.endsWith("/events")) {
            route.resume();
            return;
        }
        var answer = route.fetch();
        var options = new Route.FulfillOptions().setResponse(answer);
        if (answer.ok() && answer.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            options.setBody(emptied(answer.body()).toString());
        }
        route.fulfill(options);
    }

    private static JsonNode emptied(byte[] body) {
        try {
            var json = Desk.JSON.readTree(body);
            if (json instanceof ArrayNode list) {
                list.removeAll();
            } else if (json instanceof ObjectNode page && page.path("items") instanceof ArrayNode items) {
                items.removeAll();
                page.putNull("next");
            }
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
