package org.jieshui.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tokens for programs. A token acts as its person, within its scopes (permissions) and within what the person may today; it is shown once. */
@Component(service = ApiTokens.class)
public class ApiTokens {

    private static final Duration MAX = Duration.ofDays(366);

    record ApiToken(long id, long person, String name, List<String> scopes, Instant created, Instant expires, Instant revoked) {}

    record NewToken(Long person, String name, List<String> scopes, Instant expires) {}

    record WithSecret(ApiToken token, String secret) {}

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;

    @Activate
    public ApiTokens(@Reference Database database, @Reference Clock clock, @Reference Lookups lookups) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
    }

    List<ApiToken> list(Actor actor) {
        Post.SECURITY.require(actor);
        return database.read(h -> h.createQuery(SELECT + "ORDER BY id DESC LIMIT 500").map((rs, ctx) -> token(rs)).list());
    }

    WithSecret create(Actor actor, NewToken n) {
        Post.SECURITY.require(actor);
        var now = clock.instant();
        var scopes = n.scopes == null ? new TreeSet<String>() : new TreeSet<>(n.scopes);
        Problems.fields().line(n.name, "/name", 60).check(n.person != null, "/person", "请选择人员", "Choose a person")
                .check(!scopes.isEmpty() && scopes.stream().allMatch(x -> x.matches("[a-z][a-z0-9.:-]{1,80}")), "/scopes", "至少一个权限，填权限编号",
                        "At least one permission, by its id")
                .check(n.expires != null && n.expires.isAfter(now) && n.expires.isBefore(now.plus(MAX)), "/expires", "一年以内的将来时间",
                "A time within the next year").refuse();
        if (n.person == actor.id()) {
            throw Problems.ownAccount();
        }
        var secret = Tokens.random();
        return database.inTransaction(h -> {
            long id = h.createQuery("""
                    INSERT INTO identity.api_token (token, person, name, scopes, created, created_by, expires)
                    SELECT :token, p.id, :name, string_to_array(:scopes, ' '), :now, :by, :expires FROM identity.person p
                    WHERE p.id = :person AND p.enabled RETURNING id""")
                    .bind("token", Tokens.sha256(secret)).bind("name", n.name).bind("scopes", String.join(" ", scopes)).bind("now", now)
                    .bind("by", actor.id()).bind("expires", n.expires).bind("person", n.person).mapTo(Long.class).findOne()
                    .orElseThrow(() -> ProblemException.invalid("/person", "没有此人或账号已停用", "No such person, or the account is disabled"));
            AdminJournal.write(h, now, actor, "token.created", "person/" + n.person, null, Map.of("id", id, "scopes", scopes, "expires", n.expires.toString()));
            return new WithSecret(find(h, id), secret);
        });
    }

    void revoke(Actor actor, long id) {
        Post.SECURITY.require(actor);
        database.transact(h -> {
            var token = find(h, id);
            int revoked = h.createUpdate("UPDATE identity.api_token SET revoked = :now WHERE id = :id AND revoked IS NULL").bind("now", clock.instant())
                    .bind("id", id).execute();
            if (revoked == 1) {
                AdminJournal.write(h, clock.instant(), actor, "token.revoked", "person/" + token.person, Map.of("id", id), null);
                database.afterCommit(lookups::forget);
            }
        });
    }

    private static final String SELECT = "SELECT id, person, name, scopes, created, expires, revoked FROM identity.api_token ";

    private static ApiToken find(Handle h, long id) {
        return h.createQuery(SELECT + "WHERE id = :id").bind("id", id).map((rs, ctx) -> token(rs)).findOne().orElseThrow(ProblemException::notFound);
    }

    private static ApiToken token(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new ApiToken(rs.getLong("id"), rs.getLong("person"), rs.getString("name"), Sql.texts(rs, "scopes"), Sql.instant(rs, "created"),
                Sql.instant(rs, "expires"), Sql.instant(rs, "revoked"));
    }
}
