package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A task's page: its form filled in as a person would, field by field, and what is done with it. */
final class TaskForm {

    private static final DateTimeFormatter WALL_CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));

    private final Desk desk;
    private final Page page;
    private final JsonNode schema;
    private final String type;

    TaskForm(Desk desk, long taskId) {
        this.desk = desk;
        page = desk.turnTo("/tasks/" + taskId).page();
        var task = desk.api("/tasks/" + taskId);
        schema = task.path("form");
        type = task.path("task").path("type").asText();
        assertThat(desk.heading(task.path("task").path("name").path("zh-CN").asText())).isVisible();
    }

    /** As the department's own example has it. */
    TaskForm fillIn() {
        return fillIn(Samples.form(type));
    }

    /** What is proposed already stays; the rest is filled in. */
    TaskForm fillIn(ObjectNode values) {
        fill(schema, values, "");
        return this;
    }

    Locator field(String pointer) {
        return page.locator("[data-pointer='" + pointer + "']").first();
    }

    private void fill(JsonNode at, JsonNode values, String pointer) {
        at.path("properties").fields().forEachRemaining(property -> {
            if (values.has(property.getKey())) {
                set(property.getValue(), values.path(property.getKey()), pointer + "/" + property.getKey());
            }
        });
    }

    private void set(JsonNode field, JsonNode value, String pointer) {
        var kind = field.path("type").asText();
        if (field.has("x-widget")) {
            widget(field.path("x-widget").asText(), pointer);
        } else if (field.has("enum")) {
            option(pointer, name(field, value.asText()), field.path("enum").size() > 4);
        } else if (kind.equals("boolean")) {
            option(pointer, value.asBoolean() ? "是" : "否", false);
        } else if (kind.equals("object")) {
            fill(field, value, pointer);
        } else if (kind.equals("array")) {
            rows(field, value, pointer);
        } else {
            write(pointer, field.path("format").asText().equals("date-time") ? WALL_CLOCK.format(Instant.parse(value.asText())) : text(value), field.has("format"));
        }
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }

    private static String name(JsonNode field, String value) {
        for (int i = 0; i < field.path("enum").size(); i++) {
            if (field.path("enum").path(i).asText().equals(value)) {
                return field.path("x-enum-names").path(i).path("zh-CN").asText(value);
            }
        }
        throw new AssertionError(value + " is none of " + field.path("enum"));
    }

    void write(String pointer, String text, boolean picker) {
        var input = field(pointer).locator("input, textarea").first();
        input.fill(text);
        if (picker) {
            input.press("Enter");
        }
    }

    private void option(String pointer, String name, boolean list) {
        if (list) {
            desk.choose(field(pointer).getByRole(AriaRole.COMBOBOX), name);
        } else {
            field(pointer).getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(name).setExact(true)).click();
        }
    }

    private void rows(JsonNode field, JsonNode values, String pointer) {
        for (int i = 0; i < values.size(); i++) {
            var row = page.locator("[data-pointer^='" + pointer + "/" + i + "/']").first();
            if (!row.isVisible()) {
                Desk.button(field(pointer), "加一项").click();
                assertThat(row).isVisible();
            }
            fill(field.path("items"), values.path(i), pointer + "/" + i);
        }
    }

    /** Whoever stands first in the list of the department that is named beside; who is proposed stays. */
    private void widget(String widget, String pointer) {
        if (!widget.equals("person")) {
            return;
        }
        var boxes = field(pointer).getByRole(AriaRole.COMBOBOX);
        if (boxes.last().isDisabled()) {
            desk.choose(boxes.first(), field(pointer.replaceFirst("/person$", "/department")).locator(".el-select__selected-item").last().innerText().strip());
        }
        if (field(pointer).locator(".el-select").last().innerText().isBlank() || field(pointer).getByText("选人：输姓名").isVisible()) {
            desk.choose(boxes.last(), "");
        }
    }

    TaskForm document(String pointer, String file) {
        field(pointer).locator("input[type=file]").setInputFiles(Desk.pdf(file));
        assertThat(field(pointer).getByText(file).first()).isVisible();
        return this;
    }

    void complete() {
        desk.button("办结").click();
        desk.told("已办结");
        page.waitForURL("**/cases/**");
    }
}
