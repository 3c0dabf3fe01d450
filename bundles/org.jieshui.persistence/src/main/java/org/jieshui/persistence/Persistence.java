package org.jieshui.persistence;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jieshui.persistence.migrations.Migrator;
import org.jieshui.persistence.migrations.Migrator.Applied;
import org.jieshui.persistence.migrations.ScratchRehearsals;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.jieshui.persistence.postgres.PostgresException;
import org.jieshui.persistence.transactions.Connections;
import org.jieshui.persistence.transactions.ConnectionPool;
import org.jieshui.persistence.transactions.Transactions;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.persistence.Rehearsals;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database up and keeps it up, on a thread of its own, and gives every bundle its schema. It offers no service as a component: a component's
 * services show its configuration as their properties, and this configuration may hold passwords.
 */
@Component(service = {}, configurationPid = Persistence.PID)
@Designate(ocd = PersistenceConfig.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>='org.jieshui.platform.api.persistence.Database'")
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>='org.jieshui.platform.api.persistence.DatabaseStatus'")
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>='org.jieshui.platform.api.persistence.Rehearsals'")
public final class Persistence implements DatabaseStatus {

    static final String PID = "org.jieshui.persistence";

    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
    private static final int RETRY_SECONDS = 3;
    private static final int HEARTBEAT_SECONDS = 5;
    private static final int STOP_SECONDS = 90;

    private final BundleContext context;
    private final List<ServiceRegistration<?>> services = new CopyOnWriteArrayList<>();
    private final Schemas schemas;
    private final CaughtComponents caught;
    private final Thread thread;
    private volatile boolean closed;
    private volatile DatabaseServer server;
    private volatile ConnectionPool pool;
    private volatile String version = "";
    private volatile String problem = "The database is starting.";
    private volatile int restarts;

    @Activate
    public Persistence(BundleContext context, PersistenceConfig config, @Reference ServiceComponentRuntime components) {
        caught = new CaughtComponents(components);
        this.context = context;
        services.add(context.registerService(new String[] {FindHook.class.getName(), EventListenerHook.class.getName()}, new OwnDatabaseOnly(), null));
        services.add(context.registerService(DatabaseStatus.class, this, null));
        schemas = new Schemas(context);
        schemas.track();
        Path data = Path.of(context.getProperty("karaf.data") == null ? "data" : context.getProperty("karaf.data")).toAbsolutePath().normalize();
        thread = new Thread(() -> run(config, data), "jieshui-database");
        thread.start();
    }

    @Deactivate
    public void stop() throws InterruptedException {
        closed = true;
        schemas.close();
        services.forEach(ServiceRegistration::unregister);
        if (pool != null) {
            pool.close();
        }
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        if (server != null) {
            server.stop();
        }
    }

    private void run(PersistenceConfig config, Path data) {
        Settings settings;
        try {
            settings = Settings.of(config, data);
        } catch (IllegalArgumentException e) {
            tell("The configuration etc/" + PID + ".cfg is wrong: " + e.getMessage() + ". Correct it; the platform notices by itself.");
            return;
        }
        server = settings.external() == null ? new EmbeddedServer(settings) : new ExternalServer(settings.external());
        while (!closed) {
            try {
                keepUp(settings);
            } catch (PostgresException e) {
                tell(e.getMessage());
                pause();
            } catch (SQLException e) {
                tell("The database " + server.address() + " does not answer as it should: " + Connections.words(e) + ". It is tried again every " + RETRY_SECONDS + " s.");
                pause();
            } catch (InterruptedException e) {
                LOG.debug("The database is being closed");
            } catch (RuntimeException e) {
                LOG.error("The database cannot be brought up", e);
                tell("Unexpected: " + e);
                pause();
            }
        }
    }

    /** Starts the server and stays with it until it ends. */
    private void keepUp(Settings settings) throws SQLException, InterruptedException {
        server.start();
        if (pool == null) {
            open(settings);
        } else {
            pool.renew();
        }
        well();
        while (!server.ended(HEARTBEAT_SECONDS, TimeUnit.SECONDS)) {
            heartbeat();
        }
        if (!closed) {
            restarts++;
            tell("PostgreSQL ended unexpectedly; it is started again, and recovers everything committed.");
        }
    }

    private void open(Settings settings) throws SQLException {
        String app = settings.external() == null ? EmbeddedPostgres.APP : settings.external().app().user();
        Migrator migrator = new Migrator(server.owner(), app, settings.lockTimeout());
        Set<Applied> applied = migrator.prepare();
        pool = new ConnectionPool(server.app(), settings.poolSize(), settings.acquireTimeout());
        services.add(context.registerService(Rehearsals.class, new ScratchRehearsals(server.owner(), app, settings.lockTimeout()), null));
        schemas.open(migrator, applied, new Transactions(pool.connections()));
    }

    private void heartbeat() {
        try (Connection connection = pool.connections().getConnection()) {
            version = connection.getMetaData().getDatabaseProductVersion();
            well();
            caught.again();
        } catch (SQLException e) {
            // all connections at work is no sign of a database that is away
            if (pool.figures().inUse() < pool.figures().limit()) {
                tell("The database " + server.address() + " does not answer: " + Connections.words(e));
            }
        }
    }

    private void well() {
        if (!problem.isEmpty()) {
            LOG.info("The {} database at {} is up", server.embedded() ? "embedded" : "external", server.address());
            problem = "";
        }
    }

    private void tell(String what) {
        if (!what.equals(problem) && !closed) {
            LOG.error("{}", what);
        }
        problem = what;
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(RETRY_SECONDS);
        } catch (InterruptedException e) {
            LOG.debug("The database is being closed");
        }
    }

    @Override
    public Server server() {
        DatabaseServer now = server;
        return new Server(now == null || now.embedded(), problem.isEmpty(), now == null ? "" : now.address(), version, problem, restarts);
    }

    @Override
    public Pool pool() {
        ConnectionPool now = pool;
        return now == null ? new Pool(0, 0, 0, 0) : now.figures();
    }

    @Override
    public List<Migration> migrations() {
        return schemas.status();
    }
}
