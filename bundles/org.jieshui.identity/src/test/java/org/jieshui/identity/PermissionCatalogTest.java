package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.identity.SessionsTest.problem;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PermissionCatalogTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("identity", Lookups.class);
    @TempDir
    Path data;
    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");
    private final Running modules = new Running();
    private Installation node;

    /** The modules that run now. */
    private static final class Running implements Modules {
        private List<Module> active = List.of();

        void are(Module.Permission... permissions) {
            active = List.of(new Module("survey", "1", 1, Installation.text("survey"), List.of(permissions), List.of(), null));
        }

        @Override
        public List<Module> active() {
            return active;
        }

        @Override
        public Optional<Module> active(String id) {
            return active.stream().filter(m -> m.id().equals(id)).findFirst();
        }

        @Override
        public boolean isActive(long bundleId) {
            return true;
        }

        @Override
        public Optional<URL> resource(String moduleId, String path) {
            return Optional.empty();
        }

        @Override
        public <T> ServiceView<T> services(Class<T> type, String keyProperty) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void fill() {
        Installation.clear(DB);
        node = new Installation(DB.database(), clock, new Installation.Config(), data, false);
    }

    @Test
    void whatAnAdministratorTookAwayStaysAway() {
        modules.are(permission("survey.book", "steward", "customer-service"));
        start();
        assertThat(holds("steward")).containsExactly("survey.book");
        var steward = node.roles.get(node.security(), "steward");
        node.roles.update(node.security(), "steward", steward.version(), new Roles.RoleEdit(steward.name(), List.of()));

        start().modulesChanged();

        assertThat(holds("steward")).isEmpty();
        assertThat(holds("customer-service")).containsExactly("survey.book");
    }

    @Test
    void aModuleThatComesLaterOrAsksForMoreIsHeard() {
        var catalog = start();
        modules.are(permission("survey.book", "steward"));
        catalog.modulesChanged();
        assertThat(holds("steward")).containsExactly("survey.book");
        modules.are(permission("survey.book", "steward", "leader"), permission("survey.cancel", "leader"));
        catalog.modulesChanged();
        assertThat(holds("leader")).containsExactly("survey.book", "survey.cancel");
        modules.active = List.of();
        catalog.modulesChanged();
        assertThat(holds("leader")).as("a module that is away keeps its grants").hasSize(2);
    }

    @Test
    void aPermissionOfAPostIsForNobodyElse() {
        modules.are(permission("modules.install", "system-admin"), permission("survey.mixed", "system-admin", "steward"), permission("survey.odd",
                "no-such-role"));
        start();
        assertThat(node.system().permissions()).containsExactlyInAnyOrder("post:system", "modules.install");
        assertThat(holds("steward")).isEmpty();
        var steward = node.roles.get(node.security(), "steward");
        assertThat(problem(() -> node.roles.update(node.security(), "steward", steward.version(), new Roles.RoleEdit(steward.name(),
                List.of("modules.install")))))
                .isEqualTo("invalid");
        var security = node.roles.get(node.security(), "security-admin");
        assertThat(problem(() -> node.roles.update(node.security(), "security-admin", security.version(),
                new Roles.RoleEdit(security.name(), List.of("post:security", "modules.install"))))).as("no operation is open to two posts")
                .isEqualTo("invalid");
        assertThat(problem(() -> node.roles.update(node.security(), "security-admin", security.version(), new Roles.RoleEdit(security.name(), List.of()))))
                .as("a post keeps its own").isEqualTo("invalid");
    }

    @Test
    void rolesInUseAreNotDeleted() {
        var role = node.roles.create(node.security(), new Roles.NewRole("clerk", Installation.text("clerk"), List.of()));
        long anna = node.person("anna", "x");
        node.grant(anna, "design/clerk");
        assertThat(problem(() -> node.roles.delete(node.security(), "clerk", role.version()))).isEqualTo("identity/in-use");
        node.grant(anna);
        node.roles.delete(node.security(), "clerk", role.version());
        assertThat(problem(() -> node.roles.get(node.security(), "clerk"))).isEqualTo("not-found");
    }

    private PermissionCatalog start() {
        return new PermissionCatalog(modules, node.database, clock, node.lookups, node.firstStart);
    }

    private List<String> holds(String role) {
        return node.roles.get(node.security(), role).permissions();
    }

    private static Module.Permission permission(String id, String... roles) {
        return new Module.Permission(id, Installation.text(id), List.of(roles));
    }
}
