package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;

/** What happened before this system knew of it (docs/decisions/0008): which past moment a thread enters, and for whom. */
final class TakeOver {

    private record Past(Actor importer, Instant moment) {}

    private final Database database;
    private final Clock clock;
    private final ThreadLocal<Past> past = new ThreadLocal<>();

    TakeOver(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Does the work as of then, and tells nobody. @param messages null: away */
    <T> T at(Actor importer, Instant moment, Supplier<T> work, Messages messages) {
        if (database.isActive() || past.get() != null) {
            throw new IllegalStateException("a take-over is no part of another transaction or take-over");
        }
        if (moment.isAfter(clock.instant())) {
            throw ProblemException.invalid("/moment", "只能补录已经发生的事", "Only what has happened can be taken over");
        }
        past.set(new Past(importer, moment));
        try {
            return messages == null ? work.get() : messages.silently(work);
        } finally {
            past.remove();
        }
    }

    /** When what this thread does happens. */
    Moment moment() {
        var then = past.get();
        return then == null ? Moment.live(clock.instant()) : new Moment(then.moment(), clock.instant(), then.importer().account());
    }

    /** A case is taken over in the order in which things happened. */
    static void requireOrder(Connection c, CaseRow k, Moment moment) throws SQLException {
        if (moment.recorded() != null && CaseStore.lastEntryAt(c, k.id).filter(moment.now()::isBefore).isPresent()) {
            throw Problems.cannot("take-over-order", "工单此后已有记录，只能按发生的先后补录", "The case has later entries; what happened is taken over in its order");
        }
    }

    void forget() {
        past.remove();
    }
}
