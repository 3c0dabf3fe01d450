package org.jieshui.platform.api.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;

/**
 * A problem as of RFC 9457.
 *
 * @param type   stable id, {@code <module>/<what>}: {@code cases/version-conflict}; documented in docs/problems, sent as {@code /problems/<type>}
 * @param status HTTP status
 * @param detail what happened and what to do, in both languages; no personal data, no class name
 * @param errors the fields at fault, each with a JSON pointer
 * @param extra  more members a client may use (the current version in a conflict, for example); {@code retryAfter}, in seconds, is sent as the
 *               header {@code Retry-After} too
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, int status, Text detail, List<FieldError> errors, Map<String, Object> extra) {

    public record FieldError(String pointer, Text detail) {}

    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    public static Problem of(String type, int status, String zh, String en) {
        return new Problem(type, status, Text.of(zh, en), List.of(), Map.of());
    }

    public Problem with(String member, Object value) {
        var more = new java.util.LinkedHashMap<>(extra);
        more.put(member, value);
        return new Problem(type, status, detail, errors, more);
    }

    public Problem withErrors(List<FieldError> fieldErrors) {
        return new Problem(type, status, detail, fieldErrors, extra);
    }

    public ProblemException toException() {
        return new ProblemException(this);
    }

    public ProblemException toException(Throwable cause) {
        return new ProblemException(this, cause);
    }
}
