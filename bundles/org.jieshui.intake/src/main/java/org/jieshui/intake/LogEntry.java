package org.jieshui.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/**
 * An enquiry of the customer (R17) or an issue to coordinate (R21 between departments, R22 with the customer).
 *
 * @param kind       {@code enquiry}, {@code internal} or {@code external}
 * @param topic      of an enquiry: {@code policy}, {@code procedure}, {@code limits}, {@code materials} or {@code other}; null otherwise
 * @param department who is to settle it
 * @param outcome    the answer, or how it was settled; null while it is open, and so are {@code closedAt} and {@code closedBy}
 */
record LogEntry(long id, long caseId, String district, String kind, String topic, String text, String department, Instant at, long by, String outcome, Instant closedAt, Long closedBy) {

    static final int MOST = 2000;
    private static final Set<String> KINDS = Set.of("enquiry", "internal", "external");
    private static final Set<String> TOPICS = Set.of("policy", "procedure", "limits", "materials", "other");

    /** What somebody writes. @param department null: the department that keeps the log */
    record Draft(String kind, String topic, String text, String department, String outcome) {

        /** What is wrong with it; empty when nothing is. */
        List<FieldError> errors(Set<String> departments) {
            var errors = new ArrayList<FieldError>();
            if (kind == null || !KINDS.contains(kind)) {
                errors.add(new FieldError("/kind", Text.of("选择类别：问询、对内协调或对外协调", "Choose the kind: enquiry, internal or external")));
            }
            if ("enquiry".equals(kind) ? topic == null || !TOPICS.contains(topic) : topic != null) {
                errors.add(new FieldError("/topic", Text.of("问询要选内容：政策、程序、时限、资料或其他；协调事项不选", "An enquiry has a topic: policy, procedure, limits, materials or other; an issue has none")));
            }
            if (department != null && !departments.contains(department)) {
                errors.add(new FieldError("/department", Text.of("没有这个部门，请重选", "There is no such department; choose again")));
            }
            words(errors, "/text", text, true);
            words(errors, "/outcome", outcome, outcome != null);
            return errors;
        }
    }

    static void words(List<FieldError> errors, String pointer, String value, boolean required) {
        if (required && (value == null || value.isBlank())) {
            errors.add(new FieldError(pointer, Text.of("必填", "Required")));
        } else if (value != null && (value.codePointCount(0, value.length()) > MOST || value.indexOf('\0') >= 0)) {
            errors.add(new FieldError(pointer, Text.of("不超过 " + MOST + " 字", "At most " + MOST + " characters")));
        }
    }

    boolean open() {
        return closedAt == null;
    }
}
