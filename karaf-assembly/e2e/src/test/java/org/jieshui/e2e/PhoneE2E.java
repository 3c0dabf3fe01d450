package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The survey in the hand, 390 × 844 and touch: today's appointment found, who came, the findings with a photo. Every page fits, and a thumb finds every button. */
@ExtendWith(Office.class)
class PhoneE2E {

    private static final int WIDTH = 390;
    /** What is seen and can be pressed, but is less than 44 px high, or than 44 px wide and bears no words. Links in a text are as high as their line. */
    private static final String SMALL = "() => [...document.querySelectorAll('button, a.btn, [role=radio], [role=menuitem], input:not([type=file]), textarea')]"
            + ".filter(one => one.checkVisibility() && !one.closest('.sr') && getComputedStyle(one).opacity !== '0')"
            + ".map(one => [one, (one.closest('.el-select__wrapper, .el-input__wrapper, label') ?? one).getBoundingClientRect()])"
            + ".filter(([one, box]) => box.width && box.height && (box.height < 43.5 || (box.width < 43.5 && !one.textContent.trim())))"
            + ".map(([one, box]) => `${(one.getAttribute('aria-label') || one.textContent.trim() || one.placeholder || one.outerHTML).slice(0, 60)} ${Math.round(box.width)}×${Math.round(box.height)}`)";

    private final Set<String> findings = new LinkedHashSet<>();

    @Test
    void aSurveyIsFiledInTheHand(Rooms office) {
        var customer = "清河驿站酒店" + System.nanoTime() % 100_000;
        var shortcut = new Shortcut(office.platform());
        long id = shortcut.application(customer);
        for (var key : List.of("accept", "steward", "forward")) {
            shortcut.complete(id, key);
        }
        var start = shortcut.workingMorning(id);
        shortcut.book(id, start);

        // it is the morning of the survey for the phone
        var phone = office.desk("zhoumin", WIDTH, 844);
        phone.page().clock().setFixedTime(start.toEpochMilli());
        phone.go("/login");
        assertThat(phone.button("登录")).isVisible();
        looks(phone);
        phone.signIn();

        phone.button("主菜单").click();
        var menu = phone.page().getByRole(AriaRole.NAVIGATION, new GetByRoleOptions().setName("主菜单"));
        looks(phone);
        menu.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("查勘预约")).click();
        phone.link(customer).click();
        assertThat(phone.page().getByText("10:00").first()).isVisible();
        looks(phone);

        phone.page().getByRole(AriaRole.TAB, new GetByRoleOptions().setName(Pattern.compile("^任务"))).click();
        looks(phone);
        attendance(phone, id);
        finding(office, start.toEpochMilli(), id);

        Assertions.assertThat(shortcut.as("zhoumin").get("/api/documents?case=" + id).findValuesAsText("fileName")).contains("东门.jpg", "开口处.jpg");
        Assertions.assertThat(findings).isEmpty();
    }

    private void attendance(Desk phone, long id) {
        var form = new Case(phone, id).task("survey-service");
        assertThat(phone.page().getByText("到场人员").first()).isVisible();
        phone.button("更多操作").click();
        var claim = phone.page().getByRole(AriaRole.MENUITEM, new GetByRoleOptions().setName("签收"));
        assertThat(claim).isVisible();
        looks(phone);
        claim.click();
        phone.told("已签收");
        phone.button("全部到场").click();
        photo(form, "东门.jpg");
        var attendance = Samples.attendance();
        attendance.remove("arrived"); // now, says the page
        form.fillIn(attendance);
        looks(phone);
        form.complete();
        Assertions.assertThat(phone.broken()).as("errors of scripts").isEmpty();
    }

    private void finding(Rooms office, long now, long id) {
        var phone = office.desk("liuwenbo", WIDTH, 844);
        phone.page().clock().setFixedTime(now);
        phone.signIn().go("/inbox?view=department&stage=plan");
        assertThat(phone.page().locator("main li, main .empty").first()).isVisible();
        looks(phone);
        var form = new Case(phone, id).task("survey-design");
        // where to be, and whom to call, stands above what is filled in
        assertThat(phone.page().getByText("10:00").first()).isVisible();
        photo(form, "开口处.jpg");
        form.fillIn();
        looks(phone);
        form.complete();
        Assertions.assertThat(phone.broken()).as("errors of scripts").isEmpty();
    }

    private static void photo(TaskForm form, String name) {
        FilePayload file = Samples.photo(name);
        form.field("/photos").locator("input[capture]").setInputFiles(file);
        assertThat(form.field("/photos").getByText(name).first()).isVisible();
    }

    /** Nothing to the right of the screen, nothing too small to press, and nothing that axe finds serious. */
    private void looks(Desk phone) {
        assertThat(phone.page().locator("main .skeleton")).hasCount(0);
        var where = phone.page().url().replaceFirst("^https?://[^/]+", "");
        Assertions.assertThat(((Number) phone.page().evaluate("() => Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('main, .page, .panes, .case')].map(one => one.scrollWidth))")).intValue())
                .as("width of " + where).isLessThanOrEqualTo(WIDTH);
        ((List<?>) phone.page().evaluate(SMALL)).forEach(one -> findings.add(where + ": too small to press: " + one));
        Axe.inspect(phone, where, findings);
    }
}
