package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.karaf.harness.Distribution;

/** One person's browser: who sits there, what is open, and the few things that everybody does on every page. */
final class Desk {

    static final ObjectMapper JSON = new ObjectMapper();
    /** Its day is another than Shanghai's for most of the day: a page that asks the machine which day it is, is found. */
    private static final String FAR_AWAY = "America/Los_Angeles";

    private final Distribution platform;
    private final String account;
    private final BrowserContext context;
    private final Page page;
    private final List<String> broken = new ArrayList<>();

    Desk(Distribution platform, Browser browser, String account, int width, int height) {
        this.platform = platform;
        this.account = account;
        boolean phone = width < 500;
        context = browser.newContext(new Browser.NewContextOptions().setBaseURL(platform.address()).setViewportSize(width, height).setLocale("zh-CN").setTimezoneId(FAR_AWAY).setHasTouch(phone).setIsMobile(phone)
                .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(20_000);
        page = context.newPage();
        page.onPageError(broken::add);
    }

    String account() {
        return account;
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Errors of scripts that nobody caught: a test of a page ends with there being none. */
    List<String> broken() {
        return broken;
    }

    Desk signIn() {
        page.navigate("/login");
        page.getByLabel("账号").fill(account);
        page.getByLabel("密码", new GetByLabelOptions().setExact(true)).fill(platform.passwordOf(account));
        button("登录").click();
        assertThat(page.getByRole(AriaRole.NAVIGATION).or(button("主菜单")).first()).isVisible();
        return this;
    }

    Desk go(String path) {
        page.navigate(path);
        return this;
    }

    /** To another page of the shell, as by one of its links: nothing is loaded anew but what that page asks for. The same page again is loaded whole. */
    Desk turnTo(String path) {
        if (page.url().equals(platform.address() + path)) {
            return go(path);
        }
        page.evaluate("path => { history.pushState(history.state, '', path); dispatchEvent(new PopStateEvent('popstate', {state: history.state})); }", path);
        return this;
    }

    /** Says what the server answers this person; the browser's own session is used. */
    JsonNode api(String path) {
        var answer = page.request().get(platform.address() + "/api" + path);
        if (!answer.ok()) {
            throw new AssertionError(account + " asked " + path + ": " + answer.status() + " " + answer.text());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int status(String path) {
        return page.request().get(platform.address() + "/api" + path).status();
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(name)).first();
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    Locator dialog(String name) {
        return page.getByRole(AriaRole.DIALOG, new GetByRoleOptions().setName(name));
    }

    static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Opens a choice and takes what is called so; an empty name takes the first. */
    void choose(Locator combobox, String option) {
        combobox.click();
        // the list is elsewhere in the document, and that of the choice before may still be closing
        var list = page.locator("[id='" + combobox.getAttribute("aria-controls") + "']");
        var wanted = list.getByRole(AriaRole.OPTION, new Locator.GetByRoleOptions().setName(option)).first();
        wanted.click();
        if (!closes(combobox)) {
            wanted.click(); // a list that was still being filled has its entries anew
        }
    }

    private static boolean closes(Locator combobox) {
        try {
            assertThat(combobox).hasAttribute("aria-expanded", "false", new LocatorAssertions.HasAttributeOptions().setTimeout(2_000));
            return true;
        } catch (AssertionError stillOpen) {
            return false;
        }
    }

    /** The shell says so, at the top of the page. */
    void told(String words) {
        assertThat(page.locator(".el-message").filter(new Locator.FilterOptions().setHasText(words)).first()).isVisible();
    }

    static FilePayload pdf(String name) {
        return new FilePayload(name, "application/pdf", Samples.pdf(name));
    }

    void picture(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    void close() {
        context.close();
    }
}
