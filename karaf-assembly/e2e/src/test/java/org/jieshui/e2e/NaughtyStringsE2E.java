package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Big List of Naughty Strings through fields of free text: each comes back as it was typed, and none does anything. */
@ExtendWith(Office.class)
class NaughtyStringsE2E {

    /** As many as one remark may hold, with their separators. */
    private static final int ROOM = 1_900;

    @Test
    void remarksComeBackAsTheyWereTypedAndDoNothing(Rooms office) throws IOException {
        var file = Samples.shared("files/blns.json");
        Assumptions.assumeTrue(file.isPresent(), "SKIPPED naughty strings: no shared/data/files/blns.json beside the checkout");
        var strings = new ArrayList<String>();
        Desk.JSON.readTree(file.get().toFile()).forEach(one -> strings.add(one.asText()));

        long id = new Shortcut(office.platform()).application("淘气字符串验收");
        var desk = office.signIn("zhoumin");
        var dialogs = new ArrayList<String>();
        desk.page().onDialog((Dialog dialog) -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        var it = new Case(desk, id).open("timeline");
        double width = width(desk);
        var batches = batches(strings);
        for (var batch : batches) {
            desk.button("备注").first().click();
            var write = desk.dialog("备注");
            write.getByLabel("备注内容").fill(batch);
            Desk.button(write, "备注").click();
            assertThat(write).not().isVisible();
        }
        it.open("timeline");
        // what a text field itself drops or changes (line ends, a null character) is not the platform's to keep
        var shown = desk.page().getByRole(AriaRole.TABPANEL).innerText();
        var kept = timeline(desk, id);
        for (var batch : batches) {
            Assertions.assertThat(kept).as("kept as typed").contains(typed(batch));
        }
        Assertions.assertThat(shown).contains("<script>alert(123)</script>", "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "$HOME", "%s%s%s%s%s");
        Assertions.assertThat(dialogs).as("dialogs that a script opened").isEmpty();
        Assertions.assertThat(desk.broken()).as("errors of scripts").isEmpty();
        Assertions.assertThat(desk.page().locator(".timeline script, .timeline img, .timeline iframe").count()).as("elements that a text became").isZero();
        Assertions.assertThat(width(desk)).as("width of the page").isEqualTo(width);
    }

    @Test
    void namesAndFormsTakeThemToo(Rooms office) {
        var naughty = List.of("<img src=x onerror=alert(1)>", "'; DROP TABLE cases.kase; --", "{{7*7}} ${7*7} #{7*7}", "Ω≈ç√∫ ﷽ 田中さん 🇨🇳 ẗ̷͇́", "../../../etc/passwd%00", "=cmd|'/c calc'!A0");
        var dialogs = new ArrayList<String>();
        for (var one : naughty) {
            long id = new Shortcut(office.platform()).application(one);
            var desk = office.signIn("zhoumin");
            desk.page().onDialog(dialog -> {
                dialogs.add(dialog.message());
                dialog.dismiss();
            });
            var it = new Case(desk, id).open("");
            Assertions.assertThat(it.page().locator(".meta").first().innerText()).contains(one);
            var form = it.task("accept");
            form.write("/need", one, false);
            assertThat(desk.page().getByText("已保存").first()).isVisible();
            desk.page().reload();
            assertThat(form.field("/need").locator("textarea, input").first()).hasValue(one);
            desk.go("/cases?q=" + URLEncoder.encode(one, StandardCharsets.UTF_8));
            assertThat(desk.heading("工单检索")).isVisible();
            Assertions.assertThat(desk.broken()).as(one).isEmpty();
            desk.context().close();
        }
        Assertions.assertThat(dialogs).isEmpty();
    }

    /** The strings one under the other, in remarks as long as a remark may be. */
    private static List<String> batches(List<String> strings) {
        var batches = new ArrayList<String>();
        var batch = new StringBuilder();
        for (var one : strings) {
            var text = one.strip();
            if (text.isEmpty() || text.length() > ROOM) {
                continue;
            }
            if (batch.length() + text.length() > ROOM) {
                batches.add(batch.toString().strip());
                batch.setLength(0);
            }
            batch.append(text).append('\n');
        }
        batches.add(batch.toString().strip());
        return batches;
    }

    private static String typed(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').strip();
    }

    private static List<String> timeline(Desk desk, long id) {
        var texts = new ArrayList<String>();
        String after = "";
        do {
            var page = desk.api("/cases/" + id + "/timeline?limit=100" + (after.isEmpty() ? "" : "&after=" + after));
            page.path("items").forEach(entry -> texts.add(entry.path("text").path("zh-CN").asText()));
            after = page.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
        return texts.stream().map(text -> text.replaceFirst("^备注[:：]\\s*", "")).toList();
    }

    private static double width(Desk desk) {
        return ((Number) desk.page().evaluate("() => document.documentElement.scrollWidth")).doubleValue();
    }
}
