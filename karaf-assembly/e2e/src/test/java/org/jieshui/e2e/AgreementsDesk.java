package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/**
 * Papers are drawn up, printed, sealed, signed and sent; the seal is of paper, its use is recorded (R80, R84, R85, R19). The customer's name has a character that
 * the font lacks: its place stays empty, to be written by hand.
 */
record AgreementsDesk(Staff staff) {

    private static final String COMMISSION = "委托建设协议";
    private static final String CONTRACT = "供用水合同";

    void commissionIsSignedAndSent() {
        var it = staff.at("zhoumin");
        prepare(it, COMMISSION);
        sign(it, COMMISSION);
        it.task("commission").complete();
        send(staff.at("zhoumin"));
    }

    /** Marketing has the contract ready, so that it can be signed on the spot. */
    void supplyContractIsPrepared() {
        prepare(staff.at("yuanmei"), CONTRACT);
    }

    static void contractIsSigned(Case it) {
        sign(it, CONTRACT);
    }

    private static void prepare(Case it, String kind) {
        it.open("agreements");
        var desk = it.desk();
        Desk.button(card(it, kind), "起草").click();
        assertThat(card(it, kind).getByRole(AriaRole.ALERT)).containsText("𠮷");
        var byHand = card(it, kind).getByRole(AriaRole.CHECKBOX);
        card(it, kind).getByText("用字无误，这几处留空，打印后手写").click();
        assertThat(byHand).isChecked();
        Desk.button(card(it, kind), "起草").click();
        desk.told("已起草");
        Desk.button(card(it, kind), "打印").click();
        var print = new Dialog(desk, desk.dialog("打印"));
        assertThat(print.box().locator("canvas, embed, iframe, object, img").first()).isVisible();
        print.confirm("登记打印");
        Desk.button(card(it, kind), "登记用章").click();
        new Dialog(desk, desk.dialog("登记用章")).say("备注", "一式两份").confirm("保存");
        assertThat(card(it, kind).getByText("一式两份")).isVisible();
    }

    private static void sign(Case it, String kind) {
        it.open("agreements");
        var desk = it.desk();
        Desk.button(card(it, kind), "登记签订").click();
        new Dialog(desk, desk.dialog("登记签订")).say("客户方签字人", Staff.CONTACT).attach(Desk.pdf(kind + "签字件.pdf")).confirm("登记签订");
        assertThat(card(it, kind).getByText("已签订").first()).isVisible();
    }

    private void send(Case it) {
        it.open("agreements");
        var desk = it.desk();
        desk.button("登记送达").click();
        var dialog = new Dialog(desk, desk.dialog("登记送达"));
        dialog.box().getByText("《委托建设协议》").click();
        dialog.pick("快递").say("快递公司", "顺丰").say("快递单号", "SF1392046881").say("收件人", Staff.CONTACT).attach(Desk.pdf("快递回执.pdf")).confirm("保存");
        assertThat(it.page().getByText("SF1392046881").first()).isVisible();
    }

    private static Locator card(Case it, String kind) {
        return it.page().locator(".card").filter(new Locator.FilterOptions().setHas(it.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(kind)))).first();
    }
}
