package org.jieshui.cases.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Condition;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Page;
import org.osgi.annotation.versioning.ProviderType;

/** Reads of cases, each filtered by what the actor may see. All throw {@code not-found} for what does not exist or is hidden. */
@ProviderType
public interface CaseViews {

    /** @param view mine, department, overdue, due-soon, paused or steward; the other filters may be null, and each walks an index */
    record TaskQuery(String view, String department, String stage, String district, String after, int limit) {}

    /** @param q number, customer, address, phone (whole or last four) or pinyin, one character: what the customer begins with; filters may be null */
    record CaseQuery(String q, String process, String state, String stage, String district, Long steward, String after, int limit) {}

    record Ref(long id, String name) {}

    record Named(String id, Text name) {}

    /** @param status ok, due-soon, overdue, paused, resting (public clock between its links), none, met or missed */
    record DeadlineView(Instant start, Instant at, Instant targetAt, Instant original, long leftMinutes, long usedMinutes, long allowanceMinutes,
            String status, Text label, boolean paused, Named pauseReason, boolean provisional, String calendar) {}

    record TaskRow(long id, long caseId, String number, String customer, String address, String district, String key, String type, Text name,
            String department, Text departmentName, String stage, Text stageName, int stageIndex, int stageCount, String process, int round,
            boolean optional, Ref assignee, Ref steward, String state, boolean parked, int urged, DeadlineView deadline, int version,
            Instant opened, Instant done, Ref doneBy) {}

    record Counts(long mine, long department, long overdue, long dueSoon, long paused, long steward) {}

    record Draft(Instant savedAt, Ref by, int version) {}

    record DocumentNeed(String type, Text name, String stage, boolean required, List<Long> present, boolean outstanding, String tolerated) {}

    record SendBackTarget(String key, Text name) {}

    record TaskView(TaskRow task, List<Condition> conditions, JsonNode form, JsonNode data, Draft draft, boolean mayWork, Text whyNot,
            List<DocumentNeed> documents, List<SendBackTarget> sendBackTargets) {}

    /** @param notReady why and since when it is in the not-ready file, or null */
    record CaseRow(long id, String number, String process, Text processName, String state, String stage, Text stageName, String customer,
            String address, String district, Ref steward, Instant opened, Instant closed, DeadlineView deadline, NotReady notReady) {}

    record CaseHead(long id, String number, String process, int processVersion, Text processName, String model, String state, int version,
            String stage, Instant opened, Instant closed, String customer, String contact, String phone, String address, String district,
            Ref steward, String origin, JsonNode facts, NotReady notReady) {}

    record NotReady(String reason, Ref by, Instant at) {}

    record ClockView(String id, Text name, DeadlineView deadline, boolean running) {}

    record RailTask(String key, Text name, String department, Text departmentName, String state, boolean optional, boolean parked, Long taskId,
            List<String> after, Instant done) {}

    record RailStage(String id, Text name, int index, String state, JsonNode limit, JsonNode target, DeadlineView deadline, List<RailTask> tasks) {}

    record PauseView(long id, String reason, Text reasonName, Instant from, Instant to, String note, List<Long> evidence, Ref by) {}

    record CaseTask(@com.fasterxml.jackson.annotation.JsonUnwrapped TaskRow task, JsonNode form, JsonNode schema, List<String> waitsFor) {}

    record May(boolean allowed, Text whyNot) {}

    record CaseView(@com.fasterxml.jackson.annotation.JsonProperty("case") CaseHead kase, Map<String, ClockView> clocks, List<RailStage> rail, List<CaseTask> tasks, List<PauseView> pauses,
            List<DocumentNeed> documents, Map<String, May> may) {}

    /** A link of the public promise. @param state waiting, current or done */
    record PublicStep(Text name, String state, Instant began, Instant done) {}

    /**
     * What a customer may be told of his case: the links and the clock of the public promise (A2), nothing of the departments' work.
     *
     * @param steps   none where the process promises nothing
     * @param limit   working days of the promise, 0 where there is none
     * @param doing   what is done now: the names of the stages that have begun and not ended
     * @param steward his steward, or null
     */
    record PublicView(long id, String number, Text processName, String state, String customer, String address, Instant opened, Instant closed, List<PublicStep> steps,
            int limit, DeadlineView clock, List<Text> doing, Ref steward) {}

    /** @param via name of the one for whom a deputy acted, or the module; @param recorded when and by whom it was taken over from an earlier system, or null */
    record TimelineEntry(long id, int seq, Instant at, Ref actor, String via, String kind, Text text, Long taskId, Text taskName, JsonNode data, Instant recorded,
            String recordedBy) {}

    record DayView(LocalDate date, String kind, Text holiday, boolean counted, boolean paused, boolean today, boolean due) {}

    record Off(Text text, int days) {}

    record PauseShare(Instant from, Instant to, Text reason, String note, List<Long> evidence, long minutes) {}

    record AllowanceView(int workingDays, boolean sameDay, long minutes) {}

    /** @param baseline working days of the whole flow before the policy of this process, shown beside its limit (R28); null on other clocks and where the process names none */
    record ExplanationView(DeadlineView deadline, Text title, List<DayView> days, Instant start, Text startReason, AllowanceView allowance,
            List<Off> notCounted, List<PauseShare> pauses, long usedMinutes, long leftMinutes, Instant original, String calendar, Integer baseline) {}

    record PauseReason(String id, Text name, Text evidence, boolean evidenceRequired, boolean enabled, List<String> processes) {}

    Page<TaskRow> tasks(Actor actor, TaskQuery query);

    Counts counts(Actor actor);

    TaskView task(Actor actor, long taskId);

    /** @param version of the draft that the caller saw; 0 for none */
    Draft saveDraft(Actor actor, long taskId, JsonNode data, int version);

    ExplanationView explainTask(Actor actor, long taskId);

    /** @param clock stage, flow or public */
    ExplanationView explainClock(Actor actor, long caseId, String clock);

    Page<CaseRow> cases(Actor actor, CaseQuery query);

    CaseView caseView(Actor actor, long caseId);

    /** For the customer, by word of mouth or on paper. */
    PublicView publicView(Actor actor, long caseId);

    Page<TimelineEntry> timeline(Actor actor, long caseId, String after, int limit);

    /** The phone number in clear; the reading is recorded (rule 9). Needs {@code cases.personal}. */
    String revealPhone(Actor actor, long caseId);

    List<PauseReason> pauseReasons(String process);

    /** Adds or replaces a reason (A15); the system's journal keeps it. Needs {@code cases.reasons}. */
    PauseReason savePauseReason(Actor actor, PauseReason reason);
}
