package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** The road is opened with a permit, an external unit does the works by the drawings, engineering accepts them (R60–R66, R80–R83, R262–R263). */
record ConstructionDesk(Staff staff) {

    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai"));

    /** The authority's time is not ours: the clock stands still on the strength of the receipt (R62). */
    void permitIsGrantedAndSiteReady() {
        var form = staff.at("xiaojun").task("excavation");
        var desk = staff.sit("xiaojun");
        desk.page().getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("需要刨掘").setExact(true)).click();
        desk.button("登记申请").click();
        new Dialog(desk, desk.dialog("登记申请")).write("/authority", "历下区城市管理局").write("/number", "刨〔2026〕77 号").attach(Desk.pdf("受理回执.pdf")).confirm("登记");
        assertThat(desk.page().getByText("等待审批").first()).isVisible();
        Assertions.assertThat(paused()).isTrue();
        Assertions.assertThat(staff.at("zhoumin").openKeys()).as("no agreement before the site can be entered").doesNotContain("commission");
        desk.button("登记许可").click();
        new Dialog(desk, desk.dialog("登记许可")).write("/permit", "许〔2026〕77 号").date("/validTo", TODAY.plusMonths(1).toString()).attach(Desk.pdf("刨掘许可证.pdf")).confirm("登记");
        assertThat(desk.page().getByText("已批准").first()).isVisible();
        Assertions.assertThat(paused()).isFalse();
        entryConditions(desk);
        form.complete();
    }

    private static void entryConditions(Desk desk) {
        var checks = desk.page().locator(".checks input[type=checkbox]");
        for (int i = 0; i < checks.count(); i++) {
            checks.nth(i).click();
            assertThat(checks.nth(i)).isChecked();
        }
    }

    private boolean paused() {
        return staff.sit("zhoumin").api("/cases/" + staff.id()).path("clocks").path("flow").path("deadline").path("paused").asBoolean();
    }

    void worksAreStoppedAndFinished() {
        give();
        var crew = staff.onSite("lvdawei").open("construction");
        file(crew, "敷设接水管线 45 m", "管沟.jpg");
        stop(crew);
        goOn(crew);
        report(crew);
        staff.at("xiaojun").task("works").complete();
    }

    private void give() {
        staff.at("xiaojun").task("works");
        var desk = staff.sit("xiaojun");
        desk.button("派工").click();
        var plan = new Dialog(desk, desk.dialog("派工"));
        plan.pick("施工单位").write("/crew", "一班 吕大伟").date("/ends", TODAY.plusDays(3).toString()).write("/note", "夜间施工，22:00 后进场").confirm("登记");
        assertThat(desk.page().getByText("一班 吕大伟")).isVisible();
    }

    private static void file(Case crew, String did, String photo) {
        var phone = crew.desk();
        phone.button("填施工日志").click();
        var entry = new Dialog(phone, phone.dialog("填施工日志")).write("/did", did).write("/material", "球墨铸铁").write("/calibre", "100").write("/length", "45");
        entry.box().locator("input[capture]").setInputFiles(Samples.photo(photo));
        assertThat(entry.box().getByRole(AriaRole.IMG)).isVisible();
        entry.confirm("登记");
        assertThat(phone.page().getByText(did)).isVisible();
    }

    private void stop(Case crew) {
        var phone = crew.desk();
        phone.button("登记停工").click();
        new Dialog(phone, phone.dialog("登记停工")).write("/what", "小区围挡未拆，沟槽无法开挖").write("/needed", "请物业拆除东侧围挡").confirm("停工并生成告知单");
        crew.page().waitForCondition(this::paused);
        crew.open("construction");
        assertThat(phone.link("停工告知单")).isVisible();
    }

    private void goOn(Case crew) {
        var phone = crew.desk();
        phone.button("登记复工").click();
        new Dialog(phone, phone.dialog("登记复工")).write("/text", "围挡已拆").confirm("登记复工");
        assertThat(phone.button("报完工")).isVisible();
        Assertions.assertThat(paused()).isFalse();
    }

    private static void report(Case crew) {
        var phone = crew.desk();
        phone.button("报完工").click();
        new Dialog(phone, phone.dialog("报完工")).write("/text", "已完工，请验收").confirm("报完工");
        assertThat(phone.page().getByText("已完工，请验收")).isVisible();
    }

    /** What does not pass goes back to the unit, and stays on record (R83). */
    void acceptanceFailsThenPasses() {
        accept(false);
        var desk = staff.sit("xiaojun");
        desk.button("验收不合格").click();
        new Dialog(desk, desk.dialog("验收不合格")).write("/mend", "表井未抹面").date("/mendBy", TODAY.plusDays(1).toString()).confirm("退回施工");
        desk.page().waitForCondition(() -> staff.at("xiaojun").openKeys().contains("works"));
        var crew = staff.onSite("lvdawei").open("construction");
        file(crew, "表井抹面", "表井.jpg");
        report(crew);
        staff.at("xiaojun").task("works").complete();
        accept(true).complete();
    }

    /** What lies in the ground was measured; drawing and data go to the network department. */
    void pipeAsBuiltIsHandedOver() {
        var it = staff.at("xiaojun");
        it.upload("竣工图及测量数据", Desk.pdf("竣工图.pdf"));
        assertThat(it.archived("竣工图.pdf")).isVisible();
        it.task("as-built").fillIn().complete();
    }

    private TaskForm accept(boolean good) {
        var form = staff.at("xiaojun").task("acceptance").fillIn(Desk.JSON.valueToTree(Map.of("acceptedOn", TODAY.toString(), "participants", "工程管理部门 肖军\n施工单位 吕大伟")));
        var items = staff.sit("xiaojun").page().locator("[data-pointer='/result'] li");
        assertThat(items.first()).isVisible();
        for (int i = 0; i < items.count(); i++) {
            var item = items.nth(i);
            if (item.locator("input").count() > 0) {
                item.locator("input").fill("0.9");
            } else {
                item.getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(good || i > 0 ? "合格" : "不合格").setExact(true)).click();
            }
        }
        return form;
    }
}
