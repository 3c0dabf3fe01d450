package org.jieshui.cases.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Limit;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves open cases to another version of their process: first a dry run that says case by case what becomes of it, then case by case, each in a transaction with its journal entry
 * ({@code case.moved}). The way back is a move to the version that they came from. Who holds {@code cases.move} moves the cases that he sees in his districts. docs/reference/process.md tells the rules.
 */
@ProviderType
public interface Moves {

    /**
     * What moves where.
     *
     * @param from  only cases of this version; null: of every other one
     * @param tasks what a task becomes that the version {@code to} does not have under its id: id → id there, of the same type; empty: it ends there. May be null
     */
    record Plan(String process, Integer from, int to, Map<String, String> tasks) {}

    /** A deadline: how long it allows, and when it is; {@code at} null while that cannot be said. */
    record Due(Limit limit, Instant at) {}

    /**
     * What becomes of an open task, or which one is opened.
     *
     * @param id         null: it is opened by the move
     * @param key        its id in the process, before; of one that is opened: in the version moved to
     * @param becomes    {@code kept}, {@code renamed}, {@code ended} (the plan ends it), {@code lapsed} (the version moved to does not want it in this case), {@code reopened} (an earlier move had ended it), {@code opened}
     * @param to         its id in the version moved to, or null
     * @param department who works on it then
     * @param before     null: it is not open now, or no clock runs
     * @param after      of one that the move opens: as of now
     * @param notes      what one should know
     */
    record TaskMove(Long id, String key, Text name, String becomes, String to, Text toName, String department, Due before, Due after, List<Text> notes) {}

    /** A clock of the case, {@code stage}, {@code flow} or {@code public}. */
    record ClockMove(String clock, Text name, Due before, Due after) {}

    /**
     * What becomes of a case.
     *
     * @param from     version that it runs under
     * @param stage    where it stands, and {@code toStage} where it will
     * @param back     that is an earlier stage: the version moved to wants work there that was not done
     * @param joins    tasks that are opened because several branches before them are done then
     * @param problems why it cannot move; empty: it can
     * @param shown    the digest of all this: what is moved is what was shown; null when it cannot move
     */
    record CaseMove(long caseId, String number, String customer, String district, int from, Text stage, Text toStage, boolean back, List<TaskMove> tasks, List<Text> joins, List<ClockMove> clocks,
            List<Text> documents, List<Text> problems, String shown) {}

    /** A task of the cases in question that the version moved to does not have, and that the plan does not name. @param open cases in which it is open; @param done in which it is done */
    record Unnamed(String key, Text name, String type, int open, int done) {}

    /** @param more there are more cases than one look shows: move these and ask again */
    record DryRun(String process, int to, List<CaseMove> cases, List<Unnamed> unnamed, boolean more) {}

    /** A case that is to move as it was {@link CaseMove#shown}. */
    record Chosen(long caseId, String shown) {}

    /** A case that is left as it is, and why. */
    record Left(long caseId, String reason) {}

    record Person(long id, String name) {}

    /** @param state {@code due}, {@code moved} or {@code refused}; @param by who refused it, null: the platform; @param problem why it was refused */
    record Result(long caseId, String number, int from, String state, Person by, Text problem, Instant at) {}

    /** @param stopped since when it stands still, because somebody stopped it; @param results of the cases that the caller sees */
    record Progress(long id, String process, int to, Map<String, String> tasks, Person by, String reason, Instant started, Instant stopped, Instant finished, int total, int moved, int refused,
            List<Result> results) {}

    /** What would become of each open case: at most 1000 of them. Writes nothing. */
    DryRun dryRun(Actor actor, Plan plan);

    /**
     * Moves the chosen cases. One that would become something else than was shown is refused by itself, and the others go on; so it does after a restart. The same key starts it once.
     *
     * @param left  cases of the dry run that somebody takes out, kept with his reason; may be null
     * @param waits it stands still until somebody resumes it, so that cases can be taken out before
     * @throws org.jieshui.platform.api.rest.ProblemException {@code invalid}, {@code cases/key-reused}
     */
    Progress start(Actor actor, Plan plan, List<Chosen> chosen, List<Left> left, String reason, boolean waits, String key);

    /** The latest ones first, without results. */
    List<Progress> all(Actor actor, String process);

    Progress progress(Actor actor, long id);

    /** Lets it stand still after the case that it is at; what has moved stays moved. Does nothing when it stands still or is finished. */
    Progress stop(Actor actor, long id);

    Progress resume(Actor actor, long id);

    /** Takes a case out whose turn has not come. @throws org.jieshui.platform.api.rest.ProblemException {@code cases/move-done} when it has */
    Progress refuse(Actor actor, long id, long caseId, String reason);
}
