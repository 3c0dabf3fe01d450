package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.Geolocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** A meter comes into stock, is reserved for the case early, prepared, hung on the spot, and the water runs (R67, R74, R75, R84). */
final class MeteringDesk {

    private final Staff staff;
    private final String serial = "E" + Instant.now().getEpochSecond();

    MeteringDesk(Staff staff) {
        this.staff = staff;
    }

    void meterIsReservedAndPrepared() {
        delivery();
        var it = staff.at("yuanmei").open("metering");
        var desk = it.desk();
        desk.button("预留水表").click();
        var reserve = new Dialog(desk, desk.dialog("预留水表"));
        reserve.say("表号", serial);
        desk.page().getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText(serial)).first().click();
        reserve.confirm("预留水表");
        desk.told("已预留");
        it.task("meter-preparation").fillIn(Desk.JSON.valueToTree(Map.of("accountName", Staff.CUSTOMER, "accountNumber", "0312004567", "use", "industrial"))).complete();
        Assertions.assertThat(staff.fact("meterSerial")).isEqualTo(serial);
    }

    private void delivery() {
        var desk = staff.sit("yuanmei").go("/metering/meters");
        desk.button("入库").click();
        var dialog = new Dialog(desk, desk.dialog("水表入库"));
        var verified = LocalDate.now(ZoneId.of("Asia/Shanghai")).minusMonths(1);
        var list = "表号,批次,口径,类型,厂家,检定日期\n" + serial + ",浏览器试验,80,远传水表,济北水表厂," + verified + "\n";
        dialog.box().getByLabel("选文件").setInputFiles(new FilePayload("到货清单.csv", "text/csv", list.getBytes(StandardCharsets.UTF_8)));
        assertThat(dialog.box().getByText(serial)).isVisible();
        dialog.confirm("确认入库");
        desk.told("已入库 1 只");
    }

    /** With the phone, on site: the contract signed there, the meter photographed, its place taken. */
    void waterRuns() {
        var it = staff.onSite("songjian");
        AgreementsDesk.contractIsSigned(it);
        var phone = it.desk();
        phone.context().grantPermissions(List.of("geolocation"));
        phone.context().setGeolocation(new Geolocation(36.65, 117.12));
        var form = it.task("water-on");
        form.write("/serial", staff.fact("meterSerial"), false);
        assertThat(phone.page().getByText("与预留的一致")).isVisible();
        form.write("/reading", "0.125", false);
        form.field("/photos").locator("input[capture]").setInputFiles(Samples.photo("水表.jpg"));
        assertThat(form.field("/photos").getByText("水表.jpg").first()).isVisible();
        phone.button("定位").click();
        assertThat(form.field("/position").getByText("117.120000")).isVisible();
        form.fillIn(Desk.JSON.valueToTree(Map.of("place", "东门北侧 2 m", "seal", "QF-0093412", "present", "contact"))).complete();
        Assertions.assertThat(staff.sit("zhoumin").api("/cases/" + staff.id()).path("clocks").path("public").path("deadline").path("status").asText()).as("the promise has ended").isIn("met", "missed");
    }
}
