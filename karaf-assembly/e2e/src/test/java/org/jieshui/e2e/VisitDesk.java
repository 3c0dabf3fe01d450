package org.jieshui.e2e;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** The specialist calls the customer within three working days of water on (R87). */
record VisitDesk(Staff staff) {

    void customerIsSatisfied() {
        var form = staff.at("xuting").task("visit");
        Map.of("谁回答的", "客户本人", "工作人员的服务态度", "5", "办理速度", "5", "施工质量和现场恢复", "4", "您为办理跑了几趟", "没有跑", "收费和时限是否事先告知", "告知了", "总体是否满意", "满意").forEach(this::answer);
        form.complete();
        Assertions.assertThat(staff.at("zhoumin").openKeys()).isEmpty();
    }

    private void answer(String question, String answer) {
        staff.sit("xuting").page().getByRole(AriaRole.RADIOGROUP, new Page.GetByRoleOptions().setName(question)).getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(answer).setExact(true))
                .click();
    }
}
