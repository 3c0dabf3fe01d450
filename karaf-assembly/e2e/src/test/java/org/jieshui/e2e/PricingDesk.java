package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** The audit department issues the fee from the list in force; customer service tells it, and the customer chooses (R76–R79). */
record PricingDesk(Staff staff) {

    void feeIsIssuedAndAccepted() {
        issue();
        quotationIsFiledAndCustomerChooses();
        Assertions.assertThat(staff.fact("fee")).matches("[1-9][0-9]*\\.[0-9]{2}");
    }

    private void issue() {
        var form = staff.at("yuxiaomei").task("fee");
        assertThat(staff.sit("yuxiaomei").page().getByText("严格按清单计算").first()).isVisible();
        form.complete();
    }

    private void quotationIsFiledAndCustomerChooses() {
        var form = staff.at("zhoumin").task("quotation");
        var desk = staff.sit("zhoumin");
        desk.button("生成费用单并存档").click();
        desk.told("费用单已存档");
        assertThat(desk.link("查看").first()).isVisible();
        desk.page().getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("客户选定的方案")).getByRole(AriaRole.RADIO).first().check();
        form.fillIn(Desk.JSON.convertValue(Map.of("channel", "phone", "told", true, "note", "选带远传的方案"), ObjectNode.class)).complete();
    }
}
