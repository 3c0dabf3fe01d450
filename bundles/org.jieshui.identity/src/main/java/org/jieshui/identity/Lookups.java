package org.jieshui.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sessions, tokens and people with what they may do today, each by one statement, remembered for a second. */
@Component(service = Lookups.class)
public class Lookups {

    /** Well under the two seconds after which no permission may be stale. */
    private static final Duration TTL = Duration.ofSeconds(1);

    /** A person with all that follows from memberships, deputies and post. */
    record Known(PersonRow row, Grants grants, Actor actor) {}

    /** @param seen last sign of life that is written down */
    record Session(long id, Instant opened, Instant seen, Instant expires, Known known) {}

    record ApiToken(long id, Instant expires, Set<String> scopes, Known known) {}

    private static final String GRANTS = """
            CROSS JOIN LATERAL (
                SELECT array_agg(u.principal) AS ids FROM (
                    SELECT p.id AS principal
                    UNION ALL
                    SELECT y.person FROM identity.deputy y JOIN identity.person o ON o.id = y.person AND o.enabled
                    WHERE y.deputy = p.id AND y.ended_at IS NULL AND :today BETWEEN y.from_day AND y.to_day) u) w
            CROSS JOIN LATERAL (
                SELECT array_agg(DISTINCT m.person || '/' || m.department || '/' || coalesce(rp.permission, '')) AS grants,
                       coalesce(bool_or(d.external), false) AS external
                FROM identity.membership m
                JOIN identity.department d ON d.id = m.department AND d.enabled
                LEFT JOIN identity.role_permission rp ON rp.role = m.role
                WHERE m.person = ANY (w.ids)) g
            CROSS JOIN LATERAL (
                SELECT array_agg(x.person || '/' || x.district) AS districts FROM identity.person_district x WHERE x.person = ANY (w.ids)) x
            CROSS JOIN LATERAL (
                SELECT array_agg(rp.permission) AS permissions FROM identity.role r JOIN identity.role_permission rp ON rp.role = r.id
                WHERE r.post = p.post) o
            """;
    private static final String KNOWN = PersonRow.COLUMNS + ", g.grants, g.external, x.districts, o.permissions AS post_permissions";

    private final Database database;
    private final Clock clock;
    private final TtlCache<String, Session> sessions = new TtlCache<>(TTL, System::nanoTime);
    private final TtlCache<String, ApiToken> tokens = new TtlCache<>(TTL, System::nanoTime);
    private final TtlCache<Long, Known> people = new TtlCache<>(TTL, System::nanoTime);

    @Activate
    public Lookups(@Reference Database database, @Reference Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The session of a token, over or not. */
    Optional<Session> session(String token) {
        return sessions.get(hex(token), key -> find("SELECT s.id, s.opened, s.seen, s.expires, " + KNOWN
                + " FROM identity.session s JOIN identity.person p ON p.id = s.person " + GRANTS + " WHERE s.token = :token",
                q -> q.bind("token", HexFormat.of().parseHex(key)),
                rs -> new Session(rs.getLong("id"), Sql.instant(rs, "opened"), Sql.instant(rs, "seen"), Sql.instant(rs, "expires"), known(rs))));
    }

    Optional<ApiToken> token(String token) {
        return tokens.get(hex(token), key -> find("SELECT t.id, t.expires, t.scopes, " + KNOWN
                + " FROM identity.api_token t JOIN identity.person p ON p.id = t.person " + GRANTS + " WHERE t.token = :token AND t.revoked IS NULL",
                q -> q.bind("token", HexFormat.of().parseHex(key)),
                rs -> new ApiToken(rs.getLong("id"), Sql.instant(rs, "expires"), Set.copyOf(Sql.texts(rs, "scopes")), known(rs))));
    }

    Optional<Known> person(long id) {
        return people.get(id, key -> find("SELECT " + KNOWN + " FROM identity.person p " + GRANTS + " WHERE p.id = :id", q -> q.bind("id", key),
                Lookups::known));
    }

    /** After a change of anything above. Call it from {@code afterCommit}. */
    void forget() {
        sessions.forget();
        tokens.forget();
        people.forget();
    }

    private <T> Optional<T> find(String sql, java.util.function.UnaryOperator<Query> bind, Mapper<T> mapper) {
        return database.read(h -> bind.apply(h.createQuery(sql)).bind("today", Sql.day(clock.instant())).map((rs, ctx) -> mapper.map(rs)).findOne());
    }

    private interface Mapper<T> {
        T map(ResultSet rs) throws SQLException;
    }

    private static Known known(ResultSet rs) throws SQLException {
        var row = PersonRow.of(rs);
        var grants = new Grants(row.id(),
                Sql.texts(rs, "grants").stream().map(t -> t.split("/", 3)).map(t -> new Grants.Grant(Long.parseLong(t[0]), t[1], t[2])).toList(),
                Set.copyOf(Sql.texts(rs, "post_permissions")),
                Sql.texts(rs, "districts").stream().map(t -> t.split("/", 2)).map(t -> new Grants.InDistrict(Long.parseLong(t[0]), t[1])).toList());
        return new Known(row, grants, grants.actor(row, rs.getBoolean("external")));
    }

    private static String hex(String token) {
        return HexFormat.of().formatHex(Tokens.sha256(token));
    }
}
