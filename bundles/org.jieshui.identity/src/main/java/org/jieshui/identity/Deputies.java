package org.jieshui.identity;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * 代理. From a day to a day (inclusive) a deputy may do in the person's departments what the person may. It does not pass on: who is deputy of a deputy gets
 * the deputy's own duties only. Neither side holds an administrators' post, and both are of the group or both of outside. Ends when the person is disabled.
 */
@Component(service = Deputies.class)
public class Deputies {

    private static final int MAX_DAYS = 366;

    /** @param endedAt when it was ended before its time, or null */
    record Deputy(long id, Who person, Who deputy, LocalDate from, LocalDate to, String reason, Who setBy, Instant setAt, Instant endedAt, boolean active) {}

    record Who(long id, String name) {}

    /** @param person whose duties; null in one's own settings: oneself */
    record NewDeputy(Long person, Long deputy, LocalDate from, LocalDate to, String reason) {}

    private static final String SELECT = """
            SELECT y.id, y.person, p.name AS person_name, y.deputy, d.name AS deputy_name, y.from_day, y.to_day, y.reason, y.set_by, s.name AS set_name,
                   y.set_at, y.ended_at, y.ended_at IS NULL AND :today BETWEEN y.from_day AND y.to_day AS active
            FROM identity.deputy y JOIN identity.person p ON p.id = y.person JOIN identity.person d ON d.id = y.deputy
            LEFT JOIN identity.person s ON s.id = y.set_by
            """;

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;

    @Activate
    public Deputies(@Reference Database database, @Reference Clock clock, @Reference Lookups lookups) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
    }

    Page<Deputy> list(Actor actor, Long person, String after, Integer limit) {
        Post.SECURITY.require(actor);
        int n = Sql.limit(limit);
        return database.read(h -> Sql.page(h.createQuery(SELECT + """
                WHERE y.id < :after AND (:person = 0 OR y.person = :person OR y.deputy = :person) ORDER BY y.id DESC LIMIT :limit""")
                .bind("today", today()).bind("after", Sql.after(after, Long.MAX_VALUE)).bind("person", person == null ? 0 : person).bind("limit", n + 1)
                .map((rs, ctx) -> deputy(rs)).list(), n, Deputy::id));
    }

    /** Who stands in for me, and for whom I stand in; past ones for as long as they are remembered. */
    List<Deputy> own(Actor actor) {
        return database.read(h -> h.createQuery(SELECT + "WHERE y.person = :me OR y.deputy = :me ORDER BY y.id DESC LIMIT 100").bind("today", today())
                .bind("me", actor.id()).map((rs, ctx) -> deputy(rs)).list());
    }

    Deputy set(Actor actor, NewDeputy n) {
        Post.SECURITY.require(actor);
        return insert(actor, n);
    }

    Deputy setOwn(Actor actor, NewDeputy n) {
        return insert(actor, new NewDeputy(actor.id(), n.deputy, n.from, n.to, n.reason));
    }

    void end(Actor actor, long id) {
        Post.SECURITY.require(actor);
        end(actor, id, 0);
    }

    /** The person or the deputy may end it. */
    void endOwn(Actor actor, long id) {
        end(actor, id, actor.id());
    }

    private Deputy insert(Actor actor, NewDeputy n) {
        var today = today();
        Problems.fields().check(n.person != null, "/person", "请选择被代理人", "Choose whose duties")
                .check(n.deputy != null && !n.deputy.equals(n.person), "/deputy", "请选择另一人代理", "Choose somebody else as deputy")
                .check(n.from != null, "/from", "请填写起始日期", "Fill in the first day")
                .check(n.to != null && !n.to.isBefore(today) && (n.from == null || !n.to.isBefore(n.from) && n.to.isBefore(n.from.plusDays(MAX_DAYS))), "/to",
                        "截止日期不早于起始日期和今天，最长一年", "The last day: not before the first day or today, at most a year")
                .optional(n.reason, "/reason", 200).refuse();
        try {
            return database.inTransaction(h -> {
                refuseUnfit(h, n);
                long id = h.createQuery("""
                        INSERT INTO identity.deputy (person, deputy, from_day, to_day, reason, set_by, set_at)
                        VALUES (:person, :deputy, :from, :to, :reason, :by, :now) RETURNING id""")
                        .bind("person", n.person).bind("deputy", n.deputy).bind("from", n.from).bind("to", n.to)
                        .bind("reason", n.reason == null ? "" : n.reason)
                        .bind("by", actor.id()).bind("now", clock.instant()).mapTo(Long.class).one();
                AdminJournal.write(h, clock.instant(), actor, "deputy.set", "person/" + n.person, null,
                        Map.of("id", id, "deputy", n.deputy, "from", n.from.toString(), "to", n.to.toString()));
                database.afterCommit(lookups::forget);
                return find(h, id);
            });
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.FOREIGN_KEY_VIOLATION::equals).isPresent()) {
                throw Problems.posts();
            }
            throw e;
        }
    }

    private static void refuseUnfit(Handle h, NewDeputy n) {
        var rows = h.createQuery("""
                SELECT p.id, p.post, p.enabled,
                       (SELECT bool_or(d.external) FROM identity.membership m JOIN identity.department d ON d.id = m.department
                        WHERE m.person = p.id) AS external
                FROM identity.person p WHERE p.id IN (:person, :deputy)""").bind("person", n.person).bind("deputy", n.deputy)
                .map((rs, ctx) -> new Fit(rs.getLong("id"), rs.getString("post"), rs.getBoolean("enabled"), (Boolean) rs.getObject("external"))).list();
        for (var row : rows) {
            if (row.post != null) {
                throw Problems.posts();
            }
        }
        var fields = Problems.fields();
        for (var side : List.of(Map.entry("/person", n.person), Map.entry("/deputy", n.deputy))) {
            fields.check(rows.stream().anyMatch(r -> r.id == side.getValue() && r.enabled), side.getKey(), "没有此人或账号已停用",
                    "No such person, or the account is disabled");
        }
        fields.refuse();
        var kinds = rows.stream().map(Fit::external).filter(java.util.Objects::nonNull).distinct().count();
        Problems.fields().check(kinds < 2, "/deputy", "集团人员与外部单位人员不能互相代理", "People of the group and of outside organisations do not stand in for each other")
                .refuse();
    }

    private record Fit(long id, String post, boolean enabled, Boolean external) {}

    private void end(Actor actor, long id, long own) {
        database.transact(h -> {
            var deputy = find(h, id);
            if (own != 0 && !Set.of(deputy.person.id, deputy.deputy.id).contains(own)) {
                throw ProblemException.notFound();
            }
            int ended = h.createUpdate("UPDATE identity.deputy SET ended_at = :now, ended_by = :by, clerk = NULL WHERE id = :id AND ended_at IS NULL")
                    .bind("now", clock.instant()).bind("by", actor.id()).bind("id", id).execute();
            if (ended == 1) {
                AdminJournal.write(h, clock.instant(), actor, "deputy.ended", "person/" + deputy.person.id, Map.of("id", id, "deputy", deputy.deputy.id), null);
                database.afterCommit(lookups::forget);
            }
        });
    }

    private Deputy find(Handle h, long id) {
        return h.createQuery(SELECT + "WHERE y.id = :id").bind("today", today()).bind("id", id).map((rs, ctx) -> deputy(rs)).findOne()
                .orElseThrow(ProblemException::notFound);
    }

    private LocalDate today() {
        return Sql.day(clock.instant());
    }

    private static Deputy deputy(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new Deputy(rs.getLong("id"), new Who(rs.getLong("person"), rs.getString("person_name")), 
                new Who(rs.getLong("deputy"), rs.getString("deputy_name")),
                rs.getObject("from_day", LocalDate.class), rs.getObject("to_day", LocalDate.class), rs.getString("reason"),
                new Who(rs.getLong("set_by"), rs.getString("set_name")), Sql.instant(rs, "set_at"), Sql.instant(rs, "ended_at"), rs.getBoolean("active"));
    }
}
