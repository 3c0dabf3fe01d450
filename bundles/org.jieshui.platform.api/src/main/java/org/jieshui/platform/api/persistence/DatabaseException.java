package org.jieshui.platform.api.persistence;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The database refused, failed or could not be reached. Its message holds neither values nor passwords. */
public class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public static final String UNIQUE_VIOLATION = "23505";
    public static final String FOREIGN_KEY_VIOLATION = "23503";
    public static final String CHECK_VIOLATION = "23514";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK = "40P01";

    private static final String CANCELLED = "57014";
    /** Beginnings: connection, conflict, resources, the server's operator, a lock that is not to be had. */
    private static final List<String> PASSING = List.of("08", "40", "53", "57", "55P03");

    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }

    public Optional<String> sqlState() {
        return sqlState(this);
    }

    /**
     * Whether the same work may well succeed a moment later: no connection, a conflict, no room, a server that stops or starts. Nothing that the work itself did
     * wrong, nor a statement that was cancelled or took longer than it may: it would again.
     */
    public static boolean isPassing(Throwable failure) {
        return sqlState(failure).filter(state -> PASSING.stream().anyMatch(state::startsWith) && !state.equals(CANCELLED)).isPresent();
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
