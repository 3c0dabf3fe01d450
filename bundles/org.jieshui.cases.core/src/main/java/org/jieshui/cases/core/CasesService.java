package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.PauseChange;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Standing;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The actions on cases: check, lock, do, write once, commit once. */
@Component(service = {Cases.class, CasesService.class})
public class CasesService implements Cases {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final Database database;
    private final Clock clock;
    private final WorkingCalendar calendar;
    private final ProcessCatalog catalog;
    private final Directory directory;
    private final Modules.ServiceView<TaskType> types;
    private final FormSchemas schemas;
    private final Modules modules;
    private final Signal signal;
    /** The case that this thread acts on, with its action: what a department calls from inside joins it. */
    private final ThreadLocal<Action> current = new ThreadLocal<>();
    private final TakeOver takeOver;
    private final Pauses pauses = new Pauses(this::archive);

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Messages messages;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Archive archive;

    @Activate
    public CasesService(@Reference Database database, @Reference Clock clock, @Reference WorkingCalendar calendar, @Reference ProcessCatalog catalog,
            @Reference Directory directory, @Reference Modules modules, @Reference Signal signal) {
        this.database = database;
        this.clock = clock;
        this.calendar = calendar;
        this.catalog = catalog;
        this.directory = directory;
        this.signal = signal;
        this.types = modules.services(TaskType.class, TaskTypeId.PROPERTY);
        this.schemas = new FormSchemas(modules);
        this.modules = modules;
        this.takeOver = new TakeOver(database, clock);
    }

    @Deactivate
    void deactivate() {
        types.close();
        current.remove();
        takeOver.forget();
    }

    // ---- what happened before this system knew of it

    @Override
    public <T> T at(Actor importer, Instant moment, Supplier<T> work) {
        require(importer, Access.TAKE_OVER);
        return takeOver.at(importer, moment, work, messages);
    }

    // ---- a case begins

    @Override
    public Receipt open(Actor actor, NewCase newCase, String key) {
        require(actor, Access.OPEN);
        Entered.check(newCase, directory);
        return once(actor, key, List.of("open", newCase), (c, idempotency) -> {
            var known = idempotency == null ? Optional.<CaseRow.Stored>empty() : CaseStore.receipt(c, idempotency);
            if (known.isPresent()) {
                return new Start(null, known.get());
            }
            var process = catalog.newest(c, newCase.process())
                    .orElseThrow(() -> ProblemException.invalid("/process", "没有已发布的流程 " + newCase.process(), "No such process is published: " + newCase.process()));
            var k = new CaseRow();
            var moment = takeOver.moment();
            var now = moment.now();
            k.id = CaseStore.nextId(c);
            k.number = CaseStore.nextNumber(c, now.atZone(ZONE).toLocalDate());
            k.process = process.id();
            k.processVersion = process.version();
            k.state = CaseState.OPEN;
            k.origin = newCase.origin();
            k.opened = now;
            k.district = Entered.empty(newCase.district());
            k.facts = newCase.facts() == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) CaseStore.JSON.valueToTree(newCase.facts());
            k.stages = new LinkedHashMap<>();
            k.stage = process.stages().get(0).id();
            k.customer = newCase.customer();
            k.contact = Entered.empty(newCase.contact());
            k.phone = Entered.empty(newCase.phone());
            k.address = newCase.address();
            CaseStore.insertCase(c, k);
            var action = new Action(c, calendar, actor, moment, k, process);
            action.by(actor.duties(Access.OPEN).findFirst().orElse(null));
            return new Start(action, null);
        }, action -> {
            action.data().put("process", action.process().id()).put("processVersion", action.process().version()).put("origin", action.row().origin);
            action.advance();
            return action.finish("case.opened", null);
        });
    }

    // ---- reading

    @Override
    public Optional<CaseInfo> find(Actor actor, long caseId) {
        return database.read(h -> visible(h.getConnection(), actor, CaseStore.find(h.getConnection(), caseId)));
    }

    @Override
    public Map<Long, CaseInfo> visible(Actor actor, Collection<Long> caseIds) {
        if (caseIds.isEmpty()) {
            return Map.of();
        }
        return database.read(h -> {
            var rows = CaseStore.find(h.getConnection(), caseIds);
            var seen = Access.seen(h.getConnection(), actor, rows);
            return rows.stream().filter(row -> seen.contains(row.id)).collect(Collectors.toMap(row -> row.id, CaseRow::info));
        });
    }

    @Override
    public Optional<CaseInfo> findByNumber(Actor actor, String number) {
        return database.read(h -> visible(h.getConnection(), actor, CaseStore.findByNumber(h.getConnection(), number)));
    }

    @Override
    public CaseInfo get(Actor actor, long caseId) {
        return find(actor, caseId).orElseThrow(ProblemException::notFound);
    }

    @Override
    public TaskInfo task(Actor actor, long taskId) {
        var task = database.read(h -> CaseStore.findTask(h.getConnection(), taskId)).orElseThrow(ProblemException::notFound);
        get(actor, task.caseId());
        return task;
    }

    @Override
    public List<TaskInfo> tasks(Actor actor, long caseId) {
        get(actor, caseId);
        return database.read(h -> CaseStore.tasks(h.getConnection(), caseId));
    }

    @Override
    public Optional<JsonNode> form(Actor actor, long caseId, String taskType) {
        get(actor, caseId);
        return database.read(h -> CaseStore.form(h.getConnection(), caseId, taskType));
    }

    // ---- working on a task

    @Override
    public Receipt claim(Actor actor, long taskId, String key) {
        return onTask(actor, taskId, key, List.of("claim", taskId), (action, task) -> {
            requireFree(action, task);
            CaseStore.assign(action.connection(), taskId, action.principal());
            return action.finish("task.claimed", taskId);
        });
    }

    @Override
    public Receipt release(Actor actor, long taskId, String key) {
        return onTask(actor, taskId, key, List.of("release", taskId), (action, task) -> {
            if (task.assignee() == null || task.assignee() != actor.id() && task.assignee() != action.principal()) {
                throw Problems.cannot("not-claimed", "任务不在您名下，不用退签", "The task is not yours; there is nothing to give back");
            }
            CaseStore.assign(action.connection(), taskId, null);
            return action.finish("task.released", taskId);
        });
    }

    @Override
    public Receipt complete(Actor actor, long taskId, JsonNode form, String key) {
        var filled = form == null || form.isNull() ? JsonNodeFactory.instance.objectNode() : form;
        if (!filled.isObject()) {
            throw ProblemException.invalid("", "表单应是一个对象", "A form is an object");
        }
        Storable.require(filled);
        return onTask(actor, taskId, key, List.of("complete", taskId, filled), (action, task) -> {
            requireFree(action, task);
            var type = types.get(task.type()).orElseThrow(() -> Problems.parked(task.type()));
            var errors = schemas.validate(module(task.type()), task.type(), filled);
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
            var context = action.of(task);
            var unmet = type.conditions(context).stream().filter(condition -> !condition.met()).toList();
            if (!unmet.isEmpty()) {
                throw Problems.unmet(unmet);
            }
            requireDocuments(action, task);
            type.completed(context, filled);
            action.complete(task, filled);
            action.advance();
            action.data().put("key", task.key()).put("round", task.round());
            return action.finish("task.completed", taskId);
        });
    }

    @Override
    public Receipt sendBack(Actor actor, long taskId, String toKey, String reason, String key) {
        var why = Entered.text(reason, "/reason");
        return onTask(actor, taskId, key, List.of("send-back", taskId, String.valueOf(toKey), why), (action, task) -> {
            requireFree(action, task);
            boolean possible = action.process().before(task.key()).stream().anyMatch(t -> t.id().equals(toKey))
                    && action.tasks().stream().anyMatch(t -> t.key().equals(toKey) && t.state() == TaskState.DONE);
            if (!possible) {
                throw ProblemException.invalid("/to", "只能退回到已办结的前面任务", "Work goes back only to an earlier task that is done");
            }
            var undone = action.undoFrom(toKey);
            for (var earlier : undone) {
                types.get(earlier.type()).orElseThrow(() -> Problems.parked(earlier.type())).sentBack(action.of(earlier), why);
            }
            action.advance();
            action.data().put("from", task.key()).put("to", toKey);
            action.words(why);
            undone.stream().filter(t -> t.key().equals(toKey)).forEach(t -> tell(List.of(t.doneBy()), actor, "task.sent-back", action,
                    Text.of("退回：" + name(action, toKey).zh() + "。" + why, "Sent back: " + name(action, toKey).en() + ". " + why), null));
            return action.finish("task.sent-back", taskId);
        });
    }

    @Override
    public Receipt transfer(Actor actor, long taskId, long personId, String reason, String key) {
        var words = Entered.optional(reason, "/reason");
        return onTask(actor, taskId, key, List.of("transfer", taskId, personId, words), (action, task) -> {
            var person = directory.actor(personId).filter(p -> p.may(permission(task.type()), task.department()))
                    .orElseThrow(() -> ProblemException.invalid("/personId", "此人不能办理该任务（不在该部门、没有权限或已停用），请另选",
                            "That person cannot work on the task (not of the department, without the permission, or disabled); choose another"));
            CaseStore.assign(action.connection(), taskId, person.id());
            action.data().put("to", person.id());
            action.words(words);
            tell(List.of(person.id()), actor, "task.transferred", action,
                    Text.of("转办给您：" + name(action, task.key()).zh(), "Transferred to you: " + name(action, task.key()).en()), taskId);
            return action.finish("task.transferred", taskId);
        });
    }

    @Override
    public Receipt urge(Actor actor, long taskId, String text, String key) {
        var words = Entered.optional(text, "/text");
        return withTask(actor, taskId, key, List.of("urge", taskId, words), (action, task) -> {
            requireOpen(action, task);
            var duty = Access.works(actor, task, action.row(), permission(task.type())).or(() -> Access.manages(actor, action.row()));
            if (duty.isEmpty() && !actor.isSystem()) {
                throw ProblemException.forbidden(Access.MANAGE);
            }
            action.by(duty.orElse(null));
            CaseStore.urged(action.connection(), taskId);
            var receivers = task.assignee() != null ? List.of(task.assignee())
                    : directory.withPermission(task.department(), permission(task.type()), action.row().district).stream().map(Directory.Person::id).toList();
            var name = name(action, task.key());
            tell(receivers, actor, "task.urged", action, Text.of("催办：" + name.zh() + (words.isEmpty() ? "" : "。" + words), "Urged: " + name.en() + (words.isEmpty() ? "" : ". " + words)), taskId);
            action.data().put("key", task.key());
            action.words(words);
            return action.finish("task.urged", taskId);
        });
    }

    // ---- the case as a whole

    @Override
    public Receipt comment(Actor actor, long caseId, String text, String key) {
        var words = Entered.text(text, "/text");
        return onCase(actor, caseId, key, List.of("comment", caseId, words), action -> {
            action.words(words);
            return action.finish("case.commented", null);
        });
    }

    @Override
    public Receipt pause(Actor actor, long caseId, String reason, Instant from, String note, List<Long> evidence, String key) {
        var words = Entered.optional(note, "/note");
        var proofs = evidence == null ? List.<Long>of() : List.copyOf(evidence);
        return manage(actor, caseId, key, List.of("pause", caseId, String.valueOf(reason), String.valueOf(from), words, proofs), action -> pauses.begin(action, reason, from, words, proofs));
    }

    @Override
    public Receipt resume(Actor actor, long caseId, long pauseId, Instant to, String key) {
        return manage(actor, caseId, key, List.of("resume", caseId, pauseId, String.valueOf(to)), action -> pauses.end(action, pauseId, to));
    }

    @Override
    public Receipt correctPause(Actor actor, long caseId, long pauseId, PauseChange change, String reason, String key) {
        var why = Entered.text(reason, "/reason");
        var words = change.note() == null ? null : Entered.optional(change.note(), "/note");
        return manage(actor, caseId, key, List.of("correct-pause", caseId, pauseId, change, why), action -> pauses.correct(action, pauseId, change, words, why));
    }

    @Override
    public Receipt notReady(Actor actor, long caseId, String reason, String key) {
        var why = Entered.text(reason, "/reason");
        return manage(actor, caseId, key, List.of("not-ready", caseId, why), action -> pauses.notReady(action, why));
    }

    @Override
    public Receipt revive(Actor actor, long caseId, String note, String key) {
        var words = Entered.optional(note, "/note");
        return manage(actor, caseId, key, List.of("revive", caseId, words), action -> pauses.revive(action, words));
    }

    @Override
    public Receipt withdraw(Actor actor, long caseId, String reason, String key) {
        var why = Entered.text(reason, "/reason");
        return manage(actor, caseId, key, List.of("withdraw", caseId, why), action -> {
            requireAlive(action);
            var open = action.tasks().stream().filter(t -> t.state() == TaskState.OPEN).map(TaskInfo::id).toList();
            CaseStore.setTaskState(action.connection(), open, TaskState.CANCELLED);
            CaseStore.forgetDrafts(action.connection(), caseId);
            CaseStore.endPauses(action.connection(), caseId, action.now());
            action.row().state = CaseState.WITHDRAWN;
            action.row().closed = action.now();
            action.words(why);
            return action.finish("case.withdrawn", null);
        });
    }

    @Override
    public Receipt close(Actor actor, long caseId, String key) {
        return manage(actor, caseId, key, List.of("close", caseId), action -> {
            requireOpen(action);
            if (!action.flow().isFinished()) {
                throw Problems.cannot("work-left", "还有任务没办结，不能结案", "There is work left; the case cannot be closed");
            }
            var missing = archive().standing(caseId, action.process().documents(action.flow()::wants).keySet()).values().stream().filter(s -> !s.settled()).map(Standing::type).toList();
            if (!missing.isEmpty()) {
                throw Problems.cannot("documents-outstanding", "容缺材料还没补齐，不能归档结案：" + String.join("、", missing),
                        "Outstanding documents must be supplied before the case is archived: " + String.join(", ", missing));
            }
            CaseStore.forgetDrafts(action.connection(), caseId);
            CaseStore.endPauses(action.connection(), caseId, action.now());
            action.row().state = CaseState.CLOSED;
            action.row().closed = action.now();
            return action.finish("case.closed", null);
        });
    }

    @Override
    public Receipt change(Actor actor, long caseId, Integer version, CaseChange change, String key) {
        Entered.check(change, directory);
        return manage(actor, caseId, key, List.of("change", caseId, change), action -> {
            requireAlive(action);
            if (version != null && version != action.row().version) {
                refuseConflict(actor, action, version, change);
            }
            action.update(change);
            action.settle();
            return action.finish("case.changed", null);
        });
    }

    /** Somebody else changed the same fields since the caller looked: he sees both values, and nothing is overwritten. Other changes do not stand in the way. */
    private void refuseConflict(Actor actor, Action action, int version, CaseChange change) throws SQLException {
        var wanted = (ObjectNode) CaseStore.JSON.valueToTree(change);
        var row = (ObjectNode) CaseStore.JSON.valueToTree(action.row().info());
        var since = CaseStore.changesSince(action.connection(), action.row().id, version);
        var conflicts = new java.util.ArrayList<Map<String, Object>>();
        since.forEach((field, by) -> {
            if (wanted.hasNonNull(field) && !wanted.get(field).equals(row.get(field))) {
                var conflict = new LinkedHashMap<String, Object>();
                conflict.put("field", field);
                conflict.put("yours", wanted.get(field));
                conflict.put("current", field.equals("phone") && !actor.may(Access.PERSONAL) ? ViewsService.mask(action.row().phone) : row.get(field));
                conflict.put("by", directory.person(by.actor()).map(Directory.Person::name).orElse(""));
                conflict.put("at", by.at());
                conflicts.add(conflict);
            }
        });
        if (!conflicts.isEmpty() || version > action.row().version) {
            throw Problems.versionConflict(action.row().version, conflicts);
        }
    }

    @Override
    public <T> T act(Actor actor, long caseId, String kind, Act<T> act) {
        var joined = current.get();
        if (joined != null && joined.row().id == caseId) {
            return Unchecked.get(() -> {
                var data = CaseStore.JSON.createObjectNode();
                T result = act.run(joined.with(pauses).beside(data));
                joined.journal(kind, null, data);
                return result;
            });
        }
        var result = new Object() {
            T value;
        };
        onCase(actor, caseId, null, List.of("act"), action -> {
            result.value = act.run(action.with(pauses));
            action.settle();
            return action.finish(kind, null);
        });
        return result.value;
    }

    // ---- the one transaction

    private record Start(Action action, CaseRow.Stored repeated) {}

    @FunctionalInterface
    private interface Begin {
        Start begin(Connection c, UUID key) throws SQLException;
    }

    @FunctionalInterface
    private interface Step {
        Receipt take(Action action) throws Exception;
    }

    @FunctionalInterface
    private interface TaskStep {
        Receipt take(Action action, TaskInfo task) throws Exception;
    }

    /** Runs a step at most once per key. Two calls with one key at the same moment: the second finds the first one's receipt. */
    private Receipt once(Actor actor, String key, List<Object> request, Begin begin, Step step) {
        if (database.isActive() || current.get() != null) {
            throw new IllegalStateException("an action on a case opens its own transaction: do not call it inside another one");
        }
        var idempotency = keyOf(actor, "", key);
        var asked = key == null ? null : digest(CaseStore.JSON.valueToTree(request).toString());
        try {
            return attempt(idempotency, asked, begin, step);
        } catch (RuntimeException e) {
            // the first call with this key may have committed while this one waited for the case: what it did is no longer to be done, but it is the answer
            if (idempotency != null && (e instanceof ProblemException || DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent())) {
                var known = database.read(h -> CaseStore.receipt(h.getConnection(), idempotency));
                if (known.isPresent()) {
                    return same(known.get(), asked);
                }
            }
            throw e;
        }
    }

    private Receipt attempt(UUID idempotency, UUID asked, Begin begin, Step step) {
        return database.inTransaction(h -> {
            var c = h.getConnection();
            var start = begin.begin(c, idempotency);
            if (start.repeated() != null) {
                return same(start.repeated(), asked);
            }
            current.set(start.action());
            try {
                var receipt = step.take(start.action());
                if (idempotency != null) {
                    CaseStore.insertReceipt(c, idempotency, asked, receipt, clock.instant());
                }
                database.afterCommit(signal::committed);
                return receipt;
            } finally {
                current.remove();
            }
        });
    }

    private static Receipt same(CaseRow.Stored stored, UUID asked) {
        if (!stored.action().equals(asked)) {
            throw Problems.keyReused();
        }
        return stored.receipt();
    }

    private Receipt onCase(Actor actor, long caseId, String key, List<Object> request, Step step) {
        return once(actor, key, request, (c, k) -> begin(c, actor, CaseStore.lock(c, caseId, k)), step);
    }

    private Receipt manage(Actor actor, long caseId, String key, List<Object> request, Step step) {
        return onCase(actor, caseId, key, request, action -> {
            var duty = Access.manages(actor, action.row());
            if (duty.isEmpty() && !actor.isSystem()) {
                throw ProblemException.forbidden(Access.MANAGE);
            }
            action.by(duty.orElse(null));
            return step.take(action);
        });
    }

    private Receipt withTask(Actor actor, long taskId, String key, List<Object> request, TaskStep step) {
        return once(actor, key, request, (c, k) -> begin(c, actor, CaseStore.lockByTask(c, taskId, k)), action -> step.take(action, action.task(taskId)));
    }

    private Receipt onTask(Actor actor, long taskId, String key, List<Object> request, TaskStep step) {
        return withTask(actor, taskId, key, request, (action, task) -> {
            action.by(Access.requireWork(actor, task, action.row(), permission(task.type())));
            requireOpen(action, task);
            return step.take(action, task);
        });
    }

    private Start begin(Connection c, Actor actor, Optional<CaseRow> found) throws SQLException {
        var k = found.orElseThrow(ProblemException::notFound);
        if (!Access.canSee(c, actor, k)) {
            throw ProblemException.notFound();
        }
        if (k.receipt != null) {
            return new Start(null, k.receipt);
        }
        return new Start(new Action(c, calendar, actor, takeOver.moment(c, k), k, catalog.get(c, k.process, k.processVersion)), null);
    }

    // ---- what others offer

    private void requireDocuments(Action action, TaskInfo task) {
        var needed = action.process().task(task.key()).documents();
        if (needed.isEmpty()) {
            return;
        }
        var errors = archive().standing(task.caseId(), needed).values().stream().filter(Standing::missing)
                .map(s -> new FieldError("/documents/" + s.type(), Text.of("缺" + documentName(s.type()).zh() + "：请上传，或由客服容缺受理并写明理由",
                        documentName(s.type()).en() + " is missing: upload it, or let customer service accept the case with the gap and a reason"))).toList();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private Archive archive() {
        var running = archive;
        if (running == null) {
            throw Problems.parked("archive");
        }
        return running;
    }

    Text documentName(String type) {
        var running = archive;
        return running == null ? Text.of(type, type) : running.type(type).map(t -> t.name()).orElse(Text.of(type, type));
    }

    private Module module(String taskType) {
        return types.module(taskType).orElseThrow(() -> Problems.parked(taskType));
    }

    Optional<TaskType> type(String taskType) {
        return types.get(taskType);
    }

    /** How a module words its own kind of entry; the kind itself when the module is away or says nothing. */
    Text wording(String kind) {
        return modules.active(kind.substring(0, Math.max(0, kind.indexOf('.')))).map(m -> m.journal().get(kind)).orElse(Text.of(kind, kind));
    }

    FormSchemas schemas() {
        return schemas;
    }

    Optional<Module> moduleOf(String taskType) {
        return types.module(taskType);
    }

    /** The permission to work on a type: the module's own word, or the general one. */
    String permission(String taskType) {
        return types.module(taskType).flatMap(m -> m.taskTypes().stream().filter(t -> t.id().equals(taskType)).findFirst()).map(Module.TaskTypeInfo::permission)
                .orElse(Access.WORK);
    }

    private void tell(List<Long> people, Actor by, String kind, Action action, Text subject, Long taskId) {
        var out = messages;
        var receivers = people.stream().filter(id -> id != null && id != 0 && id != by.id()).distinct().toList();
        if (out != null && !receivers.isEmpty()) {
            out.send(receivers.stream().map(id -> new Message(id, "cases." + kind, Text.of(action.row().number + " " + subject.zh(), action.row().number + " " + subject.en()),
                    action.row().id, taskId)).toList());
        }
    }

    // ---- checks

    private static Text name(Action action, String key) {
        return action.process().task(key).name();
    }

    static void requireOpen(Action action) {
        if (action.row().state != CaseState.OPEN) {
            throw Problems.notOpen();
        }
    }

    /** Not ended: open or in the not-ready file. */
    static void requireAlive(Action action) {
        if (action.row().state != CaseState.OPEN && action.row().state != CaseState.NOT_READY) {
            throw Problems.notOpen();
        }
    }

    private static void requireFree(Action action, TaskInfo task) {
        if (task.assignee() != null && task.assignee() != action.actor().id() && task.assignee() != action.principal()) {
            throw Problems.claimed(task.assignee());
        }
    }

    private static void requireOpen(Action action, TaskInfo task) {
        requireOpen(action);
        if (task.state() != TaskState.OPEN) {
            throw Problems.taskDone(task.state().id());
        }
    }

    private static void require(Actor actor, String permission) {
        if (!actor.may(permission)) {
            throw ProblemException.forbidden(permission);
        }
    }

    /** The caller's key, by account and purpose; null for none. */
    static UUID keyOf(Actor actor, String purpose, String key) {
        if (key != null && (key.isBlank() || key.length() > 100)) {
            throw ProblemException.invalid("/Idempotency-Key", "键应为 1 到 100 个字符", "The key has 1 to 100 characters");
        }
        return key == null ? null : digest(actor.account() + "\n" + purpose + (purpose.isEmpty() ? "" : "\n") + key);
    }

    static UUID digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<CaseInfo> visible(Connection c, Actor actor, Optional<CaseRow> found) throws SQLException {
        return found.isPresent() && Access.canSee(c, actor, found.get()) ? found.map(CaseRow::info) : Optional.empty();
    }
}
