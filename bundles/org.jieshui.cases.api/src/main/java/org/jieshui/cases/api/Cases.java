package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The door to cases. Every action opens one transaction, locks the case, checks the actor's permission, and commits the department's rows,
 * the task, the journal, the next tasks and the messages together (rule 2). Therefore call it outside a transaction of your own; inside one
 * it throws IllegalStateException, except from code that the core called for the same case.
 *
 * <p>{@code key} is the caller's idempotency key (1–100 characters, best a UUID; null: none): the same key with the same action returns the
 * first receipt; with another action it is refused ({@code cases/key-reused}). {@code version} is the case version the caller saw, or null
 * when any will do; another one is refused ({@code cases/version-conflict}) only where the action's own task or field changed since.
 *
 * <p>All actions throw {@code ProblemException}: {@code not-found}, {@code forbidden}, {@code invalid}, {@code cases/…}.
 */
@ProviderType
public interface Cases {

    Receipt open(Actor actor, NewCase newCase, String key);

    /** The case if the actor may see it. */
    Optional<CaseInfo> find(Actor actor, long caseId);

    /** Those of the cases that the actor may see, by id, however many in one look: for lists of a department. */
    Map<Long, CaseInfo> visible(Actor actor, Collection<Long> caseIds);

    Optional<CaseInfo> findByNumber(Actor actor, String number);

    /** Like {@link #find}, but a missing or hidden case is a {@code not-found} problem. */
    CaseInfo get(Actor actor, long caseId);

    TaskInfo task(Actor actor, long taskId);

    List<TaskInfo> tasks(Actor actor, long caseId);

    Optional<JsonNode> form(Actor actor, long caseId, String taskType);

    Receipt claim(Actor actor, long taskId, String key);

    /** Gives a claimed task back to its department. */
    Receipt release(Actor actor, long taskId, String key);

    /** @param form what was filled in; fits the schema of the task type's form, if it has one */
    Receipt complete(Actor actor, long taskId, JsonNode form, String key);

    /** Sends earlier work back from an open task: the task {@code toKey} is opened again, and what came after it will be done again. */
    Receipt sendBack(Actor actor, long taskId, String toKey, String reason, String key);

    /** Gives the task to another person of the same department. */
    Receipt transfer(Actor actor, long taskId, long personId, String reason, String key);

    Receipt urge(Actor actor, long taskId, String text, String key);

    Receipt comment(Actor actor, long caseId, String text, String key);

    /** @param evidence document ids; the reason says whether one is needed */
    Receipt pause(Actor actor, long caseId, String reason, Instant from, String note, List<Long> evidence, String key);

    Receipt resume(Actor actor, long caseId, long pauseId, Instant to, String key);

    /** Corrects what was entered of a pause; deadlines follow. @param reason why it is corrected; kept with the entry */
    Receipt correctPause(Actor actor, long caseId, long pauseId, PauseChange change, String reason, String key);

    Receipt notReady(Actor actor, long caseId, String reason, String key);

    Receipt revive(Actor actor, long caseId, String note, String key);

    Receipt withdraw(Actor actor, long caseId, String reason, String key);

    Receipt close(Actor actor, long caseId, String key);

    /** @param version what the caller saw; null: any. Refused with both values ({@code cases/version-conflict}) when somebody changed the same fields since */
    Receipt change(Actor actor, long caseId, Integer version, CaseChange change, String key);

    /**
     * A department acts by itself (an import, an upload, an appointment): its rows and the journal entry {@code kind} commit together.
     * The actor must see the case; any further permission is the department's to check before.
     */
    <T> T act(Actor actor, long caseId, String kind, Act<T> act);

    /**
     * Takes over what happened before this system knew of the case (docs/decisions/0008): what this thread does to cases inside {@code work} is entered as of
     * {@code moment}, in the name of the actors it names, with the moment of entering and the importer beside it. Nobody is told of it. Each action is still one
     * transaction of its own; give keys, and an import that was interrupted can be run again.
     *
     * @param importer needs {@code cases.take-over}, or is the system
     * @param moment   not in the future ({@code invalid}); not before the latest entry of a case that is acted on ({@code cases/take-over-order})
     */
    <T> T at(Actor importer, Instant moment, Supplier<T> work);

    /** @param <T> what the caller gets back */
    @FunctionalInterface
    interface Act<T> {
        T run(ActContext context) throws Exception;
    }

    /** Inside {@link #act}. */
    @ProviderType
    interface ActContext {
        CaseInfo kase();

        Actor actor();

        Instant now();

        /** The data of the entry; ids, field names and decisions only. */
        void data(Object data);

        void update(CaseChange change);

        /**
         * Pauses the case in this same action, for a reason that lies in the department's own work and of which it holds the evidence (A7). Whether the actor may is the department's to check.
         *
         * @param from     null: now
         * @param evidence document ids; the reason says whether one is needed
         * @return the pause
         */
        long pause(String reason, Instant from, String note, List<Long> evidence);

        /** Ends such a pause; does nothing when somebody has ended it before. @param to null: now */
        void resume(long pauseId, Instant to);
    }
}
