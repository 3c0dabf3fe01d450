package org.jieshui.cases.core;

import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new calendar derives the cached deadlines of open tasks again (rule 5): in batches that a restart resumes, once per cluster, and the cases whose
 * deadlines moved say so in their journal.
 */
@Component(service = {})
public class Recalculation {

    private static final Logger LOG = LoggerFactory.getLogger(Recalculation.class);
    /** Short: its cases are locked, and readers of the journal wait for its end. */
    private static final int BATCH = 50;

    private final Database database;
    private final Clock clock;
    private final WorkingCalendar calendar;
    private final ProcessCatalog catalog;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-recalculation");
        thread.setDaemon(true);
        return thread;
    });
    private String finished = "";

    @Activate
    public Recalculation(@Reference Database database, @Reference Clock clock, @Reference WorkingCalendar calendar, @Reference ProcessCatalog catalog) {
        this.database = database;
        this.clock = clock;
        this.calendar = calendar;
        this.catalog = catalog;
        worker.scheduleWithFixedDelay(this::look, 3, 5, TimeUnit.SECONDS);
    }

    @Deactivate
    void deactivate() {
        worker.shutdownNow();
    }

    private void look() {
        try {
            var version = calendar.version();
            if (!version.equals(finished)) {
                begin(version);
            }
            while (!version.equals(finished) && !Thread.currentThread().isInterrupted()) {
                if (!batch(version)) {
                    finished = version;
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Deadlines could not be derived again now; it goes on in a few seconds: {}", e.toString());
        }
    }

    /** A calendar that comes back after another one is derived from anew; the first one of an installation has nothing to do. */
    void begin(String version) {
        database.transact(h -> {
            var c = h.getConnection();
            var latest = Sql.first(c, "SELECT calendar FROM cases.recalculation ORDER BY started DESC, calendar LIMIT 1", row -> row.getString(1));
            if (latest.filter(version::equals).isEmpty()) {
                Sql.update(c, "INSERT INTO cases.recalculation (calendar, last_id, started, finished) VALUES (?, 0, ?, ?) "
                        + "ON CONFLICT (calendar) DO UPDATE SET last_id = 0, started = excluded.started, finished = NULL, moved = 0", version, clock.instant(),
                        latest.isEmpty() ? clock.instant() : null);
            }
        });
    }

    /** @return whether there is more to do */
    boolean batch(String version) {
        return database.inTransaction(h -> {
            var c = h.getConnection();
            var from = Sql.first(c, "SELECT last_id FROM cases.recalculation WHERE calendar = ? AND finished IS NULL FOR UPDATE SKIP LOCKED", row -> row.getLong(1), version);
            if (from.isEmpty()) {
                return false;
            }
            var ids = Sql.list(c, "SELECT id FROM cases.kase WHERE state IN ('open', 'not-ready') AND id > ? ORDER BY id LIMIT ?", row -> row.getLong(1), from.get(), BATCH);
            int moved = 0;
            for (long id : ids) {
                var k = CaseStore.lock(c, id, null);
                if (k.isPresent()) {
                    var action = new Action(c, calendar, Actor.system("calendar"), Moment.live(clock.instant()), k.get(), catalog.get(c, k.get().process, k.get().processVersion));
                    var before = action.tasks().stream().filter(t -> t.state() == TaskState.OPEN).toList();
                    action.deriveAll();
                    var after = CaseStore.tasks(c, id).stream().filter(t -> t.state() == TaskState.OPEN).toList();
                    if (!before.equals(after)) {
                        action.data().put("calendar", version);
                        action.finish("clock.derived", null);
                        moved++;
                    }
                }
            }
            boolean more = ids.size() == BATCH;
            Sql.update(c, "UPDATE cases.recalculation SET last_id = ?, moved = moved + ?, finished = ? WHERE calendar = ?", ids.isEmpty() ? from.get() : ids.get(ids.size() - 1), moved,
                    more ? null : clock.instant(), version);
            return more;
        });
    }
}
