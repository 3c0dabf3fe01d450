package org.jieshui.cases.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Hands over what somebody who leaves has in hand: his open tasks and the cases that he is steward of, to others, by district or one by one.
 * Who holds {@code cases.reassign} in a department hands over that department's tasks, in his districts, and the stewardships of its people. Administrators act on no case.
 */
@ProviderType
public interface Handovers {

    record Person(long id, String name) {}

    /** What somebody has in hand in the departments of the caller. @param enabled false: his account is disabled */
    record Load(Person person, String department, boolean enabled, int tasks, int stewardships) {}

    /**
     * Who gets what; the most particular word counts.
     *
     * @param from      who hands over
     * @param to        who gets the rest, or null: what has no receiver stays
     * @param districts receivers by district; may be null
     * @param tasks     receivers of single tasks by id; may be null
     * @param stewards  new stewards of single cases by id; may be null
     */
    record Plan(long from, Long to, Map<String, Long> districts, Map<Long, Long> tasks, Map<Long, Long> stewards) {}

    /** @param taskId null: the stewardship of the case; @param to null: nobody is named yet; @param problem why it cannot go to him, or null */
    record Item(long caseId, String number, String customer, String district, Long taskId, Text name, String department, Person to, Text problem) {}

    /** @param total cases; @param done those that went over, in part at least; @param refused those that did not go over, or not whole, with the reason */
    record Progress(long id, Person from, Person by, String reason, Instant started, Instant finished, int total, int done, List<Refused> refused) {}

    record Refused(long caseId, String number, Text problem) {}

    /** Those who have something in hand: disabled ones first. */
    List<Load> loads(Actor actor);

    /** What would be handed over to whom: at most 2000 tasks and 2000 stewardships, hand those over and ask again. Changes nothing. */
    List<Item> preview(Actor actor, Plan plan);

    /**
     * Hands over every item of the preview that has a receiver and no problem: case by case, each in a transaction with its journal entry ({@code case.reassigned}). It goes on after a restart.
     * The same key starts it once. @throws org.jieshui.platform.api.rest.ProblemException {@code invalid} when there is nothing to hand over, {@code cases/key-reused}
     */
    Progress start(Actor actor, Plan plan, String reason, String key);

    Progress progress(Actor actor, long id);
}
