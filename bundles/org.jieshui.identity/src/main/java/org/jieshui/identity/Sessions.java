package org.jieshui.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.identity.SignIn;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sign-in with a password, sessions shared through the database, and who sends a request. */
@Component(service = {Sessions.class, Authenticator.class, SignIn.class}, configurationPid = IdentityConfig.PID)
public class Sessions implements Authenticator, SignIn {

    /** A sign of life is written down at most this often: not every request is a write. */
    private static final Duration SEEN = Duration.ofMinutes(1);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEARER = "Bearer ";

    /** @param token for the cookie; nobody sees it again */
    record SignedIn(String token, Known known) {
        record Known(Actor actor, String department, boolean mustChangePassword) {}
    }

    /** A session as its owner and the security administrator see it. */
    record SessionInfo(long id, long person, String name, Instant opened, Instant seen, Instant expires, String address, String agent, boolean current) {}

    private record Verified(long id, String account, boolean enabled, String password) {}

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;
    private final Duration idle;
    private final Duration life;
    private final int perPerson;
    private final int passwordDays;

    @Activate
    public Sessions(IdentityConfig config, @Reference Database database, @Reference Clock clock, @Reference Lookups lookups,
            @Reference PasswordHasher hasher) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
        this.hasher = hasher;
        throttle = new LoginThrottle(config.lockAfter(), config.failuresPerAddress(), Duration.ofMinutes(config.lockMinutes()));
        idle = Duration.ofMinutes(config.idleMinutes());
        life = Duration.ofHours(config.sessionHours());
        perPerson = config.sessionsPerPerson();
        passwordDays = config.passwordDays();
    }

    int idleMinutes() {
        return (int) idle.toMinutes();
    }

    @Override
    public Optional<Actor> authenticate(Request request) {
        if (request.authorization() != null && request.authorization().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return byToken(request.authorization().substring(BEARER.length()).strip());
        }
        if (request.method().equals("POST") && request.path().equals("session")) {
            return Optional.empty(); // signs in anew, whoever was signed in before
        }
        var session = live(request.cookie());
        if (session.isEmpty()) {
            return Optional.empty();
        }
        if (!SAFE.contains(request.method()) && !Tokens.same(Tokens.csrf(request.cookie()), request.csrf())) {
            throw Problem.of("identity/csrf", 403, "请求缺少安全令牌，请刷新页面后重试", "The request lacks its security token; reload the page and try again").toException();
        }
        if (!request.passive()) {
            seen(session.get());
        }
        var actor = session.get().known().actor();
        if (!session.get().known().row().mustChangePassword(clock.instant(), passwordDays)) {
            return Optional.of(actor);
        }
        if (request.path().equals("session") || request.path().startsWith("session/")) {
            return Optional.of(Grants.limited(actor, Set.of()));
        }
        throw Problem.of("identity/password-change-required", 403, "请先修改密码", "Change your password first").toException();
    }

    private Optional<Actor> byToken(String token) {
        return lookups.token(token).filter(t -> t.known().row().enabled() && t.expires().isAfter(clock.instant()))
                .map(t -> Grants.limited(t.known().actor(), t.scopes()));
    }

    private Optional<Lookups.Session> live(String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        var now = clock.instant();
        return lookups.session(token).filter(s -> s.known().row().enabled() && s.expires().isAfter(now) && s.seen().plus(idle).isAfter(now));
    }

    private void seen(Lookups.Session session) {
        var now = clock.instant();
        var before = now.minus(SEEN.compareTo(idle.dividedBy(4)) < 0 ? SEEN : idle.dividedBy(4));
        if (session.seen().isBefore(before)) {
            database.transact(h -> {
                h.createUpdate("UPDATE identity.session SET seen = :now WHERE id = :id AND seen < :before").bind("now", now).bind("id", session.id())
                        .bind("before", before).execute();
            });
        }
    }

    /** @return the new session; throws {@code identity/login-failed}, {@code identity/locked} or {@code busy} */
    SignedIn signIn(String account, String password, String address, String agent) {
        var person = verified(account, password, address);
        var token = Tokens.random();
        var rehashed = hasher.outgrew(person.password) ? hasher.hash(password) : person.password;
        database.transact(h -> {
            var now = clock.instant();
            purge(h, now);
            var counts = counting(h, person, password);
            h.createUpdate("UPDATE identity.person SET password = :password, last_sign_in = :now WHERE id = :id")
                    .bind("password", counts.equals(person.password) ? rehashed : counts).bind("now", now).bind("id", person.id).execute();
            open(h, token, person.id, address, agent, now);
            attempt(h, now, person.id, "ok", address);
        });
        return signedIn(token);
    }

    @Override
    public String open(String account, String password, String address, String agent) {
        return signIn(account, password, address, agent).token();
    }

    @Override
    public String csrf(String token) {
        return Tokens.csrf(token);
    }

    @Override
    public void close(String token, String address) {
        signOut(token, address);
    }

    void signOut(String token, String address) {
        if (token == null) {
            return;
        }
        database.transact(h -> {
            h.createQuery("DELETE FROM identity.session WHERE token = :token RETURNING person").bind("token", Tokens.sha256(token)).mapTo(Long.class)
                    .findOne().ifPresent(person -> attempt(h, clock.instant(), person, "signed-out", address));
            database.afterCommit(lookups::forget);
        });
    }

    /** Ends all sessions of the person and opens a new one. */
    SignedIn changePassword(Actor actor, String old, String fresh, String address, String agent) {
        var objection = PasswordPolicy.objection(fresh, actor.account());
        if (objection.isPresent()) {
            throw ProblemException.invalid("/new", objection.get().zh(), objection.get().en());
        }
        var person = verified(actor.account(), old, address);
        if (Tokens.same(old, fresh)) {
            throw ProblemException.invalid("/new", "新密码与原密码相同，请换一个", "The new password is the old one; choose another");
        }
        var hash = hasher.hash(fresh);
        var token = Tokens.random();
        database.transact(h -> {
            var now = clock.instant();
            counting(h, person, old);
            h.createUpdate("UPDATE identity.person SET password = :new, password_changed = :now, one_time = false WHERE id = :id")
                    .bind("new", hash).bind("now", now).bind("id", person.id).execute();
            end(h, person.id);
            open(h, token, person.id, address, agent, now);
            AdminJournal.write(h, now, actor, "person.password-changed", "person/" + person.id, null, null);
            database.afterCommit(lookups::forget);
        });
        return signedIn(token);
    }

    void language(Actor actor, String language) {
        if (!List.of("zh-CN", "en").contains(language)) {
            throw ProblemException.invalid("/language", "只支持 zh-CN 和 en", "Only zh-CN and en");
        }
        database.transact(h -> {
            h.createUpdate("UPDATE identity.person SET language = :language WHERE id = :id").bind("language", language).bind("id", actor.id()).execute();
            database.afterCommit(lookups::forget);
        });
    }

    SignedIn signedIn(String token) {
        var session = live(token).orElseThrow(Sessions::failed);
        var row = session.known().row();
        boolean mustChange = row.mustChangePassword(clock.instant(), passwordDays);
        var actor = mustChange ? Grants.limited(session.known().actor(), Set.of()) : session.known().actor();
        return new SignedIn(token, new SignedIn.Known(actor, row.department(), mustChange));
    }

    /** What {@link #signedIn} tells, for somebody with an API token. */
    SignedIn.Known known(Actor actor) {
        var row = lookups.person(actor.id()).orElseThrow(ProblemException::notFound).row();
        return new SignedIn.Known(actor, row.department(), false);
    }

    List<SessionInfo> list(long person, String currentToken) {
        return sessions("WHERE s.person = :person AND s.expires > :now AND s.seen > :idle ORDER BY s.seen DESC", Map.of("person", person), currentToken);
    }

    /** @param person null: everybody's */
    org.jieshui.platform.api.rest.Page<SessionInfo> page(Actor actor, Long person, String after, Integer limit) {
        Post.SECURITY.require(actor);
        int n = Sql.limit(limit);
        return Sql.page(sessions("WHERE s.expires > :now AND s.seen > :idle AND s.id < :after AND (:person = 0 OR s.person = :person) ORDER BY s.id DESC LIMIT "
                + (n + 1), Map.of("person", person == null ? 0L : person, "after", Sql.after(after, Long.MAX_VALUE)), null), n, SessionInfo::id);
    }

    private List<SessionInfo> sessions(String where, Map<String, ?> values, String currentToken) {
        var now = clock.instant();
        var current = currentToken == null ? new byte[0] : Tokens.sha256(currentToken);
        return database.read(h -> h.createQuery("SELECT s.id, s.person, p.name, s.opened, s.seen, s.expires, s.address, s.agent, s.token = :current AS current "
                + "FROM identity.session s JOIN identity.person p ON p.id = s.person " + where)
                .bind("current", current).bind("now", now).bind("idle", now.minus(idle)).bindMap(values)
                .map((rs, ctx) -> new SessionInfo(rs.getLong("id"), rs.getLong("person"), rs.getString("name"), Sql.instant(rs, "opened"),
                        Sql.instant(rs, "seen"), Sql.instant(rs, "expires"), rs.getString("address"), rs.getString("agent"), rs.getBoolean("current")))
                .list());
    }

    void endOwn(Actor actor, long id) {
        database.transact(h -> {
            int ended = h.createUpdate("DELETE FROM identity.session WHERE id = :id AND person = :person").bind("id", id).bind("person", actor.id()).execute();
            if (ended == 0) {
                throw ProblemException.notFound();
            }
            attempt(h, clock.instant(), actor.id(), "ended", null);
            database.afterCommit(lookups::forget);
        });
    }

    void endOther(Actor actor, long id) {
        Post.SECURITY.require(actor);
        database.transact(h -> {
            long person = h.createQuery("DELETE FROM identity.session WHERE id = :id RETURNING person").bind("id", id).mapTo(Long.class).findOne()
                    .orElseThrow(ProblemException::notFound);
            AdminJournal.write(h, clock.instant(), actor, "session.ended", "person/" + person, null, Map.of("session", id));
            database.afterCommit(lookups::forget);
        });
    }

    void unlock(Actor actor, long person) {
        Post.SECURITY.require(actor);
        database.transact(h -> {
            var account = h.createQuery("SELECT account FROM identity.person WHERE id = :id").bind("id", person).mapTo(String.class).findOne()
                    .orElseThrow(ProblemException::notFound);
            throttle.unlock(h, account);
            AdminJournal.write(h, clock.instant(), actor, "person.unlocked", "person/" + person, null, null);
        });
    }

    static void end(Handle h, long person) {
        h.createUpdate("DELETE FROM identity.session WHERE person = :person").bind("person", person).execute();
    }

    /** The person whose account and password these are. The attempt counts before the password is looked at. */
    private Verified verified(String typed, String password, String address) {
        var account = typed == null ? "" : typed.strip().toLowerCase(Locale.ROOT);
        var from = address == null ? "" : address;
        var now = clock.instant();
        var verdict = database.inTransaction((Handle h) -> {
            var v = throttle.reserve(h, account, from, now);
            if (v.refused()) {
                attempt(h, now, find(h, account).map(Verified::id).orElse(null), v.address() ? "throttled" : "locked", from);
            }
            return v;
        });
        if (verdict.refused()) {
            throw locked(verdict, now);
        }
        Optional<Verified> found;
        boolean right;
        try {
            found = database.read(h -> find(h, account));
            boolean hashable = password != null && password.length() <= PasswordPolicy.MAX * 4;
            right = hasher.verify(hashable ? password : "", found.map(Verified::password).orElse(null));
        } catch (RuntimeException e) {
            database.transact(h -> {
                throttle.cancelled(h, account, from);
            });
            throw e;
        }
        boolean good = right && found.get().enabled;
        var person = found;
        database.transact(h -> {
            if (good) {
                throttle.succeeded(h, account, from);
            } else {
                throttle.failed(h, account, from, now);
                attempt(h, now, person.map(Verified::id).orElse(null), right ? "disabled" : "refused", from);
            }
        });
        return found.filter(p -> good).orElseThrow(Sessions::failed);
    }

    /** The hash that counts now: of the password that was verified, or it is refused. A sign-in at the same moment may have hashed it anew. */
    private String counting(Handle h, Verified person, String password) {
        return h.createQuery("SELECT password FROM identity.person WHERE id = :id AND enabled FOR UPDATE").bind("id", person.id).mapTo(String.class).findOne()
                .filter(hash -> hash.equals(person.password) || hasher.verify(password, hash)).orElseThrow(Sessions::failed);
    }

    private static Optional<Verified> find(Handle h, String account) {
        return h.createQuery("SELECT id, account, enabled, password FROM identity.person WHERE account = :account").bind("account", account)
                .map((rs, ctx) -> new Verified(rs.getLong("id"), rs.getString("account"), rs.getBoolean("enabled"), rs.getString("password"))).findOne();
    }

    private void open(Handle h, String token, long person, String address, String agent, Instant now) {
        int ended = h.createUpdate("""
                DELETE FROM identity.session WHERE id IN (
                    SELECT id FROM identity.session WHERE person = :person ORDER BY seen DESC, id DESC OFFSET :keep)""")
                .bind("person", person).bind("keep", perPerson - 1).execute();
        if (ended > 0) {
            database.afterCommit(lookups::forget);
        }
        h.createUpdate("""
                INSERT INTO identity.session (token, person, opened, seen, expires, address, agent)
                VALUES (:token, :person, :now, :now, :expires, :address, :agent)""")
                .bind("token", Tokens.sha256(token)).bind("person", person).bind("now", now).bind("expires", now.plus(life)).bind("address", address)
                .bind("agent", agent == null ? null : agent.substring(0, Math.min(200, agent.length()))).execute();
    }

    private void purge(Handle h, Instant now) {
        h.createUpdate("DELETE FROM identity.session WHERE expires < :now OR seen < :idle").bind("now", now).bind("idle", now.minus(idle)).execute();
        throttle.purge(h, now);
    }

    private static void attempt(Handle h, Instant now, Long person, String outcome, String address) {
        h.createUpdate("INSERT INTO identity.login_attempt (at, person, outcome, address) VALUES (:at, :person, :outcome, :address)").bind("at", now)
                .bind("person", person).bind("outcome", outcome).bind("address", address).execute();
    }

    private static ProblemException failed() {
        return Problem.of("identity/login-failed", 401, "账号或密码不对", "The account or the password is wrong").toException();
    }

    private static ProblemException locked(LoginThrottle.Verdict verdict, Instant now) {
        long seconds = Math.max(1, Duration.between(now, verdict.until()).toSeconds());
        long minutes = (seconds + 59) / 60;
        return Problem.of("identity/locked", 429, "失败次数太多，请在 " + minutes + " 分钟后再试，或联系安全管理员解锁",
                "Too many failures; try again in " + minutes + " minute(s), or ask the security administrator to unlock").with("retryAfter", seconds)
                .toException();
    }
}
