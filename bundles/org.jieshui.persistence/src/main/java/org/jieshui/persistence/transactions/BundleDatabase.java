package org.jieshui.persistence.transactions;

import java.sql.Connection;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jieshui.platform.api.persistence.Database;

final class BundleDatabase implements Database {

    private final Transactions transactions;
    private final Jdbi jdbi;

    BundleDatabase(Transactions transactions) {
        this.transactions = transactions;
        this.jdbi = Jdbi.create(new ConnectionFactory() {
            @Override
            public Connection openConnection() {
                return transactions.current().connection();
            }

            @Override
            public void closeConnection(Connection connection) {
                // the transaction closes it
            }
        });
        jdbi.setTransactionHandler(new ThreadTransactionHandler(transactions));
        // Jdbi would put a failed statement's values, personal data, into the exception's message
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    }

    Handle open() {
        return jdbi.open();
    }

    @Override
    public <T> T inTransaction(Work<T> work) {
        return transactions.run(this, false, work);
    }

    @Override
    public void transact(Action action) {
        transactions.run(this, false, handle -> {
            action.run(handle);
            return null;
        });
    }

    @Override
    public <T> T read(Work<T> work) {
        return transactions.run(this, true, work);
    }

    @Override
    public void afterCommit(Runnable callback) {
        transactions.afterCommit(callback);
    }

    @Override
    public boolean isActive() {
        return transactions.isActive();
    }
}
