package org.jieshui.persistence.transactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.Database.Work;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one transaction a thread may have, shared by the databases of all bundles (architecture rule 2). */
public final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /** What the embedded database's log calls slow too. */
    static final Duration SLOW = Duration.ofSeconds(1);

    private final DataSource pool;
    private final ThreadLocal<Transaction> current = new ThreadLocal<>();

    /** @param pool hands out connections with auto-commit off */
    public Transactions(DataSource pool) {
        this.pool = pool;
    }

    /** A bundle's view: its own Jdbi, so that what Jdbi remembers of the bundle's classes goes with the bundle. */
    public Database database() {
        return new BundleDatabase(this);
    }

    boolean isActive() {
        return current.get() != null;
    }

    Transaction current() {
        return current.get();
    }

    void afterCommit(Runnable callback) {
        Transaction transaction = current.get();
        if (transaction == null) {
            callback.run();
        } else {
            transaction.afterCommit(callback);
        }
    }

    <T> T run(BundleDatabase database, boolean readOnly, Work<T> work) {
        Transaction transaction = current.get();
        return transaction == null ? begin(database, readOnly, work) : join(transaction, database, readOnly, work);
    }

    private <T> T join(Transaction transaction, BundleDatabase database, boolean readOnly, Work<T> work) {
        if (transaction.readOnly() && !readOnly) {
            throw new IllegalStateException("inTransaction was called inside read: open the transaction outside of it");
        }
        try {
            return work.run(transaction.handle(database));
        } catch (Throwable failure) {
            if (!readOnly) {
                transaction.rollbackOnly(failure);
            }
            throw unchecked(failure);
        }
    }

    private <T> T begin(BundleDatabase database, boolean readOnly, Work<T> work) {
        Transaction transaction = open(readOnly);
        T result;
        try {
            try {
                result = work.run(transaction.handle(database));
                transaction.commit();
            } catch (Throwable failure) {
                transaction.rollback(failure);
                throw unchecked(failure);
            } finally {
                current.remove();
            }
        } finally {
            tell(transaction);
            transaction.close();
        }
        transaction.callbacks().forEach(Transactions::call);
        return result;
    }

    /** Ties the request, whose number is in this line, to what the database's own log and its list of activity say of the same process at that time. Costs the database nothing. */
    private static void tell(Transaction transaction) {
        var age = transaction.age();
        if (age.compareTo(SLOW) >= 0) {
            LOG.warn("A transaction took {} ms on database process {}", age.toMillis(), transaction.process());
        } else if (LOG.isDebugEnabled()) {
            LOG.debug("A transaction took {} ms on database process {}", age.toMillis(), transaction.process());
        }
    }

    private Transaction open(boolean readOnly) {
        Connection connection;
        try {
            connection = pool.getConnection();
        } catch (SQLException e) {
            throw new DatabaseException("No database connection: " + e.getMessage(), e);
        }
        try {
            if (readOnly) {
                connection.setReadOnly(true);
            }
        } catch (SQLException e) {
            close(connection);
            throw new DatabaseException("No read-only transaction: " + e.getMessage(), e);
        }
        Transaction transaction = new Transaction(connection, readOnly);
        current.set(transaction);
        return transaction;
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("A database connection was not closed cleanly: {}", e.getMessage());
        }
    }

    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("What was to follow a commit failed; the commit stands", e);
        }
    }

    /** What the caller of a Database sees: errors and unchecked exceptions as they are, checked ones as their unchecked kin. */
    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (failure instanceof SQLException sql) {
            return new DatabaseException(sql.getMessage(), sql);
        }
        if (failure instanceof IOException io) {
            return new UncheckedIOException(io);
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new DatabaseException("The work in a transaction failed: " + failure.getMessage(), failure);
    }
}
