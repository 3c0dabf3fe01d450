package org.jieshui.platform.api.identity;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Who changed what as an administrator: append-only and chained, shown to the audit administrator. Identity writes its own acts there; other bundles write theirs through here. */
@ProviderType
public interface AdministratorsJournal {

    /**
     * Joins this thread's transaction: the act and its entry commit together.
     *
     * @param action  {@code <what>.<done>}: {@code module.deployed}
     * @param subject what it was done to: {@code module/survey}
     * @param before  ids, decisions and names of fields, no personal values; null: nothing
     * @param after   likewise
     */
    void write(Actor actor, String action, String subject, Map<String, ?> before, Map<String, ?> after);
}
