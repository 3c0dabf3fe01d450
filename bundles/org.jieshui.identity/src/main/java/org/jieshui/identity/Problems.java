package org.jieshui.identity;

import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** What administration refuses, each with what to do. Documented in docs/problems. */
final class Problems {

    /** Fields at fault, gathered. */
    static final class Fields {
        private final List<Problem.FieldError> errors = new ArrayList<>();

        Fields check(boolean good, String pointer, String zh, String en) {
            if (!good) {
                errors.add(new Problem.FieldError(pointer, Text.of(zh, en)));
            }
            return this;
        }

        /** Text of one line: there, not too long, no control characters (PostgreSQL cannot keep NUL). */
        Fields line(String value, String pointer, int max) {
            return check(value != null && !value.isBlank() && fits(value, max), pointer, "请填写，最多 " + max + " 个字符，不含换行等控制字符",
                    "Fill in, at most " + max + " characters, no control characters");
        }

        Fields optional(String value, String pointer, int max) {
            return check(value == null || fits(value, max), pointer, "最多 " + max + " 个字符，不含换行等控制字符",
                    "At most " + max + " characters, no control characters");
        }

        Fields text(Text value, String pointer) {
            return check(value != null && fits(value.zh(), 60) && fits(value.en(), 60), pointer, "请填写中文和英文名称，各不超过 60 个字符，不含换行等控制字符",
                    "Fill in the Chinese and the English name, at most 60 characters each, no control characters");
        }

        Fields id(String value, String pointer) {
            return check(value != null && value.matches("[a-z][a-z0-9-]{0,39}"), pointer, "以小写字母开头，只含小写字母、数字和连字符，最多 40 个字符",
                    "Starts with a lower-case letter; lower-case letters, digits and hyphens only; at most 40 characters");
        }

        void refuse() {
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
        }

        private static boolean fits(String value, int max) {
            return value.codePointCount(0, value.length()) <= max && value.codePoints().noneMatch(Character::isISOControl);
        }
    }

    private Problems() {}

    static Fields fields() {
        return new Fields();
    }

    static ProblemException conflict(Object current) {
        return Problem.of("identity/version-conflict", 409, "别人刚改过这条记录，请核对后再保存", "Somebody has just changed this record; compare, then save again")
                .with("current", current).toException();
    }

    static ProblemException taken(String what) {
        return Problem.of("identity/taken", 409, "已被占用：" + what + "。请换一个", "Taken already: " + what + ". Choose another").toException();
    }

    static ProblemException posts() {
        return Problem.of("identity/post-conflict", 409, "三员分立：一人只能任一个管理岗位，且不得兼任业务角色或代理他人。请先取消其业务角色和代理",
                "The administrators' posts are separate: one post per person, without roles in departments and without deputies. Take those away first")
                .toException();
    }

    static ProblemException ownAccount() {
        return Problem.of("identity/own-account", 409, "不能更改自己的权限、岗位或账号状态，请由另一位管理员办理",
                "Nobody changes his own permissions, post or account; ask another administrator").toException();
    }

    static ProblemException lastAdministrator() {
        return Problem.of("identity/last-administrator", 409, "这是该岗位最后一个可用账号，请先另派一人任此岗位",
                "This is the last working account of its post; give the post to somebody else first").toException();
    }

    static ProblemException postPassword() {
        return Problem.of("identity/post-password", 409, "管理岗位的密码不能由其他管理员重置，请由运维人员在服务器上重置（见运维文档）",
                "No administrator resets another's password; an operator does it on the server (docs/operations)").toException();
    }

    static ProblemException inUse() {
        return Problem.of("identity/in-use", 409, "仍有人员在使用，请先改派", "Still in use; assign those people elsewhere first").toException();
    }

    /** Parses {@code If-Match: "7"}. */
    static int version(String ifMatch) {
        try {
            return Integer.parseInt(ifMatch.strip().replace("W/", "").replace("\"", ""));
        } catch (RuntimeException e) {
            throw Problem.of("malformed", 400, "缺少 If-Match 版本号", "The If-Match header with the record's version is missing").toException(e);
        }
    }
}
