package org.jieshui.platform.api.rest;

import java.util.List;

/** Work that is refused: ends the transaction and reaches the caller as problem+json. */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.type() + ": " + problem.detail().en(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** A record that does not exist or that the caller may not see: the two look the same. */
    public static ProblemException notFound() {
        return Problem.of("not-found", 404, "没有找到，或您无权查看。请核对编号", "Not found, or not yours to see. Check the number").toException();
    }

    public static ProblemException forbidden(String permission) {
        return Problem.of("forbidden", 403, "您没有办理此事的权限，请联系系统管理员", "You lack the permission for this; ask the system administrator")
                .with("permission", permission).toException();
    }

    /** Input that breaks a rule, field by field. */
    public static ProblemException invalid(List<Problem.FieldError> errors) {
        return Problem.of("invalid", 422, "有 " + errors.size() + " 处需要改正", errors.size() + " field(s) need correction").withErrors(errors).toException();
    }

    public static ProblemException invalid(String pointer, String zh, String en) {
        return invalid(List.of(new Problem.FieldError(pointer, org.jieshui.platform.api.Text.of(zh, en))));
    }
}
