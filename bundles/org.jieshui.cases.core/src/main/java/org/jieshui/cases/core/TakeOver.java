package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jieshui.cases.api.Entry;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;

/** What happened before this system knew of it (docs/decisions/0008): which past moment a thread enters, and for whom. */
final class TakeOver {

    /** @param importer account of who enters it. @param follows what comes of an entry: it takes place then, or with what was entered last of its case */
    private record Past(String importer, Instant moment, boolean follows) {}

    /** One for all: listeners, which are served by threads of their own, enter the past too. */
    private static final ThreadLocal<Past> PAST = new ThreadLocal<>();

    private final Database database;
    private final Clock clock;

    TakeOver(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Does the work as of then, and tells nobody. @param messages null: away */
    <T> T at(Actor importer, Instant moment, Supplier<T> work, Messages messages) {
        if (database.isActive() || PAST.get() != null) {
            throw new IllegalStateException("a take-over is no part of another transaction or take-over");
        }
        if (moment.isAfter(clock.instant())) {
            throw ProblemException.invalid("/moment", "只能补录已经发生的事", "Only what has happened can be taken over");
        }
        return within(new Past(importer.account(), moment, false), work, messages);
    }

    /**
     * What a listener does because of an entry that was taken over belongs to the past too: a paper that it makes, a pause. Done now, it would be the latest entry of its case, and the rest of
     * the past could not be entered any more.
     *
     * @param messages null: away
     */
    static <T> T following(Entry entry, String listener, Supplier<T> work, Messages messages) {
        return within(new Past(listener, entry.at(), true), work, messages);
    }

    private static <T> T within(Past past, Supplier<T> work, Messages messages) {
        PAST.set(past);
        try {
            return messages == null ? work.get() : messages.silently(work);
        } finally {
            PAST.remove();
        }
    }

    /** When what this thread does happens. */
    Moment moment() {
        var then = PAST.get();
        return then == null ? Moment.live(clock.instant()) : new Moment(then.moment(), clock.instant(), then.importer());
    }

    /** When what this thread does to the case happens. A case is taken over in the order in which things happened. */
    Moment moment(Connection c, CaseRow k) throws SQLException {
        var moment = moment();
        var last = moment.recorded() == null ? Optional.<Instant>empty() : CaseStore.lastEntryAt(c, k.id).filter(moment.now()::isBefore);
        if (last.isEmpty()) {
            return moment;
        }
        if (!PAST.get().follows()) {
            throw Problems.cannot("take-over-order", "工单此后已有记录，只能按发生的先后补录", "The case has later entries; what happened is taken over in its order");
        }
        return new Moment(last.get(), moment.recorded(), moment.recordedBy());
    }

    void forget() {
        PAST.remove();
    }
}
