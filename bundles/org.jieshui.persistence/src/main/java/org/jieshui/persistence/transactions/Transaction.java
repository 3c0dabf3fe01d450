package org.jieshui.persistence.transactions;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** A connection at work for one thread, with a handle for each bundle that joined. Used by that thread only. */
final class Transaction {

    private final Connection connection;
    private final boolean readOnly;
    private final List<Joined> joined = new ArrayList<>(2);
    private final List<Runnable> callbacks = new ArrayList<>(2);
    private final long begun = System.nanoTime();
    private Throwable rollbackCause;

    private record Joined(BundleDatabase database, Handle handle) {}

    Transaction(Connection connection, boolean readOnly) {
        this.connection = connection;
        this.readOnly = readOnly;
    }

    Connection connection() {
        return connection;
    }

    boolean readOnly() {
        return readOnly;
    }

    Handle handle(BundleDatabase database) {
        for (Joined one : joined) {
            if (one.database == database) {
                return one.handle;
            }
        }
        Handle handle = database.open();
        joined.add(new Joined(database, handle));
        return handle;
    }

    void afterCommit(Runnable callback) {
        callbacks.add(callback);
    }

    List<Runnable> callbacks() {
        return callbacks;
    }

    void rollbackOnly(Throwable cause) {
        if (rollbackCause == null) {
            rollbackCause = cause;
        }
    }

    void commit() throws SQLException {
        if (rollbackCause != null) {
            throw new DatabaseException("Rolled back: an action inside this transaction had failed, though its failure was swallowed", rollbackCause);
        }
        // PostgreSQL answers a commit after a failed statement with a silent rollback, and the driver keeps silent too
        if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            throw new DatabaseException("Rolled back: a statement in this transaction had failed, though its failure was swallowed", null);
        }
        connection.commit();
    }

    void rollback(Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e); // the connection is gone, and with it the transaction
        }
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** The database's process that works for it: what pg_stat_activity and the database's log call it. Known without asking. */
    int process() {
        try {
            return connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            return 0;
        }
    }

    void close() {
        joined.forEach(one -> one.handle.close());
        Transactions.close(connection);
    }
}
