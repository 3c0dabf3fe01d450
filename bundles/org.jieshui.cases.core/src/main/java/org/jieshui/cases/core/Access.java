package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;
import org.jieshui.platform.api.rest.ProblemException;

/**
 * Who may see a case and who may work on it. Checked here, whatever door a call came through, and by duty: a permission counts in the department and the
 * districts that it was given for, and a deputy's for the person whose deputy he is.
 */
final class Access {

    static final String READ = "cases.read";
    static final String OPEN = "cases.open";
    static final String MANAGE = "cases.manage";
    static final String WORK = "tasks.work";
    static final String PERSONAL = "cases.personal";
    static final String REASONS = "cases.reasons";
    static final String TAKE_OVER = "cases.take-over";
    static final String MOVE = "cases.move";

    /** Where somebody's inbox looks: one department, in one district or in all (null). */
    record Scope(String department, String district) {}

    private Access() {}

    /**
     * Members of the group see the cases of their districts (all, unless they are tied to some), those without a district yet, those they are steward of and
     * those with an open task of theirs. External organisations see only cases that were given to them: those with a task of theirs.
     */
    static boolean canSee(Connection c, Actor actor, CaseRow k) throws SQLException {
        return !seen(c, actor, List.of(k)).isEmpty();
    }

    /** The ids of those that {@link #canSee} holds for, in one look. */
    static Set<Long> seen(Connection c, Actor actor, Collection<CaseRow> cases) throws SQLException {
        var duties = actor.duties(READ).toList();
        var seen = new HashSet<Long>();
        cases.stream().filter(k -> actor.isSystem() || !actor.external() && duties.stream().anyMatch(d -> covers(d, k))).forEach(k -> seen.add(k.id));
        var others = cases.stream().map(k -> k.id).filter(id -> !seen.contains(id)).toList();
        if (others.isEmpty() || duties.isEmpty()) {
            return seen;
        }
        seen.addAll(actor.external() ? Sql.list(c, "SELECT DISTINCT case_id FROM cases.task WHERE case_id = ANY (?) AND department = ANY (?)", row -> row.getLong(1), others, departments(duties))
                : Sql.list(c, "SELECT DISTINCT case_id FROM cases.task WHERE case_id = ANY (?) AND state = 'open' AND assignee = ANY (?)", row -> row.getLong(1), others, principals(duties)));
        return seen;
    }

    /** The steward of the case may do with it what others need {@code cases.manage} for; empty: nobody lets him. */
    static Optional<Duty> manages(Actor actor, CaseRow k) {
        return actor.duties(MANAGE).filter(d -> covers(d, k)).findFirst()
                .or(() -> actor.duties(WORK).filter(d -> Long.valueOf(d.principal()).equals(k.steward)).findFirst());
    }

    static boolean mayManage(Actor actor, CaseRow k) {
        return actor.isSystem() || manages(actor, k).isPresent();
    }

    /** The duty by which the actor works on the task: of the person it is assigned to, otherwise his own first. Empty: he may not. */
    static Optional<Duty> works(Actor actor, TaskInfo task, CaseRow k, String permission) {
        var fitting = actor.duties(permission)
                .filter(d -> d.department().equals(task.department()) && (covers(d, k) || Long.valueOf(d.principal()).equals(task.assignee()))).toList();
        return fitting.stream().filter(d -> Long.valueOf(d.principal()).equals(task.assignee())).findFirst().or(() -> fitting.stream().findFirst());
    }

    /** @return the duty; null for the system */
    static Duty requireWork(Actor actor, TaskInfo task, CaseRow k, String permission) {
        if (actor.isSystem()) {
            return null;
        }
        if (!actor.worksFor(task.department())) {
            throw Problems.notYours(task.department());
        }
        if (!actor.may(permission, task.department())) {
            throw ProblemException.forbidden(permission);
        }
        return works(actor, task, k, permission).orElseThrow(() -> Problems.notYourDistrict(k.district));
    }

    /** Whether the task is assigned to somebody else than those the actor works for. */
    static boolean claimedByAnother(Actor actor, TaskInfo task, Duty duty) {
        return task.assignee() != null && task.assignee() != actor.id() && (duty == null || task.assignee() != duty.principal());
    }

    /** The departments and districts whose open tasks the actor is shown. */
    static Set<Scope> scopes(Actor actor) {
        var scopes = new HashSet<Scope>();
        actor.duties(READ).forEach(d -> {
            if (d.districts().isEmpty() || actor.external()) {
                scopes.add(new Scope(d.department(), null));
            }
            d.districts().forEach(district -> scopes.add(new Scope(d.department(), district)));
        });
        scopes.removeIf(s -> s.district() != null && scopes.contains(new Scope(s.department(), null)));
        return scopes;
    }

    /** The actor and those whose deputy he is, as far as they may see cases. */
    static Set<Long> principals(Actor actor) {
        return principals(actor.duties(READ).toList());
    }

    private static Set<Long> principals(Collection<Duty> duties) {
        var ids = new HashSet<Long>();
        duties.forEach(d -> ids.add(d.principal()));
        return ids;
    }

    static List<String> departments(Collection<Duty> duties) {
        return duties.stream().map(Duty::department).distinct().toList();
    }

    private static boolean covers(Duty duty, CaseRow k) {
        return duty.covers(k.district) || Long.valueOf(duty.principal()).equals(k.steward);
    }
}
