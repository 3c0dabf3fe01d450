package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Strings that break naive software, typed where people type and read where people read: each is shown as it was typed, no script runs, nothing is wider than the
 * screen. Many go into one text, a line each; blanks at the ends of a text are not what it says.
 */
@ExtendWith(Office.class)
class NaughtyStringsE2E {

    private static final int NAME = 190;
    private static final int REMARK = 1_900;
    private static final int NEED = 950;

    private final List<String> ran = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @Test
    void whatIsRemarkedAndUrgedIsShownAsItWasTyped(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application("淘气字符串");
        var desk = watched(office.signIn("zhoumin"));
        var it = new Case(desk, id).open("timeline");
        var packs = packs(REMARK, "\n");
        for (var pack : packs) {
            desk.button("备注").first().click();
            var dialog = desk.dialog("备注");
            dialog.getByLabel("备注内容").fill(pack);
            Desk.button(dialog, "备注").click();
            assertThat(dialog).not().isVisible();
        }
        it.open("timeline");
        assertThat(desk.page().locator(".timeline li")).hasCount(packs.size() + 1);
        var timeline = text(desk.page().locator(".timeline"));
        packs.forEach(pack -> Assertions.assertThat(timeline).as("the timeline").contains(pack));

        long me = desk.api("/session").path("person").path("id").asLong();
        shortcut.as("sunlihua").post("/api/tasks/" + shortcut.task(id, "accept").path("id").asLong() + "/transfer", Map.of("personId", me, "reason", "请代办"));
        packs.forEach(pack -> shortcut.as("sunlihua").post("/api/tasks/" + shortcut.task(id, "accept").path("id").asLong() + "/urge", Map.of("text", pack)));
        desk.go("/notifications");
        var told = desk.page().locator("main li");
        assertThat(told.first()).containsText("催办");
        var list = text(desk.page().locator("main"));
        packs.forEach(pack -> Assertions.assertThat(list).as("the notifications").contains(pack));
        desk.page().getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^通知"))).click();
        assertThat(desk.page().locator(".el-popper li").first()).isVisible();
        Assertions.assertThat(text(desk.page().locator(".el-popper").filter(new Locator.FilterOptions().setHasText("催办")).first())).as("the bell").contains(packs.get(packs.size() - 1));
        unharmed(desk);
    }

    @Test
    void whatIsFilledInComesBack(Rooms office) {
        var desk = watched(office.signIn("zhoumin"));
        long id = new Shortcut(office.platform()).application("淘气表单");
        var needs = packs(NEED, "\n");
        String last = "";
        for (int i = 0; i < needs.size(); i += 2) {
            var form = new Case(desk, id).task("accept");
            last = needs.get(Math.min(i + 1, needs.size() - 1));
            form.write("/need", needs.get(i), false);
            form.write("/note", last, false);
            desk.button("存草稿").click();
            desk.told("已保存");
            desk.page().evaluate("() => localStorage.clear()"); // from the server, not from this browser
            form = new Case(desk, id).task("accept");
            assertThat(input(form, "/need")).hasValue(needs.get(i));
            assertThat(input(form, "/note")).hasValue(last);
        }
        var shortcut = new Shortcut(office.platform());
        var task = shortcut.task(id, "accept").path("id").asLong();
        shortcut.complete(id, "accept");
        desk.go("/tasks/" + task);
        assertThat(desk.page().locator("main .kv").first()).isVisible();
        Assertions.assertThat(text(desk.page().locator("main"))).as("the form that was filed").contains(last);
        unharmed(desk);
    }

    @Test
    void namesAndAddressesAreShownInEveryList(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        var names = new LinkedHashMap<Long, String>();
        for (var name : packs(NAME, " ")) {
            names.put(shortcut.as("zhoumin").post("/api/cases", Map.of("process", "single-meter", "origin", "application", "customer", name, "contact", name.substring(0, name.offsetByCodePoints(0, Math.min(20, name.codePointCount(0, name.length())))),
                    "phone", "13800002046", "address", name, "district", "gangcheng")).path("caseId").asLong(), name);
        }
        // so high that a page of the inbox holds as many rows as it ever does
        var desk = watched(office.desk("zhoumin", 1280, 4_400).signIn());
        var left = new LinkedHashMap<>(names);
        desk.go("/inbox?view=department&district=gangcheng");
        pages(desk, () -> {
            assertThat(desk.page().locator("tr[data-row]").first()).isVisible();
            for (var row : desk.page().locator("tr[data-row]").all()) {
                var cells = row.locator("td").allTextContents();
                long id = Long.parseLong(row.locator("a.number").getAttribute("href").replaceAll("\\D", ""));
                var name = names.get(id);
                if (name != null) {
                    left.remove(id);
                    Assertions.assertThat(List.of(cells.get(2), cells.get(3))).as("the inbox").containsOnly(name);
                }
            }
        });
        Assertions.assertThat(left.keySet()).as("cases that the inbox does not show").isEmpty();
        unharmed(desk);

        left.putAll(names);
        desk.go("/cases?district=gangcheng");
        pages(desk, () -> {
            assertThat(desk.page().locator("tbody tr").first()).isVisible();
            for (var row : desk.page().locator("tbody tr").all()) {
                long id = Long.parseLong(row.locator("a").first().getAttribute("href").replaceAll("\\D", ""));
                if (left.containsKey(id)) {
                    Assertions.assertThat(row.locator("td").allTextContents()).as("the list of cases").contains(left.remove(id));
                }
            }
        });
        Assertions.assertThat(left.keySet()).as("cases that the list does not show").isEmpty();

        StreamSupport.stream(names.entrySet().spliterator(), false).filter(one -> one.getValue().matches("(?s).*(<script|onerror|javascript:|\\u202e|﷽).*")).limit(4).forEach(one -> {
            new Case(desk, one.getKey()).open("");
            Assertions.assertThat(desk.page().locator(".meta b").allTextContents()).as("the case").contains(one.getValue());
            unharmed(desk);
        });
    }

    @Test
    void whatIsSearchedForIsOnlySearchedFor(Rooms office) {
        var naughty = List.of("田中さんにあげて下さい", "<script>alert(123)</script>", "'; DROP TABLE cases; --", "Ω≈ç√∫˜µ≤≥÷", "{{7*7}} ${7*7}", "../../etc/passwd%00", "\\n\\", "100%_", "&lt;b&gt;");
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application("田中さんにあげて下さい <img src=x onerror=alert(1)>");
        var number = shortcut.as("zhoumin").get("/api/cases/" + id).path("case").path("number").asText();
        var desk = watched(office.signIn("zhoumin"));
        for (var one : naughty) {
            desk.go("/cases?q=" + URLEncoder.encode(one, StandardCharsets.UTF_8));
            assertThat(desk.page().getByRole(AriaRole.SEARCH).last().locator("input")).hasValue(one);
            assertThat(desk.page().locator("main .tbl, main .empty").first()).isVisible();
            assertThat(desk.page().getByRole(AriaRole.ALERT)).hasCount(0);
        }
        var box = desk.page().locator("header [role=combobox]");
        box.fill("田中さんにあげて下さい");
        var found = desk.page().locator("#search-results li").filter(new Locator.FilterOptions().setHasText(number));
        assertThat(found).containsText("田中さんにあげて下さい <img src=x onerror=alert(1)>");
        unharmed(desk);
    }

    /** Goes through the pages of a list. */
    private static void pages(Desk desk, Runnable page) {
        page.run();
        var next = desk.button("下一页");
        while (next.isVisible() && next.isEnabled()) {
            var first = desk.page().locator("tbody tr a").first().getAttribute("href");
            next.click();
            assertThat(desk.page().locator("tbody tr a").first()).not().hasAttribute("href", first);
            page.run();
        }
    }

    Desk watched(Desk desk) {
        desk.page().onDialog(dialog -> {
            ran.add(dialog.message());
            dialog.dismiss();
        });
        desk.page().onConsoleMessage(message -> complain(message));
        return desk;
    }

    private void complain(ConsoleMessage message) {
        if (message.type().equals("error")) {
            complaints.add(message.text());
        }
    }

    void unharmed(Desk desk) {
        Assertions.assertThat(ran).as("dialogs that a script opened").isEmpty();
        Assertions.assertThat(complaints).as("what the browser complained of").isEmpty();
        Assertions.assertThat(desk.broken()).as("errors of scripts").isEmpty();
        Assertions.assertThat(desk.page().locator("main :is(iframe, object, embed, marquee, script, img[src=x])").count()).as("elements that a text became").isZero();
        Assertions.assertThat(((Number) desk.page().evaluate("() => Math.max(document.documentElement.scrollWidth, document.querySelector('main').scrollWidth + 56)")).intValue()).as("width of " + desk.page().url()).isLessThanOrEqualTo(1280);
    }

    private static Locator input(TaskForm form, String pointer) {
        return form.field(pointer).locator("textarea, input").first();
    }

    /** What stands there, one text after the other, whatever the style makes of it. */
    private static String text(Locator place) {
        return place.textContent();
    }

    /** Every string that has something to show, as many in one text as it holds; a field of one line has no line ends, nor has a text any but new lines. */
    static List<String> packs(int room, String between) {
        var packs = new ArrayList<String>();
        var pack = new StringBuilder();
        for (var one : strings()) {
            var text = one.replace("\r\n", "\n").replace('\r', '\n').replace("\n", between).strip();
            if (text.isEmpty() || text.length() > room) {
                continue;
            }
            if (pack.length() + between.length() + text.length() > room) {
                packs.add(pack.toString());
                pack.setLength(0);
            }
            pack.append(pack.isEmpty() ? "" : between).append(text);
        }
        packs.add(pack.toString());
        return packs;
    }

    private static List<String> strings() {
        var strings = new ArrayList<>(Samples.NAUGHTY);
        var file = Samples.shared("files/blns.json");
        if (file.isEmpty()) {
            System.out.println("SKIPPED the big list of naughty strings: no shared/data/files/blns.json beside the checkout; " + strings.size() + " of our own are used");
            return strings;
        }
        try {
            Desk.JSON.readTree(file.get().toFile()).forEach(one -> strings.add(one.asText()));
            return strings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
