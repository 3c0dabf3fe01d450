package org.jieshui.persistence.transactions;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jieshui.platform.api.persistence.DatabaseStatus;

/** The running role's connections, the only ones that the platform's work uses. */
public final class ConnectionPool implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final HikariDataSource connections;

    public ConnectionPool(DataSource database, int size, Duration acquireTimeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("jieshui-database");
        config.setDataSource(database);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(size, 4));
        config.setConnectionTimeout(acquireTimeout.toMillis());
        config.setValidationTimeout(Math.min(acquireTimeout.toMillis(), 2000));
        config.setAutoCommit(false);
        config.setInitializationFailTimeout(-1);
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        // the driver would take over this machine's time zone
        config.setConnectionInitSql("SET TIME ZONE 'UTC'");
        // without this the line above and every check of an idle connection leave a transaction open, which a read-only one cannot begin in
        config.setIsolateInternalQueries(true);
        connections = new HikariDataSource(config);
    }

    public DataSource connections() {
        return connections;
    }

    public DatabaseStatus.Pool figures() {
        HikariPoolMXBean pool = connections.getHikariPoolMXBean();
        return new DatabaseStatus.Pool(pool.getActiveConnections(), pool.getIdleConnections(), pool.getThreadsAwaitingConnection(), connections.getMaximumPoolSize());
    }

    /** The server was started anew: connections of before are dead. */
    public void renew() {
        connections.getHikariPoolMXBean().softEvictConnections();
    }

    /** Waits a moment for work under way, then closes. */
    @Override
    public void close() {
        long patience = System.nanoTime() + GRACE.toNanos();
        while (figures().inUse() > 0 && System.nanoTime() < patience) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        connections.close();
    }
}
