package org.jieshui.platform.api.persistence;

import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bundle's own migrated schema in the platform's one database. A bundle sees exactly its own: {@code @Reference Database database} needs no filter.
 *
 * <p>The transaction belongs to the thread, not to the bundle: what is called inside {@link #inTransaction(Work)}, in whichever bundle, uses the same
 * connection and commits or rolls back with it. Nothing slow or remote belongs inside. A failure is never retried here.
 *
 * <p>SQL names tables with their schema ({@code survey.appointment}) and columns by name: {@code SELECT *} breaks while two versions run side by side.
 * The handle belongs to the call: do not close it, do not keep it, do not commit, and do not hand it to another thread.
 *
 * <p>Unchecked exceptions pass through as they are; a checked {@link java.sql.SQLException} arrives as {@link DatabaseException}.
 */
@ProviderType
public interface Database {

    /**
     * Runs the work in this thread's transaction, or in a new one that commits at its end. Whatever it throws rolls the whole transaction back: a joined
     * one can no longer commit, even when the caller swallows the exception.
     */
    <T> T inTransaction(Work<T> work);

    /** {@link #inTransaction} for work that gives nothing back. */
    void transact(Action action);

    /** Runs the work in this thread's transaction, or in a short read-only one. */
    <T> T read(Work<T> work);

    /** Runs the callback after the outermost commit, never after a rollback; at once when there is no transaction. Its failure is logged and harms nobody. */
    void afterCommit(Runnable callback);

    /** Whether this thread has a transaction now. */
    boolean isActive();

    @FunctionalInterface
    interface Work<T> {
        T run(Handle handle) throws Exception;
    }

    @FunctionalInterface
    interface Action {
        void run(Handle handle) throws Exception;
    }
}
