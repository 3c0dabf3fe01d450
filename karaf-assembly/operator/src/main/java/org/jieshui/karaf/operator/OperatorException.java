package org.jieshui.karaf.operator;

/** Something that the operator can put right; the message says how. */
class OperatorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OperatorException(String message) {
        super(message);
    }

    OperatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
