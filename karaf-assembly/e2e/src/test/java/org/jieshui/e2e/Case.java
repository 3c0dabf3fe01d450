package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.util.List;
import java.util.stream.StreamSupport;

/** The page of one case at somebody's desk. */
record Case(Desk desk, long id) {

    Case open(String tab) {
        desk.turnTo("/cases/" + id + (tab.isEmpty() ? "" : "?tab=" + tab));
        assertThat(desk.page().getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(desk.api("/cases/" + id).path("case").path("number").asText())).first()).isVisible();
        return this;
    }

    Page page() {
        return desk.page();
    }

    /** The open task of that key. */
    TaskForm task(String key) {
        return new TaskForm(desk, taskId(key));
    }

    long taskId(String key) {
        return tasks().stream().filter(task -> task.path("key").asText().equals(key)).findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not open; open are " + openKeys())).path("id").asLong();
    }

    List<String> openKeys() {
        return tasks().stream().map(task -> task.path("key").asText()).toList();
    }

    private List<JsonNode> tasks() {
        return StreamSupport.stream(desk.api("/cases/" + id).path("tasks").spliterator(), false).filter(task -> task.path("state").asText().equals("open")).toList();
    }

    /** Supplies a document of a type on the case's page. */
    void upload(String type, FilePayload file) {
        open("documents");
        desk.choose(page().getByRole(AriaRole.COMBOBOX, new GetByRoleOptions().setName("类型")), type);
        page().getByLabel("选文件").setInputFiles(file);
    }

    Locator archived(String file) {
        return page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(file)).first();
    }

    /** The line of a document that the process asks for. */
    Locator needed(String type) {
        return page().getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText(type)).first();
    }

    /** One of the actions behind the three dots. */
    Locator more(String action) {
        desk.button("更多操作").click();
        page().getByRole(AriaRole.MENUITEM, new GetByRoleOptions().setName(action)).click();
        return desk.dialog(action);
    }
}
