package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.Assertions;

/**
 * From the joint-review approval to confirmed drawings. On the way an upload is refused, the file is put away as not ready and revived, the clock is stopped
 * with evidence, a document is outstanding and supplied later, and drawings are sent back.
 */
final class FrontHalf {

    private static final String FORM = "《用水申请表》";
    private static final String APPROVAL = "《建设项目方案联合审查核准书》";

    private final Staff staff;

    FrontHalf(Staff staff) {
        this.staff = staff;
    }

    void drawingsAreConfirmed() {
        theNetworkIsImported();

        staff.takeUp(theChiefEngineerRegistersTheApproval());
        aFileThatIsNoPdfIsRefused();
        at("fanghongwei").upload(APPROVAL, Desk.pdf("核准书.pdf"));
        assertThat(at("fanghongwei").archived("核准书.pdf")).isVisible();
        at("fanghongwei").task("transfer").fillIn().complete();

        at("zhoumin").task("accept").fillIn().complete();
        at("zhoumin").task("steward").fillIn().complete();
        theSiteIsNotReadyAndTheFileIsRevived();
        at("zhoumin").task("forward").fillIn().complete();
        aStormStopsTheClockUntilItIsOver();
        customerServiceBooksTheSurvey();

        everybodyComes();
        at("liuwenbo").task("survey-design").fillIn().complete();
        at("caoyong").task("survey-network").fillIn().complete();
        at("xiaojun").task("survey-engineering").fillIn().complete();
        theApplicationFormIsOutstanding();
        at("zhoumin").task("application").fillIn(application()).complete();
        at("zhoumin").task("plan").fillIn().complete();

        at("liuwenbo").upload("1:500 地形图", Desk.pdf("地形图.pdf"));
        assertThat(at("liuwenbo").archived("地形图.pdf")).isVisible();
        at("liuwenbo").task("topographic-map").fillIn(map()).complete();
        drawingsAreMadeAndSigned("图纸一.pdf");
        customerServiceSendsThemBack();
        drawingsAreMadeAndSigned("图纸二.pdf");
        theApplicationFormArrives();
        at("zhoumin").task("service-review").fillIn().complete();
        at("gaozhenhua").task("leader-review").fillIn().complete();

        var confirmed = at("zhoumin").open("");
        assertThat(confirmed.page().getByText("出具预算、签订合同").first()).isVisible();
        Assertions.assertThat(confirmed.openKeys()).as("audit, engineering and marketing at once").contains("fee", "excavation", "meter-preparation");
        confirmed.open("timeline");
        for (var told : new String[] {"退回", "暂停计时", "恢复计时", "暂不具备条件", "重新启动", "容缺"}) {
            assertThat(confirmed.page().getByRole(AriaRole.TABPANEL).getByText(told).first()).isVisible();
        }
    }

    /** A published network when it lies beside the checkout; otherwise the one that the project invents is in use already. */
    private void theNetworkIsImported() {
        var network = Samples.shared("networks/L-TOWN.inp");
        if (network.isEmpty()) {
            System.out.println("SKIPPED import of a published network: no shared/data/networks beside the checkout; the generated one is used");
            return;
        }
        var desk = sit("caoyong").go("/gis/imports");
        desk.page().getByLabel("选文件").setInputFiles(network.get());
        var confirm = desk.button("确认，建新管网");
        assertThat(confirm).isEnabled();
        confirm.click();
        desk.told("已导入");
        var row = desk.page().getByRole(AriaRole.ROW).filter(new FilterOptions().setHas(desk.button("设为在用"))).first();
        Desk.button(row, "设为在用").click();
        desk.told("已设为在用");
    }

    private long theChiefEngineerRegistersTheApproval() {
        var desk = sit("fanghongwei").go("/initiation/approvals/new");
        var page = desk.page();
        page.getByLabel("核准文号").fill("济审〔2026〕" + Instant.now().getEpochSecond() + "号");
        page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("核准日期")).fill("2026-10-12");
        page.getByLabel("项目名称").click();
        page.getByLabel("项目名称").fill("恒润包装厂房");
        page.getByLabel("建设单位（客户）").fill(Staff.CUSTOMER);
        page.getByLabel("用水地址").fill("历下区旅游路 28599 号");
        desk.choose(page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("分区")), "历下区");
        page.getByLabel("联系人").fill(Staff.CONTACT);
        page.getByLabel("联系电话").fill("13800002046");
        desk.button("登记并建立工单").click();
        desk.link("看工单").click();
        page.waitForURL("**/cases/*");
        return Long.parseLong(page.url().replaceAll(".*/cases/(\\d+).*", "$1"));
    }

    private void aFileThatIsNoPdfIsRefused() {
        var hostile = Samples.shared("files/polyglot-pdf-zip.pdf");
        var it = at("fanghongwei");
        it.upload(APPROVAL, new FilePayload("核准书.pdf", "application/pdf", "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8)));
        assertThat(it.page().getByRole(AriaRole.ALERT).first()).isVisible();
        hostile.ifPresent(file -> {
            it.open("documents");
            it.desk().choose(it.page().getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("类型")), APPROVAL);
            it.page().getByLabel("选文件").setInputFiles(Path.of(file.toString()));
            assertThat(it.page().getByRole(AriaRole.ALERT).first()).isVisible();
        });
        Assertions.assertThat(it.desk().api("/documents?case=" + staff.id())).isEmpty();
    }

    private void theSiteIsNotReadyAndTheFileIsRevived() {
        var it = at("zhoumin").open("");
        var put = it.more("暂不具备条件，转建档");
        put.getByLabel("原因").fill("规划道路未建，市政管线未到红线");
        Desk.button(put, "暂不具备条件，转建档").click();
        assertThat(it.page().getByText("规划道路未建，市政管线未到红线").first()).isVisible();
        it.desk().button("重新启动").first().click();
        var revive = it.desk().dialog("重新启动");
        revive.getByLabel("说明").fill("道路已建，管线已通水");
        Desk.button(revive, "重新启动").click();
        assertThat(it.desk().button("暂停计时")).isVisible();
    }

    private void aStormStopsTheClockUntilItIsOver() {
        var it = at("zhoumin").open("");
        it.desk().button("暂停计时").click();
        var pause = it.desk().dialog("暂停计时");
        it.desk().choose(pause.getByRole(AriaRole.COMBOBOX, new Locator.GetByRoleOptions().setName("暂停原因")), "不可抗力");
        pause.getByLabel("选文件").setInputFiles(Desk.pdf("暴雨橙色预警.pdf"));
        pause.getByLabel("说明").fill("暴雨橙色预警，停止户外作业");
        var confirm = Desk.button(pause, "暂停计时");
        assertThat(confirm).not().hasAttribute("aria-disabled", "true");
        confirm.click();
        assertThat(it.page().getByText("已暂停：不可抗力").first()).isVisible();
        it.desk().button("恢复计时").click();
        Desk.button(it.desk().dialog("恢复计时"), "恢复计时").click();
        assertThat(it.desk().button("暂停计时")).isVisible();
    }

    private void theApplicationFormIsOutstanding() {
        var it = at("zhoumin").open("documents");
        Desk.button(it.needed(FORM), "容缺").click();
        var tolerate = it.desk().dialog("容缺受理：" + FORM);
        tolerate.getByLabel("原因").fill("客户公章在外地，三日内补");
        Desk.button(tolerate, "容缺").click();
        it.desk().told("已容缺受理");
        assertThat(it.needed(FORM).getByText("客户公章在外地，三日内补")).isVisible();
    }

    private void theApplicationFormArrives() {
        var it = at("zhoumin");
        it.upload(FORM, Desk.pdf("用水申请表.pdf"));
        assertThat(it.archived("用水申请表.pdf")).isVisible();
        assertThat(it.needed(FORM).getByText("已有")).isVisible();
    }

    private void drawingsAreMadeAndSigned(String file) {
        at("liuwenbo").upload("设计图纸（审定）", Desk.pdf(file));
        assertThat(at("liuwenbo").archived(file)).isVisible();
        at("liuwenbo").task("drawing").fillIn().complete();
        at("dengguoqing").task("drawing-approval").fillIn().complete();
    }

    private void customerServiceSendsThemBack() {
        var it = at("zhoumin");
        it.task("service-review");
        it.desk().button("退回").click();
        var back = it.desk().dialog("退回");
        it.desk().choose(back.getByRole(AriaRole.COMBOBOX), "出具设计图纸");
        back.getByLabel("原因").fill("管径与用水方案不符");
        Desk.button(back, "退回").click();
        it.desk().told("退回");
        it.page().waitForURL("**/cases/**");
        Assertions.assertThat(at("liuwenbo").openKeys()).contains("drawing");
    }

    private void customerServiceBooksTheSurvey() {
        var form = at("zhoumin").task("appointment");
        var page = sit("zhoumin").page();
        var date = page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("查勘日期"));
        date.fill(new Shortcut(staff.platform()).workingMorning(staff.id()).toString().substring(0, 10));
        date.press("Enter");
        sit("zhoumin").choose(page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("查勘时间")), "10:00");
        Map.of("设计院", "刘文博", "管网管理部门", "曹勇", "工程管理部门", "肖军").forEach((department, person) -> sit("zhoumin")
                .choose(page.getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName(department + " 人员")), person));
        form.complete();
    }

    private void everybodyComes() {
        var form = at("zhoumin").task("survey-service");
        assertThat(sit("zhoumin").page().getByText("到场人员").first()).isVisible();
        if (sit("zhoumin").button("全部到场").isVisible()) {
            sit("zhoumin").button("全部到场").click();
        }
        form.fillIn(Samples.attendance()).complete();
    }

    private static ObjectNode application() {
        return Samples.form("intake.application").put("applicant", Staff.CUSTOMER).put("contact", Staff.CONTACT);
    }

    private static ObjectNode map() {
        var form = Samples.form("design.map");
        return form.put("obtained", Instant.now().toString().substring(0, 10));
    }

    private Desk sit(String account) {
        return staff.sit(account);
    }

    private Case at(String account) {
        return staff.at(account);
    }
}
