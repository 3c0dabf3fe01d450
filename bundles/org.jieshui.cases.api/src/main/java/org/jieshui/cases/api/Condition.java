package org.jieshui.cases.api;

import org.jieshui.platform.api.Text;

/** A condition for completing a task. @param fix what to do about it when it is not met; says who acts next */
public record Condition(String id, boolean met, Text text, Text fix) {
    public static Condition of(String id, boolean met, Text text, Text fix) {
        return new Condition(id, met, text, fix);
    }
}
