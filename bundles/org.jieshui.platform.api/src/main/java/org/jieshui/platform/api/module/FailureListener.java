package org.jieshui.platform.api.module;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of every failure that nobody foresaw, wherever it ended: in a request, or in the reading of the journal. */
@ConsumerType
@FunctionalInterface
public interface FailureListener {

    /** Called on the thread that failed; returns at once and throws nothing. The stack trace says whose code it was. */
    void failed(Throwable failure);
}
