package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Felix Web Console as the system administrator meets it: from the page of modules, bundles, details, search, sorting; and nothing to press that acts. */
@ExtendWith(Office.class)
class WebConsoleE2E {

    private static final String LINK = "Felix Web Console（只读）";

    @Test
    void itOpensFromThePageOfModulesAndOnlyShows(Rooms office) {
        var desk = office.signIn("sysadmin").go("/admin/modules");
        var page = desk.page();
        var forbidden = new ArrayList<String>();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy") || message.type().equals("error")) {
                forbidden.add(message.text());
            }
        });
        desk.link(LINK).click();

        assertThat(page.getByRole(AriaRole.NOTE)).containsText("只读");
        var survey = row(page, "org.jieshui.survey");
        assertThat(survey).containsText("Active");
        assertThat(page.locator("#plugin_table > tbody > tr").first()).isVisible();
        survey.locator(".bIcon").click();
        assertThat(survey.getByText("Imported Packages")).isVisible();
        page.locator("input.filter").first().fill("survey");
        page.locator(".filterApply").first().click();
        assertThat(page.locator("#plugin_table > tbody > tr")).hasCount(1);
        page.locator(".filterClear").first().click();
        page.locator("th.col_Id").click(); // sorts: the library's eval is allowed here
        assertThat(page.locator("#plugin_table > tbody > tr td").first()).hasText("0");

        for (var acting : new String[] {".installButton", ".refreshPackages", "ul.icons", ".logoutButton", "th.col_Actions"}) {
            page.locator(acting).all().forEach(control -> assertThat(control).isHidden());
        }
        Assertions.assertThat(forbidden).as("what the policy forbade, and errors of scripts").isEmpty();

        // who finds the functions behind the controls gets no further
        var id = survey.locator("td").first().innerText();
        var answer = page.waitForResponse(response -> response.request().method().equals("POST"), () -> page.evaluate("id => changeDataEntryState(id, 'stop')", id));
        Assertions.assertThat(answer.status()).isEqualTo(405);
        page.reload();
        assertThat(row(page, "org.jieshui.survey")).containsText("Active");

        for (var other : new String[] {"components", "services"}) {
            desk.go("/system/console/" + other);
            assertThat(page.locator("#plugin_table > tbody > tr").nth(20)).isVisible();
            page.locator("#plugin_table .bIcon").first().click();
            assertThat(page.locator("[id^=pluginInlineDetails] td").first()).isVisible();
        }
        Assertions.assertThat(desk.broken()).isEmpty();
    }

    @Test
    void whoIsNotSignedInComesBackAfterSigningIn(Rooms office) {
        var desk = office.desk("sysadmin", 1280, 800).go("/system/console/components");
        var page = desk.page();
        page.getByLabel("账号").fill("sysadmin");
        page.getByLabel("密码", new Page.GetByLabelOptions().setExact(true)).fill(office.platform().passwordOf("sysadmin"));
        desk.button("登录").click();
        assertThat(page.getByRole(AriaRole.NOTE)).containsText("只读");
        assertThat(page).hasURL(office.platform().address() + "/system/console/components");
    }

    private static Locator row(Page page, String symbolicName) {
        return page.locator("#plugin_table > tbody > tr").filter(new Locator.FilterOptions().setHas(page.locator(".symName", new Page.LocatorOptions().setHasText(java.util.regex.Pattern.compile("^" + symbolicName + "$")))));
    }
}
