package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.view.ParkedListeners;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.module.FailureListener;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the journal to durable listeners (rule 3). One node at a time works for a listener: it holds the row of the cursor. Effect and cursor commit
 * together. An entry that fails is tried again with growing pauses while its case waits; the other cases go on.
 */
@Component(service = ParkedListeners.class, immediate = true)
public class Listeners implements ParkedListeners {

    private static final String PERMISSION = "cases.listeners";

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int BATCH = 100;
    private static final int MOST_ATTEMPTS = 8;
    /** How long one piece of work afterwards is its node's alone; another may take it up then. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final Database database;
    private final Clock clock;
    private final Modules.ServiceView<CaseListener> listeners;
    private final Map<String, Set<String>> kinds = new ConcurrentHashMap<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-listeners");
        thread.setDaemon(true);
        return thread;
    });
    /** Names of the listeners that are called outside any transaction; a thread of their own serves them. */
    private final Set<String> afterwards = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService workerAfterwards = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-listeners-afterwards");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean askedAfterwards = new AtomicBoolean();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Runnable stopHearing;

    /** Away: nobody is told anyway. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile Messages messages;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile FailureListener failures;

    @Activate
    public Listeners(@Reference Database database, @Reference Clock clock, @Reference Modules modules, @Reference Signal signal) {
        this.database = database;
        this.clock = clock;
        this.listeners = modules.services(CaseListener.class, ListenerName.PROPERTY);
        this.stopHearing = signal.on(this::soon);
        worker.scheduleWithFixedDelay(this::round, 500, 1000, TimeUnit.MILLISECONDS);
        workerAfterwards.scheduleWithFixedDelay(this::roundAfterwards, 500, 1000, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void deactivate() {
        stopHearing.run();
        for (var each : List.of(worker, workerAfterwards)) {
            each.shutdown();
            try {
                if (!each.awaitTermination(10, TimeUnit.SECONDS)) {
                    each.shutdownNow();
                }
            } catch (InterruptedException e) {
                each.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
        listeners.close();
    }

    /** Which kinds a listener hears is a service property; the view knows services by name only. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, service = CaseListener.class)
    void addListener(ServiceReference<CaseListener> reference) {
        if (reference.getProperty(ListenerName.PROPERTY) instanceof String name) {
            kinds.put(name, reference.getProperty(ListenerName.KINDS) instanceof String[] wanted ? Set.of(wanted) : Set.of());
            if (Boolean.TRUE.equals(reference.getProperty(ListenerName.AFTERWARDS))) {
                afterwards.add(name);
            } else {
                afterwards.remove(name);
            }
        }
        soon();
    }

    void removeListener(ServiceReference<CaseListener> reference) {
        // its cursor stays where it is; another version of it may be there already
    }

    // ---- what the operator sees and does

    @Override
    public List<Parked> parked(Actor actor) {
        require(actor);
        return database.read(h -> Sql.list(h.getConnection(), "SELECT listener, case_id, from_seq, attempts, error, retry_at FROM cases.parked ORDER BY retry_at NULLS FIRST, listener, case_id LIMIT 500",
                row -> new Parked(row.getString(1), row.getLong(2), row.getInt(3), row.getInt(4), row.getString(5), Sql.instant(row, "retry_at"), listeners.get(row.getString(1)).isPresent())));
    }

    @Override
    public void retry(Actor actor, String listener, long caseId) {
        require(actor);
        int found = database.inTransaction(h -> Sql.update(h.getConnection(), "UPDATE cases.parked SET attempts = 0, retry_at = ? WHERE listener = ? AND case_id = ?", clock.instant(), listener, caseId));
        if (found == 0) {
            throw ProblemException.notFound();
        }
        LOG.info("Case {} is tried again for listener {} as {} asked", caseId, listener, actor.account());
        soon();
    }

    private static void require(Actor actor) {
        if (!actor.may(PERMISSION)) {
            throw ProblemException.forbidden(PERMISSION);
        }
    }

    private void soon() {
        try {
            if (asked.compareAndSet(false, true)) {
                worker.execute(this::round);
            }
            if (askedAfterwards.compareAndSet(false, true)) {
                workerAfterwards.execute(this::roundAfterwards);
            }
        } catch (java.util.concurrent.RejectedExecutionException e) {
            LOG.debug("stopping; the entry waits for its listeners");
        }
    }

    private void round() {
        asked.set(false);
        for (var name : listeners.keys()) {
            if (afterwards.contains(name)) {
                continue;
            }
            try {
                while (!worker.isShutdown() && step(name)) {
                    LOG.trace("more for {}", name);
                }
                retryParked(name);
            } catch (RuntimeException e) {
                LOG.warn("Listener {} could not be served now; it is tried again in a second: {}", name, e.toString());
            }
        }
    }

    /** A listener's own failure, told apart from a database that is away. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Entry entry;
        private final transient JournalReader.Cursor cursor;

        Failed(Entry entry, JournalReader.Cursor cursor, Exception cause) {
            super(cause);
            this.entry = entry;
            this.cursor = cursor;
        }
    }

    /**
     * Moves the cursor past what the listener does not want, then past one entry that it does, with the effect in the same transaction.
     *
     * @return whether there may be more
     */
    private boolean step(String name) {
        try {
            return database.inTransaction(h -> {
                var c = h.getConnection();
                var listener = listeners.get(name);
                var cursor = lock(c, name);
                if (listener.isEmpty() || cursor.isEmpty()) {
                    return false;
                }
                var items = JournalReader.after(c, cursor.get(), BATCH);
                var parked = items.isEmpty() ? Set.<Long>of() : new HashSet<>(Sql.list(c, "SELECT case_id FROM cases.parked WHERE listener = ?", row -> row.getLong(1), name));
                for (var item : items) {
                    if (wants(name, item.entry()) && !parked.contains(item.entry().caseId())) {
                        move(c, name, item.cursor());
                        hear(listener.get(), item.entry(), item.cursor());
                        return true;
                    }
                }
                if (!items.isEmpty()) {
                    move(c, name, items.get(items.size() - 1).cursor());
                }
                return items.size() == BATCH;
            });
        } catch (Failed failed) {
            database.transact(h -> {
                // another node may have gone past the entry between the two transactions: then it is its to judge
                if (lock(h.getConnection(), name).filter(c -> c.isBefore(failed.cursor)).isPresent()) {
                    park(h.getConnection(), name, failed.entry, 1, failed.getCause());
                    move(h.getConnection(), name, failed.cursor);
                }
            });
            return true;
        }
    }

    /** Cases whose turn it is again: entry by entry from the one that failed, up to the cursor; then they flow with the others. */
    private void retryParked(String name) {
        record Waiting(long caseId, int fromSeq, int attempts) {}
        var due = database.read(h -> Sql.list(h.getConnection(), "SELECT case_id, from_seq, attempts FROM cases.parked WHERE listener = ? AND retry_at <= ? ORDER BY retry_at LIMIT 20",
                row -> new Waiting(row.getLong(1), row.getInt(2), row.getInt(3)), name, clock.instant()));
        for (var waiting : due) {
            try {
                while (!worker.isShutdown() && retry(name, waiting.caseId())) {
                    LOG.trace("more of case {} for {}", waiting.caseId(), name);
                }
            } catch (Failed failed) {
                int attempts = failed.entry.seq() == waiting.fromSeq() ? waiting.attempts() + 1 : 1;
                database.transact(h -> {
                    park(h.getConnection(), name, failed.entry, attempts, failed.getCause());
                });
            }
        }
    }

    private boolean retry(String name, long caseId) {
        return database.inTransaction(h -> {
            var c = h.getConnection();
            var listener = listeners.get(name);
            var cursor = lock(c, name);
            if (listener.isEmpty() || cursor.isEmpty()) {
                return false;
            }
            var from = Sql.first(c, "SELECT from_seq FROM cases.parked WHERE listener = ? AND case_id = ?", row -> row.getInt(1), name, caseId);
            var entries = from.isEmpty() ? List.<Entry>of() : JournalReader.ofCase(c, caseId, from.get(), cursor.get(), BATCH);
            for (var entry : entries) {
                Sql.update(c, "UPDATE cases.parked SET from_seq = ? WHERE listener = ? AND case_id = ?", entry.seq() + 1, name, caseId);
                if (wants(name, entry)) {
                    hear(listener.get(), entry, cursor.get());
                    return true;
                }
            }
            if (entries.size() == BATCH) {
                return true;
            }
            Sql.update(c, "DELETE FROM cases.parked WHERE listener = ? AND case_id = ?", name, caseId);
            return false;
        });
    }

    private static void hear(CaseListener listener, Entry entry, JournalReader.Cursor cursor) {
        try {
            listener.on(entry);
        } catch (Exception e) {
            throw new Failed(entry, cursor, e);
        }
    }

    // ---- those that work outside any transaction (docs/decisions/0018)

    /** What one does next: an entry, where the cursor stands after it, and since when it is this node's. @param cursor null: of a case that waits, behind the cursor */
    private record Leased(CaseListener listener, Entry entry, JournalReader.Cursor cursor, Instant until, int attempts) {}

    private void roundAfterwards() {
        askedAfterwards.set(false);
        for (var name : listeners.keys()) {
            try {
                while (afterwards.contains(name) && !workerAfterwards.isShutdown() && stepAfterwards(name)) {
                    LOG.trace("more for {}", name);
                }
            } catch (RuntimeException e) {
                LOG.warn("Listener {} could not be served now; it is tried again in a second: {}", name, e.toString());
            }
        }
    }

    /** Two short transactions with the work between them: nobody waits for it but the case and this listener. */
    private boolean stepAfterwards(String name) {
        var leased = database.inTransaction(h -> lease(h.getConnection(), name));
        if (leased.isEmpty()) {
            return false;
        }
        Exception failure = null;
        try {
            afterwards(name, leased.get());
        } catch (Exception e) {
            failure = e;
        }
        var failed = failure;
        database.transact(h -> settle(h.getConnection(), name, leased.get(), failed));
        return true;
    }

    /** What comes of an entry that was taken over takes place in the past as well (docs/decisions/0008). */
    private void afterwards(String name, Leased leased) throws Exception {
        if (leased.entry().recorded() == null) {
            leased.listener().on(leased.entry());
            return;
        }
        var failure = TakeOver.following(leased.entry(), name, () -> {
            try {
                leased.listener().on(leased.entry());
                return null;
            } catch (Exception e) {
                return e;
            }
        }, messages);
        if (failure != null) {
            throw failure;
        }
    }

    private Optional<Leased> lease(Connection c, String name) throws SQLException {
        var now = clock.instant();
        var listener = listeners.get(name);
        var cursor = lock(c, name);
        boolean taken = Sql.first(c, "SELECT leased_until > ? FROM cases.cursor WHERE listener = ? AND leased_until IS NOT NULL", row -> row.getBoolean(1), now, name).orElse(false);
        if (listener.isEmpty() || cursor.isEmpty() || taken) {
            return Optional.empty();
        }
        var next = next(c, name, listener.get(), cursor.get(), now.plus(LEASE));
        if (next.isPresent()) {
            Sql.update(c, "UPDATE cases.cursor SET leased_until = ? WHERE listener = ?", next.get().until(), name);
        }
        return next;
    }

    /** A case whose turn it is again, else what comes after the cursor. */
    private Optional<Leased> next(Connection c, String name, CaseListener listener, JournalReader.Cursor cursor, Instant until) throws SQLException {
        record Waiting(long caseId, int fromSeq, int attempts) {}
        var due = Sql.list(c, "SELECT case_id, from_seq, attempts FROM cases.parked WHERE listener = ? AND retry_at <= ? ORDER BY retry_at LIMIT 20",
                row -> new Waiting(row.getLong(1), row.getInt(2), row.getInt(3)), name, clock.instant());
        for (var waiting : due) {
            int from = waiting.fromSeq();
            var entries = JournalReader.ofCase(c, waiting.caseId(), from, cursor, BATCH);
            while (!entries.isEmpty()) {
                for (var entry : entries) {
                    if (wants(name, entry)) {
                        return Optional.of(new Leased(listener, entry, null, until, entry.seq() == waiting.fromSeq() ? waiting.attempts() : 0));
                    }
                    from = entry.seq() + 1;
                }
                entries = JournalReader.ofCase(c, waiting.caseId(), from, cursor, BATCH);
            }
            Sql.update(c, "DELETE FROM cases.parked WHERE listener = ? AND case_id = ?", name, waiting.caseId());
        }
        var parked = new HashSet<>(Sql.list(c, "SELECT case_id FROM cases.parked WHERE listener = ?", row -> row.getLong(1), name));
        var at = cursor;
        var items = JournalReader.after(c, at, BATCH);
        while (!items.isEmpty()) {
            for (var item : items) {
                if (wants(name, item.entry()) && !parked.contains(item.entry().caseId())) {
                    move(c, name, at);
                    return Optional.of(new Leased(listener, item.entry(), item.cursor(), until, 0));
                }
                at = item.cursor();
            }
            items = JournalReader.after(c, at, BATCH);
        }
        if (at != cursor) {
            move(c, name, at);
        }
        return Optional.empty();
    }

    /** Nothing is written where the lease ran out meanwhile: another node has the entry then, and judges it. */
    private void settle(Connection c, String name, Leased leased, Exception failure) throws SQLException {
        if (Sql.update(c, "UPDATE cases.cursor SET leased_until = NULL WHERE listener = ? AND leased_until = ?", name, leased.until()) == 0) {
            return;
        }
        if (failure != null) {
            park(c, name, leased.entry(), leased.attempts() + 1, failure);
        } else if (leased.cursor() == null) {
            Sql.update(c, "UPDATE cases.parked SET from_seq = ? WHERE listener = ? AND case_id = ?", leased.entry().seq() + 1, name, leased.entry().caseId());
        }
        if (leased.cursor() != null) {
            move(c, name, leased.cursor());
        }
    }

    private Optional<JournalReader.Cursor> lock(Connection c, String name) throws SQLException {
        Sql.update(c, "INSERT INTO cases.cursor (listener, tx, id, moved) SELECT ?, pg_snapshot_xmin(pg_current_snapshot()), -1, ? ON CONFLICT DO NOTHING", name, clock.instant());
        return Sql.first(c, "SELECT tx, id FROM cases.cursor WHERE listener = ? FOR UPDATE SKIP LOCKED", row -> new JournalReader.Cursor(row.getString(1), row.getLong(2)), name);
    }

    private void move(Connection c, String name, JournalReader.Cursor to) throws SQLException {
        Sql.update(c, "UPDATE cases.cursor SET tx = ?::xid8, id = ?, moved = ? WHERE listener = ?", to.tx(), to.id(), clock.instant(), name);
    }

    private boolean wants(String name, Entry entry) {
        return JournalReader.wants(kinds.getOrDefault(name, Set.of()), entry);
    }

    private void park(Connection c, String name, Entry entry, int attempts, Throwable e) throws SQLException {
        boolean givenUp = attempts >= MOST_ATTEMPTS;
        var retry = givenUp ? null : clock.instant().plus(Duration.ofSeconds(1L << Math.min(attempts, 10)));
        LOG.error("Listener {} failed on entry {} of case {} (attempt {}). {}", name, entry.seq(), entry.caseId(), attempts,
                givenUp ? "Its case is parked for this listener until somebody retries it" : "Its case waits, the others go on; it is tried again at " + retry, e);
        Optional.ofNullable(failures).ifPresent(listener -> listener.failed(e));
        Sql.update(c, """
                INSERT INTO cases.parked (listener, case_id, from_seq, attempts, error, retry_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (listener, case_id) DO UPDATE SET from_seq = excluded.from_seq, attempts = excluded.attempts, error = excluded.error, retry_at = excluded.retry_at""",
                name, entry.caseId(), entry.seq(), attempts, e.getClass().getSimpleName(), retry);
    }
}
