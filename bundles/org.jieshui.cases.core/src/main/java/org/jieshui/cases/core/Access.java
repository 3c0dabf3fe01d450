package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.platform.api.identity.Actor;

/** Who may see a case and who may work on it. Checked here, whatever door a call came through. */
final class Access {

    static final String READ = "cases.read";
    static final String OPEN = "cases.open";
    static final String MANAGE = "cases.manage";
    static final String WORK = "tasks.work";
    static final String PERSONAL = "cases.personal";
    static final String REASONS = "cases.reasons";

    private Access() {}

    /**
     * Members of the group see the cases of their districts (all, unless they are tied to some), those they are steward of, and those without a district
     * yet. External organisations see only cases that were given to them: those with a task of theirs.
     */
    static boolean canSee(Connection c, Actor actor, CaseRow k) throws SQLException {
        if (actor.isSystem()) {
            return true;
        }
        if (!actor.may(READ)) {
            return false;
        }
        if (actor.external()) {
            return Sql.first(c, "SELECT 1 FROM cases.task WHERE case_id = ? AND department = ANY (?) LIMIT 1", row -> 1, k.id, actor.departments()).isPresent();
        }
        return actor.districts().isEmpty() || k.district == null || actor.districts().contains(k.district) || Long.valueOf(actor.id()).equals(k.steward);
    }

    /** The steward of the case may do with it what others need {@code cases.manage} for. */
    static boolean mayManage(Actor actor, CaseRow k) {
        return actor.may(MANAGE) || actor.may(WORK) && Long.valueOf(actor.id()).equals(k.steward);
    }

    static void requireWork(Actor actor, TaskInfo task, String permission) {
        if (!actor.worksFor(task.department())) {
            throw Problems.notYours(task.department());
        }
        if (!actor.may(permission)) {
            throw org.jieshui.platform.api.rest.ProblemException.forbidden(permission);
        }
    }
}
