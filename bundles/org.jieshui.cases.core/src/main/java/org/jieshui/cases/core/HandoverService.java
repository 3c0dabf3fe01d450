package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Handovers;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands over what somebody has in hand, case by case, each in a transaction of its own; whichever node is free goes on where another stopped. */
@Component(service = Handovers.class, immediate = true)
public class HandoverService implements Handovers {

    private static final Logger LOG = LoggerFactory.getLogger(HandoverService.class);
    private static final String REASSIGN = "cases.reassign";
    private static final int MOST = 2000;

    private final Database database;
    private final Clock clock;
    private final WorkingCalendar calendar;
    private final ProcessCatalog catalog;
    private final CasesService cases;
    private final Directory directory;
    private final Signal signal;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-handover");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public HandoverService(@Reference Database database, @Reference Clock clock, @Reference WorkingCalendar calendar, @Reference ProcessCatalog catalog,
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

    // ---- what is in hand

    @Override
    public List<Load> loads(Actor actor) {
        require(actor);
        var tasks = new HashMap<Long, Integer>();
        var stewardships = new HashMap<Long, List<Share>>();
        database.read(h -> {
            var c = h.getConnection();
            Sql.list(c, "SELECT assignee, department, district, count(*) FROM cases.task WHERE state = 'open' AND assignee IS NOT NULL AND department = ANY (?) GROUP BY 1, 2, 3",
                    row -> covers(actor, row.getString(2), row.getString(3)) ? tasks.merge(row.getLong(1), row.getInt(4), Integer::sum) : null,
                    Access.departments(actor.duties(REASSIGN).toList()));
            Sql.list(c, "SELECT steward, district, count(*) FROM cases.kase WHERE state IN ('open', 'not-ready') AND steward IS NOT NULL GROUP BY 1, 2",
                    row -> stewardships.computeIfAbsent(row.getLong(1), id -> new ArrayList<>()).add(new Share(row.getString(2), row.getInt(3))));
            return null;
        });
        var ids = new HashSet<>(tasks.keySet());
        ids.addAll(stewardships.keySet());
        var loads = new ArrayList<Load>();
        directory.people(ids).forEach((id, person) -> {
            int stewarded = stewardships.getOrDefault(id, List.of()).stream().filter(s -> covers(actor, person.department(), s.district())).mapToInt(Share::count).sum();
            if (tasks.containsKey(id) || stewarded > 0) {
                loads.add(new Load(new Person(id, person.name()), person.department(), person.enabled(), tasks.getOrDefault(id, 0), stewarded));
            }
        });
        loads.sort(Comparator.comparing(Load::enabled).thenComparing(l -> -l.tasks() - l.stewardships()).thenComparing(l -> l.person().id()));
        return loads;
    }

    private record Share(String district, int count) {}

    @Override
    public List<Item> preview(Actor actor, Plan plan) {
        require(actor);
        var home = directory.person(plan.from()).map(Directory.Person::department).orElseThrow(ProblemException::notFound);
        return database.read(h -> {
            var c = h.getConnection();
            var receivers = new HashMap<Long, Optional<Actor>>();
            var items = new ArrayList<Item>();
            for (var row : ViewStore.assigned(c, plan.from(), Access.departments(actor.duties(REASSIGN).toList()), MOST)) {
                var k = row.kase();
                var task = row.task();
                if (covers(actor, task.department(), k.district)) {
                    var to = receiver(plan.tasks(), task.id(), k.district, plan);
                    items.add(new Item(k.id, k.number, k.customer, k.district, task.id(), catalog.get(c, k.process, k.processVersion).task(task.key()).name(), task.department(), person(to),
                            problem(to, plan.from(), task.department(), cases.permission(task.type()), receivers)));
                }
            }
            for (var k : ViewStore.stewarded(c, plan.from(), MOST)) {
                if (covers(actor, home, k.district)) {
                    var to = receiver(plan.stewards(), k.id, k.district, plan);
                    items.add(new Item(k.id, k.number, k.customer, k.district, null, Text.of("客户管家", "Customer steward"), home, person(to), problem(to, plan.from(), home, Access.WORK, receivers)));
                }
            }
            return items;
        });
    }

    private static Long receiver(Map<Long, Long> single, long id, String district, Plan plan) {
        if (single != null && single.get(id) != null) {
            return single.get(id);
        }
        var byDistrict = plan.districts() == null || district == null ? null : plan.districts().get(district);
        return byDistrict == null ? plan.to() : byDistrict;
    }

    private Text problem(Long to, long from, String department, String permission, Map<Long, Optional<Actor>> receivers) {
        if (to == null) {
            return null;
        }
        if (to == from) {
            return Text.of("接手人就是交出人", "The receiver is the one who hands over");
        }
        var receiver = receivers.computeIfAbsent(to, directory::actor);
        return receiver.filter(a -> a.may(permission, department)).isPresent() ? null
                : Text.of("此人在该部门没有办理权限，或已停用", "Not permitted to work on it in that department, or disabled");
    }

    private Person person(Long id) {
        return id == null ? null : directory.person(id).map(p -> new Person(id, p.name())).orElse(new Person(id, "—"));
    }

    private static void require(Actor actor) {
        if (!actor.may(REASSIGN)) {
            throw ProblemException.forbidden(REASSIGN);
        }
    }

    /** Whether it is his to hand over what lies in that department and district. */
    private static boolean covers(Actor actor, String department, String district) {
        return actor.duties(REASSIGN).anyMatch(d -> d.department().equals(department) && d.covers(district));
    }

    // ---- handing over

    private record Known(long id, UUID asked) {}

    @Override
    public Progress start(Actor actor, Plan plan, String reason, String key) {
        var words = Entered.text(reason, "/reason");
        var once = CasesService.keyOf(actor, "handover", key);
        var asked = CasesService.digest(CaseStore.JSON.valueToTree(List.of(plan, words)).toString());
        var known = known(once);
        if (known.isEmpty()) {
            try {
                var id = write(actor, plan, words, once, asked);
                if (!worker.isShutdown()) {
                    worker.execute(this::work);
                }
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

    private Optional<Known> known(UUID once) {
        return once == null ? Optional.empty()
                : database.read(h -> Sql.first(h.getConnection(), "SELECT id, asked FROM cases.handover WHERE key = ?", row -> new Known(row.getLong(1), row.getObject(2, UUID.class)), once));
    }

    private long write(Actor actor, Plan plan, String words, UUID once, UUID asked) {
        var tasks = new LinkedHashMap<Long, ObjectNode>();
        var stewards = new HashMap<Long, Long>();
        for (var item : preview(actor, plan)) {
            if (item.to() != null && item.problem() == null) {
                var ofCase = tasks.computeIfAbsent(item.caseId(), id -> CaseStore.JSON.createObjectNode());
                if (item.taskId() == null) {
                    stewards.put(item.caseId(), item.to().id());
                } else {
                    ofCase.put(item.taskId().toString(), item.to().id());
                }
            }
        }
        if (tasks.isEmpty()) {
            throw ProblemException.invalid("/to", "没有可交接的事项：请先为任务或工单选接手人", "There is nothing to hand over: choose receivers first");
        }
        return database.inTransaction(h -> {
            var c = h.getConnection();
            long id = CaseStore.nextId(c);
            Sql.update(c, "INSERT INTO cases.handover (id, from_person, by_whom, reason, key, asked, started) VALUES (?, ?, ?, ?, ?, ?, ?)", id, plan.from(), actor.id(), words, once, asked,
                    clock.instant());
            for (var entry : tasks.entrySet()) {
                Sql.update(c, "INSERT INTO cases.handover_case (handover, case_id, tasks, steward, state) VALUES (?, ?, ?, ?, 'due')", id, entry.getKey(), CaseStore.json(entry.getValue()),
                        stewards.get(entry.getKey()));
            }
            return id;
        });
    }

    @Override
    public Progress progress(Actor actor, long id) {
        require(actor);
        return database.read(h -> {
            var c = h.getConnection();
            var refused = Sql.list(c, "SELECT i.case_id, k.number, i.problem_zh, i.problem_en FROM cases.handover_case i JOIN cases.kase k ON k.id = i.case_id WHERE i.handover = ? AND i.problem_zh IS NOT NULL ORDER BY 1",
                    row -> new Refused(row.getLong(1), row.getString(2), Text.of(row.getString(3), row.getString(4))), id);
            return Sql.first(c, "SELECT o.from_person, o.by_whom, o.reason, o.started, o.finished, count(*) AS total, count(*) FILTER (WHERE i.state = 'done') AS done FROM cases.handover o "
                    + "JOIN cases.handover_case i ON i.handover = o.id WHERE o.id = ? AND o.by_whom = ? GROUP BY o.id",
                    row -> new Progress(id, person(row.getLong(1)), person(row.getLong(2)), row.getString(3), Sql.instant(row, "started"), Sql.instant(row, "finished"), row.getInt("total"),
                            row.getInt("done"), refused), id, actor.id()).orElseThrow(ProblemException::notFound);
        });
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted() && step()) {
                LOG.trace("more to hand over");
            }
        } catch (RuntimeException e) {
            LOG.warn("A hand-over goes on in a few seconds: {}", e.toString());
        }
    }

    private record Order(long id, long from, long by, String reason) {}

    private record Due(long caseId, ObjectNode tasks, Long steward) {}

    /** Nothing that passes by itself: this case cannot be handed over. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long handover;
        private final long caseId;

        Failed(long handover, long caseId, Exception cause) {
            super(cause);
            this.handover = handover;
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
                var order = Sql.first(c, "SELECT id, from_person, by_whom, reason FROM cases.handover WHERE finished IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                        row -> new Order(row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4)));
                if (order.isEmpty()) {
                    return false;
                }
                var due = Sql.first(c, "SELECT case_id, tasks, steward FROM cases.handover_case WHERE handover = ? AND state = 'due' ORDER BY case_id LIMIT 1",
                        row -> new Due(row.getLong(1), (ObjectNode) CaseStore.node(row.getString(2)), Sql.longOrNull(row, "steward")), order.get().id());
                if (due.isPresent()) {
                    one(c, order.get(), due.get());
                } else {
                    finish(c, order.get());
                }
                return true;
            });
        } catch (Failed e) {
            LOG.error("Case {} could not be handed over (hand-over {}); it stays where it is, the others go on", e.caseId, e.handover, e.getCause());
            var nothing = new Outcome(CaseStore.JSON.createObjectNode(), null, Text.of("系统出错，未交接，请告知系统管理员", "An error of the system; not handed over, tell the system administrator"));
            database.transact(h -> settle(h.getConnection(), e.handover, e.caseId, nothing));
            return true;
        }
        signal.committed();
        return more;
    }

    /** What really went over, and what did not and why. */
    private record Outcome(ObjectNode tasks, Long steward, Text problem) {
        boolean empty() {
            return tasks.isEmpty() && steward == null;
        }
    }

    private void one(Connection c, Order order, Due due) throws SQLException {
        try {
            settle(c, order.id(), due.caseId(), outcome(c, order, due));
        } catch (RuntimeException | SQLException e) {
            if (DatabaseException.isPassing(e)) {
                throw e;
            }
            throw new Failed(order.id(), due.caseId(), e);
        }
    }

    private Outcome outcome(Connection c, Order order, Due due) throws SQLException {
        var by = directory.actor(order.by());
        var k = CaseStore.lock(c, due.caseId(), null).orElseThrow();
        var problem = by.isEmpty() ? Text.of("发起人的账号已停用", "The account of who ordered it is disabled")
                : k.state != CaseState.OPEN && k.state != CaseState.NOT_READY ? Text.of("工单已撤回或结案", "The case is withdrawn or closed") : null;
        return problem != null ? new Outcome(CaseStore.JSON.createObjectNode(), null, problem)
                : handOver(new Action(c, calendar, by.get(), Moment.live(clock.instant()), k, catalog.get(c, k.process, k.processVersion)), order, due, by.get());
    }

    private static void settle(Connection c, long handover, long caseId, Outcome outcome) throws SQLException {
        var problem = outcome.problem();
        Sql.update(c, "UPDATE cases.handover_case SET state = ?, tasks = ?, steward = ?, problem_zh = ?, problem_en = ? WHERE handover = ? AND case_id = ? AND state = 'due'", outcome.empty() ? "refused" : "done",
                CaseStore.json(outcome.tasks()), outcome.steward(), problem == null ? null : problem.zh(), problem == null ? null : problem.en(), handover, caseId);
    }

    /** What is no longer his when its turn comes, or no longer the orderer's to give, stays where it is. */
    private Outcome handOver(Action action, Order order, Due due, Actor by) throws SQLException {
        var district = action.row().district;
        var tasks = CaseStore.JSON.createObjectNode();
        for (var task : List.copyOf(action.tasks())) {
            var to = due.tasks().path(Long.toString(task.id())).asLong(0);
            boolean his = task.state() == TaskState.OPEN && Long.valueOf(order.from()).equals(task.assignee());
            if (to != 0 && his && covers(by, task.department(), district) && directory.actor(to).filter(a -> a.may(cases.permission(task.type()), task.department())).isPresent()) {
                CaseStore.assign(action.connection(), task.id(), to);
                tasks.put(Long.toString(task.id()), to);
            }
        }
        var home = directory.person(order.from()).map(Directory.Person::department).orElse(null);
        boolean steward = due.steward() != null && Long.valueOf(order.from()).equals(action.row().steward) && covers(by, home, district)
                && directory.actor(due.steward()).filter(a -> a.may(Access.WORK)).isPresent();
        boolean all = tasks.size() == due.tasks().size() && steward == (due.steward() != null);
        var outcome = new Outcome(tasks, steward ? due.steward() : null,
                all ? null : Text.of("部分或全部事项已不在此人名下，或接手人不能再接", "Some or all of it is no longer his, or the receiver can no longer take it"));
        if (outcome.empty()) {
            return outcome;
        }
        if (steward) {
            action.update(CaseChange.steward(due.steward()));
            action.data().put("steward", due.steward());
        }
        action.by(by.duties(REASSIGN).filter(d -> d.principal() == by.id()).findFirst().or(() -> by.duties(REASSIGN).findFirst()).orElse(null));
        action.data().put("from", order.from()).put("handover", order.id()).set("tasks", tasks);
        action.words(order.reason());
        action.finish("case.reassigned", null);
        return outcome;
    }

    /** One message to each receiver says how much came to him. */
    private void finish(Connection c, Order order) throws SQLException {
        var got = new HashMap<Long, Integer>();
        Sql.list(c, "SELECT tasks, steward FROM cases.handover_case WHERE handover = ? AND state = 'done'", row -> {
            CaseStore.node(row.getString(1)).forEach(to -> got.merge(to.asLong(), 1, Integer::sum));
            var steward = Sql.longOrNull(row, "steward");
            if (steward != null) {
                got.merge(steward, 1, Integer::sum);
            }
            return steward;
        }, order.id());
        var from = person(order.from()).name();
        var out = cases.messages;
        if (out != null && !got.isEmpty()) {
            out.send(got.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> new Message(e.getKey(), "cases.case.reassigned",
                    Text.of(from + " 的 " + e.getValue() + " 项工作交接给您", e.getValue() + " matter(s) of " + from + " were handed over to you"), null, null)).toList());
        }
        Sql.update(c, "UPDATE cases.handover SET finished = ? WHERE id = ?", clock.instant(), order.id());
    }
}
