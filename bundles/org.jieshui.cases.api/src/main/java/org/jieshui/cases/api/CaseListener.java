package org.jieshui.cases.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every journal entry whose kind it asks for: at least once, in order per case, also of what happened while its bundle was away.
 * Register it with {@link ListenerName}; the cursor belongs to that name. Each call runs in a transaction that also moves the cursor, unless its name says {@code afterwards}.
 * A case whose entry fails again and again is parked for this listener with an alarm; the other cases go on.
 */
@ConsumerType
public interface CaseListener {
    void on(Entry entry) throws Exception;
}
