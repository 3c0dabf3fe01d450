package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.api.NewCase;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.ServiceReference;

/** Rule 3: at least once, in order per case, nothing passed over, one failing case holds up no other. */
class ListenersTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("cases", CasesService.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");
    private final List<Entry> heard = new CopyOnWriteArrayList<>();
    private CasesFixture fixture;
    private Listeners listeners;
    private Actor service;

    @BeforeEach
    void start() {
        DB.clear();
        fixture = new CasesFixture(DB.database(), clock);
        DB.database().transact(h -> {
            for (var reason : List.of("contract-review", "fund-preparation", "excavation-approval", "site-not-ready", "acceptance-not-ready", "force-majeure")) {
                Sql.update(h.getConnection(), "INSERT INTO cases.pause_reason (id, name_zh, name_en, evidence_zh, evidence_en, evidence_required) VALUES (?, ?, ?, '证据', 'Evidence', false)",
                        reason, reason, reason);
            }
        });
        fixture.processes().publish(Actor.system("test"), CasesFixture.shippedProcess("single-meter"));
        service = fixture.person(1, "customer-service", "cases.open", "cases.manage");
    }

    @AfterEach
    void stop() {
        if (listeners != null) {
            listeners.deactivate();
        }
        fixture.close();
    }

    @Test
    void hearsEveryEntryInOrderPerCaseAlsoOfWhatHappenedWhileAway() {
        listen(heard::add);
        long a = open();
        await(() -> heard.size() == 1);
        fixture.stop("listening");
        fixture.cases().comment(service, a, "一", null);
        long b = open();
        fixture.cases().comment(service, a, "二", null);
        fixture.cases().comment(service, b, "三", null);
        fixture.listen("listening", "test.all", (CaseListener) heard::add);
        await(() -> heard.size() == 5);
        assertThat(heard.stream().filter(e -> e.caseId() == a).map(Entry::seq)).containsExactly(1, 2, 3);
        assertThat(heard.stream().filter(e -> e.caseId() == b).map(Entry::seq)).containsExactly(1, 2);
    }

    @Test
    void aFailingCaseWaitsAndTheOthersGoOn() {
        var broken = new CountDownLatch(1);
        long[] bad = new long[1];
        listen(entry -> {
            if (entry.caseId() == bad[0] && broken.getCount() > 0) {
                throw new IllegalStateException("not yet");
            }
            heard.add(entry);
        });
        bad[0] = open();
        fixture.cases().comment(service, bad[0], "第一", null);
        long good = open();
        await(() -> heard.stream().anyMatch(e -> e.caseId() == good));
        fixture.cases().comment(service, bad[0], "第二", null);
        assertThat(heard).noneMatch(e -> e.caseId() == bad[0] && e.seq() > 1 && broken.getCount() > 0);
        broken.countDown();
        clock.advance(Duration.ofMinutes(30));
        await(() -> heard.stream().filter(e -> e.caseId() == bad[0]).map(Entry::seq).toList().containsAll(List.of(2, 3)));
        assertThat(heard.stream().filter(e -> e.caseId() == bad[0] && e.seq() > 1).map(Entry::seq)).containsExactly(2, 3);
    }

    @Test
    void whatWaitsBehindManyUnwantedEntriesIsHeardToo() {
        var broken = new CountDownLatch(1);
        fixture.listen("listening", "test.closing", (CaseListener) entry -> {
            if (broken.getCount() > 0) {
                throw new IllegalStateException("not yet");
            }
            heard.add(entry);
        });
        listeners = hearing("test.closing", "task.urged", "case.withdrawn");
        await(() -> count("SELECT count(*) FROM cases.cursor") == 1);
        long id = open();
        fixture.cases().urge(service, fixture.open(service, id, "accept").id(), "", null);
        await(() -> count("SELECT count(*) FROM cases.parked") == 1);
        for (int i = 0; i < 120; i++) {
            fixture.cases().comment(service, id, "第" + i, null);
        }
        fixture.cases().withdraw(service, id, "放弃", null);
        broken.countDown();
        clock.advance(Duration.ofMinutes(30));
        await(() -> heard.size() == 2);
        assertThat(heard).extracting(Entry::kind).containsExactly("task.urged", "case.withdrawn");
    }

    @Test
    void theOperatorSeesWhatIsParkedAndTriesItAgain() {
        var broken = new CountDownLatch(1);
        listen(entry -> {
            if (broken.getCount() > 0) {
                throw new IllegalStateException("customer 13800002046");
            }
            heard.add(entry);
        });
        long id = open();
        var operator = new Actor(80, "sysadmin", "sysadmin", java.util.Set.of(), java.util.Set.of("cases.listeners"), java.util.Set.of(), false, "en");
        await(() -> !listeners.parked(operator).isEmpty());
        assertThat(listeners.parked(operator)).singleElement().satisfies(p -> {
            assertThat(p.caseId()).isEqualTo(id);
            assertThat(p.error()).as("no message: it may name somebody").isEqualTo("IllegalStateException");
            assertThat(p.running()).isTrue();
        });
        Story.refused(() -> listeners.parked(service), "forbidden");
        Story.refused(() -> listeners.retry(operator, "test.all", id + 1), "not-found");
        broken.countDown();
        listeners.retry(operator, "test.all", id);
        await(() -> heard.size() == 1);
        await(() -> listeners.parked(operator).isEmpty());
    }

    @Test
    void neverPassesAnEntryThatCommitsLate() throws Exception {
        listen(heard::add);
        open();
        await(() -> heard.size() == 1);
        var wrote = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        // somebody writes first and commits last: its entry has the lower transaction and the lower id
        var late = new Thread(() -> DB.database().transact(h -> {
            CaseStore.insertEntry(h.getConnection(), 1, 1, Moment.live(clock.instant()), 1, null, "test.late", null, null);
            wrote.countDown();
            commit.await();
        }));
        late.start();
        wrote.await();
        long early = open();
        assertThat(DB.database().<Long>read(h -> Sql.first(h.getConnection(), "SELECT count(*) FROM cases.journal WHERE case_id = ?", r -> r.getLong(1), early).orElseThrow())).isEqualTo(1);
        commit.countDown();
        late.join();
        await(() -> heard.stream().anyMatch(e -> e.kind().equals("test.late")) && heard.stream().anyMatch(e -> e.caseId() == early));
        assertThat(heard).extracting(Entry::kind).as("in the order of transactions, not of commits").containsSubsequence("test.late", "case.opened");
    }

    @Test
    void theEffectAndTheCursorCommitTogether() {
        var effects = new ConcurrentHashMap<Long, Integer>();
        listen(entry -> {
            fixture.database.transact(h -> {
                Sql.update(h.getConnection(), "INSERT INTO cases.number_of_day (day, last) VALUES (date '2000-01-01' + ?::int, 1)", (int) (entry.id() % 10000));
            });
            effects.merge(entry.id(), 1, Integer::sum);
        });
        long id = open();
        fixture.cases().comment(service, id, "一", null);
        await(() -> effects.size() == 2);
        assertThat(effects.values()).containsOnly(1);
    }

    @Test
    void whatIsDoneAfterwardsIsOutsideTheTransactionAndTriedAgain() {
        var failures = new java.util.concurrent.atomic.AtomicInteger(1);
        fixture.listen("listening", "test.afterwards", (CaseListener) entry -> {
            if (failures.getAndDecrement() > 0) {
                throw new java.io.IOException("the printer is out of paper");
            }
            // an action of its own, which no code inside a transaction may begin
            fixture.cases().comment(service, entry.caseId(), "纸已打印", "paper-" + entry.id());
            heard.add(entry);
        });
        listeners = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        listeners.addListener(reference(Map.of(ListenerName.PROPERTY, "test.afterwards", ListenerName.KINDS, new String[] {"case.opened"}, ListenerName.AFTERWARDS, true)));
        await(() -> count("SELECT count(*) FROM cases.cursor") == 1);
        long first = open();
        await(() -> count("SELECT count(*) FROM cases.parked") == 1);
        long second = open();
        await(() -> heard.size() == 1);
        clock.advance(Duration.ofMinutes(1));
        await(() -> heard.size() == 2 && count("SELECT count(*) FROM cases.parked") == 0);

        assertThat(heard).extracting(Entry::caseId).containsExactly(second, first);
        assertThat(count("SELECT count(*) FROM cases.journal WHERE kind = 'case.commented'")).isEqualTo(2);
    }

    @Test
    void whatComesOfAnEntryThatWasTakenOverBelongsToThePast() {
        clock.set("2026-10-14T10:00");
        var importer = Actor.system("importer");
        var opened = Instant.parse("2026-10-09T01:00:00Z");
        var urged = Instant.parse("2026-10-09T03:00:00Z");
        var withdrawn = Instant.parse("2026-10-12T01:00:00Z");
        fixture.listen("listening", "test.paper", (CaseListener) entry -> {
            fixture.cases().comment(service, entry.caseId(), "纸已打印", "paper-" + entry.id());
            heard.add(entry);
        });
        listeners = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        listeners.addListener(reference(Map.of(ListenerName.PROPERTY, "test.paper", ListenerName.KINDS, new String[] {"case.opened", "case.withdrawn"}, ListenerName.AFTERWARDS, true)));
        await(() -> count("SELECT count(*) FROM cases.cursor") == 1);
        long id = fixture.cases().at(importer, opened, this::open);
        await(() -> heard.size() == 1);
        fixture.cases().at(importer, urged, () -> fixture.cases().comment(service, id, "次日来电", null));
        fixture.cases().at(importer, withdrawn, () -> fixture.cases().withdraw(service, id, "客户撤回", null));
        await(() -> heard.size() == 2);

        var entries = fixture.views().timeline(service, id, null, 50).items();
        assertThat(entries).allSatisfy(e -> assertThat(e.recorded()).isNotNull());
        assertThat(entries).filteredOn(e -> e.kind().equals("case.commented")).extracting(CaseViews.TimelineEntry::at)
                .as("the first paper is of the day of the case, so that the rest of its past can still be entered").containsExactly(withdrawn, urged, opened);
        assertThat(entries).filteredOn(e -> "test.paper".equals(e.recordedBy())).hasSize(2);
    }

    @Test
    void whoWorksAfterwardsHoldsNobodyUpAndIsAloneWithHisEntry() {
        var printed = new CountDownLatch(1);
        var printing = new CopyOnWriteArrayList<Long>();
        CaseListener slow = entry -> {
            printing.add(entry.caseId());
            printed.await();
        };
        fixture.listen("slow", "test.slow", slow);
        fixture.listen("listening", "test.all", (CaseListener) heard::add);
        listeners = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        var other = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        try {
            for (var node : List.of(listeners, other)) {
                node.addListener(reference(Map.of(ListenerName.PROPERTY, "test.slow", ListenerName.KINDS, new String[] {"case.opened"}, ListenerName.AFTERWARDS, true)));
                node.addListener(reference(Map.of(ListenerName.PROPERTY, "test.all")));
            }
            await(() -> count("SELECT count(*) FROM cases.cursor") == 2);
            long first = open();
            await(() -> printing.size() == 1);
            long second = open();
            await(() -> heard.stream().anyMatch(e -> e.caseId() == second));
            assertThat(printing).as("one at a time, on one node").containsExactly(first);
            printed.countDown();
            await(() -> printing.size() == 2 && count("SELECT count(*) FROM cases.cursor WHERE leased_until IS NOT NULL") == 0);
            assertThat(printing).containsExactly(first, second);
        } finally {
            printed.countDown();
            other.deactivate();
        }
    }

    @Test
    void whatANodeLeftBehindIsTakenUpWhenItsLeaseHasRunOut() {
        DB.database().transact(h -> {
            Sql.update(h.getConnection(), "INSERT INTO cases.cursor (listener, tx, id, moved, leased_until) SELECT 'test.slow', pg_snapshot_xmin(pg_current_snapshot()), -1, ?, ?", clock.instant(),
                    clock.instant().plusSeconds(60));
        });
        fixture.listen("slow", "test.slow", (CaseListener) heard::add);
        listeners = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        listeners.addListener(reference(Map.of(ListenerName.PROPERTY, "test.slow", ListenerName.KINDS, new String[] {"case.opened"}, ListenerName.AFTERWARDS, true)));
        fixture.listen("listening", "test.all", (CaseListener) entry -> heard.add(entry));
        listeners.addListener(reference(Map.of(ListenerName.PROPERTY, "test.all")));
        await(() -> count("SELECT count(*) FROM cases.cursor") == 2);
        open();
        await(() -> heard.size() == 1);
        clock.advance(Duration.ofSeconds(61));
        await(() -> heard.size() == 2);
        assertThat(heard).extracting(Entry::kind).containsOnly("case.opened");
    }

    private void listen(CaseListener listener) {
        fixture.listen("listening", "test.all", listener);
        listeners = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        listeners.addListener(reference(Map.of(ListenerName.PROPERTY, "test.all")));
        await(() -> DB.database().<Long>read(h -> Sql.first(h.getConnection(), "SELECT count(*) FROM cases.cursor", r -> r.getLong(1)).orElseThrow()) == 1);
    }

    private Listeners hearing(String name, String... kinds) {
        var started = new Listeners(DB.database(), clock, fixture.modules, fixture.signal);
        started.addListener(reference(Map.of(ListenerName.PROPERTY, name, ListenerName.KINDS, kinds)));
        return started;
    }

    private static long count(String sql) {
        return DB.database().<Long>read(h -> Sql.first(h.getConnection(), sql, r -> r.getLong(1)).orElseThrow());
    }

    private long open() {
        return fixture.cases().open(service, new NewCase("single-meter", "application", "王志远", null, null, "历下区", null, null), null).caseId();
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<CaseListener> reference(Map<String, Object> properties) {
        return (ServiceReference<CaseListener>) Proxy.newProxyInstance(ListenersTest.class.getClassLoader(), new Class<?>[] {ServiceReference.class},
                (p, method, arguments) -> method.getName().equals("getProperty") ? properties.get(arguments[0]) : null);
    }

    private static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen within 20 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
