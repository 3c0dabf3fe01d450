package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What pages show of cases. Deadlines are derived at each look; nothing here writes but drafts and managed reasons. */
@Component(service = CaseViews.class)
public class ViewsService implements CaseViews {

    private static final Logger LOG = LoggerFactory.getLogger(ViewsService.class);
    private static final String CONNECTION_LOST = "08006";

    private final Database database;
    private final Clock clock;
    private final WorkingCalendar calendar;
    private final ProcessCatalog catalog;
    private final CasesService cases;
    private final Directory directory;
    private final AccessLog accessLog;

    @Activate
    public ViewsService(@Reference Database database, @Reference Clock clock, @Reference WorkingCalendar calendar, @Reference ProcessCatalog catalog,
            @Reference CasesService cases, @Reference Directory directory, @Reference AccessLog accessLog) {
        this.database = database;
        this.clock = clock;
        this.calendar = calendar;
        this.catalog = catalog;
        this.cases = cases;
        this.directory = directory;
        this.accessLog = accessLog;
    }

    // ---- the inbox

    @Override
    public Page<TaskRow> tasks(Actor actor, TaskQuery query) {
        int limit = limit(query.limit());
        var after = place(query.after());
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var filter = new ViewStore.Filter(query.stage(), after);
            var found = switch (query.view() == null ? "department" : query.view()) {
                case "mine" -> ViewStore.openTasksOf(c, "assignee", Access.principals(actor), query.district(), filter, limit + 1);
                case "steward" -> ViewStore.openTasksOf(c, "steward", Access.principals(actor), query.district(), filter, limit + 1);
                case "overdue" -> ViewStore.openTasks(c, scopes(actor, query), query.district() == null, filter.due(null, now), limit + 1);
                case "due-soon" -> ViewStore.openTasks(c, scopes(actor, query), query.district() == null, filter.due(now, soon(now)), limit + 1);
                case "paused" -> ViewStore.openTasks(c, scopes(actor, query), query.district() == null, filter.due(Sql.NEVER, null), limit + 1);
                case "department" -> ViewStore.openTasks(c, scopes(actor, query), query.district() == null, filter, limit + 1);
                default -> throw ProblemException.invalid("/view", "没有这个视图", "There is no such view");
            };
            boolean more = found.size() > limit;
            var page = more ? found.subList(0, limit) : found;
            var next = more ? token(page.get(limit - 1).task().due(), page.get(limit - 1).task().id()) : null;
            return new Page<>(rows(c, page, now), next);
        });
    }

    /** Where the actor's inbox looks, within what he asked for. */
    private static Set<Access.Scope> scopes(Actor actor, TaskQuery query) {
        var scopes = new HashSet<Access.Scope>();
        for (var s : Access.scopes(actor)) {
            boolean asked = query.department() == null || query.department().equals(s.department());
            if (asked && (query.district() == null || s.district() == null || s.district().equals(query.district()))) {
                scopes.add(new Access.Scope(s.department(), query.district() == null ? s.district() : query.district()));
            }
        }
        return scopes;
    }

    @Override
    public Counts counts(Actor actor) {
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var mine = Access.principals(actor);
            var ours = Access.scopes(actor);
            return new Counts(ViewStore.countOf(c, "assignee", mine), ViewStore.count(c, ours, null, null), ViewStore.count(c, ours, null, now),
                    ViewStore.count(c, ours, now, soon(now)), ViewStore.count(c, ours, Sql.NEVER, null), ViewStore.countOf(c, "steward", mine));
        });
    }

    /** What is due before then has a working day or less left, as its label says; the database keeps microseconds. */
    private Instant soon(Instant now) {
        return calendar.after(now, calendar.officeHours().length(), List.of()).plusNanos(1000);
    }

    // ---- one task

    @Override
    public TaskView task(Actor actor, long taskId) {
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var row = seeTask(c, actor, taskId);
            var process = catalog.get(c, row.kase().process, row.kase().processVersion);
            var task = row.task();
            var whyNot = whyNot(actor, row);
            var action = new Action(c, calendar, actor, Moment.live(now), row.kase(), process);
            var type = cases.type(task.type());
            boolean open = task.state() == TaskState.OPEN;
            var draft = Sql.first(c, "SELECT data, version, saved_at, saved_by FROM cases.draft WHERE task_id = ?", r -> new Saved(CaseStore.node(r.getString(1)),
                    new Draft(Sql.instant(r, "saved_at"), ref(r.getLong(4)), r.getInt(2))), taskId);
            var schema = cases.moduleOf(task.type()).flatMap(m -> cases.schemas().schema(m, task.type())).orElse(null);
            var done = action.tasks().stream().filter(t -> t.state() == TaskState.DONE).map(TaskInfo::key).collect(Collectors.toSet());
            var targets = !open ? List.<SendBackTarget>of() : process.before(task.key()).stream().filter(t -> done.contains(t.id())).map(t -> new SendBackTarget(t.id(), t.name())).toList();
            var documents = needs(row.kase(), process, catalog.task(c, process, task).documents());
            var shown = rows(c, List.of(row), now).get(0);
            // the department's own code last: what fails there may have spoiled the connection for what follows
            var conditions = open && type.isPresent() ? conditions(c, type.get(), action.of(task)) : List.<Condition>of();
            JsonNode data = !open ? ViewStore.forms(c, row.kase().id).get(taskId)
                    : draft.isPresent() ? draft.get().data() : type.isPresent() ? prefill(c, type.get(), action.of(task)) : null;
            return new TaskView(shown, conditions, schema, whyNot == null ? data : Personal.masked(schema, data), draft.map(Saved::draft).orElse(null), whyNot == null, whyNot, documents, targets);
        });
    }

    private record Saved(JsonNode data, Draft draft) {}

    private ViewStore.Row seeTask(Connection c, Actor actor, long taskId) throws SQLException {
        var row = ViewStore.task(c, taskId);
        if (row.isEmpty() || !Access.canSee(c, actor, row.get().kase())) {
            throw ProblemException.notFound();
        }
        return row.get();
    }

    /** A department whose conditions cannot be asked refuses the completion; the page says so and shows the rest. */
    private static List<Condition> conditions(Connection c, TaskType type, TaskContext task) throws SQLException {
        var before = c.setSavepoint();
        try {
            return type.conditions(task);
        } catch (Exception e) {
            undo(c, before, e);
            LOG.error("The conditions of {} (task {}) could not be asked", task.task().type(), task.task().id(), e);
            return List.of(Condition.of("cases.conditions-failed", false, Text.of("办结条件", "Conditions"),
                    Text.of("模块出错，条件未能核对。请稍后再试，仍不行请告知系统管理员", "The module failed and its conditions could not be checked. Try again; if it stays so, tell the system administrator")));
        }
    }

    /** A task that was sent back starts from what was filled in before, unless its type knows better; a form that cannot be prefilled starts empty. */
    private static JsonNode prefill(Connection c, TaskType type, TaskContext task) throws SQLException {
        var before = c.setSavepoint();
        try {
            var data = type.prefill(task);
            return data == null || data.isEmpty() ? task.earlier().orElse(data) : data;
        } catch (Exception e) {
            undo(c, before, e);
            LOG.error("The form of {} (task {}) could not be prefilled", task.task().type(), task.task().id(), e);
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** Undoes what a department did before it failed. Where that fails too, the connection is lost, and the department's failure says how. */
    private static void undo(Connection c, Savepoint before, Exception failure) throws SQLException {
        try {
            c.rollback(before);
        } catch (SQLException lost) {
            throw new SQLException("The connection was lost while a department was asked", DatabaseException.sqlState(failure).orElse(CONNECTION_LOST), failure);
        }
    }

    private Text whyNot(Actor actor, ViewStore.Row row) {
        var task = row.task();
        if (row.kase().state != CaseState.OPEN) {
            return Text.of("工单不在办理中", "The case is not open");
        }
        if (task.state() != TaskState.OPEN) {
            return Text.of("任务已不在待办中", "The task is no longer open");
        }
        if (cases.type(task.type()).isEmpty()) {
            return Text.of("模块停运，已停放；时限照计", "The module is not running; the task is parked and its clock goes on");
        }
        if (!actor.worksFor(task.department())) {
            return Text.of("由" + departmentName(task.department()).zh() + "办理", "Worked on by " + departmentName(task.department()).en());
        }
        if (!actor.may(cases.permission(task.type()), task.department())) {
            return Text.of("您没有办理此任务的权限", "You lack the permission for this task");
        }
        var duty = Access.works(actor, task, row.kase(), cases.permission(task.type())).orElse(null);
        if (duty == null && !actor.isSystem()) {
            return Text.of("任务在其他分区，由该分区的人员办理", "The task lies in another district, for its people to work on");
        }
        if (Access.claimedByAnother(actor, task, duty)) {
            return Text.of("已由" + ref(task.assignee()).name() + "签收", "Claimed by " + ref(task.assignee()).name());
        }
        return null;
    }

    @Override
    public Draft saveDraft(Actor actor, long taskId, JsonNode data, int version) {
        if (data == null || !data.isObject() || data.toString().length() > 200_000) {
            throw ProblemException.invalid("/data", "草稿应是一个对象，且不超过 200 KB", "A draft is an object of at most 200 KB");
        }
        Storable.require(data);
        return database.inTransaction(h -> {
            var c = h.getConnection();
            var row = seeTask(c, actor, taskId);
            if (row.task().state() != TaskState.OPEN) {
                throw Problems.taskDone(row.task().state().id());
            }
            Access.requireWork(actor, row.task(), row.kase(), cases.permission(row.task().type()));
            int saved = version == 0
                    ? Sql.update(c, "INSERT INTO cases.draft (task_id, data, version, saved_at, saved_by) VALUES (?, ?, 1, ?, ?) ON CONFLICT DO NOTHING", taskId, CaseStore.json(data),
                            clock.instant(), actor.id())
                    : Sql.update(c, "UPDATE cases.draft SET data = ?, version = version + 1, saved_at = ?, saved_by = ? WHERE task_id = ? AND version = ?", CaseStore.json(data),
                            clock.instant(), actor.id(), taskId, version);
            if (saved == 0) {
                var other = Sql.first(c, "SELECT data, version, saved_at, saved_by FROM cases.draft WHERE task_id = ?", r -> Map.of("data", CaseStore.node(r.getString(1)), "version",
                        r.getInt(2), "savedAt", Sql.instant(r, "saved_at"), "by", ref(r.getLong(4))), taskId);
                throw Problem.of("cases/draft-conflict", 409, "他人也在填这张表，内容已变。请比较后再存", "Somebody else saved this form meanwhile; compare before you save")
                        .with("current", other.orElse(Map.of())).toException();
            }
            return new Draft(clock.instant(), ref(actor.id()), version + 1);
        });
    }

    // ---- clocks, explained

    @Override
    public ExplanationView explainTask(Actor actor, long taskId) {
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var row = seeTask(c, actor, taskId);
            var process = catalog.get(c, row.kase().process, row.kase().processVersion);
            var task = catalog.task(c, process, row.task());
            var pauses = ViewStore.pauses(c, List.of(row.kase())).getOrDefault(row.kase().id, List.of());
            var running = Clocks.task(task, row.task().opened(), row.task().done(), row.kase().stages, intervals(pauses));
            var why = task.limit() != null ? Text.of("任务开始：" + task.name().zh(), "Task opened: " + task.name().en())
                    : Text.of("阶段开始：" + task.stage().name().zh(), "Stage started: " + task.stage().name().en());
            return explain(c, row.kase(), running, task.limit() != null ? task.name() : task.stage().name(), why, pauses, null, now);
        });
    }

    @Override
    public ExplanationView explainClock(Actor actor, long caseId, String which) {
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var k = see(c, actor, caseId);
            var process = catalog.get(c, k.process, k.processVersion);
            var pauses = ViewStore.pauses(c, List.of(k)).getOrDefault(k.id, List.of());
            var clocks = clocks(c, k, process, pauses);
            if (!clocks.containsKey(which)) {
                throw ProblemException.notFound();
            }
            return explain(c, k, clocks.get(which), clockName(which, k, process), Text.of(clockName(which, k, process).zh() + "起算", "Start of: " + clockName(which, k, process).en()), pauses,
                    which.equals("flow") ? process.flow().baseline() : null, now);
        });
    }

    private ExplanationView explain(Connection c, org.jieshui.cases.core.CaseRow k, Clocks.Clock running, Text title, Text why, List<CaseStore.Pause> pauses, Integer baseline, Instant now) throws SQLException {
        if (running == null) {
            return new ExplanationView(Labels.none(), title, List.of(), null, Text.of("尚未起算", "Not started yet"), null, List.of(), List.of(), 0, 0, null, calendar.version(), baseline);
        }
        var e = running.explain(calendar, now);
        var reasons = reasons(c);
        var days = e.days().stream().map(d -> new DayView(d.day().date(), d.day().kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), d.day().holiday(),
                !d.used().isZero() || !d.left().isZero(), !d.paused().isZero(), d.today(), d.deadlineDay())).toList();
        var off = e.notCounted().stream().map(o -> new Off(o.holiday() == null
                ? Text.of("周末 " + o.from() + (o.to().equals(o.from()) ? "" : " 至 " + o.to()), "Weekend " + o.from() + (o.to().equals(o.from()) ? "" : " to " + o.to()))
                : Text.of(o.holiday().zh() + " " + o.from() + " 至 " + o.to(), o.holiday().en() + " " + o.from() + " to " + o.to()), o.days())).toList();
        var shares = new ArrayList<PauseShare>();
        for (int i = 0; i < pauses.size() && i < e.pauses().size(); i++) {
            var p = pauses.get(i);
            shares.add(new PauseShare(p.interval().from(), p.interval().to(), reasons.getOrDefault(p.reason(), Text.of(p.reason(), p.reason())), p.note(), p.evidence(),
                    e.pauses().get(i).deducted().toMinutes()));
        }
        var d = e.deadline();
        return new ExplanationView(view(k, running, pauses, reasons, now), title, days, d.start(), why,
                new AllowanceView(e.limit().workingDays(), e.limit().sameDay(), d.allowance().toMinutes()), off, shares, d.used().toMinutes(), d.left().toMinutes(), d.original(), d.calendarVersion(),
                baseline);
    }

    // ---- cases

    @Override
    public Page<CaseRow> cases(Actor actor, CaseQuery query) {
        if (!actor.may(Access.READ)) {
            throw ProblemException.forbidden(Access.READ);
        }
        int limit = limit(query.limit());
        return database.read(h -> {
            var c = h.getConnection();
            var sql = new StringBuilder("SELECT ").append(CaseStore.CASE_COLUMNS).append(" FROM cases.kase k JOIN cases.party p ON p.case_id = k.id WHERE k.id < ?");
            var parameters = new ArrayList<Object>();
            parameters.add(query.after() == null ? Long.MAX_VALUE : place(query.after()).id());
            filter(sql, parameters, "k.process = ?", query.process());
            filter(sql, parameters, "k.state = ?", query.state());
            filter(sql, parameters, "k.stage = ?", query.stage());
            filter(sql, parameters, "k.district = ?", query.district());
            filter(sql, parameters, "k.steward = ?", query.steward());
            search(sql, parameters, query.q());
            visible(sql, parameters, actor);
            sql.append(" ORDER BY k.id DESC LIMIT ?");
            parameters.add(limit + 1);
            var found = Sql.list(c, sql.toString(), CaseStore::caseRow, parameters.toArray());
            boolean more = found.size() > limit;
            var page = more ? found.subList(0, limit) : found;
            return new Page<>(caseRows(c, page), more ? token(Instant.EPOCH, page.get(limit - 1).id) : null);
        });
    }

    private static void filter(StringBuilder sql, List<Object> parameters, String condition, Object value) {
        if (value != null && !value.equals("")) {
            sql.append(" AND ").append(condition);
            parameters.add(value);
        }
    }

    /** {@link Access#canSee} as a condition. */
    private static void visible(StringBuilder sql, List<Object> parameters, Actor actor) {
        var duties = actor.duties(Access.READ).toList();
        if (actor.isSystem() || !actor.external() && duties.stream().anyMatch(d -> d.districts().isEmpty())) {
            return;
        }
        if (actor.external()) {
            sql.append(" AND EXISTS (SELECT 1 FROM cases.task t WHERE t.case_id = k.id AND t.department = ANY (?))");
            parameters.add(Access.departments(duties));
            return;
        }
        sql.append(" AND (k.district IS NULL OR k.district = ANY (?) OR k.steward = ANY (?)"
                + " OR EXISTS (SELECT 1 FROM cases.task t WHERE t.case_id = k.id AND t.state = 'open' AND t.assignee = ANY (?)))");
        parameters.add(duties.stream().flatMap(d -> d.districts().stream()).collect(Collectors.toSet()));
        parameters.add(Access.principals(actor));
        parameters.add(Access.principals(actor));
    }

    /** A phone number by its digits, whole or the last four; otherwise each word, found by pairs of characters (one character: by what the customer begins with) and checked against the text itself. */
    private static void search(StringBuilder sql, List<Object> parameters, String q) {
        if (q == null || q.isBlank()) {
            return;
        }
        var words = Grams.words(q.replace("\0", ""));
        var digits = Grams.normal(q).matches("[0-9+() -]+") ? q.replaceAll("[^0-9]", "").replaceFirst("^(0086|86)(?=1[0-9]{10}$)", "") : "";
        if (words.isEmpty()) {
            return;
        }
        var pairs = Grams.ofSearch(words);
        sql.append(pairs.isEmpty() ? " AND (p.grams && ?" : " AND (p.grams @> ?");
        parameters.add(pairs.isEmpty() ? Grams.beginnings(words) : pairs);
        words.forEach(word -> {
            sql.append(" AND p.found_by LIKE ?");
            parameters.add("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%");
        });
        if (digits.length() == 4 || digits.length() >= 7) {
            sql.append(digits.length() == 4 ? " OR right(p.phone_digits, 4) = ?" : " OR p.phone_digits = ?");
            parameters.add(digits);
        }
        sql.append(')');
    }

    private List<CaseRow> caseRows(Connection c, List<org.jieshui.cases.core.CaseRow> page) throws SQLException {
        var now = clock.instant();
        var pauses = ViewStore.pauses(c, page);
        var reasons = reasons(c);
        var people = people(page.stream().map(k -> k.steward).filter(java.util.Objects::nonNull).collect(Collectors.toSet()));
        var notReady = notReady(c, page);
        var rows = new ArrayList<CaseRow>();
        for (var k : page) {
            var process = catalog.get(c, k.process, k.processVersion);
            var own = pauses.getOrDefault(k.id, List.of());
            var stage = process.stage(k.stage);
            var running = Clocks.stage(stage, k.stages, intervals(own));
            var deadline = k.state == CaseState.CLOSED || running == null ? Labels.none() : view(k, running, own, reasons, now);
            rows.add(new CaseRow(k.id, k.number, k.process, process.name(), k.state.id(), k.stage, stage.name(), k.customer, k.address, k.district,
                    k.steward == null ? null : people.get(k.steward), k.opened, k.closed, deadline, notReady.get(k.id)));
        }
        return rows;
    }

    /** Why and since when cases are in the not-ready file, for those that are. */
    private Map<Long, NotReady> notReady(Connection c, Collection<org.jieshui.cases.core.CaseRow> cases) throws SQLException {
        var ids = cases.stream().filter(k -> k.state == CaseState.NOT_READY).map(k -> k.id).toList();
        var found = new HashMap<Long, NotReady>();
        if (!ids.isEmpty()) {
            Sql.list(c, "SELECT case_id, reason, by_whom, at FROM cases.not_ready WHERE case_id = ANY (?) AND revived_at IS NULL",
                    r -> found.put(r.getLong(1), new NotReady(r.getString(2), ref(r.getLong(3)), Sql.instant(r, "at"))), ids);
        }
        return found;
    }

    @Override
    public CaseView caseView(Actor actor, long caseId) {
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var k = see(c, actor, caseId);
            var process = catalog.get(c, k.process, k.processVersion);
            var pauses = ViewStore.pauses(c, List.of(k)).getOrDefault(k.id, List.of());
            var reasons = reasons(c);
            var raw = ViewStore.tasksOf(c, caseId);
            var flow = new Flow(process, k.origin, k.facts, raw.stream().map(r -> new Flow.Existing(r.task().key(), r.task().state())).toList());
            var forms = ViewStore.forms(c, caseId);
            var rows = rows(c, raw, now);
            var tasks = new ArrayList<CaseTask>();
            for (var row : rows) {
                var schema = cases.moduleOf(row.type()).flatMap(m -> cases.schemas().schema(m, row.type())).orElse(null);
                tasks.add(new CaseTask(row, Personal.masked(schema, forms.get(row.id())), schema, row.state().equals("open") || !process.tasks().containsKey(row.key()) ? List.of() : flow.waitsFor(process.task(row.key()))));
            }
            var clocks = new LinkedHashMap<String, ClockView>();
            for (var entry : clocks(c, k, process, pauses).entrySet()) {
                var running = entry.getValue();
                clocks.put(entry.getKey(), new ClockView(entry.getKey(), clockName(entry.getKey(), k, process), running == null ? Labels.none() : view(k, running, pauses, reasons, now),
                        running != null && running.end() == null && !running.resting() && k.closed == null));
            }
            var views = pauses.stream().map(p -> new PauseView(p.id(), p.reason(), reasons.get(p.reason()), p.interval().from(), p.interval().to(), p.note(), p.evidence(), ref(p.by()))).toList();
            return new CaseView(head(c, k, process), clocks, rail(k, process, flow, rows, pauses, reasons, now), tasks, views, needs(k, process, process.documents(flow::applies).keySet()), may(actor, k, pauses));
        });
    }

    @Override
    public PublicView publicView(Actor actor, long caseId) {
        var now = clock.instant();
        return database.read(h -> {
            var c = h.getConnection();
            var k = see(c, actor, caseId);
            var process = catalog.get(c, k.process, k.processVersion);
            var pauses = ViewStore.pauses(c, List.of(k)).getOrDefault(k.id, List.of());
            var doneAt = doneAt(c, k, process);
            var promise = process.promise();
            var running = promise == null ? null : clocks(c, k, process, pauses).get("public");
            var steps = promise == null ? List.<PublicStep>of() : promise.segments().stream().map(s -> publicStep(s, Clocks.link(s, k.stages, doneAt::get))).toList();
            boolean goesOn = k.state == CaseState.OPEN;
            var doing = process.stages().stream().filter(s -> goesOn && k.stages.containsKey(s.id()) && k.stages.get(s.id()).to() == null).map(ProcessDefinition.Stage::name).toList();
            return new PublicView(k.id, k.number, process.name(), k.state.id(), k.customer, k.address, k.opened, k.closed, steps, promise == null ? 0 : promise.limit().workingDays(),
                    running == null ? Labels.none() : view(k, running, pauses, reasons(c), now), doing, k.steward == null ? null : ref(k.steward));
        });
    }

    private static PublicStep publicStep(ProcessDefinition.Segment segment, Interval link) {
        var state = link == null ? "waiting" : link.to() == null ? "current" : "done";
        return new PublicStep(segment.name(), state, link == null ? null : link.from(), link == null ? null : link.to());
    }

    private CaseHead head(Connection c, org.jieshui.cases.core.CaseRow k, ProcessDefinition process) throws SQLException {
        var notReady = notReady(c, List.of(k)).get(k.id);
        return new CaseHead(k.id, k.number, k.process, k.processVersion, process.name(), process.model(), k.state.id(), k.version, k.stage, k.opened, k.closed, k.customer, k.contact,
                mask(k.phone), k.address, k.district, k.steward == null ? null : ref(k.steward), k.origin, k.facts, notReady);
    }

    private List<RailStage> rail(org.jieshui.cases.core.CaseRow k, ProcessDefinition process, Flow flow, List<TaskRow> rows, List<CaseStore.Pause> pauses, Map<String, Text> reasons, Instant now) {
        var newest = new HashMap<String, TaskRow>();
        rows.forEach(r -> newest.put(r.key(), r));
        var stages = new ArrayList<RailStage>();
        for (var stage : process.stages()) {
            var tasks = new ArrayList<RailTask>();
            for (var task : stage.tasks()) {
                if (flow.applies(task)) {
                    var row = newest.get(task.id());
                    var state = row == null || row.state().equals("sent-back") ? "waiting" : row.state();
                    boolean parked = cases.type(task.type()).isEmpty() && !state.equals("done") && !state.equals("cancelled");
                    tasks.add(new RailTask(task.id(), task.name(), task.department(), departmentName(task.department()), state, task.optional(), parked, row == null ? null : row.id(),
                            List.copyOf(task.after()), row == null ? null : row.done()));
                }
            }
            var running = Clocks.stage(stage, k.stages, intervals(pauses));
            var state = !flow.applies(stage) ? "skipped" : flow.isComplete(stage) ? "done" : stage.id().equals(k.stage) || running != null ? "current" : "waiting";
            stages.add(new RailStage(stage.id(), stage.name(), stage.index(), state, CaseStore.JSON.valueToTree(stage.limit()), CaseStore.JSON.valueToTree(stage.target()),
                    running == null ? null : view(k, running, pauses, reasons, now), tasks));
        }
        return stages;
    }

    private Map<String, May> may(Actor actor, org.jieshui.cases.core.CaseRow k, List<CaseStore.Pause> pauses) {
        boolean manages = Access.mayManage(actor, k);
        var denied = Text.of("由客服中心或本单客户管家办理", "For customer service or the steward of this case");
        boolean open = k.state == CaseState.OPEN;
        boolean paused = pauses.stream().anyMatch(p -> p.interval().isOpen() && !p.reason().equals("not-ready"));
        var may = new LinkedHashMap<String, May>();
        may.put("comment", new May(true, null));
        may.put("pause", may(manages, denied, open, Text.of("工单不在办理中", "The case is not open")));
        may.put("resume", may(manages, denied, paused, Text.of("没有暂停中的计时", "Nothing is paused")));
        may.put("correctPause", may(manages, denied, (open || k.state == CaseState.NOT_READY) && pauses.stream().anyMatch(p -> !p.reason().equals("not-ready")), Text.of("没有可更正的暂停", "There is no pause to correct")));
        may.put("notReady", may(manages, denied, open, Text.of("工单不在办理中", "The case is not open")));
        may.put("revive", may(manages, denied, k.state == CaseState.NOT_READY, Text.of("工单没有转建档", "The case is not in the not-ready file")));
        may.put("withdraw", may(manages, denied, open || k.state == CaseState.NOT_READY, Text.of("工单已撤回或结案", "The case is withdrawn or closed")));
        may.put("close", may(manages, denied, open, Text.of("工单不在办理中", "The case is not open")));
        may.put("change", may(manages, denied, open, Text.of("工单不在办理中", "The case is not open")));
        return may;
    }

    private static May may(boolean permitted, Text denied, boolean possible, Text impossible) {
        return !permitted ? new May(false, denied) : possible ? new May(true, null) : new May(false, impossible);
    }

    @Override
    public Page<TimelineEntry> timeline(Actor actor, long caseId, String after, int limit) {
        int most = limit(limit);
        return database.read(h -> {
            var c = h.getConnection();
            var k = see(c, actor, caseId);
            var process = catalog.get(c, k.process, k.processVersion);
            var names = new HashMap<String, Text>();
            process.tasks().forEach((key, task) -> names.put(key, task.name()));
            var taskNames = new HashMap<Long, Text>();
            for (var t : CaseStore.tasks(c, caseId)) {
                taskNames.put(t.id(), catalog.task(c, process, t).name());
            }
            var reasons = reasons(c);
            long before = after == null ? Integer.MAX_VALUE : place(after).id();
            record Line(TimelineEntry entry, Long forWhom) {}
            var lines = Sql.list(c, "SELECT j.id, j.seq, j.at, j.actor, j.via, j.kind, j.task_id, j.data, j.recorded, j.recorded_by, w.text FROM cases.journal j "
                    + "LEFT JOIN cases.words w ON w.case_id = j.case_id AND w.seq = j.seq WHERE j.case_id = ? AND j.seq < ? ORDER BY j.seq DESC LIMIT ?", r -> {
                var data = CaseStore.node(r.getString("data"));
                var task = taskNames.get(Sql.longOrNull(r, "task_id"));
                var via = r.getString("via");
                return new Line(new TimelineEntry(r.getLong("id"), r.getInt("seq"), Sql.instant(r, "at"), new Ref(r.getLong("actor"), null), via, r.getString("kind"),
                        Labels.entry(r.getString("kind"), data, r.getString("text"), task, reasons, names, cases::wording), Sql.longOrNull(r, "task_id"), task, data,
                        Sql.instant(r, "recorded"), r.getString("recorded_by")), r.getLong("actor") != 0 && via != null ? Long.valueOf(via) : null);
            }, caseId, before, most + 1);
            var ids = new HashSet<Long>();
            lines.forEach(l -> {
                ids.add(l.entry().actor().id());
                ids.add(l.forWhom() == null ? 0L : l.forWhom());
            });
            var people = people(ids);
            boolean more = lines.size() > most;
            var page = (more ? lines.subList(0, most) : lines).stream().map(l -> {
                var e = l.entry();
                var via = l.forWhom() == null ? e.via() : people.getOrDefault(l.forWhom(), new Ref(l.forWhom(), e.via())).name();
                return new TimelineEntry(e.id(), e.seq(), e.at(), people.getOrDefault(e.actor().id(), new Ref(e.actor().id(), e.via())), via, e.kind(), e.text(), e.taskId(), e.taskName(),
                        e.data(), e.recorded(), e.recordedBy());
            }).toList();
            return new Page<>(page, more ? token(Instant.EPOCH, page.get(most - 1).seq()) : null);
        });
    }

    @Override
    public String revealPhone(Actor actor, long caseId) {
        if (!actor.may(Access.PERSONAL)) {
            throw ProblemException.forbidden(Access.PERSONAL);
        }
        var phone = database.read(h -> see(h.getConnection(), actor, caseId)).phone;
        accessLog.read(actor, "cases.phone", "case/" + caseId, "phone");
        return phone;
    }

    @Override
    public List<PauseReason> pauseReasons(String processId) {
        return database.read(h -> {
            var c = h.getConnection();
            var process = processId == null ? Optional.<ProcessDefinition>empty() : catalog.newest(c, processId);
            return Sql.list(c, "SELECT id, name_zh, name_en, evidence_zh, evidence_en, evidence_required, enabled FROM cases.pause_reason WHERE id <> 'not-ready' ORDER BY id",
                    r -> new PauseReason(r.getString(1), Text.of(r.getString(2), r.getString(3)), Text.of(r.getString(4), r.getString(5)), r.getBoolean(6), r.getBoolean(7), null)).stream()
                    .filter(r -> process.isEmpty() || process.get().pauseReasons().contains(r.id())).toList();
        });
    }

    @Override
    public PauseReason savePauseReason(Actor actor, PauseReason r) {
        if (!actor.may(Access.REASONS)) {
            throw ProblemException.forbidden(Access.REASONS);
        }
        if (r.id() == null || !r.id().matches("[a-z][a-z0-9-]{1,40}") || r.name() == null || r.evidence() == null || r.id().equals("not-ready")) {
            throw ProblemException.invalid("/id", "编号为小写字母、数字和连字符；名称和所需证据要有中英文", "The id has small letters, digits, hyphens; name and evidence need both languages");
        }
        database.transact(h -> {
            Sql.update(h.getConnection(), """
                    INSERT INTO cases.pause_reason (id, name_zh, name_en, evidence_zh, evidence_en, evidence_required, enabled) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, evidence_zh = excluded.evidence_zh, evidence_en = excluded.evidence_en,
                    evidence_required = excluded.evidence_required, enabled = excluded.enabled""", r.id(), r.name().zh(), r.name().en(), r.evidence().zh(), r.evidence().en(),
                    r.evidenceRequired(), r.enabled());
        });
        return r;
    }

    // ---- parts

    private List<TaskRow> rows(Connection c, List<ViewStore.Row> found, Instant now) throws SQLException {
        var pauses = ViewStore.pauses(c, found.stream().map(ViewStore.Row::kase).toList());
        var reasons = found.stream().anyMatch(r -> r.kase().hasPauses) ? reasons(c) : Map.<String, Text>of();
        var ids = new HashSet<Long>();
        found.forEach(r -> {
            ids.add(r.task().assignee() == null ? 0 : r.task().assignee());
            ids.add(r.task().doneBy() == null ? 0 : r.task().doneBy());
            ids.add(r.kase().steward == null ? 0 : r.kase().steward);
        });
        var people = people(ids);
        var rows = new ArrayList<TaskRow>(found.size());
        for (var r : found) {
            var k = r.kase();
            var t = r.task();
            var process = catalog.get(c, k.process, k.processVersion);
            var task = catalog.task(c, process, t);
            var own = pauses.getOrDefault(k.id, List.of());
            var running = Clocks.task(task, t.opened(), t.done(), k.stages, intervals(own));
            var parked = t.state() == TaskState.OPEN && cases.type(t.type()).isEmpty();
            rows.add(new TaskRow(t.id(), k.id, k.number, k.customer, k.address, k.district, t.key(), t.type(), task.name(), t.department(), departmentName(t.department()), t.stage(),
                    task.stage().name(), task.stage().index(), process.stages().size(), k.process, t.round(), t.optional(), t.assignee() == null ? null : people.get(t.assignee()),
                    k.steward == null ? null : people.get(k.steward), t.state().id(), parked, r.urged(), running == null ? Labels.none() : t.state() == TaskState.CANCELLED ? Labels.stopped(running.start()) : view(k, running, own, reasons, now), k.version,
                    t.opened(), t.done(), t.doneBy() == null ? null : people.get(t.doneBy())));
        }
        return rows;
    }

    private DeadlineView view(org.jieshui.cases.core.CaseRow k, Clocks.Clock running, List<CaseStore.Pause> pauses, Map<String, Text> reasons, Instant now) {
        if (k.state == CaseState.WITHDRAWN && running.end() == null) {
            return Labels.stopped(running.start());
        }
        var deadline = running.at(calendar, now);
        var open = pauses.stream().filter(p -> p.interval().isOpen()).findFirst();
        var reason = open.map(p -> new Named(p.reason(), reasons.getOrDefault(p.reason(), Text.of(p.reason(), p.reason())))).orElse(null);
        return Labels.of(deadline, running.end() != null, running.resting(), reason, calendar);
    }

    /** When the tasks were done at which clocks begin or end. */
    private static Map<String, Instant> doneAt(Connection c, org.jieshui.cases.core.CaseRow k, ProcessDefinition process) throws SQLException {
        var keys = new HashSet<String>(Set.of(process.flow().to()));
        if (process.promise() != null) {
            process.promise().segments().stream().filter(s -> s.stage() == null).forEach(s -> keys.addAll(List.of(s.after(), s.until())));
        }
        return ViewStore.doneAt(c, List.of(k.id), keys).getOrDefault(k.id, Map.of());
    }

    private Map<String, Clocks.Clock> clocks(Connection c, org.jieshui.cases.core.CaseRow k, ProcessDefinition process, List<CaseStore.Pause> pauses) throws SQLException {
        var done = doneAt(c, k, process);
        var own = intervals(pauses);
        var clocks = new LinkedHashMap<String, Clocks.Clock>();
        clocks.put("stage", Clocks.stage(process.stage(k.stage), k.stages, own));
        clocks.put("flow", Clocks.flow(process, k.stages, done::get, own));
        if (process.promise() != null) {
            clocks.put("public", Clocks.promise(process, k.stages, done::get, own));
        }
        return clocks;
    }

    private static Text clockName(String which, org.jieshui.cases.core.CaseRow k, ProcessDefinition process) {
        return switch (which) {
            case "stage" -> process.stage(k.stage).name();
            case "flow" -> Text.of("全流程时限", "Whole flow");
            default -> Text.of("对外承诺时限", "Public promise");
        };
    }

    private List<DocumentNeed> needs(org.jieshui.cases.core.CaseRow k, ProcessDefinition process, Collection<String> types) {
        var archive = cases.archive;
        if (types.isEmpty() || archive == null) {
            return List.of();
        }
        var stages = process.documents(task -> true);
        return archive.standing(k.id, types).values().stream().map(s -> new DocumentNeed(s.type(), cases.documentName(s.type()), stages.containsKey(s.type()) ? stages.get(s.type()).id() : null,
                s.waiver() == null, s.documents(), !s.settled(), s.tolerance() == null ? null : s.tolerance().reason())).toList();
    }

    private org.jieshui.cases.core.CaseRow see(Connection c, Actor actor, long caseId) throws SQLException {
        var k = CaseStore.find(c, caseId);
        if (k.isEmpty() || !Access.canSee(c, actor, k.get())) {
            throw ProblemException.notFound();
        }
        return k.get();
    }

    private Text departmentName(String id) {
        return directory.departments().stream().filter(d -> d.id().equals(id)).map(Directory.Department::name).findFirst().orElseGet(() -> Text.of(id, id));
    }

    private Ref ref(long personId) {
        return people(Set.of(personId)).getOrDefault(personId, new Ref(personId, "—"));
    }

    private Map<Long, Ref> people(Set<Long> ids) {
        var found = new HashMap<Long, Ref>();
        directory.people(ids.stream().filter(id -> id != 0).collect(Collectors.toSet())).forEach((id, person) -> found.put(id, new Ref(id, person.name())));
        return found;
    }

    private static Map<String, Text> reasons(Connection c) throws SQLException {
        var names = new HashMap<String, Text>();
        Sql.list(c, "SELECT id, name_zh, name_en FROM cases.pause_reason", r -> names.put(r.getString(1), Text.of(r.getString(2), r.getString(3))));
        return names;
    }

    private static List<Interval> intervals(List<CaseStore.Pause> pauses) {
        return pauses.stream().map(CaseStore.Pause::interval).toList();
    }

    static String mask(String phone) {
        return phone == null || phone.length() < 7 ? phone == null ? null : "****" : phone.substring(0, 3) + "****" + phone.substring(phone.length() - 4);
    }

    private static int limit(int asked) {
        return asked <= 0 ? 50 : Math.min(asked, 200);
    }

    private static String token(Instant due, long id) {
        var text = (due == null ? "never" : due.toString()) + "|" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ViewStore.Place place(String token) {
        if (token == null || token.isBlank()) {
            return ViewStore.Place.START;
        }
        try {
            var parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\\|");
            return new ViewStore.Place(parts[0].equals("never") ? Sql.NEVER : Instant.parse(parts[0]), Long.parseLong(parts[1]));
        } catch (RuntimeException e) {
            throw ProblemException.invalid("/after", "翻页标记无效，请从第一页开始", "The page token is not valid; start from the first page");
        }
    }
}
