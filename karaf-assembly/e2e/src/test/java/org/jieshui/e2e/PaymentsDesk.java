package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.assertj.core.api.Assertions;

/** The bank's statement is imported and its two transfers allotted; the second is more than was owed, and the rest goes back (R82). */
record PaymentsDesk(Staff staff) {

    private static final BigDecimal TOO_MUCH = new BigDecimal("10.00");

    void feeArrivesInTwoTransfers() {
        var fee = new BigDecimal(staff.fact("fee"));
        var half = fee.divide(BigDecimal.valueOf(2), 2, RoundingMode.DOWN);
        var serial = "E" + Instant.now().toEpochMilli();
        statement(line(serial + "1", half) + line(serial + "2", fee.subtract(half).add(TOO_MUCH)));
        allot(serial + "1", "已核销");
        Assertions.assertThat(staff.at("xiaojun").openKeys()).as("half of the money is there").contains("payment").doesNotContain("works");
        allot(serial + "2", "全额到账");
        Assertions.assertThat(staff.at("xiaojun").openKeys()).contains("works").doesNotContain("payment");
        restGoesBack(serial + "2");
        receipt();
    }

    private String line(String serial, BigDecimal amount) {
        return String.join(",", serial, LocalDate.now(ZoneId.of("Asia/Shanghai")).toString(), amount.toPlainString(), "", "济南吉润包装有限公司", "6222020000000002046",
                "接水费 " + staff.sit("zhoumin").api("/cases/" + staff.id()).path("case").path("number").asText()) + "\n";
    }

    /** As banks deliver it: GBK, with their own headings. */
    private void statement(String lines) {
        var desk = staff.sit("caixiuying").go("/payments/import");
        var file = ("交易流水号,交易日期,贷方发生额,借方发生额,对方户名,对方账号,摘要\n" + lines).getBytes(Charset.forName("GBK"));
        desk.page().getByLabel("选择文件").setInputFiles(new FilePayload("网银明细.csv", "text/csv", file));
        desk.button("确认导入 2 笔").click();
        desk.told("已入账 2 笔");
    }

    private void allot(String serial, String told) {
        var desk = open(serial);
        Desk.button(desk.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("接水费")).first(), "核销").click();
        desk.told(told);
    }

    private Desk open(String serial) {
        var desk = staff.sit("caixiuying").go("/payments/transfers?state=all&q=" + serial);
        desk.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(serial)).getByRole(AriaRole.LINK).first().click();
        assertThat(desk.page().getByRole(AriaRole.HEADING, new GetByRoleOptions().setName("核销明细"))).isVisible();
        return desk;
    }

    private void receipt() {
        var it = staff.at("caixiuying").open("payments");
        assertThat(it.page().getByText("已收齐").first()).isVisible();
        it.page().waitForCondition(() -> it.desk().api("/documents?case=" + staff.id()).findValuesAsText("type").contains("payment-receipt"));
    }

    private void restGoesBack(String serial) {
        var desk = open(serial);
        desk.button("申请退款").click();
        new Dialog(desk, desk.dialog("申请退款")).say("原因", "多付").confirm("申请退款");
        var manager = staff.sit("dujuan").go("/payments/refunds");
        manager.button("批准").first().click();
        manager.told("已批准");
        desk.go("/payments/refunds");
        desk.button("登记付款").first().click();
        var paid = new Dialog(desk, desk.dialog("登记付款"));
        assertThat(paid.box().getByText("6222020000000002046")).isVisible();
        paid.say("银行流水号", "T" + Instant.now().toEpochMilli());
        paid.box().getByRole(AriaRole.COMBOBOX).fill(LocalDate.now(ZoneId.of("Asia/Shanghai")).toString());
        paid.box().getByRole(AriaRole.COMBOBOX).press("Enter");
        paid.confirm("保存");
        desk.told("已登记付款");
    }
}
