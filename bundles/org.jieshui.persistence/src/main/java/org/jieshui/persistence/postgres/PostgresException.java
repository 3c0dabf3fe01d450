package org.jieshui.persistence.postgres;

/** The embedded server cannot do what was asked; the message is for the operator and says what to do. */
public class PostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PostgresException(String message) {
        super(message);
    }

    public PostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
