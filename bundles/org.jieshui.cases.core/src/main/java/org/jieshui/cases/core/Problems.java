package org.jieshui.cases.core;

import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** What the core refuses, and why. docs/problems lists them. */
final class Problems {

    private Problems() {}

    static ProblemException notOpen() {
        return conflict("cases/case-not-open", "工单已不在办理中（暂不具备条件、撤回或结案），不能办理", "The case is not open (not ready, withdrawn or closed)");
    }

    static ProblemException taskDone(String state) {
        return Problem.of("cases/task-not-open", 409, "任务已不在待办中，请刷新后再看", "The task is no longer open; reload to see what happened").with("state", state).toException();
    }

    static ProblemException notYours(String department) {
        return Problem.of("cases/not-your-department", 403, "任务属于其他部门，您不能办理", "The task belongs to another department").with("department", department).toException();
    }

    static ProblemException notYourDistrict(String district) {
        return Problem.of("cases/not-your-district", 403, "任务在其他分区，您不能办理", "The task lies in a district that is not yours").with("district", district).toException();
    }

    static ProblemException claimed(long by) {
        return Problem.of("cases/claimed", 409, "任务已由他人签收。需要接手时请其转办", "Somebody else claimed the task; ask for a transfer").with("assignee", by).toException();
    }

    static ProblemException parked(String type) {
        return Problem.of("cases/module-not-running", 503, "模块停运，任务已停放；填写的内容不会丢，模块恢复后可继续办理",
                "The module is not running and the task is parked; nothing is lost, go on when it is back").with("taskType", type).toException();
    }

    static ProblemException unmet(List<org.jieshui.cases.api.Condition> unmet) {
        var zh = new StringBuilder();
        var en = new StringBuilder();
        unmet.forEach(u -> {
            zh.append(zh.isEmpty() ? "" : "；").append(u.text().zh()).append("：").append(u.fix().zh());
            en.append(en.isEmpty() ? "" : "; ").append(u.text().en()).append(": ").append(u.fix().en());
        });
        return Problem.of("cases/conditions-unmet", 422, "还不能办结。" + zh, "Cannot be completed yet. " + en).with("conditions", unmet).toException();
    }

    static ProblemException keyReused() {
        return conflict("cases/key-reused", "这个 Idempotency-Key 已用于另一个操作，请换一个", "This Idempotency-Key was used for another action; use a new one");
    }

    /** @param fields what collides: field, yours, current, by, at */
    static ProblemException versionConflict(int current, List<Map<String, Object>> fields) {
        return Problem.of("cases/version-conflict", 409, "他人刚改过这张工单，请看过新内容再改", "Somebody changed the case meanwhile; look at it before you change it")
                .with("version", current).with("fields", fields).toException();
    }

    static ProblemException cannot(String what, String zh, String en) {
        return conflict("cases/" + what, zh, en);
    }

    static ProblemException conflict(String type, String zh, String en) {
        return new Problem(type, 409, Text.of(zh, en), null, Map.of()).toException();
    }

    static ProblemException required(String pointer) {
        return ProblemException.invalid(pointer, "必填", "Required");
    }
}
