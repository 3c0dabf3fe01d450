package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The survey in the hand: 390 × 844, touch. */
@ExtendWith(Office.class)
class PhoneE2E {

    @Test
    void theInboxLeadsToASurveyTaskThatFitsTheScreen(Rooms office) {
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application("清河驿站酒店");
        for (var key : List.of("accept", "steward", "forward")) {
            shortcut.complete(id, key);
        }
        var phone = office.onPhone("zhoumin");
        phone.go("/inbox?view=department&district=lixia");
        assertThat(phone.page().getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText("历下区")).first()).isVisible();
        fits(phone);
        var it = new Case(phone, id);
        it.open("");
        fits(phone);
        var form = it.task("appointment");
        fits(phone);
        form.write("/place", "东门岗亭", false);
        assertThat(phone.page().getByText("已保存").first()).isVisible();
        for (var button : List.of("签收", "存草稿", "办结")) {
            var box = phone.button(button).boundingBox();
            Assertions.assertThat(box.height).as("height of " + button).isGreaterThanOrEqualTo(44);
            Assertions.assertThat(box.x + box.width).as("right edge of " + button).isLessThanOrEqualTo(390);
        }
        phone.button("主菜单").click();
        assertThat(phone.page().getByRole(AriaRole.NAVIGATION, new GetByRoleOptions().setName("主菜单"))).isVisible();
        Assertions.assertThat(phone.broken()).isEmpty();
    }

    @Test
    void signInFitsTheScreen(Rooms office) {
        var phone = office.desk("zhoumin", 390, 844).go("/login");
        assertThat(phone.button("登录")).isVisible();
        fits(phone);
    }

    private static void fits(Desk phone) {
        Assertions.assertThat(((Number) phone.page().evaluate("() => document.documentElement.scrollWidth")).intValue()).as("width of " + phone.page().url()).isLessThanOrEqualTo(390);
    }
}
