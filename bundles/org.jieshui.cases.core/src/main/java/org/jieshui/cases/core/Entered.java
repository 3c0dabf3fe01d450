package org.jieshui.cases.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.NewCase;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;

/** What people enter is kept character by character, or refused with its place and what to do. */
final class Entered {

    private static final int MOST_TEXT = 4000;
    private static final int MOST_FACTS = 50;

    private Entered() {}

    static void check(NewCase n, Directory directory) {
        var errors = new ArrayList<FieldError>();
        need(errors, n.process(), "/process", 60);
        need(errors, n.customer(), "/customer", 200);
        need(errors, n.address(), "/address", 400);
        if (!Set.of("joint-review", "application").contains(String.valueOf(n.origin()))) {
            errors.add(new FieldError("/origin", Text.of("来源应是 joint-review 或 application", "The origin is joint-review or application")));
        }
        check(errors, n.contact(), n.phone(), n.district(), n.facts(), directory);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    static void check(CaseChange change, Directory directory) {
        var errors = new ArrayList<FieldError>();
        if (change.customer() != null) {
            need(errors, change.customer(), "/customer", 200);
        }
        if (change.address() != null) {
            need(errors, change.address(), "/address", 400);
        }
        check(errors, change.contact(), change.phone(), change.district(), change.facts(), directory);
        if (change.steward() != null && directory.actor(change.steward()).filter(p -> p.may(Access.WORK)).isEmpty()) {
            errors.add(new FieldError("/steward", Text.of("此人不能办理工单或已停用，请另选", "That person does not work on cases or is disabled; choose another")));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static void check(List<FieldError> errors, String contact, String phone, String district, Map<String, Object> facts, Directory directory) {
        most(errors, contact, "/contact", 100);
        if (phone != null && !phone.isEmpty() && !phone.matches("(?=.*[0-9])[0-9+() -]{5,25}")) {
            errors.add(new FieldError("/phone", Text.of("电话应为 5 到 25 位数字，可含 + - ( )", "A phone number has 5 to 25 digits, with + - ( )")));
        }
        if (district != null && !district.isEmpty() && directory.districts().stream().noneMatch(d -> d.id().equals(district))) {
            errors.add(new FieldError("/district", Text.of("没有这个分区，请重选", "There is no such district; choose again")));
        }
        if (facts != null && (facts.size() > MOST_FACTS || !facts.values().stream().allMatch(Entered::isFact) || !facts.keySet().stream().allMatch(f -> f.matches("[a-zA-Z][a-zA-Z0-9-]{0,59}")))) {
            errors.add(new FieldError("/facts", Text.of("事实是文字（最多 200 个字）、数字或真假，最多 " + MOST_FACTS + " 项", "Facts are texts of at most 200 characters, numbers or booleans; there are at most " + MOST_FACTS + " of them")));
        }
    }

    private static boolean isFact(Object value) {
        return value == null || value instanceof Boolean || value instanceof Number || value instanceof String text && text.codePointCount(0, text.length()) <= 200 && text.indexOf('\0') < 0;
    }

    private static void need(List<FieldError> errors, String value, String pointer, int most) {
        if (value == null || value.isBlank()) {
            errors.add(new FieldError(pointer, Text.of("必填", "Required")));
        } else {
            most(errors, value, pointer, most);
        }
    }

    private static void most(List<FieldError> errors, String value, String pointer, int most) {
        if (value != null && value.codePointCount(0, value.length()) > most) {
            errors.add(new FieldError(pointer, Text.of("最多 " + most + " 个字", "At most " + most + " characters")));
        } else if (value != null && value.indexOf('\0') >= 0) {
            errors.add(new FieldError(pointer, Text.of("含有不能保存的字符（U+0000），请删去", "It holds a character that cannot be stored (U+0000); remove it")));
        }
    }

    /** @return what was written, each character of it; empty for nothing */
    static String optional(String value, String pointer) {
        return value == null || value.isEmpty() ? "" : fits(value, pointer);
    }

    /** A text that is needed. @return each character of it */
    static String text(String value, String pointer) {
        if (value == null || value.isBlank()) {
            throw Problems.required(pointer);
        }
        return fits(value, pointer);
    }

    private static String fits(String value, String pointer) {
        var errors = new ArrayList<FieldError>();
        most(errors, value, pointer, MOST_TEXT);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return value;
    }

    static String empty(String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
