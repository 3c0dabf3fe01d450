package org.jieshui.persistence.migrations;

import org.jieshui.platform.api.persistence.DatabaseStatus.Failure;

/** Why a bundle's schema could not be brought to what the bundle needs, told so that an operator can act. */
public class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean passing;

    public MigrationException(String script, int line, String error, String advice) {
        this(new Failure(script, line, error, advice), false, null);
    }

    /** @param passing whether the cause goes away by itself (a lock, a lost connection), so that it is worth trying again */
    MigrationException(Failure failure, boolean passing, Throwable cause) {
        super(text(failure), cause);
        this.failure = failure;
        this.passing = passing;
    }

    public Failure failure() {
        return failure;
    }

    public boolean isPassing() {
        return passing;
    }

    private static String text(Failure failure) {
        String place = failure.script().isEmpty() ? "" : "script " + failure.script() + (failure.line() > 0 ? ", line " + failure.line() : "") + ": ";
        return place + failure.error() + ". " + failure.advice();
    }
}
