package org.jieshui.identity;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.UntilDone;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the permissions that modules ask for. Each is offered to its default roles once: what an administrator took away later stays away. A permission
 * belongs to the sphere of its default roles, the cases or one administrators' post, for good; a module that mixes them is told so.
 */
// immediate: at the start nobody asks for it, yet the first start and the permissions of the modules that run must not wait for a change of modules
@Component(service = ModulesListener.class, immediate = true)
public class PermissionCatalog implements ModulesListener {

    private static final Logger LOG = LoggerFactory.getLogger(PermissionCatalog.class);

    private final Modules modules;
    private final Database database;
    private final Clock clock;
    private final Lookups lookups;
    private Set<Module.Permission> known = Set.of();
    private UntilDone again;

    @Activate
    public PermissionCatalog(@Reference Modules modules, @Reference Database database, @Reference Clock clock, @Reference Lookups lookups,
            @Reference FirstStart filled) {
        this.modules = modules;
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
        follow();
    }

    /** A database that is away in this moment does not cost the new permissions. */
    @Override
    public synchronized void modulesChanged() {
        try {
            follow();
        } catch (DatabaseException | JdbiException e) {
            LOG.warn("The permissions of the modules are not known yet, and are tried again: {}", e.getMessage());
            if (again == null) {
                again = UntilDone.start("jieshui-permissions", this::followLate);
            }
        }
    }

    private synchronized void followLate() {
        follow();
        again = null;
    }

    @Deactivate
    void deactivate() {
        UntilDone late;
        synchronized (this) {
            late = again;
        }
        if (late != null) {
            late.close();
        }
    }

    private void follow() {
        var active = modules.active();
        var all = new HashSet<Module.Permission>();
        active.forEach(m -> all.addAll(m.permissions()));
        if (known.containsAll(all)) {
            return;
        }
        database.transact(h -> {
            // nodes that start together take turns
            h.createQuery("SELECT id FROM identity.role ORDER BY id LIMIT 1 FOR UPDATE").mapTo(String.class).findOne();
            active.forEach(m -> m.permissions().forEach(p -> takeOver(h, m.id(), p)));
            database.afterCommit(lookups::forget);
        });
        known = all;
    }

    private void takeOver(Handle h, String module, Module.Permission p) {
        var spheres = p.roles().isEmpty() ? List.of("cases") : h.createQuery("SELECT DISTINCT sphere FROM identity.role WHERE id IN (<roles>)")
                .bindList("roles", p.roles()).mapTo(String.class).list();
        if (spheres.size() > 1) {
            LOG.error("Permission {} of module {} is asked for roles of several spheres {}; nobody gets it", p.id(), module, spheres);
            return;
        }
        h.createUpdate("""
                INSERT INTO identity.permission AS p (id, module, name_zh, name_en, sphere) VALUES (:id, :module, :zh, :en, :sphere)
                ON CONFLICT (id) DO UPDATE SET module = EXCLUDED.module, name_zh = EXCLUDED.name_zh, name_en = EXCLUDED.name_en
                WHERE (p.module, p.name_zh, p.name_en) IS DISTINCT FROM (EXCLUDED.module, EXCLUDED.name_zh, EXCLUDED.name_en)""")
                .bind("id", p.id()).bind("module", module).bind("zh", p.name().zh()).bind("en", p.name().en())
                .bind("sphere", spheres.isEmpty() ? "cases" : spheres.get(0)).execute();
        p.roles().forEach(role -> offer(h, p.id(), role));
    }

    private void offer(Handle h, String permission, String role) {
        int granted = h.createUpdate("""
                WITH fitting AS (
                    SELECT r.id AS role, p.id AS permission, p.sphere FROM identity.role r JOIN identity.permission p ON p.sphere = r.sphere
                    WHERE r.id = :role AND p.id = :permission),
                offered AS (
                    INSERT INTO identity.permission_offer (permission, role, at) SELECT permission, role, :now FROM fitting
                    ON CONFLICT (permission, role) DO NOTHING RETURNING permission, role)
                INSERT INTO identity.role_permission (role, permission, sphere)
                SELECT f.role, f.permission, f.sphere FROM fitting f JOIN offered o USING (role, permission)
                ON CONFLICT (role, permission) DO NOTHING""")
                .bind("role", role).bind("permission", permission).bind("now", clock.instant()).execute();
        if (granted == 1) {
            AdminJournal.write(h, clock.instant(), Actor.system("identity"), "role.permission-offered", "role/" + role, null, Map.of("permission", permission));
        } else if (h.createQuery("SELECT count(*) FROM identity.permission_offer WHERE permission = :permission AND role = :role")
                .bind("permission", permission)
                .bind("role", role).mapTo(Long.class).one() == 0) {
            LOG.warn("Permission {} is asked for role {}, which does not exist here or is an administrators' post of another sphere; nobody gets it by that",
                    permission, role);
        }
    }
}
