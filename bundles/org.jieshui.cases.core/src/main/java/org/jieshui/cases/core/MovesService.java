package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.cases.api.Moves;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves open cases to another version of their process, case by case, each in a transaction of its own; whichever node is free goes on where another stopped. */
@Component(service = Moves.class, immediate = true)
public class MovesService implements Moves {

    private static final Logger LOG = LoggerFactory.getLogger(MovesService.class);
    private static final int MOST = 1000;
    private static final int MOST_ORDERS = 50;

    private final Database database;
    private final Clock clock;
    private final WorkingCalendar calendar;
    private final ProcessCatalog catalog;
    private final CasesService cases;
    private final Directory directory;
    private final Signal signal;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-moves");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public MovesService(@Reference Database database, @Reference Clock clock, @Reference WorkingCalendar calendar, @Reference ProcessCatalog catalog,
            @Reference CasesService cases, @Reference Directory directory, @Reference Signal signal) {
        this.database = database;
        this.clock = clock;
        this.calendar = calendar;
        this.catalog = catalog;
        this.cases = cases;
        this.directory = directory;
        this.signal = signal;
        worker.scheduleWithFixedDelay(this::work, 5, 5, TimeUnit.SECONDS);
    }

    @Deactivate
    void deactivate() {
        worker.shutdownNow();
    }

    // ---- the dry run

    @Override
    public DryRun dryRun(Actor actor, Plan plan) {
        require(actor);
        return database.read(h -> {
            var c = h.getConnection();
            var to = checked(c, plan);
            var mine = open(c, actor, plan);
            var found = mine.size() > MOST ? mine.subList(0, MOST) : mine;
            var ids = found.stream().map(k -> k.id).toList();
            var drafts = found.isEmpty() ? Set.<Long>of() : new HashSet<>(Sql.list(c, "SELECT d.task_id FROM cases.draft d JOIN cases.task t ON t.id = d.task_id WHERE t.case_id = ANY (?)", row -> row.getLong(1), ids));
            var departments = departments();
            var unnamed = new LinkedHashMap<String, Unnamed>();
            var moves = new ArrayList<CaseMove>();
            for (var k : found) {
                var tasks = CaseStore.tasks(c, k.id);
                var from = catalog.get(c, k.process, k.processVersion);
                var outcome = new Moving(from, to, named(plan), k, tasks, CaseStore.byMove(c, k.id), clock.instant()).outcome();
                outcome.unnamed().forEach(t -> unnamed.merge(t.key(), unnamed(from, t), (a, b) -> new Unnamed(a.key(), a.name(), a.type(), a.open() + b.open(), a.done() + b.done())));
                moves.add(view(c, from, to, k, tasks, outcome).show(drafts, id -> departments.getOrDefault(id, Text.of(id, id)), cases::documentName));
            }
            return new DryRun(plan.process(), plan.to(), List.copyOf(moves), List.copyOf(unnamed.values()), mine.size() > MOST);
        });
    }

    /** Open cases in question that are the actor's to move, one more than a dry run shows. */
    private static List<CaseRow> open(Connection c, Actor actor, Plan plan) throws SQLException {
        var mine = new ArrayList<CaseRow>();
        long after = 0;
        for (boolean more = true; more && mine.size() <= MOST;) {
            var some = Sql.list(c, "SELECT " + CaseStore.CASE_COLUMNS + " FROM cases.kase k JOIN cases.party p ON p.case_id = k.id WHERE k.process = ? AND k.state IN ('open', 'not-ready') AND k.id > ? "
                    + "AND k.process_version <> ? AND (?::int IS NULL OR k.process_version = ?) ORDER BY k.id LIMIT " + MOST, CaseStore::caseRow, plan.process(), after, plan.to(), plan.from(), plan.from());
            var seen = Access.seen(c, actor, some);
            some.stream().filter(k -> seen.contains(k.id) && duty(actor, k).isPresent()).forEach(mine::add);
            more = some.size() == MOST;
            after = some.isEmpty() ? after : some.get(some.size() - 1).id;
        }
        return mine;
    }

    private static Unnamed unnamed(ProcessDefinition from, TaskInfo task) {
        var known = from.tasks().get(task.key());
        boolean open = task.state() == TaskState.OPEN;
        return new Unnamed(task.key(), known == null ? Text.of(task.key(), task.key()) : known.name(), task.type(), open ? 1 : 0, open ? 0 : 1);
    }

    private MoveView view(Connection c, ProcessDefinition from, ProcessDefinition to, CaseRow k, List<TaskInfo> tasks, Moving.Outcome outcome) throws SQLException {
        List<Interval> pauses = k.hasPauses ? CaseStore.pauses(c, k.id).stream().map(CaseStore.Pause::interval).toList() : List.of();
        return new MoveView(calendar, from, to, k, tasks, pauses, clock.instant(), outcome);
    }

    private Map<String, Text> departments() {
        var names = new HashMap<String, Text>();
        directory.departments().forEach(d -> names.put(d.id(), d.name()));
        return names;
    }

    /** The version moved to, when the plan can be carried out at all. */
    private ProcessDefinition checked(Connection c, Plan plan) throws SQLException {
        var versions = catalog.definitions(c, plan.process() == null ? "" : plan.process());
        var to = versions.stream().filter(v -> v.version() == plan.to()).findFirst()
                .orElseThrow(() -> ProblemException.invalid("/to", "没有发布过这个流程的第 " + plan.to() + " 版", "Version " + plan.to() + " of this process was not published"));
        if (plan.from() != null && (plan.from() == plan.to() || versions.stream().noneMatch(v -> v.version() == plan.from()))) {
            throw ProblemException.invalid("/from", "请选另一个已发布的版本", "Choose another version that was published");
        }
        var others = versions.stream().filter(v -> v != to && (plan.from() == null || v.version() == plan.from())).toList();
        if (others.isEmpty()) {
            throw ProblemException.invalid("/to", "这个流程只有一版，没有工单可移", "This process has one version only; there is nothing to move");
        }
        var wrong = Moving.wrong(named(plan), others, to);
        if (!wrong.isEmpty()) {
            throw ProblemException.invalid(wrong.entrySet().stream().map(e -> new FieldError("/tasks/" + e.getKey().replace("~", "~0").replace("/", "~1"), e.getValue())).toList());
        }
        return to;
    }

    private static Map<String, String> named(Plan plan) {
        var named = new TreeMap<String, String>();
        if (plan.tasks() != null) {
            plan.tasks().forEach((key, target) -> named.put(key, target == null ? "" : target));
        }
        return named;
    }

    private static void require(Actor actor) {
        if (!actor.may(Access.MOVE)) {
            throw ProblemException.forbidden(Access.MOVE);
        }
    }

    /** By which duty the case is the actor's to move. */
    private static Optional<Duty> duty(Actor actor, CaseRow k) {
        var fitting = actor.duties(Access.MOVE).filter(d -> d.covers(k.district)).toList();
        return fitting.stream().filter(d -> d.principal() == actor.id()).findFirst().or(() -> fitting.stream().findFirst());
    }

    // ---- the order

    private record Known(long id, UUID asked) {}

    @Override
    public Progress start(Actor actor, Plan plan, List<Chosen> chosen, List<Left> left, String reason, boolean waits, String key) {
        require(actor);
        var words = Entered.text(reason, "/reason");
        var moving = chosen == null ? List.<Chosen>of() : chosen;
        var staying = left == null ? List.<Left>of() : left;
        var once = CasesService.keyOf(actor, "move", key);
        var asked = CasesService.digest(CaseStore.JSON.valueToTree(List.of(plan, moving, staying, words, waits)).toString());
        var known = known(once);
        if (known.isEmpty()) {
            try {
                var id = write(actor, plan, moving, staying, words, waits, once, asked);
                wake();
                return progress(actor, id);
            } catch (RuntimeException e) {
                // the same key at the same moment: the other call's order is the answer
                known = known(once);
                if (known.isEmpty()) {
                    throw e;
                }
            }
        }
        if (!known.get().asked().equals(asked)) {
            throw Problems.keyReused();
        }
        return progress(actor, known.get().id());
    }

    private void wake() {
        if (!worker.isShutdown()) {
            worker.execute(this::work);
        }
    }

    private Optional<Known> known(UUID once) {
        return once == null ? Optional.empty()
                : database.read(h -> Sql.first(h.getConnection(), "SELECT id, asked FROM cases.move WHERE key = ?", row -> new Known(row.getLong(1), row.getObject(2, UUID.class)), once));
    }

    private long write(Actor actor, Plan plan, List<Chosen> chosen, List<Left> left, String words, boolean waits, UUID once, UUID asked) {
        if (chosen.isEmpty()) {
            throw ProblemException.invalid("/cases", "请先选要移的工单", "Choose the cases to move first");
        }
        if (chosen.size() + left.size() > MOST) {
            throw ProblemException.invalid("/cases", "一次最多 " + MOST + " 张工单", "At most " + MOST + " cases at once");
        }
        return database.inTransaction(h -> {
            var c = h.getConnection();
            checked(c, plan);
            var ids = new HashSet<Long>();
            chosen.forEach(one -> ids.add(one.caseId()));
            left.forEach(one -> ids.add(one.caseId()));
            var rows = new HashMap<Long, CaseRow>();
            CaseStore.find(c, ids).forEach(k -> rows.put(k.id, k));
            var seen = Access.seen(c, actor, rows.values());
            rows.values().removeIf(k -> !seen.contains(k.id) || !k.process.equals(plan.process()) || duty(actor, k).isEmpty());
            if (rows.size() != chosen.size() + left.size() || chosen.stream().anyMatch(one -> one.shown() == null || one.shown().isBlank())) {
                throw ProblemException.invalid("/cases", "有工单不在试移结果里，或重复；请重新试移", "A case is not in the dry run, or occurs twice; make the dry run again");
            }
            long id = CaseStore.nextId(c);
            Sql.update(c, "INSERT INTO cases.move (id, process, to_version, tasks, by_whom, reason, key, asked, started, stopped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", id, plan.process(), plan.to(),
                    CaseStore.json(CaseStore.JSON.valueToTree(named(plan))), actor.id(), words, once, asked, clock.instant(), waits ? clock.instant() : null);
            for (var one : chosen) {
                Sql.update(c, "INSERT INTO cases.move_case (move, case_id, from_version, shown, state) VALUES (?, ?, ?, ?, 'due')", id, one.caseId(), rows.get(one.caseId()).processVersion, one.shown());
            }
            for (int i = 0; i < left.size(); i++) {
                var one = left.get(i);
                var why = Entered.text(one.reason(), "/left/" + i + "/reason");
                Sql.update(c, "INSERT INTO cases.move_case (move, case_id, from_version, state, refused_by, problem_zh, problem_en, at) VALUES (?, ?, ?, 'refused', ?, ?, ?, ?)", id, one.caseId(),
                        rows.get(one.caseId()).processVersion, actor.id(), why, why, clock.instant());
            }
            return id;
        });
    }

    @Override
    public List<Progress> all(Actor actor, String process) {
        require(actor);
        return database.read(h -> Sql.list(h.getConnection(), ORDERS + "WHERE o.process = ? GROUP BY o.id ORDER BY o.id DESC LIMIT " + MOST_ORDERS, row -> progress(row, List.of()), process));
    }

    private static final String ORDERS = "SELECT o.id, o.process, o.to_version, o.tasks, o.by_whom, o.reason, o.started, o.stopped, o.finished, count(*) AS total, "
            + "count(*) FILTER (WHERE i.state = 'moved') AS moved, count(*) FILTER (WHERE i.state = 'refused') AS refused FROM cases.move o JOIN cases.move_case i ON i.move = o.id ";

    private Progress progress(ResultSet row, List<Result> results) throws SQLException {
        var tasks = new LinkedHashMap<String, String>();
        CaseStore.node(row.getString("tasks")).fields().forEachRemaining(f -> tasks.put(f.getKey(), f.getValue().asText()));
        return new Progress(row.getLong("id"), row.getString("process"), row.getInt("to_version"), tasks, person(row.getLong("by_whom")), row.getString("reason"), Sql.instant(row, "started"),
                Sql.instant(row, "stopped"), Sql.instant(row, "finished"), row.getInt("total"), row.getInt("moved"), row.getInt("refused"), results);
    }

    @Override
    public Progress progress(Actor actor, long id) {
        require(actor);
        return database.read(h -> {
            var c = h.getConnection();
            var results = Sql.list(c, "SELECT i.case_id, k.number, i.from_version, i.state, i.refused_by, i.problem_zh, i.problem_en, i.at FROM cases.move_case i JOIN cases.kase k ON k.id = i.case_id "
                    + "WHERE i.move = ? ORDER BY i.case_id", row -> {
                        var zh = row.getString("problem_zh");
                        var by = Sql.longOrNull(row, "refused_by");
                        return new Result(row.getLong(1), row.getString(2), row.getInt(3), row.getString(4), by == null ? null : person(by), zh == null ? null : Text.of(zh, row.getString("problem_en")),
                                Sql.instant(row, "at"));
                    }, id);
            if (results.isEmpty()) {
                throw ProblemException.notFound();
            }
            var seen = Access.seen(c, actor, CaseStore.find(c, results.stream().map(Result::caseId).toList()));
            return Sql.first(c, ORDERS + "WHERE o.id = ? GROUP BY o.id", row -> progress(row, results.stream().filter(r -> seen.contains(r.caseId())).toList()), id).orElseThrow(ProblemException::notFound);
        });
    }

    private Person person(long id) {
        return directory.person(id).map(p -> new Person(id, p.name())).orElse(new Person(id, "—"));
    }

    @Override
    public Progress stop(Actor actor, long id) {
        require(actor);
        database.transact(h -> Sql.update(h.getConnection(), "UPDATE cases.move SET stopped = ? WHERE id = ? AND finished IS NULL AND stopped IS NULL", clock.instant(), id));
        return progress(actor, id);
    }

    @Override
    public Progress resume(Actor actor, long id) {
        require(actor);
        database.transact(h -> Sql.update(h.getConnection(), "UPDATE cases.move SET stopped = NULL WHERE id = ? AND finished IS NULL", id));
        wake();
        return progress(actor, id);
    }

    @Override
    public Progress refuse(Actor actor, long id, long caseId, String reason) {
        require(actor);
        var why = Entered.text(reason, "/reason");
        database.transact(h -> {
            var c = h.getConnection();
            var k = CaseStore.find(c, caseId).orElseThrow(ProblemException::notFound);
            if (!Access.canSee(c, actor, k) || duty(actor, k).isEmpty()
                    || Sql.first(c, "SELECT o.id FROM cases.move o JOIN cases.move_case i ON i.move = o.id WHERE o.id = ? AND i.case_id = ? FOR UPDATE OF o", row -> row.getLong(1), id, caseId).isEmpty()) {
                throw ProblemException.notFound();
            }
            if (Sql.update(c, "UPDATE cases.move_case SET state = 'refused', refused_by = ?, problem_zh = ?, problem_en = ?, at = ? WHERE move = ? AND case_id = ? AND state = 'due'", actor.id(), why, why,
                    clock.instant(), id, caseId) == 0) {
                throw Problems.cannot("move-done", "这张工单已移过或已不移，不能再取出", "This case has moved or was refused already; it can no longer be taken out");
            }
        });
        return progress(actor, id);
    }

    // ---- carrying it out

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted() && step()) {
                LOG.trace("more to move");
            }
        } catch (RuntimeException e) {
            LOG.warn("A move of cases goes on in a few seconds: {}", e.toString());
        }
    }

    private record Order(long id, String process, int to, JsonNode tasks, long by, String reason) {

        Plan plan() {
            var named = new HashMap<String, String>();
            tasks.fields().forEachRemaining(f -> named.put(f.getKey(), f.getValue().asText()));
            return new Plan(process, null, to, named);
        }
    }

    private record Due(long caseId, String shown) {}

    /** Nothing that passes by itself: this case cannot be moved. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long move;
        private final long caseId;

        Failed(long move, long caseId, Exception cause) {
            super(cause);
            this.move = move;
            this.caseId = caseId;
        }
    }

    /** @return whether there may be more */
    boolean step() {
        boolean more;
        try {
            more = database.inTransaction(h -> {
                var c = h.getConnection();
                // whoever holds the order works on it; the others take another one
                var order = Sql.first(c, "SELECT id, process, to_version, tasks, by_whom, reason FROM cases.move WHERE finished IS NULL AND stopped IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                        row -> new Order(row.getLong(1), row.getString(2), row.getInt(3), CaseStore.node(row.getString(4)), row.getLong(5), row.getString(6)));
                if (order.isEmpty()) {
                    return false;
                }
                var due = Sql.first(c, "SELECT case_id, shown FROM cases.move_case WHERE move = ? AND state = 'due' ORDER BY case_id LIMIT 1", row -> new Due(row.getLong(1), row.getString(2)), order.get().id());
                if (due.isPresent()) {
                    one(c, order.get(), due.get());
                } else {
                    Sql.update(c, "UPDATE cases.move SET finished = ? WHERE id = ?", clock.instant(), order.get().id());
                }
                return true;
            });
        } catch (Failed e) {
            LOG.error("Case {} could not be moved (move {}); it stays as it is, the others go on", e.caseId, e.move, e.getCause());
            database.transact(h -> settle(h.getConnection(), e.move, e.caseId, Text.of("系统出错，未移，请告知系统管理员", "An error of the system; not moved, tell the system administrator")));
            return true;
        }
        signal.committed();
        return more;
    }

    private void one(Connection c, Order order, Due due) throws SQLException {
        try {
            settle(c, order.id(), due.caseId(), move(c, order, due));
        } catch (RuntimeException | SQLException e) {
            if (DatabaseException.isPassing(e)) {
                throw e;
            }
            throw new Failed(order.id(), due.caseId(), e);
        }
    }

    private void settle(Connection c, long move, long caseId, Text problem) throws SQLException {
        Sql.update(c, "UPDATE cases.move_case SET state = ?, problem_zh = ?, problem_en = ?, at = ? WHERE move = ? AND case_id = ? AND state = 'due'", problem == null ? "moved" : "refused",
                problem == null ? null : problem.zh(), problem == null ? null : problem.en(), clock.instant(), move, caseId);
    }

    /** @return why it does not move, or null */
    private Text move(Connection c, Order order, Due due) throws SQLException {
        var k = CaseStore.lock(c, due.caseId(), null).orElseThrow();
        var by = directory.actor(order.by());
        var duty = by.flatMap(a -> duty(a, k));
        if (duty.isEmpty() || !Access.canSee(c, by.get(), k)) {
            return Text.of("发起人的账号已停用，或已不能移这张工单", "The account of who ordered it is disabled, or it is no longer his to move this case");
        }
        var from = catalog.get(c, k.process, k.processVersion);
        var to = catalog.get(c, order.process(), order.to());
        var tasks = CaseStore.tasks(c, k.id);
        var moment = Moment.live(clock.instant());
        var outcome = new Moving(from, to, named(order.plan()), k, tasks, CaseStore.byMove(c, k.id), moment.now()).outcome();
        var view = view(c, from, to, k, tasks, outcome);
        if (!view.problems().isEmpty()) {
            var changed = Text.of("试移之后工单变了：", "The case changed since the dry run: ");
            return Text.of(changed.zh() + String.join("；", view.problems().stream().map(Text::zh).toList()), changed.en() + String.join("; ", view.problems().stream().map(Text::en).toList()));
        }
        if (!view.digest().equals(due.shown())) {
            return Text.of("试移之后工单变了，结果会与看到的不同；请重新试移", "The case changed since the dry run, and something else would become of it than was shown; make the dry run again");
        }
        var action = new Action(c, calendar, by.get(), moment, k, to);
        action.by(duty.get());
        int fromVersion = k.processVersion;
        var became = action.move(outcome, order.id());
        ObjectNode data = action.data();
        data.put("move", order.id()).put("fromVersion", fromVersion).put("toVersion", to.version()).put("stage", k.stage);
        data.set("named", order.tasks());
        data.set("tasks", became);
        action.words(order.reason());
        action.finish("case.moved", null);
        tell(outcome, k, by.get());
        return null;
    }

    /** Who holds a task that ends or goes to another department hears of it. */
    private void tell(Moving.Outcome outcome, CaseRow k, Actor by) {
        var out = cases.messages;
        var messages = new ArrayList<Message>();
        for (var s : outcome.steps()) {
            var task = s.task();
            boolean ends = s.becomes() == Moving.Becomes.ENDED || s.becomes() == Moving.Becomes.LAPSED;
            boolean leaves = task != null && (ends || s.to() != null && !s.to().department().equals(task.department())) && s.becomes() != Moving.Becomes.REOPENED;
            if (leaves && task.assignee() != null && task.assignee() != by.id()) {
                messages.add(new Message(task.assignee(), "cases.case.moved", Text.of(k.number + " 移到流程新版本，您名下的一项任务不再由您办理", k.number + " moved to another version of its process; a task of yours is no longer yours"),
                        k.id, task.id()));
            }
        }
        if (out != null && !messages.isEmpty()) {
            out.send(messages);
        }
    }
}
