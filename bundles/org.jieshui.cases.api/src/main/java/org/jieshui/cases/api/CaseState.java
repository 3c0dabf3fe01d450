package org.jieshui.cases.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a case stands as a whole. */
public enum CaseState {
    OPEN("open"),
    /** Conditions for connecting do not exist yet; the steward keeps the file and revives it (R44, R68–R70). */
    NOT_READY("not-ready"),
    WITHDRAWN("withdrawn"),
    CLOSED("closed");

    private final String id;

    CaseState(String id) {
        this.id = id;
    }

    @JsonValue
    public String id() {
        return id;
    }

    public static CaseState of(String id) {
        for (var s : values()) {
            if (s.id.equals(id)) {
                return s;
            }
        }
        throw new IllegalArgumentException("no case state " + id);
    }
}
