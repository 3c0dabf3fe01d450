package org.jieshui.persistence;

import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jieshui.persistence.migrations.MigrationException;
import org.jieshui.persistence.migrations.Migrator;
import org.jieshui.persistence.migrations.Migrator.Applied;
import org.jieshui.persistence.migrations.Scripts;
import org.jieshui.persistence.transactions.Transactions;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseStatus.Migration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every started bundle with the header {@code Jieshui-Schema} its database: migrates the schema, then registers the service that this bundle alone
 * sees. Works on threads of its own, so that neither a slow migration nor a database that is away holds up the start of any bundle.
 */
final class Schemas implements BundleTrackerCustomizer<SchemaBundle> {

    private static final Logger LOG = LoggerFactory.getLogger(Schemas.class);
    private static final int THREADS = 2;
    private static final int RETRY_SECONDS = 5;

    private final BundleContext context;
    private final BundleTracker<SchemaBundle> tracker;
    private final Map<Long, SchemaBundle> bundles = new ConcurrentHashMap<>();
    private final ScheduledExecutorService threads;
    private volatile Opened database;

    /** What there is once the database answers. */
    private record Opened(Migrator migrator, Set<Applied> applied, Transactions transactions) {}

    Schemas(BundleContext context) {
        this.context = context;
        this.tracker = new BundleTracker<>(context, Bundle.STARTING | Bundle.ACTIVE, this);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newScheduledThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "jieshui-migration-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** From now on it is known which bundles wait. */
    void track() {
        tracker.open();
    }

    /** The database answers: those that wait get theirs. */
    void open(Migrator migrator, Set<Applied> applied, Transactions transactions) {
        Set<Applied> known = ConcurrentHashMap.newKeySet();
        known.addAll(applied);
        synchronized (this) {
            database = new Opened(migrator, known, transactions);
            bundles.values().forEach(this::soon);
        }
    }

    void close() {
        threads.shutdownNow();
        tracker.close();
    }

    List<Migration> status() {
        return bundles.values().stream().map(SchemaBundle::status).sorted(Comparator.comparing(Migration::schema).thenComparing(Migration::bundleId)).toList();
    }

    @Override
    public SchemaBundle addingBundle(Bundle bundle, BundleEvent event) {
        if (bundle.getHeaders("").get(SchemaBundle.HEADER) == null) {
            return null;
        }
        SchemaBundle one = new SchemaBundle(bundle);
        synchronized (this) {
            bundles.put(bundle.getBundleId(), one);
            if (database != null) {
                soon(one);
            }
        }
        return one;
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, SchemaBundle one) {
        // from STARTING to ACTIVE: nothing to do
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, SchemaBundle one) {
        bundles.remove(bundle.getBundleId(), one);
        one.stop();
    }

    private void soon(SchemaBundle one) {
        after(one, 0);
    }

    private void after(SchemaBundle one, int seconds) {
        try {
            threads.schedule(() -> bringUp(one), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is left alone: the database is being closed", one);
        }
    }

    private void bringUp(SchemaBundle one) {
        if (one.stopped()) {
            return;
        }
        try {
            migrate(one);
            register(one);
        } catch (MigrationException e) {
            boolean told = e.failure().equals(one.status().failure());
            one.failed(e);
            if (!told) {
                LOG.error("Bundle {} stays down, its schema {} is not what it needs; nothing else is affected. {}", one, one.schema(), e.getMessage());
            }
            if (e.isPassing()) {
                after(one, RETRY_SECONDS);
            }
        } catch (RuntimeException e) {
            LOG.error("Bundle {} stays down: its schema {} cannot be prepared", one, one.schema(), e);
            one.failed(new MigrationException("", 0, "Unexpected: " + e, "See the log; restart the bundle when the cause is gone."));
        }
    }

    private void migrate(SchemaBundle one) {
        Scripts scripts = one.scripts();
        Applied wanted = new Applied(one.schema(), one.bundle().getSymbolicName(), scripts.digest());
        if (database.applied.contains(wanted)) {
            return;
        }
        one.migrating();
        database.migrator.migrate(one.schema(), one.bundle().getSymbolicName(), scripts);
        database.applied.add(wanted);
        LOG.info("Schema {} is what bundle {} needs ({} scripts)", one.schema(), one, scripts.names().size());
    }

    private void register(SchemaBundle one) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(OwnDatabaseOnly.BUNDLE, one.bundle().getBundleId());
        properties.put("jieshui.schema", one.schema());
        one.ready(context.registerService(Database.class, database.transactions.database(), properties));
    }
}
