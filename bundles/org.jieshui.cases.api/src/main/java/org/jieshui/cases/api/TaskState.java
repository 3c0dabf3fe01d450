package org.jieshui.cases.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** States of a task. That a task is parked is no state of it: it follows from whether its module runs. */
public enum TaskState {
    OPEN("open"),
    DONE("done"),
    /** Done, then sent back: a later round replaces it. */
    SENT_BACK("sent-back"),
    /** No longer needed: the case went on without it, was withdrawn, or an earlier task was sent back. */
    CANCELLED("cancelled");

    private final String id;

    TaskState(String id) {
        this.id = id;
    }

    @JsonValue
    public String id() {
        return id;
    }

    public static TaskState of(String id) {
        for (var s : values()) {
            if (s.id.equals(id)) {
                return s;
            }
        }
        throw new IllegalArgumentException("no task state " + id);
    }
}
