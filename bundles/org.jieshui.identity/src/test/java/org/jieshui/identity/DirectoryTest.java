package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.identity.SessionsTest.problem;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;
import org.jieshui.platform.api.identity.Directory.Person;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.RestServer;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("identity", Lookups.class);
    @TempDir
    Path data;
    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");
    private Installation node;
    private long anna;
    private long bert;

    @BeforeEach
    void fill() {
        Installation.clear(DB);
        node = new Installation(DB.database(), clock, new Installation.Config(), data, false);
        node.permission("design.finding", "designer");
        node.permission("gis.finding", "network-engineer");
        for (var district : List.of("lixia", "shizhong")) {
            node.organisation.createDistrict(node.system(), new Organisation.NewUnit(district, Installation.text(district), false));
        }
        anna = node.person("anna", "x");
        bert = node.person("bert", "x");
        node.grant(anna, "design/designer");
        node.people.grant(node.security(), bert, node.version(bert), new People.GrantEdit(List.of(new People.Membership("network", "network-engineer")),
                List.of("lixia"), null));
    }

    @Test
    void aDeputyGetsTheDutiesFromTheFirstDayToTheLastInShanghai() {
        deputy(anna, bert, "2026-10-14", "2026-10-15");
        clock.set("2026-10-13T23:59");
        assertThat(departments()).containsExactly("network");
        clock.set("2026-10-14T00:00");
        assertThat(departments()).containsExactlyInAnyOrder("network", "design");
        assertThat(node.actor("bert").permissions()).containsExactlyInAnyOrder("gis.finding", "design.finding");
        assertThat(node.actor("bert").districts()).as("anna works in all districts").isEmpty();
        clock.set("2026-10-15T23:59");
        assertThat(departments()).contains("design");
        clock.set("2026-10-16T00:00");
        assertThat(departments()).containsExactly("network");
        assertThat(node.actor("bert").districts()).containsExactly("lixia");
    }

    @Test
    void anActorsDutiesSayWhereHeMayWhatAndForWhom() {
        deputy(anna, bert, "2026-10-13", "2026-10-20");
        var actor = node.actor("bert");
        assertThat(actor.principals()).containsExactlyInAnyOrder(anna, bert);
        assertThat(actor.duties()).containsExactly(new Duty(bert, "network", Set.of("gis.finding"), Set.of("lixia")),
                new Duty(anna, "design", Set.of("design.finding"), Set.of()));
        assertThat(actor.may("design.finding", "design")).isTrue();
        assertThat(actor.may("design.finding", "network")).as("anna's permission, but not in his department").isFalse();
        assertThat(actor.duties("gis.finding").noneMatch(d -> d.covers("shizhong"))).as("his own permission, but not in anna's districts").isTrue();
    }

    @Test
    void aRoleInOneDepartmentIsNoneInAnother() {
        node.grant(bert, "network/network-engineer", "design/network-engineer", "marketing/designer");
        var actor = node.actor("bert");
        assertThat(actor.may("gis.finding", "design")).isTrue();
        assertThat(actor.may("design.finding", "design")).isFalse();
        assertThat(actor.may("design.finding", "marketing")).isTrue();
    }

    @Test
    void dutiesArePassedOnOnceOnly() {
        long carl = node.person("carl", "x");
        node.grant(carl, "leader/leader");
        deputy(anna, bert, "2026-10-13", "2026-10-20");
        deputy(bert, carl, "2026-10-13", "2026-10-20");
        assertThat(node.actor("carl").departments()).containsExactlyInAnyOrder("leader", "network");
    }

    @Test
    void deputisingEndsWithTheAccountOrWhenSomebodyEndsIt() {
        var set = deputy(anna, bert, "2026-10-13", "2026-10-20");
        node.people.disable(node.security(), anna);
        assertThat(departments()).containsExactly("network");
        node.people.enable(node.security(), anna);
        assertThat(departments()).contains("design");
        assertThat(problem(() -> node.deputies.endOwn(node.audit(), set.id()))).isEqualTo("not-found");
        node.deputies.endOwn(node.actor("anna"), set.id());
        assertThat(departments()).containsExactly("network");
        assertThat(node.deputies.own(node.actor("anna"))).singleElement().satisfies(d -> assertThat(d.endedAt()).isEqualTo(clock.instant()));
    }

    @Test
    void administratorsAndOutsidersAreNoDeputies() {
        assertThat(problem(() -> deputy(anna, node.id("secadmin"), "2026-10-13", "2026-10-20"))).isEqualTo("identity/post-conflict");
        assertThat(problem(() -> deputy(node.id("auditadmin"), bert, "2026-10-13", "2026-10-20"))).isEqualTo("identity/post-conflict");
        long crew = node.person("crew", "x");
        node.grant(crew, "construction-unit/construction-crew");
        assertThat(problem(() -> deputy(anna, crew, "2026-10-13", "2026-10-20"))).isEqualTo("invalid");
        assertThat(problem(() -> deputy(anna, anna, "2026-10-13", "2026-10-20"))).isEqualTo("invalid");
        assertThat(problem(() -> deputy(anna, bert, "2026-10-01", "2026-10-12"))).as("all in the past").isEqualTo("invalid");
    }

    @Test
    void whoWasADeputyOnceMayBeGivenAPost() {
        deputy(anna, bert, "2026-10-13", "2026-10-14");
        var audit = new People.GrantEdit(List.of(), List.of(), "audit");
        assertThat(problem(() -> node.people.grant(node.security(), bert, node.version(bert), audit))).isEqualTo("identity/post-conflict");
        clock.set("2026-10-15T08:00");
        node.people.grant(node.security(), bert, node.version(bert), audit);
        assertThat(node.actor("bert").permissions()).containsExactly("post:audit");
    }

    @Test
    void mailboxesAreThoseOfEnabledPeopleWithAnAddress() {
        long with = node.people.create(node.system(), new People.NewPerson("clara", "克拉拉", null, null, "clara@example.org", "en")).person().id();
        long without = node.people.create(node.system(), new People.NewPerson("dora", "朵拉", null, null, " ", null)).person().id();
        assertThat(node.directory.mailboxes(Set.of(with, without, 999L))).isEqualTo(java.util.Map.of(with, new org.jieshui.platform.api.identity.Directory.Mailbox("clara@example.org", "克拉拉", "en")));
        assertThat(node.directory.mailboxes(Set.of())).isEmpty();
        node.people.disable(node.security(), with);
        assertThat(node.directory.mailboxes(Set.of(with))).isEmpty();
    }

    @Test
    void findsWhoMayDoTheWorkInADistrict() {
        assertThat(node.directory.withPermission("network", "gis.finding", "lixia")).extracting(Person::id).containsExactly(bert);
        assertThat(node.directory.withPermission("network", "gis.finding", "shizhong")).isEmpty();
        assertThat(node.directory.withPermission("network", "gis.finding", null)).extracting(Person::id).containsExactly(bert);
        assertThat(node.directory.withPermission("network", "design.finding", null)).isEmpty();
        assertThat(node.directory.withPermission("design", "design.finding", "shizhong")).extracting(Person::id).containsExactly(anna);
        deputy(anna, bert, "2026-10-13", "2026-10-20");
        assertThat(node.directory.withPermission("design", "design.finding", "shizhong")).extracting(Person::id).containsExactly(anna, bert);
        node.people.disable(node.security(), anna);
        assertThat(node.directory.withPermission("design", "design.finding", null)).as("a disabled person has no deputy").isEmpty();
        assertThat(node.directory.members("network")).extracting(Person::account).containsExactly("bert");
    }

    @Test
    void knowsPeopleAlsoTheDisabled() {
        node.people.disable(node.security(), anna);
        assertThat(node.directory.person(anna)).map(Person::enabled).contains(false);
        assertThat(node.directory.actor(anna)).isEmpty();
        assertThat(node.directory.people(Set.of(anna, bert, 999L))).containsOnlyKeys(anna, bert);
        assertThat(node.directory.people(Set.of())).isEmpty();
        assertThat(node.directory.departments()).extracting("id").contains("design", "construction-unit").hasSize(21);
        assertThat(node.directory.districts()).extracting("id").containsExactly("lixia", "shizhong");
    }

    @Test
    void namesOfGivenPeopleAreAnsweredAlsoOfTheDisabledButToOutsidersTheirOwnOnly() throws Exception {
        node.people.disable(node.security(), anna);
        var inside = new Actor(900, "inside", "x", Set.of("design"), Set.of(), Set.of(), false, "en");
        var outside = new Actor(901, "outside", "x", Set.of("construction-unit"), Set.of(), Set.of(), true, "en");
        try (var server = RestServer.of(new DirectoryResource(node.directory)).knows(inside, outside)) {
            var path = "/api/directory/people?id=" + anna + "&id=" + bert + "&id=99999";
            assertThat(server.get(path, inside).body()).contains("\"id\":" + anna, "\"id\":" + bert).doesNotContain("99999");
            assertThat(server.get(path, outside).body()).contains("\"items\":[]");
            assertThat(server.get("/api/directory/people", inside).statusCode()).isEqualTo(422);
        }
    }

    @Test
    void aDisabledDepartmentGrantsNothing() {
        var design = node.organisation.department("design");
        node.organisation.updateDepartment(node.system(), "design", design.version(), new Organisation.UnitEdit(design.name(), false, null));
        assertThat(node.actor("anna").departments()).isEmpty();
        assertThat(node.actor("anna").permissions()).isEmpty();
    }

    private Set<String> departments() {
        node.lookups.forget(); // the clock was driven, the second that lookups remember was not
        return node.actor("bert").departments();
    }

    private Deputies.Deputy deputy(long person, long deputy, String from, String to) {
        return node.deputies.set(node.security(), new Deputies.NewDeputy(person, deputy, LocalDate.parse(from), LocalDate.parse(to), "出差"));
    }
}
