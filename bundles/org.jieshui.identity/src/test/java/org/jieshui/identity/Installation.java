package org.jieshui.identity;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;

/** The bundle put together as one node would, on a test's database. */
final class Installation {

    static final class Config implements IdentityConfig {
        int passwordDays;
        int failuresPerAddress = 100;
        int argon2Iterations = 1;

        @Override
        public int idleMinutes() {
            return 30;
        }

        @Override
        public int sessionHours() {
            return 12;
        }

        @Override
        public int sessionsPerPerson() {
            return 3;
        }

        @Override
        public boolean secureCookie() {
            return false;
        }

        @Override
        public int lockAfter() {
            return 5;
        }

        @Override
        public int lockMinutes() {
            return 15;
        }

        @Override
        public int failuresPerAddress() {
            return failuresPerAddress;
        }

        @Override
        public int passwordDays() {
            return passwordDays;
        }

        /** Little, so that tests are quick. */
        @Override
        public int argon2Memory() {
            return 256;
        }

        @Override
        public int argon2Iterations() {
            return argon2Iterations;
        }

        @Override
        public int hashingThreads() {
            return 0;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return IdentityConfig.class;
        }
    }

    static final String ADDRESS = "10.1.2.3";

    final Database database;
    final DrivenClock clock;
    final PasswordHasher hasher;
    final Lookups lookups;
    final FirstStart firstStart;
    final Sessions sessions;
    final People people;
    final Organisation organisation;
    final Roles roles;
    final Deputies deputies;
    final ApiTokens tokens;
    final Logs logs;
    final DirectoryService directory;

    Installation(Database database, DrivenClock clock, Config config, Path data, boolean sample) {
        this.database = database;
        this.clock = clock;
        hasher = new PasswordHasher(config);
        lookups = new Lookups(database, clock);
        firstStart = new FirstStart(database, clock, hasher, data, sample, null);
        sessions = new Sessions(config, database, clock, lookups, hasher);
        people = new People(database, clock, lookups, hasher);
        organisation = new Organisation(database, clock, lookups);
        roles = new Roles(database, clock, lookups);
        deputies = new Deputies(database, clock, lookups);
        tokens = new ApiTokens(database, clock, lookups);
        logs = new Logs(database, clock);
        directory = new DirectoryService(database, clock, lookups, organisation, firstStart);
    }

    /** Back to what the migrations left. */
    static void clear(TestDatabase db) {
        try (var owner = db.owner(); var statement = owner.createStatement()) {
            statement.execute("""
                    TRUNCATE identity.installation, identity.department, identity.district, identity.person, identity.login_throttle, identity.login_attempt,
                        identity.access_log, identity.admin_journal, identity.permission_offer RESTART IDENTITY CASCADE;
                    DELETE FROM identity.role WHERE post IS NULL;
                    DELETE FROM identity.role_permission WHERE permission NOT LIKE 'post:%';
                    DELETE FROM identity.permission WHERE id NOT LIKE 'post:%'""");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Actor actor(String account) {
        return directory.actor(id(account)).orElseThrow();
    }

    Actor system() {
        return actor("sysadmin");
    }

    Actor security() {
        return actor("secadmin");
    }

    Actor audit() {
        return actor("auditadmin");
    }

    long id(String account) {
        return database.read(h -> h.createQuery("SELECT id FROM identity.person WHERE account = :a").bind("a", account).mapTo(Long.class).one());
    }

    /** A person with a password that need not be changed; returns the id. */
    long person(String account, String password) {
        long id = people.create(system(), new People.NewPerson(account, "某" + account, null, null, null, null)).person().id();
        database.transact(h -> {
            h.createUpdate("UPDATE identity.person SET password = :p, one_time = false WHERE id = :id").bind("p", hasher.hash(password)).bind("id", id)
                    .execute();
        });
        lookups.forget();
        return id;
    }

    void grant(long id, String... memberships) {
        var list = new ArrayList<People.Membership>();
        for (var m : memberships) {
            list.add(new People.Membership(m.split("/")[0], m.split("/")[1]));
        }
        people.grant(security(), id, version(id), new People.GrantEdit(list, List.of(), null));
    }

    void permission(String id, String... roles) {
        permissionOf("test", id, roles);
    }

    void permissionOf(String module, String id, String... roles) {
        database.transact(h -> {
            h.createUpdate("INSERT INTO identity.permission (id, module, name_zh, name_en, sphere) VALUES (:id, :m, :id, :id, 'cases') ON CONFLICT DO NOTHING")
                    .bind("id", id).bind("m", module).execute();
            for (var role : roles) {
                h.createUpdate("INSERT INTO identity.role_permission (role, permission, sphere) VALUES (:r, :p, 'cases') ON CONFLICT DO NOTHING")
                        .bind("r", role)
                        .bind("p", id).execute();
            }
        });
        lookups.forget();
    }

    int version(long id) {
        return database.read(h -> h.createQuery("SELECT version FROM identity.person WHERE id = :id").bind("id", id).mapTo(Integer.class).one());
    }

    String signIn(String account, String password) {
        return sessions.signIn(account, password, ADDRESS, "test").token();
    }

    static Authenticator.Request get(String path, String cookie) {
        return new Authenticator.Request("GET", path, cookie, null, null, false);
    }

    static Authenticator.Request post(String path, String cookie, String csrf) {
        return new Authenticator.Request("POST", path, cookie, null, csrf, false);
    }

    static Text text(String both) {
        return Text.of(both, both);
    }
}
