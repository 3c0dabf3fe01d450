package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the shell promises on every page, whatever department's. */
@ExtendWith(Office.class)
class ConsoleE2E {

    @Test
    void whatTheMenuHidesIsRefusedByAddressAndByTheServer(Rooms office) {
        var desk = office.signIn("zhoumin");
        assertThat(desk.link("人员")).hasCount(0);
        desk.go("/admin/people");
        assertThat(desk.heading("没有权限")).isVisible();
        Assertions.assertThat(desk.status("/admin/people")).isEqualTo(403);
        desk.go("/gis/imports");
        assertThat(desk.heading("没有权限")).isVisible();
        Assertions.assertThat(desk.status("/gis/imports")).isEqualTo(403);
    }

    @Test
    void anUnknownAddressIsNoAbsentModule(Rooms office) {
        var desk = office.signIn("zhoumin").go("/no-such-page");
        assertThat(desk.heading("没有此页")).isVisible();
        desk.go("/cases/999999999");
        assertThat(desk.page().getByText("没有找到此工单")).isVisible();
        // the network's module stops: the browser knows its name from before
        desk.go("/gis/map");
        assertThat(desk.heading("查管网").or(desk.heading("管网"))).isVisible();
        desk.page().route("**/api/console/modules", route -> without(route, "gis"));
        desk.go("/gis/map");
        assertThat(desk.heading("管网模块停运")).isVisible();
    }

    private static void without(Route route, String module) {
        try {
            var list = (com.fasterxml.jackson.databind.node.ArrayNode) Desk.JSON.readTree(route.fetch().body());
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i).path("module").asText().equals(module)) {
                    list.remove(i);
                }
            }
            route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(list.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filtersLiveInTheAddress(Rooms office) {
        new Shortcut(office.platform()).application("筛选验收");
        var desk = office.signIn("zhoumin").go("/inbox?view=department");
        desk.page().getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^分区"))).click();
        desk.page().getByRole(AriaRole.MENUITEM, new GetByRoleOptions().setName("历下区")).click();
        assertThat(desk.page()).hasURL(Pattern.compile("district=lixia"));
        var address = desk.page().url();
        var colleague = office.signIn("sunlihua").go(address.replaceFirst("^https?://[^/]+", ""));
        assertThat(colleague.page().getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("分区 历下区"))).isVisible();
        desk.page().reload();
        assertThat(desk.page().getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("分区 历下区"))).isVisible();
    }

    @Test
    void whatIsTypedSurvivesAReloadAndTheEndOfTheSession(Rooms office) {
        long id = new Shortcut(office.platform()).application("草稿验收");
        var desk = office.signIn("zhoumin");
        var form = new Case(desk, id).task("accept");
        form.write("/need", "食品加工厂新装用水", false);
        desk.page().reload();
        assertThat(form.field("/need").locator("textarea, input").first()).hasValue("食品加工厂新装用水");
        assertThat(desk.page().getByText("已保存").first()).isVisible();

        desk.context().clearCookies();
        form.write("/need", "食品加工厂新装用水，二期", false);
        var again = desk.dialog("登录已到期");
        again.getByLabel(Pattern.compile("的密码$")).fill(office.platform().passwordOf("zhoumin"));
        Desk.button(again, "登录").click();
        assertThat(again).not().isVisible();
        assertThat(form.field("/need").locator("textarea, input").first()).hasValue("食品加工厂新装用水，二期");
        desk.button("存草稿").click();
        desk.told("已保存");
        Assertions.assertThat(desk.api("/tasks/" + new Case(desk, id).taskId("accept")).path("data").path("need").asText()).isEqualTo("食品加工厂新装用水，二期");
    }

    @Test
    void twoPeopleOnOneDraftSeeTheDifferenceAndOverwriteNothing(Rooms office) {
        long id = new Shortcut(office.platform()).application("冲突验收");
        var first = office.signIn("zhoumin");
        var second = office.signIn("sunlihua");
        var mine = new Case(first, id).task("accept");
        var theirs = new Case(second, id).task("accept");
        mine.write("/need", "甲写的", false);
        assertThat(first.page().getByText("已保存").first()).isVisible();
        theirs.write("/need", "乙写的", false);
        var conflict = second.dialog("两人改了同一张表");
        assertThat(conflict).containsText("甲写的");
        assertThat(conflict).containsText("乙写的");
        Assertions.assertThat(first.api("/tasks/" + new Case(first, id).taskId("accept")).path("data").path("need").asText()).as("nothing overwritten").isEqualTo("甲写的");
        Desk.button(conflict, "对方填的").click();
        Desk.button(conflict, "按所选保存").click();
        assertThat(theirs.field("/need").locator("textarea, input").first()).hasValue("甲写的");
    }

    @Test
    void theBellRingsAndCatchesUpAfterALostConnection(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application("铃声验收");
        var desk = office.signIn("sunlihua");
        long me = desk.api("/session").path("person").path("id").asLong();
        var bell = desk.page().getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^通知，")));
        assertThat(bell).isVisible();
        long before = desk.api("/notifications?limit=1").path("unread").asLong();
        transfer(shortcut, id, "accept", me);
        assertThat(bell).hasAccessibleName("通知，" + (before + 1) + " 条未读");
        desk.context().setOffline(true);
        assertThat(desk.page().getByText("没有网络，照常填写。")).isVisible();
        transfer(shortcut, id, "steward", me);
        desk.context().setOffline(false);
        desk.page().reload();
        assertThat(bell).hasAccessibleName("通知，" + (before + 2) + " 条未读");
    }

    private static void transfer(Shortcut shortcut, long id, String key, long person) {
        shortcut.as("zhoumin").post("/api/tasks/" + shortcut.task(id, key).path("id").asLong() + "/transfer", Map.of("personId", person, "reason", "请代办"));
    }

    @Test
    void aTaskIsCompletedWithTheKeyboardAlone(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application("键盘验收");
        shortcut.complete(id, "accept");
        long task = shortcut.task(id, "forward").path("id").asLong();
        var desk = office.signIn("zhoumin").go("/tasks/" + task);
        var keys = desk.page().keyboard();
        tabTo(desk, desk.page().locator("[data-pointer='/note'] textarea"));
        keys.type("客户希望本周内查勘");
        tabTo(desk, desk.button("办结"));
        keys.press("Enter");
        desk.told("已办结");
    }

    private static void tabTo(Desk desk, Locator target) {
        assertThat(target).isVisible();
        for (int i = 0; i < 80; i++) {
            if ((boolean) target.evaluate("element => element === document.activeElement")) {
                return;
            }
            desk.page().keyboard().press("Tab");
        }
        throw new AssertionError("80 tabs do not reach " + target);
    }

    @Test
    void whatTheServerCouldNotDoIsSaidWithANumberToQuote(Rooms office) {
        var desk = office.signIn("zhoumin");
        desk.page().route("**/api/cases?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(500).setContentType("application/problem+json")
                .setBody("{\"type\":\"/problems/internal\",\"status\":500,\"title\":\"出错\",\"instance\":\"7F3AKQ2MXZ\"}")));
        desk.go("/cases");
        assertThat(desk.page().getByRole(AriaRole.ALERT)).containsText("编号 7F3AKQ2MXZ");
        desk.page().unroute("**/api/cases?**");
        desk.button("重试").click();
        assertThat(desk.page().getByRole(AriaRole.ALERT)).hasCount(0);
    }

    @Test
    void anOpenCaseMovesToAnotherVersionOfItsProcessAndBack(Rooms office) {
        var leader = office.platform().signIn("gaozhenhua");
        var process = "motion-" + Long.toString(System.nanoTime(), 36);
        leader.post("/api/processes", motion(process, 1, "accept", 2));
        var opened = office.platform().signIn("zhoumin").post("/api/cases", Map.of("process", process, "origin", "application", "customer", "移版验收", "address", "某地址", "district", "lixia"));
        leader.post("/api/processes", motion(process, 2, "check", 5));
        var number = office.platform().signIn("zhoumin").get("/api/cases/" + opened.path("caseId").asLong()).at("/case/number").asText();

        var desk = office.signIn("gaozhenhua").go("/admin/processes?id=" + process);
        desk.link("移在办工单").click();
        assertThat(desk.heading("移到另一版本")).isVisible();
        var row = desk.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(number));
        assertThat(row).containsText("“受理”正在办理，目标版本没有这个任务");
        desk.choose(desk.page().getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("受理变成")), "check");
        assertThat(row).containsText("改名");
        assertThat(row).containsText("2 个工作日 → 5 个工作日");
        var findings = new TreeSet<String>();
        Axe.inspect(desk, "move", findings);
        desk.picture(Path.of("target/move-dry-run.png"));
        desk.page().getByLabel("理由", new GetByLabelOptions().setExact(true)).fill("按新办法");
        desk.button("移 1 张工单").click();
        assertThat(desk.page().getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("移完：1 张已移，0 张未移"))).isVisible();
        Axe.inspect(desk, "moved", findings);
        Assertions.assertThat(findings).isEmpty();
        desk.picture(Path.of("target/moved.png"));
        Assertions.assertThat(desk.api("/cases/" + opened.path("caseId").asLong()).at("/case/processVersion").asInt()).isEqualTo(2);

        desk.link("移回原版本").click();
        assertThat(row).containsText("5 个工作日 → 2 个工作日");
        desk.page().getByLabel("理由", new GetByLabelOptions().setExact(true)).fill("移错了");
        desk.button("移 1 张工单").click();
        assertThat(desk.page().getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("移完：1 张已移，0 张未移"))).isVisible();
        desk.go("/cases/" + opened.path("caseId").asLong());
        assertThat(desk.page().getByText("流程由第 2 版移到第 1 版：移错了").first()).isVisible();
        Assertions.assertThat(desk.broken()).isEmpty();
    }

    private static Map<String, Object> motion(String id, int version, String task, int days) {
        var name = Map.of("zh-CN", "受理", "en", "Accept");
        var limit = Map.of("workingDays", days);
        return Map.of("id", id, "version", version, "name", Map.of("zh-CN", "移版演练", "en", "Moving"), "model", "321", "policy", Map.of("document", "〔2026〕1号", "title", name, "date", "2026-01-01"),
                "flow", Map.of("limit", days, "from", "plan", "to", task),
                "stages", List.of(Map.of("id", "plan", "name", name, "limit", limit, "tasks", List.of(Map.of("id", task, "type", "intake.accept", "department", "customer-service", "name", name)))));
    }

    /** Made for another person, within what that person may; its secret is shown once; revoked, it opens nothing. */
    @Test
    void aTokenIsMadeUsedAndRevoked(Rooms office) {
        var desk = office.signIn("secadmin").go("/admin/tokens");
        assertThat(desk.heading("接口令牌")).isVisible();
        desk.button("新建令牌").click();
        var making = desk.dialog("新建令牌");
        var name = "监控 " + System.nanoTime();
        making.getByLabel("用途").fill(name);
        assertThat(making).containsText("请先选人员");
        var person = making.getByRole(AriaRole.COMBOBOX, new Locator.GetByRoleOptions().setName("以谁的名义"));
        person.fill("sysadmin");
        desk.page().getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText("sysadmin")).click();
        assertThat(making.getByText("cases.read")).hasCount(0);
        making.getByLabel("metrics.read").check();
        desk.choose(making.getByRole(AriaRole.COMBOBOX, new Locator.GetByRoleOptions().setName("有效期")), "30 天");
        Desk.button(making, "生成令牌").click();
        var shown = desk.dialog("新令牌");
        assertThat(shown).containsText("只显示这一次");
        var secret = shown.locator(".password").innerText();
        Assertions.assertThat(metrics(office, secret)).isEqualTo(200);
        Desk.button(shown, "已交给本人").click();

        var row = desk.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(name));
        assertThat(row).containsText("metrics.read");
        assertThat(row).containsText("有效");
        Assertions.assertThat(desk.page().content()).doesNotContain(secret);
        var findings = new TreeSet<String>();
        Axe.inspect(desk, "tokens", findings);
        Assertions.assertThat(findings).isEmpty();
        desk.picture(Path.of("target/tokens.png"));
        row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("吊销 " + name)).click();
        Desk.button(desk.dialog("请确认"), "吊销").click();
        assertThat(row).containsText("已吊销");
        Distribution.await("it opens nothing", () -> metrics(office, secret) == 401);
        Assertions.assertThat(desk.broken()).isEmpty();
    }

    private static int metrics(Rooms office, String token) {
        try {
            var request = HttpRequest.newBuilder(URI.create(office.platform().address() + "/metrics")).header("Authorization", "Bearer " + token).build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
