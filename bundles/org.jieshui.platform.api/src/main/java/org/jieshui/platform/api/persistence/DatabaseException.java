package org.jieshui.platform.api.persistence;

import java.sql.SQLException;
import java.util.Optional;

/** The database refused, failed or could not be reached. Its message holds neither values nor passwords. */
public class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public static final String UNIQUE_VIOLATION = "23505";
    public static final String FOREIGN_KEY_VIOLATION = "23503";
    public static final String CHECK_VIOLATION = "23514";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK = "40P01";

    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }

    public Optional<String> sqlState() {
        return sqlState(this);
    }

    /** Whether the same work may well succeed a moment later: no connection, a conflict, no room, a server that stops or starts. Nothing that the work itself did wrong. */
    public static boolean isPassing(Throwable failure) {
        return sqlState(failure).filter(state -> state.startsWith("08") || state.startsWith("40") || state.startsWith("53") || state.startsWith("57") || state.equals("55P03")).isPresent();
    }

    /** The SQL state of the innermost cause that has one, whichever library wrapped it. */
    public static Optional<String> sqlState(Throwable failure) {
        String state = null;
        for (Throwable t = failure; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
        }
        return Optional.ofNullable(state);
    }
}
