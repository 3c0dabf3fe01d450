package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;

/** A dialog over the page: its fields by what stands beside them, or, where a schema draws it, by where the value goes. */
record Dialog(Desk desk, Locator box) {

    Dialog say(String label, String text) {
        box.getByLabel(label).fill(text);
        return this;
    }

    Dialog write(String pointer, String text) {
        field(pointer).locator("input, textarea").first().fill(text);
        return this;
    }

    /** A day or a time, as it is typed. */
    Dialog date(String pointer, String text) {
        write(pointer, text);
        field(pointer).locator("input").first().press("Enter");
        return this;
    }

    Dialog pick(String option) {
        box.getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(option).setExact(true)).click();
        return this;
    }

    Dialog attach(FilePayload file) {
        box.locator("input[type=file]").last().setInputFiles(file);
        assertThat(box.getByText(file.name).first()).isVisible();
        return this;
    }

    /** Presses what is called so, and waits until the server has taken it. */
    void confirm(String button) {
        Desk.button(box, button).click();
        assertThat(box).isHidden();
    }

    private Locator field(String pointer) {
        return box.locator("[data-pointer='" + pointer + "']").first();
    }
}
