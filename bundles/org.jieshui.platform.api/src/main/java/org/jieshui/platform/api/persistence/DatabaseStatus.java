package org.jieshui.platform.api.persistence;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** How the database is: for health, metrics and a console page. Nothing here blocks or asks the database, and nothing here holds a secret. */
@ProviderType
public interface DatabaseStatus {

    Server server();

    Pool pool();

    /** Every bundle that has a schema, ordered by schema, then bundle id. */
    List<Migration> migrations();

    /**
     * @param embedded  started by the platform, or somebody else's
     * @param up        whether it answered when last seen
     * @param address   host, port and database
     * @param version   as PostgreSQL tells it, or empty before the first contact
     * @param problem   what is wrong and what to do, or empty
     * @param restarts  how often a dead embedded server was started again
     */
    record Server(boolean embedded, boolean up, String address, String version, String problem, int restarts) {}

    /**
     * @param inUse   connections that work now
     * @param idle    connections at rest
     * @param waiting threads that wait for one
     * @param limit   the most there may be
     */
    record Pool(int inUse, int idle, int waiting, int limit) {}

    /**
     * @param scripts what this bundle brings, in order
     * @param failure why it is down, or null
     */
    record Migration(String schema, long bundleId, String bundle, String version, State state, List<String> scripts, Failure failure) {}

    enum State {
        /** The database is not there yet, or another bundle's turn comes first. */
        WAITING,
        MIGRATING,
        /** The bundle has its {@link Database}. */
        READY,
        /** Only this bundle is down. */
        FAILED
    }

    /**
     * @param script the script at fault, or empty
     * @param line   where its statement begins, or 0
     * @param error  what the database said, in short
     * @param advice what to do
     */
    record Failure(String script, int line, String error, String advice) {}
}
