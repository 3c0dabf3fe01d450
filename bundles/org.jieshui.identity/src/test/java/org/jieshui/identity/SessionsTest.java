package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {

    private static final String PASSWORD = "Quelle-7-am-Berg";

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("identity", Lookups.class);
    @TempDir
    Path data;
    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");
    private final Installation.Config config = new Installation.Config();
    private Installation node;
    private long person;

    @BeforeEach
    void anna() {
        Installation.clear(DB);
        node = new Installation(DB.database(), clock, config, data, false);
        person = node.person("anna", PASSWORD);
    }

    @Test
    void signsInWhateverTheCaseOfTheAccount() {
        var token = node.signIn(" Anna ", PASSWORD);
        assertThat(node.sessions.authenticate(Installation.get("tasks", token))).map(Actor::account).contains("anna");
    }

    @Test
    void keepsNoTokenAnybodyCouldUse() throws Exception {
        var token = node.signIn("anna", PASSWORD);
        try (var owner = DB.owner(); var rows = owner.createStatement()
                .executeQuery("SELECT encode(token, 'escape'), encode(token, 'hex') FROM identity.session")) {
            rows.next();
            assertThat(rows.getString(1)).isNotEqualTo(token);
            assertThat(rows.getString(2)).hasSize(64);
        }
    }

    @Test
    void anUnknownAccountAnswersAndLocksLikeAKnownOne() {
        var known = IntStream.range(0, 7).mapToObj(i -> refusal("anna", "wrong")).toList();
        var unknown = IntStream.range(0, 7).mapToObj(i -> refusal("nobody", "wrong")).toList();
        assertThat(known).containsExactly("identity/login-failed", "identity/login-failed", "identity/login-failed", "identity/login-failed",
                "identity/login-failed", "identity/locked", "identity/locked");
        assertThat(unknown).isEqualTo(known);
    }

    @Test
    void aLockedAccountRefusesTheRightPasswordForFifteenMinutes() {
        IntStream.range(0, 5).forEach(i -> refusal("anna", "wrong"));
        clock.advance(Duration.ofMinutes(14));
        assertThatThrownBy(() -> node.signIn("anna", PASSWORD)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("identity/locked");
            assertThat(e.problem().status()).isEqualTo(429);
            assertThat(e.problem().extra()).containsEntry("retryAfter", 60L);
        });
        clock.advance(Duration.ofMinutes(2));
        assertThat(node.signIn("anna", PASSWORD)).isNotEmpty();
        assertThat(refusal("anna", "wrong")).as("counts from one again").isEqualTo("identity/login-failed");
    }

    /** At two devices: one hashes the password anew, with the effort that is asked now, between the other's look at it and its sign-in. */
    @Test
    void twoSignInsAtOnceBothSucceed() {
        config.argon2Iterations = 2;
        var other = new Installation(DB.database(), clock, config, data, false);
        assertThat(interrupted(() -> other.signIn("anna", PASSWORD)).signIn("anna", PASSWORD, Installation.ADDRESS, "test").known().actor().account()).isEqualTo("anna");
    }

    @Test
    void aPasswordThatWasReplacedMeanwhileIsRefused() {
        config.argon2Iterations = 2;
        assertThatThrownBy(() -> interrupted(() -> DB.database().transact(h -> People.setPassword(h, person, node.hasher.hash("Bach-9-im-Tal"), clock.instant())))
                .signIn("anna", PASSWORD, Installation.ADDRESS, "test")).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("identity/login-failed"));
    }

    /** Something happens after the password was verified. */
    private Sessions interrupted(Runnable meanwhile) {
        return new Sessions(config, DB.database(), clock, node.lookups, new PasswordHasher(config) {
            @Override
            String hash(String password) {
                meanwhile.run();
                return super.hash(password);
            }
        });
    }

    @Test
    void theSecurityAdministratorUnlocks() {
        IntStream.range(0, 5).forEach(i -> refusal("anna", "wrong"));
        assertThat(node.people.get(node.security(), person).locked()).isTrue();
        node.sessions.unlock(node.security(), person);
        assertThat(node.people.get(node.security(), person).locked()).isFalse();
        assertThat(node.signIn("anna", PASSWORD)).isNotEmpty();
    }

    @Test
    void fourFailuresAndASuccessCountFromOneAgain() {
        IntStream.range(0, 4).forEach(i -> refusal("anna", "wrong"));
        node.signIn("anna", PASSWORD);
        assertThat(IntStream.range(0, 5).mapToObj(i -> refusal("anna", "wrong"))).containsOnly("identity/login-failed");
    }

    @Test
    void manyAttemptsAtOnceGetNoMoreThanFiveTries() throws Exception {
        var pool = Executors.newFixedThreadPool(16);
        try {
            List<Callable<String>> attempts = IntStream.range(0, 40).<Callable<String>>mapToObj(i -> () -> refusal("anna", "wrong" + i)).toList();
            long tried = 0;
            for (var outcome : pool.invokeAll(attempts)) {
                tried += outcome.get().equals("identity/login-failed") ? 1 : 0;
            }
            assertThat(tried).isEqualTo(5);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anAddressThatTriesManyAccountsIsShutOutButOthersAreNot() {
        config.failuresPerAddress = 10;
        node = new Installation(DB.database(), clock, config, data, false);
        IntStream.range(0, 10).forEach(i -> refusal("account" + i, "wrong"));
        assertThat(refusal("anna", PASSWORD)).isEqualTo("identity/locked");
        assertThat(node.sessions.signIn("anna", PASSWORD, "10.9.9.9", null).token()).isNotEmpty();
    }

    @Test
    void endsWhenIdle() {
        var token = node.signIn("anna", PASSWORD);
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofMinutes(25));
            node.lookups.forget(); // time flies for the clock, not for the second that lookups remember
            assertThat(in(token)).as("after %d × 25 min", i + 1).isTrue();
        }
        clock.advance(Duration.ofMinutes(31));
        assertThat(in(token)).isFalse();
    }

    @Test
    void aStreamDoesNotKeepASessionAlive() {
        var token = node.signIn("anna", PASSWORD);
        clock.advance(Duration.ofMinutes(29));
        assertThat(node.sessions.authenticate(new Authenticator.Request("GET", "events", token, null, null, true))).isPresent();
        clock.advance(Duration.ofMinutes(2));
        node.lookups.forget();
        assertThat(in(token)).isFalse();
    }

    @Test
    void endsAfterTwelveHoursHoweverBusy() {
        var token = node.signIn("anna", PASSWORD);
        for (int minutes = 0; minutes < 12 * 60; minutes += 20) {
            node.lookups.forget();
            assertThat(in(token)).isTrue();
            clock.advance(Duration.ofMinutes(20));
        }
        node.lookups.forget();
        assertThat(in(token)).isFalse();
    }

    @Test
    void writesNeedTheSessionsOwnCsrfToken() {
        var token = node.signIn("anna", PASSWORD);
        var other = node.signIn("anna", PASSWORD);
        for (var csrf : new String[] {null, "", "x", Tokens.csrf(other)}) {
            assertThatThrownBy(() -> node.sessions.authenticate(Installation.post("tasks/1/claim", token, csrf))).isInstanceOfSatisfying(ProblemException.class,
                    e -> assertThat(e.problem().type()).isEqualTo("identity/csrf"));
        }
        assertThat(node.sessions.authenticate(Installation.post("tasks/1/claim", token, Tokens.csrf(token)))).isPresent();
    }

    @Test
    void disablingEndsSessionsAtOnceAndOnAnotherNodeWithinTwoSeconds() throws Exception {
        var other = new Installation(DB.database(), clock, config, data, false);
        var token = node.signIn("anna", PASSWORD);
        assertThat(other.sessions.authenticate(Installation.get("tasks", token))).isPresent();

        node.people.disable(node.security(), person);

        assertThat(in(token)).isFalse();
        long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (other.sessions.authenticate(Installation.get("tasks", token)).isPresent()) {
            assertThat(System.nanoTime()).as("two seconds").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(refusal("anna", PASSWORD)).isEqualTo("identity/login-failed");
        node.people.enable(node.security(), person);
        assertThat(in(token)).as("an ended session stays ended").isFalse();
        assertThat(node.signIn("anna", PASSWORD)).isNotEmpty();
    }

    @Test
    void rolesTakeEffectInTheRunningSession() {
        node.permission("tasks.work", "designer");
        var token = node.signIn("anna", PASSWORD);
        assertThat(actor(token).may("tasks.work")).isFalse();
        node.grant(person, "design/designer");
        assertThat(actor(token).may("tasks.work")).isTrue();
        assertThat(actor(token).departments()).containsExactly("design");
        node.grant(person);
        assertThat(actor(token).may("tasks.work")).isFalse();
    }

    @Test
    void aOneTimePasswordMustBeChangedBeforeAnythingElse() {
        var created = node.people.create(node.system(), new People.NewPerson("bert", "贝特", null, null, null, null));
        var token = node.signIn("bert", created.oneTimePassword());
        assertThat(node.sessions.signedIn(token).known().mustChangePassword()).isTrue();
        assertThatThrownBy(() -> node.sessions.authenticate(Installation.get("tasks", token))).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().type()).isEqualTo("identity/password-change-required"));
        var actor = node.sessions.authenticate(Installation.get("session", token)).orElseThrow();
        assertThat(actor.permissions()).isEmpty();

        var in = node.sessions.changePassword(actor, created.oneTimePassword(), "Neu-und-lang-7", Installation.ADDRESS, "test");

        assertThat(in.known().mustChangePassword()).isFalse();
        assertThat(node.sessions.authenticate(Installation.get("tasks", in.token()))).isPresent();
        assertThat(in(token)).as("the old session has ended").isFalse();
    }

    @Test
    void changingThePasswordEndsAllOtherSessionsAndNeedsTheOldOne() {
        var one = node.signIn("anna", PASSWORD);
        var two = node.signIn("anna", PASSWORD);
        assertThat(problem(() -> node.sessions.changePassword(actor(one), "wrong", "Neu-und-lang-7", Installation.ADDRESS, null)))
                .isEqualTo("identity/login-failed");
        assertThat(problem(() -> node.sessions.changePassword(actor(one), PASSWORD, "kurz", Installation.ADDRESS, null))).isEqualTo("invalid");
        assertThat(problem(() -> node.sessions.changePassword(actor(one), PASSWORD, PASSWORD, Installation.ADDRESS, null))).isEqualTo("invalid");
        var three = node.sessions.changePassword(actor(one), PASSWORD, "Neu-und-lang-7", Installation.ADDRESS, null).token();
        assertThat(List.of(in(one), in(two), in(three))).containsExactly(false, false, true);
    }

    @Test
    void passwordsExpireWhenConfigured() {
        config.passwordDays = 90;
        node = new Installation(DB.database(), clock, config, data, false);
        clock.advance(Duration.ofDays(91));
        assertThat(node.sessions.signIn("anna", PASSWORD, Installation.ADDRESS, null).known().mustChangePassword()).isTrue();
    }

    @Test
    void hashesAreRenewedAtTheNextLoginWhenParametersRise() {
        config.argon2Iterations = 2;
        node = new Installation(DB.database(), clock, config, data, false);
        node.signIn("anna", PASSWORD);
        assertThat(hash()).contains("t=2");
        node.signIn("anna", PASSWORD);
    }

    @Test
    void theOldestSessionEndsWhenThereAreTooMany() {
        var tokens = IntStream.range(0, 4).mapToObj(i -> {
            clock.advance(Duration.ofSeconds(1));
            return node.signIn("anna", PASSWORD);
        }).toList();
        assertThat(tokens.stream().map(this::in)).containsExactly(false, true, true, true);
        var own = node.sessions.list(person, tokens.get(3));
        assertThat(own).hasSize(3).filteredOn(Sessions.SessionInfo::current).hasSize(1);

        node.sessions.endOwn(actor(tokens.get(3)), own.get(2).id());
        assertThat(in(tokens.get(1))).isFalse();
        assertThat(problem(() -> node.sessions.endOwn(node.audit(), own.get(1).id()))).as("somebody else's").isEqualTo("not-found");
    }

    @Test
    void signingOutEndsTheSession() {
        var token = node.signIn("anna", PASSWORD);
        node.sessions.signOut(token, Installation.ADDRESS);
        assertThat(in(token)).isFalse();
        assertThat(node.logs.signIns(node.audit(), person, null, null).items()).extracting(Logs.SignIn::outcome).containsExactly("signed-out", "ok");
    }

    @Test
    void aTokenActsWithinItsScopesAndItsPersonsPermissions() {
        node.permission("cases.read", "designer");
        node.permission("cases.manage", "designer");
        node.grant(person, "design/designer");
        var made = node.tokens.create(node.security(), new ApiTokens.NewToken(person, "报表", List.of("cases.read", "cases.publish"), clock.instant()
                .plus(Duration.ofDays(30))));
        var request = new Authenticator.Request("POST", "cases", null, "Bearer " + made.secret(), null, false);
        assertThat(node.sessions.authenticate(request).orElseThrow().permissions()).containsExactly("cases.read");
        node.tokens.revoke(node.security(), made.token().id());
        assertThat(node.sessions.authenticate(request)).isEmpty();
        assertThat(node.sessions.authenticate(new Authenticator.Request("GET", "cases", null, "Bearer nonsense", null, false))).isEmpty();
    }

    @Test
    void theLanguageStays() {
        var token = node.signIn("anna", PASSWORD);
        node.sessions.language(actor(token), "en");
        assertThat(actor(token).language()).isEqualTo("en");
        assertThat(problem(() -> node.sessions.language(actor(token), "fr"))).isEqualTo("invalid");
    }

    private boolean in(String token) {
        return node.sessions.authenticate(Installation.get("tasks", token)).isPresent();
    }

    private Actor actor(String token) {
        return node.sessions.authenticate(Installation.get("session", token)).orElseThrow();
    }

    private String refusal(String account, String password) {
        return problem(() -> node.signIn(account, password));
    }

    private String hash() {
        return DB.database().read(h -> h.createQuery("SELECT password FROM identity.person WHERE id = :id").bindMap(Map.of("id", person)).mapTo(String.class)
                .one());
    }

    static String problem(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (ProblemException e) {
            return e.problem().type();
        }
    }
}
