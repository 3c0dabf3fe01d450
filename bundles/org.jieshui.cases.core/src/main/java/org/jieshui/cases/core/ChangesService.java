package org.jieshui.cases.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jieshui.cases.api.view.Changes;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tails the journal for open pages: once per node, whoever committed; at once for this node's actions, within a second for others'. */
@Component(service = Changes.class)
public class ChangesService implements Changes {

    private static final Logger LOG = LoggerFactory.getLogger(ChangesService.class);
    private static final int MOST_CAUGHT_UP = 500;

    private record Subscriber(Actor actor, Consumer<Change> sink) {}

    private final Database database;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(r -> {
        var thread = new Thread(r, "jieshui-changes");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Runnable stopHearing;
    /** Keeps catching up and following apart, so that nothing comes twice or never. */
    private final ReentrantLock reading = new ReentrantLock();
    private JournalReader.Cursor cursor;

    @Activate
    public ChangesService(@Reference Database database, @Reference Signal signal) {
        this.database = database;
        this.stopHearing = signal.on(this::soon);
        worker.scheduleWithFixedDelay(this::look, 200, 1000, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void deactivate() {
        stopHearing.run();
        worker.shutdownNow();
        subscribers.clear();
    }

    @Override
    public AutoCloseable subscribe(Actor actor, String lastId, Consumer<Change> sink) {
        var subscriber = new Subscriber(actor, sink);
        reading.lock();
        try {
            if (cursor == null || subscribers.isEmpty()) {
                // nobody listened, so nobody read on
                cursor = database.read(h -> JournalReader.end(h.getConnection()));
            }
            if (lastId != null && lastId.matches("[0-9]{1,19}-[0-9]{1,18}")) {
                var parts = lastId.split("-");
                var until = cursor;
                database.read(h -> JournalReader.after(h.getConnection(), new JournalReader.Cursor(parts[0], Long.parseLong(parts[1])), MOST_CAUGHT_UP)).stream()
                        .filter(item -> !until.isBefore(item.cursor())).forEach(item -> send(List.of(subscriber), item));
            }
            subscribers.add(subscriber);
        } finally {
            reading.unlock();
        }
        return () -> subscribers.remove(subscriber);
    }

    private void soon() {
        if (!subscribers.isEmpty() && asked.compareAndSet(false, true)) {
            try {
                worker.execute(this::look);
            } catch (java.util.concurrent.RejectedExecutionException e) {
                LOG.debug("stopping");
            }
        }
    }

    private void look() {
        asked.set(false);
        if (subscribers.isEmpty()) {
            return;
        }
        reading.lock();
        try {
            List<JournalReader.Item> items;
            do {
                items = database.read(h -> JournalReader.after(h.getConnection(), cursor, 200));
                for (var item : items) {
                    send(subscribers, item);
                    cursor = item.cursor();
                }
            } while (items.size() == 200);
        } catch (RuntimeException e) {
            LOG.warn("The journal could not be read for open pages; tried again in a second: {}", e.toString());
        } finally {
            reading.unlock();
        }
    }

    /** The case is read once, however many pages are open. */
    private void send(List<Subscriber> receivers, JournalReader.Item item) {
        var entry = item.entry();
        var change = new Change(item.cursor().tx() + "-" + item.cursor().id(), entry.kind(), entry.caseId(), entry.taskId(), entry.at());
        var seeing = database.read(h -> {
            var k = CaseStore.find(h.getConnection(), entry.caseId());
            var found = new ArrayList<Subscriber>();
            for (var receiver : k.isEmpty() ? List.<Subscriber>of() : receivers) {
                if (Access.canSee(h.getConnection(), receiver.actor(), k.get())) {
                    found.add(receiver);
                }
            }
            return found;
        });
        seeing.forEach(receiver -> receiver.sink().accept(change));
    }
}
