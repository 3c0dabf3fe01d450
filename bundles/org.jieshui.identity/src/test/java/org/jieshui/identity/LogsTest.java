package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {

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
    void theRunningRoleCanOnlyAddToTheLogs() throws SQLException {
        node.person("anna", "x");
        try (var app = DB.app(); var statement = app.createStatement()) {
            for (var table : List.of("admin_journal", "access_log", "access_log_rest", "login_attempt", "login_attempt_rest")) {
                for (var sql : List.of("UPDATE identity." + table + " SET at = at", "DELETE FROM identity." + table, "TRUNCATE identity." + table)) {
                    assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOfSatisfying(SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("42501"));
                }
            }
        }
    }

    @Test
    void oneAlteredRowIsNamed() throws SQLException {
        for (int i = 0; i < 5; i++) {
            node.person("p" + i, "x");
        }
        assertThat(node.logs.verify(node.audit())).isEqualTo(new AdminJournal.Verdict(6, null));
        alter("UPDATE identity.admin_journal SET actor = 999 WHERE id = 3");
        assertThat(node.logs.verify(node.audit())).isEqualTo(new AdminJournal.Verdict(2, 3L));
    }

    @Test
    void aRemovedRowIsNamed() throws SQLException {
        for (int i = 0; i < 5; i++) {
            node.person("p" + i, "x");
        }
        alter("DELETE FROM identity.admin_journal WHERE id = 4");
        assertThat(node.logs.verify(node.audit()).broken()).isEqualTo(5);
    }

    @Test
    void theChainHoldsWhenManyActAtOnce() throws Exception {
        var system = node.system();
        var pool = Executors.newFixedThreadPool(6);
        try {
            for (int i = 0; i < 30; i++) {
                var id = "d" + i;
                pool.submit(() -> node.organisation.createDepartment(system, new Organisation.NewUnit(id, Installation.text(id), false)));
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } finally {
            pool.shutdownNow();
        }
        assertThat(node.logs.verify(node.audit())).isEqualTo(new AdminJournal.Verdict(31, null));
    }

    @Test
    void theJournalShowsBeforeAndAfterAndPages() {
        long anna = node.person("anna", "x");
        node.grant(anna, "design/designer");
        var entries = node.logs.journal(node.audit(), "person.granted", null, null, null, null).items();
        assertThat(entries).singleElement().satisfies(e -> {
            assertThat(e.account()).isEqualTo("secadmin");
            assertThat(e.subject()).isEqualTo("person/" + anna);
            assertThat(e.before()).contains("\"memberships\":[]");
            assertThat(e.after()).contains("design/designer");
        });
        var first = node.logs.journal(node.audit(), null, null, null, null, 2);
        var second = node.logs.journal(node.audit(), null, null, null, first.next(), 2);
        assertThat(first.items()).extracting(Logs.Administered::action).containsExactly("person.granted", "person.created");
        assertThat(second.items()).extracting(Logs.Administered::action).containsExactly("installation.filled");
        assertThat(second.next()).isNull();
    }

    @Test
    void whatWasReadIsWrittenDownOncePerRecord() {
        node.logs.read(node.system(), "cases.contact", List.of("case/1", "case/2"), Set.of("phone", "contact"));
        node.logs.read(node.system(), "cases.contact", "case/3", "phone");
        assertThat(node.logs.accesses(node.audit(), null, null, null, null).items()).extracting(Logs.Access::subject).containsExactly("case/3", "case/2",
                "case/1");
        assertThat(node.logs.accesses(node.audit(), node.system().id(), "case/1", null, null).items()).hasSize(1);
    }

    private static void alter(String sql) throws SQLException {
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
