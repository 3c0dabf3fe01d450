package org.jieshui.deploy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;

/** A bundle that is not let in, or is out again: which check said so, why, and what to do. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;
    private final String code;
    private final transient Text reason;
    private final transient Map<String, Object> more = new LinkedHashMap<>();

    RefusedException(String code, String zh, String en) {
        super(code + ": " + en);
        this.code = code;
        this.reason = Text.of(zh, en);
    }

    RefusedException(String code, String zh, String en, Throwable cause) {
        this(code, zh, en);
        initCause(cause);
    }

    RefusedException with(String member, Object value) {
        more.put(member, value);
        return this;
    }

    String code() {
        return code;
    }

    Text reason() {
        return reason;
    }

    /** @param deployment its number in the history */
    Problem problem(long deployment) {
        return new Problem("deploy/" + code, 422, reason, java.util.List.of(), more).with("deployment", deployment);
    }

    /** The innermost cause, in one line. */
    static String cause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.toString().lines().findFirst().orElse("");
    }
}
