package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;

/** One action on one locked case: what it reads is read once, what it changes is written once, at the end. */
final class Action implements Cases.ActContext {

    private static final Set<String> PARTY = Set.of("customer", "contact", "phone", "address");

    private final Connection connection;
    private final WorkingCalendar calendar;
    private final Actor actor;
    private final Moment moment;
    private final Instant now;
    private final CaseRow row;
    private final ProcessDefinition process;
    private List<TaskInfo> tasks;
    private List<CaseStore.Pause> pauses;
    private final List<Long> opened = new ArrayList<>();
    private final ObjectNode data = CaseStore.JSON.createObjectNode();
    private final Set<String> changed = new TreeSet<>();
    private boolean partyChanged;
    private boolean spread;
    private boolean factsChanged;
    private Duty duty;
    private String words;
    private Pauses pausing;

    Action(Connection connection, WorkingCalendar calendar, Actor actor, Moment moment, CaseRow row, ProcessDefinition process) {
        this.connection = connection;
        this.calendar = calendar;
        this.actor = actor;
        this.moment = moment;
        this.now = moment.now();
        this.row = row;
        this.process = process;
    }

    // ---- what the action knows

    Connection connection() {
        return connection;
    }

    CaseRow row() {
        return row;
    }

    ProcessDefinition process() {
        return process;
    }

    @Override
    public CaseInfo kase() {
        return row.info();
    }

    @Override
    public Actor actor() {
        return actor;
    }

    @Override
    public Instant now() {
        return now;
    }

    List<TaskInfo> tasks() throws SQLException {
        if (tasks == null) {
            tasks = new ArrayList<>(CaseStore.tasks(connection, row.id));
        }
        return tasks;
    }

    TaskInfo task(long id) throws SQLException {
        return tasks().stream().filter(t -> t.id() == id).findFirst().orElseThrow();
    }

    List<CaseStore.Pause> pauses() throws SQLException {
        if (pauses == null) {
            pauses = row.hasPauses ? CaseStore.pauses(connection, row.id) : List.of();
        }
        return pauses;
    }

    List<Interval> intervals() throws SQLException {
        return pauses().stream().map(CaseStore.Pause::interval).toList();
    }

    ObjectNode data() {
        return data;
    }

    // ---- what it changes

    @Override
    public void data(Object value) {
        data.setAll((ObjectNode) CaseStore.JSON.valueToTree(value));
    }

    @Override
    public void update(CaseChange change) {
        row.customer = changed("customer", row.customer, change.customer());
        row.contact = changed("contact", row.contact, change.contact());
        row.phone = changed("phone", row.phone, change.phone());
        row.address = changed("address", row.address, change.address());
        row.district = changed("district", row.district, change.district());
        row.steward = changed("steward", row.steward, change.steward());
        partyChanged |= changed.stream().anyMatch(PARTY::contains);
        spread |= changed.contains("district") || changed.contains("steward");
        if (change.facts() != null) {
            change.facts().forEach((name, value) -> {
                var before = value == null ? row.facts.remove(name) : row.facts.replace(name, CaseStore.JSON.valueToTree(value));
                if (!Objects.equals(before, row.facts.get(name))) {
                    changed.add("facts");
                    factsChanged = true;
                }
            });
        }
    }

    /** What a department needs that pauses the case beside what it does. */
    Action with(Pauses by) {
        pausing = by;
        return this;
    }

    @Override
    public long pause(String reason, Instant from, String note, List<Long> evidence) {
        return Unchecked.get(() -> pausing.beginBeside(this, reason, from, Entered.optional(note, "/note"), List.copyOf(evidence)));
    }

    @Override
    public void resume(long pauseId, Instant to) {
        Unchecked.get(() -> {
            pausing.endBeside(this, pauseId, to);
            return null;
        });
    }

    /** @return the value from now on */
    private <T> T changed(String field, T before, T wanted) {
        if (wanted == null || wanted.equals(before)) {
            return before;
        }
        changed.add(field);
        return wanted;
    }

    /** By which duty the actor acts: says for whom, when he is a deputy. */
    void by(Duty by) {
        duty = by;
    }

    /** The person on whose behalf the actor acts: himself, or the one whose deputy he is. */
    long principal() {
        return duty == null ? actor.id() : duty.principal();
    }

    /** What somebody wrote: kept beside the journal, where it can be erased. */
    void words(String text) {
        words = text == null || text.isEmpty() ? null : text;
    }

    /** A journal entry beside the action's own. */
    void journal(String kind, Long taskId, Object value) throws SQLException {
        CaseStore.insertEntry(connection, row.id, ++row.version, moment, actor.id(), via(), kind, taskId, CaseStore.JSON.valueToTree(value));
    }

    void complete(TaskInfo task, JsonNode form) throws SQLException {
        CaseStore.completeTask(connection, task.id(), actor.id(), now, form);
        replace(task, TaskState.DONE);
    }

    void end(TaskInfo task, TaskState state) throws SQLException {
        CaseStore.setTaskState(connection, List.of(task.id()), state);
        replace(task, state);
    }

    /** After facts changed: what no longer applies ends, what applies now opens. */
    void settle() throws SQLException {
        if (factsChanged && row.state == CaseState.OPEN) {
            advance();
        }
    }

    /** Ends what the case no longer waits for, opens what is next, and keeps the stages' times. */
    void advance() throws SQLException {
        factsChanged = false;
        var flow = flow();
        var lapsed = Set.copyOf(flow.lapsing());
        var lapsing = tasks().stream().filter(t -> t.state() == TaskState.OPEN && lapsed.contains(t.key())).toList();
        if (!lapsing.isEmpty()) {
            CaseStore.setTaskState(connection, lapsing.stream().map(TaskInfo::id).toList(), TaskState.CANCELLED);
            for (var task : lapsing) {
                replace(task, TaskState.CANCELLED);
            }
            data.set("lapsed", CaseStore.JSON.valueToTree(lapsing.stream().map(TaskInfo::key).toList()));
            flow = flow();
        }
        var ready = flow.ready();
        for (var stage : process.stages()) {
            boolean starts = stage.startsAfter() == null ? ready.stream().anyMatch(t -> t.stage() == stage) : isDone(stage.startsAfter());
            if (starts && !row.stages.containsKey(stage.id())) {
                row.stages.put(stage.id(), Interval.openFrom(now));
                derive(stage);
            }
            var stretch = row.stages.get(stage.id());
            if (stretch != null && stretch.to() == null && flow.isComplete(stage)) {
                row.stages.put(stage.id(), new Interval(stretch.from(), now));
            }
        }
        open(ready);
        row.stage = flow.current().id();
    }

    /**
     * Goes over to the version of the process that this action is of, as the outcome says; done work and past rounds keep everything but their place in the process.
     *
     * @return what became of each task, for the journal
     */
    ArrayNode move(Moving.Outcome outcome, long move) throws SQLException {
        var became = CaseStore.JSON.createArrayNode();
        row.processVersion = process.version();
        row.stages = new LinkedHashMap<>(outcome.stages());
        row.stage = outcome.stage().id();
        for (var c : outcome.carried()) {
            var task = c.task();
            if (!task.key().equals(c.to().id()) || !task.stage().equals(c.to().stage().id())) {
                CaseStore.placeTask(connection, task.id(), c.to());
                became.addObject().put("id", task.id()).put("key", task.key()).put("becomes", "placed").put("to", c.to().id());
            }
        }
        for (var s : outcome.steps()) {
            var task = s.task();
            if (task == null) {
                continue;
            }
            boolean ends = s.becomes() == Moving.Becomes.ENDED || s.becomes() == Moving.Becomes.LAPSED;
            var to = s.to();
            boolean stays = to == null || to.department().equals(task.department());
            var next = new TaskInfo(task.id(), row.id, to == null ? task.key() : to.id(), task.type(), to == null ? task.stage() : to.stage().id(), to == null ? task.department() : to.department(),
                    task.round(), to == null ? task.optional() : to.optional(), ends ? TaskState.CANCELLED : TaskState.OPEN, stays ? task.assignee() : null, task.opened(),
                    ends ? null : due(to, task.opened()), null, null);
            CaseStore.moveTask(connection, next, next.state(), ends ? Long.valueOf(move) : null, row);
            became.addObject().put("id", task.id()).put("key", task.key()).put("becomes", s.becomes().id()).put("to", to == null ? null : to.id());
        }
        tasks = null;
        open(outcome.steps().stream().filter(s -> s.becomes() == Moving.Becomes.OPENED).map(Moving.Step::to).toList());
        CaseStore.openedByMove(connection, opened, move);
        return became;
    }

    /** Work from {@code key} on will be done again: what was done is marked so, what is open ends. */
    List<TaskInfo> undoFrom(String key) throws SQLException {
        var affected = process.from(key);
        var done = new ArrayList<TaskInfo>();
        var open = new ArrayList<TaskInfo>();
        for (var task : List.copyOf(tasks())) {
            if (affected.contains(task.key()) && task.state() == TaskState.DONE) {
                done.add(task);
            } else if (affected.contains(task.key()) && task.state() == TaskState.OPEN) {
                open.add(task);
            }
        }
        CaseStore.setTaskState(connection, done.stream().map(TaskInfo::id).toList(), TaskState.SENT_BACK);
        CaseStore.setTaskState(connection, open.stream().map(TaskInfo::id).toList(), TaskState.CANCELLED);
        for (var task : done) {
            replace(task, TaskState.SENT_BACK);
        }
        for (var task : open) {
            replace(task, TaskState.CANCELLED);
        }
        var flow = flow();
        for (var stage : process.stages()) {
            var stretch = row.stages.get(stage.id());
            boolean untouched = stage.tasks().stream().noneMatch(t -> isLive(t.id()));
            if (stretch != null && stage.index() > process.task(key).stage().index() && untouched) {
                row.stages.remove(stage.id());
            } else if (stretch != null && stretch.to() != null && !flow.isComplete(stage)) {
                row.stages.put(stage.id(), Interval.openFrom(stretch.from()));
            }
        }
        return done;
    }

    /** Derives the cached deadlines of all open tasks again, after a pause began, ended or was corrected. */
    void deriveAll() throws SQLException {
        for (var task : tasks()) {
            if (task.state() == TaskState.OPEN) {
                CaseStore.setDue(connection, task.id(), due(process.task(task.key()), task.opened()));
            }
        }
    }

    void pausesChanged() {
        pauses = null;
        row.hasPauses = true;
    }

    /** Writes the case and the action's own journal entry; the last thing an action does. */
    Receipt finish(String kind, Long taskId) throws SQLException {
        if (!opened.isEmpty()) {
            data.set("opened", CaseStore.JSON.valueToTree(opened));
        }
        if (!changed.isEmpty()) {
            data.set("fields", CaseStore.JSON.valueToTree(changed));
        }
        row.version++;
        CaseStore.updateCase(connection, row);
        if (partyChanged) {
            CaseStore.updateParty(connection, row);
        }
        if (spread) {
            CaseStore.spread(connection, row);
        }
        long entry = CaseStore.insertEntry(connection, row.id, row.version, moment, actor.id(), via(), kind, taskId, data);
        if (words != null) {
            CaseStore.insertWords(connection, row.id, row.version, words);
        }
        return new Receipt(row.id, entry, row.version, opened, false);
    }

    Flow flow() throws SQLException {
        return new Flow(process, row.origin, row.facts, tasks().stream().map(t -> new Flow.Existing(t.key(), t.state())).toList());
    }

    private void open(List<ProcessDefinition.Task> ready) throws SQLException {
        if (ready.isEmpty() || row.state != CaseState.OPEN) {
            return;
        }
        var rounds = new ArrayList<Integer>();
        var due = new ArrayList<Instant>();
        for (var task : ready) {
            rounds.add(1 + (int) tasks().stream().filter(t -> t.key().equals(task.id())).count());
            due.add(due(task, now));
        }
        var ids = CaseStore.insertTasks(connection, row, ready, rounds, due, now);
        for (int i = 0; i < ids.size(); i++) {
            var t = ready.get(i);
            tasks.add(new TaskInfo(ids.get(i), row.id, t.id(), t.type(), t.stage().id(), t.department(), rounds.get(i), t.optional(), TaskState.OPEN, null, now,
                    Sql.NEVER.equals(due.get(i)) ? null : due.get(i), null, null));
        }
        opened.addAll(ids);
    }

    private void derive(ProcessDefinition.Stage stage) throws SQLException {
        for (var task : tasks()) {
            if (task.state() == TaskState.OPEN && task.stage().equals(stage.id())) {
                CaseStore.setDue(connection, task.id(), due(process.task(task.key()), task.opened()));
            }
        }
    }

    private Instant due(ProcessDefinition.Task task, Instant openedAt) throws SQLException {
        var clock = Clocks.task(task, openedAt, null, row.stages, intervals());
        var deadline = clock == null ? null : clock.at(calendar, now);
        return deadline == null || deadline.at() == null ? Sql.NEVER : deadline.at();
    }

    private boolean isDone(String key) throws SQLException {
        return tasks().stream().anyMatch(t -> t.key().equals(key) && t.state() == TaskState.DONE);
    }

    private boolean isLive(String key) {
        return tasks.stream().anyMatch(t -> t.key().equals(key) && (t.state() == TaskState.DONE || t.state() == TaskState.OPEN));
    }

    private void replace(TaskInfo task, TaskState state) throws SQLException {
        boolean done = state == TaskState.DONE;
        var next = new TaskInfo(task.id(), task.caseId(), task.key(), task.type(), task.stage(), task.department(), task.round(), task.optional(), state,
                done && task.assignee() == null ? Long.valueOf(actor.id()) : task.assignee(), task.opened(), task.due(), done ? now : task.done(),
                done ? Long.valueOf(actor.id()) : task.doneBy());
        tasks().replaceAll(t -> t.id() == task.id() ? next : t);
    }

    private String via() {
        return actor.isSystem() ? actor.account() : principal() == actor.id() ? null : Long.toString(principal());
    }

    /** What somebody sees who acts beside this action, inside it: his entry has data of its own. */
    Cases.ActContext beside(ObjectNode own) {
        return new Cases.ActContext() {
            @Override
            public CaseInfo kase() {
                return row.info();
            }

            @Override
            public Actor actor() {
                return actor;
            }

            @Override
            public Instant now() {
                return now;
            }

            @Override
            public void data(Object value) {
                own.setAll((ObjectNode) CaseStore.JSON.valueToTree(value));
            }

            @Override
            public void update(CaseChange change) {
                Action.this.update(change);
            }

            @Override
            public long pause(String reason, Instant from, String note, List<Long> evidence) {
                return Action.this.pause(reason, from, note, evidence);
            }

            @Override
            public void resume(long pauseId, Instant to) {
                Action.this.resume(pauseId, to);
            }
        };
    }

    /** What a task type sees of this action. */
    TaskContext of(TaskInfo task) {
        return new TaskContext() {
            @Override
            public CaseInfo kase() {
                return row.info();
            }

            @Override
            public TaskInfo task() {
                return task;
            }

            @Override
            public Actor actor() {
                return actor;
            }

            @Override
            public Instant now() {
                return now;
            }

            @Override
            public Optional<JsonNode> form(String taskType) {
                return Unchecked.get(() -> CaseStore.form(connection, row.id, taskType));
            }

            @Override
            public Optional<JsonNode> earlier() {
                return Unchecked.get(() -> CaseStore.earlier(connection, task));
            }

            @Override
            public List<TaskInfo> tasks() {
                return Unchecked.get(() -> List.copyOf(Action.this.tasks()));
            }

            @Override
            public void journal(String kind, Object value) {
                Unchecked.get(() -> {
                    Action.this.journal(kind, task.id(), value);
                    return null;
                });
            }

            @Override
            public void update(CaseChange change) {
                Action.this.update(change);
            }
        };
    }
}
