package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.identity.SessionsTest.problem;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PeopleTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("identity", Lookups.class);
    @TempDir
    Path data;
    private Installation node;

    @BeforeEach
    void fill() {
        Installation.clear(DB);
        node = new Installation(DB.database(), DrivenClock.at("2026-10-13T09:00"), new Installation.Config(), data, false);
    }

    @Test
    void eachActBelongsToOnePost() {
        long anna = node.person("anna", "x");
        var grants = new People.GrantEdit(List.of(), List.of(), null);
        var edit = new People.PersonEdit("安娜", null, null, null, null);
        var system = Stream.<java.util.function.Consumer<Actor>>of(a -> node.people.create(a, new People.NewPerson("b" + a.id(), "乙", null, null, null, null)),
                a -> node.people.update(a, anna, node.version(anna), edit), a -> node.people.resetPassword(a, anna),
                a -> node.organisation.createDepartment(a, new Organisation.NewUnit("d" + a.id(), Installation.text("d"), false)),
                a -> node.organisation.createDistrict(a, new Organisation.NewUnit("d" + a.id(), Installation.text("d"), false)));
        var security = Stream.<java.util.function.Consumer<Actor>>of(a -> node.people.grant(a, anna, node.version(anna), grants), a -> node.people.disable(a,
                anna),
                a -> node.people.enable(a, anna), a -> node.sessions.unlock(a, anna), a -> node.roles.create(a, new Roles.NewRole("r" + a.id(),
                Installation.text("r"), null)),
                a -> node.sessions.page(a, null, null, null), a -> node.tokens.list(a), a -> node.deputies.list(a, null, null, null));
        var audit = Stream.<java.util.function.Consumer<Actor>>of(a -> node.logs.journal(a, null, null, null, null, null), a -> node.logs.verify(a),
                a -> node.logs.accesses(a, null, null, null, null), a -> node.logs.signIns(a, null, null, null));
        var actors = List.of(node.system(), node.security(), node.audit(), node.actor("anna"));
        check(system, actors, 0);
        check(security, actors, 1);
        check(audit, actors, 2);
    }

    private static void check(Stream<java.util.function.Consumer<Actor>> acts, List<Actor> actors, int allowed) {
        acts.forEach(act -> {
            for (int i = 0; i < actors.size(); i++) {
                var actor = actors.get(i);
                assertThat(problem(() -> act.accept(actor))).as(actor.account()).isEqualTo(i == allowed ? "none" : "forbidden");
            }
        });
    }

    @Test
    void nobodyHoldsAPostAndARole() {
        node.grant(node.person("anna", "x"), "design/designer");
        long anna = node.id("anna");
        assertThat(problem(() -> grant(anna, "audit", "design/designer"))).isEqualTo("identity/post-conflict");
        grant(anna, "audit");
        assertThat(node.actor("anna").permissions()).containsExactly("post:audit");
        assertThat(node.actor("anna").departments()).isEmpty();
        assertThat(problem(() -> grant(anna, null, "design/security-admin"))).as("a post is no role of a department").isEqualTo("invalid");
    }

    @Test
    void theTablesThemselvesKeepThePostsApart() throws SQLException {
        long anna = node.person("anna", "x");
        long bert = node.person("bert", "x");
        node.grant(anna, "design/designer");
        try (var app = DB.app(); var statement = app.createStatement()) {
            for (var sql : List.of("UPDATE identity.person SET post = 'audit' WHERE id = " + anna,
                    "INSERT INTO identity.membership (person, department, role) SELECT id, 'design', 'designer' FROM identity.person WHERE account = 'secadmin'",
                    "INSERT INTO identity.membership (person, department, role) VALUES (" + bert + ", 'design', 'security-admin')",
                    "INSERT INTO identity.role_permission (role, permission, sphere) VALUES ('designer', 'post:audit', 'cases')",
                    "INSERT INTO identity.role_permission (role, permission, sphere) VALUES ('designer', 'post:audit', 'audit')",
                    "INSERT INTO identity.role_permission (role, permission, sphere) VALUES ('security-admin', 'post:audit', 'audit')",
                    "INSERT INTO identity.deputy (person, deputy, from_day, to_day, set_by, set_at) SELECT " + anna
                            + ", id, '2026-10-13', '2026-10-14', 1, '2026-10-13' FROM identity.person WHERE account = 'secadmin'")) {
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOfSatisfying(SQLException.class,
                        e -> assertThat(e.getSQLState()).isIn("23503", "23514"));
            }
        }
    }

    /** Row 20 of the reliability anchors: no sequence of changes lets one person hold two posts, or a post and work on cases. */
    @Test
    void noSequenceOfChangesMixesPosts() {
        long seed = 20261013;
        var random = new Random(seed);
        node.permission("tasks.work", "designer", "leader");
        var people = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            people.add(node.person("p" + i, "x"));
        }
        people.add(node.id("auditadmin"));
        people.add(node.id("sysadmin"));
        var posts = new String[] {null, null, "system", "security", "audit"};
        var memberships = new String[] {"design/designer", "leader/leader", "network/network-engineer"};
        int done = 0;
        for (int step = 0; step < 300; step++) {
            long one = people.get(random.nextInt(people.size()));
            long other = people.get(random.nextInt(people.size()));
            var security = random.nextInt(4) > 0 ? node.security() : node.directory.actor(other).orElse(node.security());
            int kind = random.nextInt(6);
            var outcome = problem(() -> {
                switch (kind) {
                    case 0, 1 -> node.people.grant(security, one, node.version(one), new People.GrantEdit(random.nextBoolean() ? List.of()
                            : List.of(membership(memberships[random.nextInt(memberships.length)])), List.of(), posts[random.nextInt(posts.length)]));
                    case 2 -> node.deputies.set(security, new Deputies.NewDeputy(one, other, java.time.LocalDate.of(2026, 10, 13),
                            java.time.LocalDate.of(2026, 10, 20), ""));
                    case 3 -> node.deputies.own(node.directory.actor(one).orElseThrow(ProblemException::notFound)).stream().findFirst()
                            .ifPresent(d -> node.deputies.end(security, d.id()));
                    case 4 -> node.people.disable(security, one);
                    default -> node.people.enable(security, one);
                }
            });
            done += outcome.equals("none") ? 1 : 0;
            assertThat(outcome).as("seed %d step %d", seed, step).isIn("none", "forbidden", "invalid", "not-found", "identity/post-conflict",
                    "identity/own-account",
                    "identity/last-administrator");
            for (long id : people) {
                node.directory.actor(id).ifPresent(a -> {
                    var held = a.permissions().stream().filter(p -> p.startsWith("post:")).toList();
                    assertThat(held).as("seed %d: posts of %d", seed, id).hasSizeLessThan(2);
                    if (!held.isEmpty()) {
                        assertThat(a.permissions()).isEqualTo(Set.copyOf(held));
                        assertThat(a.departments()).isEmpty();
                    }
                });
            }
            assertThat(DB.database().<Long>read(h -> h.createQuery("SELECT count(DISTINCT post) FROM identity.person WHERE enabled").mapTo(Long.class).one()))
                    .as("each post keeps somebody").isEqualTo(3);
        }
        assertThat(done).as("steps that did something").isGreaterThan(50);
    }

    @Test
    void aPostIsNeverEmptyAndNobodyChangesHisOwn() {
        long sysadmin = node.id("sysadmin");
        assertThat(problem(() -> node.people.disable(node.security(), sysadmin))).isEqualTo("identity/last-administrator");
        assertThat(problem(() -> grant(sysadmin, null))).isEqualTo("identity/last-administrator");
        assertThat(problem(() -> grant(node.id("secadmin"), "system"))).isEqualTo("identity/own-account");
        long anna = node.person("anna", "x");
        grant(anna, "system");
        node.people.disable(node.security(), sysadmin);
        assertThat(problem(() -> node.people.disable(node.security(), anna))).isEqualTo("identity/last-administrator");
    }

    @Test
    void noAdministratorResetsAnothersPassword() {
        assertThat(problem(() -> node.people.resetPassword(node.system(), node.id("secadmin")))).isEqualTo("identity/post-password");
    }

    @Test
    void resettingAPasswordEndsSessionsAndAsksForANewOne() {
        long anna = node.person("anna", "Quelle-7-am-Berg");
        var token = node.signIn("anna", "Quelle-7-am-Berg");
        var fresh = node.people.resetPassword(node.system(), anna).oneTimePassword();
        assertThat(node.sessions.authenticate(Installation.get("session", token))).isEmpty();
        assertThat(problem(() -> node.signIn("anna", "Quelle-7-am-Berg"))).isEqualTo("identity/login-failed");
        assertThat(node.sessions.signIn("anna", fresh, Installation.ADDRESS, null).known().mustChangePassword()).isTrue();
    }

    @Test
    void aStaleEditIsToldTheCurrentRecord() {
        long anna = node.person("anna", "x");
        int version = node.version(anna);
        node.people.update(node.system(), anna, version, new People.PersonEdit("安娜", "design", "138-0013-8000", "anna@example.org", null));
        assertThatThrownBy(() -> node.people.update(node.system(), anna, version, new People.PersonEdit("安妮", null, null, null, null)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().type()).isEqualTo("identity/version-conflict");
                    assertThat(((People.PersonInfo) e.problem().extra().get("current")).name()).isEqualTo("安娜");
                });
    }

    @Test
    void personalDataIsMaskedAndReadingItLeavesATrace() {
        long anna = node.people.create(node.system(), new People.NewPerson("anna", "安娜", "design", "13800138000", "anna@example.org", null)).person().id();
        assertThat(node.people.list(node.system(), "安娜", null, null, null, null).items()).singleElement().satisfies(p -> {
            assertThat(p.phone()).isEqualTo("138****8000");
            assertThat(p.email()).isEqualTo("a***@example.org");
        });
        assertThat(node.people.get(node.security(), anna).phone()).isEqualTo("138****8000");
        assertThat(node.logs.accesses(node.audit(), null, null, null, null).items()).isEmpty();
        assertThat(node.people.get(node.system(), anna).phone()).isEqualTo("13800138000");
        assertThat(node.logs.accesses(node.audit(), null, "person/" + anna, null, null).items()).singleElement().satisfies(a -> {
            assertThat(a.account()).isEqualTo("sysadmin");
            assertThat(a.fields()).isEqualTo("email,phone");
        });
        assertThat(node.logs.journal(node.audit(), null, "person/" + anna, null, null, null).items()).noneMatch(e -> (e.after() + e.before())
                .contains("1380013"));
    }

    @Test
    void listsByKeysetAndFindsLiterally() {
        for (int i = 0; i < 7; i++) {
            node.person("q" + i, "x");
        }
        var seen = new ArrayList<String>();
        String after = null;
        do {
            var page = node.people.list(node.security(), "某q", null, true, after, 3);
            page.items().forEach(p -> seen.add(p.account()));
            after = page.next();
        } while (after != null);
        assertThat(seen).containsExactly("q0", "q1", "q2", "q3", "q4", "q5", "q6");
        assertThat(node.people.list(node.security(), "%", null, null, null, null).items()).isEmpty();
        assertThat(node.people.list(node.security(), "_", null, null, null, null).items()).isEmpty();
        assertThat(problem(() -> node.people.list(node.security(), null, null, null, "drop table", null))).isEqualTo("invalid");
    }

    @Test
    void refusesWhatIsNoPersonFieldByField() {
        assertThatThrownBy(() -> node.people.create(node.system(), new People.NewPerson("Ä", "a\u0000b", null, "abc", "nobody", "fr")))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors()).extracting("pointer").containsExactly("/account", "/name",
                        "/phone", "/email", "/language"));
        node.person("anna", "x");
        assertThat(problem(() -> node.people.create(node.system(), new People.NewPerson("ANNA", "安娜", null, null, null, null)))).isEqualTo("identity/taken");
    }

    @Test
    void outsidersAndInsidersAreNotMixed() {
        long anna = node.person("anna", "x");
        assertThat(problem(() -> grant(anna, null, "design/designer", "construction-unit/construction-crew"))).isEqualTo("invalid");
        grant(anna, null, "construction-unit/construction-crew");
        assertThat(node.actor("anna").external()).isTrue();
    }

    private static People.Membership membership(String text) {
        return new People.Membership(text.split("/")[0], text.split("/")[1]);
    }

    private void grant(long id, String post, String... memberships) {
        node.people.grant(node.security(), id, node.version(id), new People.GrantEdit(Stream.of(memberships).map(PeopleTest::membership)
                .toList(), List.of(), post));
    }
}
