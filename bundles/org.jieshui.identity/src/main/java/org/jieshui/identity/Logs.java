package org.jieshui.identity;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Page;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes who read what, and shows the audit administrator the three logs. */
@Component(service = {Logs.class, AccessLog.class, AdministratorsJournal.class})
public class Logs implements AccessLog, AdministratorsJournal {

    record Administered(long id, Instant at, long actor, String account, String action, String subject, @JsonRawValue String before,
            @JsonRawValue String after) {}

    record Access(long id, Instant at, long person, String account, String what, String subject, String fields) {}

    /** @param outcome {@code ok}, {@code refused}, {@code disabled}, {@code locked}, {@code throttled}, {@code signed-out} or {@code ended} */
    record SignIn(long id, Instant at, Long person, String account, String outcome, String address) {}

    private final Database database;
    private final Clock clock;

    @Activate
    public Logs(@Reference Database database, @Reference Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void read(Actor actor, String what, Collection<String> subjects, Set<String> fields) {
        if (!subjects.isEmpty()) {
            database.transact(h -> {
                write(h, clock.instant(), actor, what, subjects, fields);
            });
        }
    }

    @Override
    public void write(Actor actor, String action, String subject, Map<String, ?> before, Map<String, ?> after) {
        database.transact(h -> AdminJournal.write(h, clock.instant(), actor, action, subject, before, after));
    }

    static void write(Handle h, Instant now, Actor actor, String what, Collection<String> subjects, Set<String> fields) {
        var batch = h.prepareBatch("""
                INSERT INTO identity.access_log (at, person, actor, what, subject, fields) VALUES (:at, :person, :actor, :what, :subject, :fields)""");
        subjects.forEach(subject -> batch.bind("at", now).bind("person", actor.id()).bind("actor", actor.account()).bind("what", what)
                .bind("subject", subject).bind("fields", String.join(",", new TreeSet<>(fields))).add());
        batch.execute();
    }

    Page<Administered> journal(Actor actor, String action, String subject, Long person, String after, Integer limit) {
        Post.AUDIT.require(actor);
        int n = Sql.limit(limit);
        return database.read(h -> Sql.page(h.createQuery("""
                SELECT id, at, actor, account, action, subject, before, after FROM identity.admin_journal
                WHERE id < :after AND (:action = '' OR action = :action) AND (:subject = '' OR subject = :subject) AND (:person = 0 OR actor = :person)
                ORDER BY id DESC LIMIT :limit""")
                .bind("after", Sql.after(after, Long.MAX_VALUE)).bind("action", blank(action)).bind("subject", blank(subject)).bind("person", zero(person))
                .bind("limit", n + 1)
                .map((rs, ctx) -> new Administered(rs.getLong("id"), Sql.instant(rs, "at"), rs.getLong("actor"), rs.getString("account"),
                        rs.getString("action"), rs.getString("subject"), rs.getString("before"), rs.getString("after")))
                .list(), n, Administered::id));
    }

    AdminJournal.Verdict verify(Actor actor) {
        Post.AUDIT.require(actor);
        return database.read(AdminJournal::verify);
    }

    Page<Access> accesses(Actor actor, Long person, String subject, String after, Integer limit) {
        Post.AUDIT.require(actor);
        int n = Sql.limit(limit);
        return database.read(h -> Sql.page(h.createQuery("""
                SELECT id, at, person, actor, what, subject, fields FROM identity.access_log
                WHERE id < :after AND (:person = 0 OR person = :person) AND (:subject = '' OR subject = :subject) ORDER BY id DESC LIMIT :limit""")
                .bind("after", Sql.after(after, Long.MAX_VALUE)).bind("person", zero(person)).bind("subject", blank(subject)).bind("limit", n + 1)
                .map((rs, ctx) -> new Access(rs.getLong("id"), Sql.instant(rs, "at"), rs.getLong("person"), rs.getString("actor"), rs.getString("what"),
                        rs.getString("subject"), rs.getString("fields")))
                .list(), n, Access::id));
    }

    Page<SignIn> signIns(Actor actor, Long person, String after, Integer limit) {
        Post.AUDIT.require(actor);
        int n = Sql.limit(limit);
        return database.read(h -> Sql.page(h.createQuery("""
                SELECT a.id, a.at, a.person, p.account, a.outcome, a.address FROM identity.login_attempt a LEFT JOIN identity.person p ON p.id = a.person
                WHERE a.id < :after AND (:person = 0 OR a.person = :person) ORDER BY a.id DESC LIMIT :limit""")
                .bind("after", Sql.after(after, Long.MAX_VALUE)).bind("person", zero(person)).bind("limit", n + 1)
                .map((rs, ctx) -> new SignIn(rs.getLong("id"), Sql.instant(rs, "at"), (Long) rs.getObject("person"), rs.getString("account"),
                        rs.getString("outcome"), rs.getString("address")))
                .list(), n, SignIn::id));
    }

    private static String blank(String text) {
        return text == null ? "" : text;
    }

    private static long zero(Long id) {
        return id == null ? 0 : id;
    }
}
