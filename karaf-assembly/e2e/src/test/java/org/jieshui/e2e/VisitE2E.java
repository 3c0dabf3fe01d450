package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The return visit (R87), in a process of its own that begins with it: the customer is dissatisfied, the department settles it, the record is in the archive. */
@ExtendWith(Office.class)
class VisitE2E {

    private static final Map<String, Object> ALONE = Map.of("id", "visit-alone", "version", 1, "name", names("只回访", "Visit alone"), "model", "321", "policy", Map.of("document", "试验"),
            "flow", Map.of("target", 1, "limit", 3, "from", "visit", "to", "visit"), "materials", Map.of("documents", List.of()), "pauseReasons", List.of(),
            "stages", List.of(Map.of("id", "visit", "name", names("回访", "Visit"), "target", Map.of("workingDays", 1), "limit", Map.of("workingDays", 3), "tasks", List.of(
                    Map.of("id", "visit", "type", "visits.visit", "department", "customer-service", "name", names("客户回访", "Return visit"), "produces", List.of("visit-record"))))));

    @Test
    void aDissatisfiedCustomerIsFollowedUp(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        shortcut.as("gaozhenhua").post("/api/processes", ALONE);
        var opened = shortcut.as("zhoumin").post("/api/cases", Map.of("process", "visit-alone", "origin", "application", "customer", "山东云岭食品有限公司", "contact", "赵工", "phone", "13800002046",
                "address", "历下区旅游路 28599 号", "district", "lixia"));
        long caseId = opened.path("caseId").asLong();

        var specialist = office.signIn("xuting").go("/tasks/" + opened.path("opened").path(0).asLong());
        var page = specialist.page();
        choose(page, "谁回答的", "客户本人");
        choose(page, "工作人员的服务态度", "5");
        choose(page, "施工质量和现场恢复", "2");
        choose(page, "您为办理跑了几趟", "没有跑");
        choose(page, "收费和时限是否事先告知", "告知了");
        choose(page, "总体是否满意", "不满意");
        page.getByLabel("客户的意见").fill("路面没有恢复平整");
        specialist.choose(page.locator("[data-pointer='/department']").getByRole(AriaRole.COMBOBOX), "工程管理部门");
        specialist.button("办结").click();
        assertThat(page.getByText("请回答这一题")).isVisible();
        choose(page, "办理速度", "4");
        specialist.button("办结").click();
        specialist.told("已办结");

        specialist.go("/cases/" + caseId + "?tab=documents");
        assertThat(page.getByText("回访记录").first()).isVisible();
        page.waitForCondition(() -> !shortcut.as("xuting").get("/api/documents?case=" + caseId).isEmpty());
        Assertions.assertThat(shortcut.as("xuting").get("/api/documents?case=" + caseId).path(0).path("type").asText()).isEqualTo("visit-record");

        var engineer = office.signIn("xiaojun").go("/visits/follow-ups");
        var complaint = engineer.page().getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText("路面没有恢复平整"));
        Desk.button(complaint, "办结").click();
        engineer.page().getByLabel("怎样解决、客户是否认可").fill("路面已重铺，客户认可");
        Desk.button(engineer.dialog("整改办结"), "办结").click();
        engineer.told("已办结");
        assertThat(complaint).hasCount(0);
        engineer.go("/visits/follow-ups?state=settled");
        assertThat(engineer.page().getByText("路面已重铺，客户认可")).isVisible();

        for (var desk : List.of(specialist, engineer)) {
            Assertions.assertThat(desk.broken()).isEmpty();
        }
    }

    private static void choose(Page page, String question, String answer) {
        page.getByRole(AriaRole.RADIOGROUP, new Page.GetByRoleOptions().setName(question)).getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(answer).setExact(true)).click();
    }

    private static Map<String, String> names(String zh, String en) {
        return Map.of("zh-CN", zh, "en", en);
    }
}
