package org.jieshui.persistence.transactions;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Jdbi's own transaction methods on a platform handle: inside works join, and nobody but the platform begins or ends. */
final class ThreadTransactionHandler implements TransactionHandler {

    private final Transactions transactions;

    ThreadTransactionHandler(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean isInTransaction(Handle handle) {
        return transactions.isActive();
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        return callback.withHandle(handle);
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) {
        throw new TransactionException("The platform's transaction is read committed; lock rows where that is not enough");
    }

    @Override
    public void begin(Handle handle) {
        throw onlyThePlatform();
    }

    @Override
    public void commit(Handle handle) {
        throw onlyThePlatform();
    }

    @Override
    public void rollback(Handle handle) {
        throw onlyThePlatform();
    }

    @Override
    public void savepoint(Handle handle, String name) {
        handle.execute("SAVEPOINT " + name);
    }

    @Override
    public void rollbackToSavepoint(Handle handle, String name) {
        handle.execute("ROLLBACK TO SAVEPOINT " + name);
    }

    @Override
    public void releaseSavepoint(Handle handle, String name) {
        handle.execute("RELEASE SAVEPOINT " + name);
    }

    private static TransactionException onlyThePlatform() {
        return new TransactionException("The platform begins and ends the transaction: throw to roll it back");
    }
}
