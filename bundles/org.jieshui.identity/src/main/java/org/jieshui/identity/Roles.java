package org.jieshui.identity;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Roles and what they hold: security administration. A role holds permissions of its own sphere only, the cases or one post. */
@Component(service = Roles.class)
public class Roles {

    /** @param post the administrators' post that the role is, or null; @param people how many have it */
    record Role(String id, Text name, String post, List<String> permissions, long people, int version) {}

    /** @param post whose sphere the permission belongs to, or null for the work on cases */
    record PermissionInfo(String id, String module, Text name, String post, List<String> roles) {}

    record NewRole(String id, Text name, List<String> permissions) {}

    record RoleEdit(Text name, List<String> permissions) {}

    private static final String SELECT = """
            SELECT r.id, r.name_zh, r.name_en, r.post, r.version,
                   (SELECT array_agg(x.permission ORDER BY x.permission) FROM identity.role_permission x WHERE x.role = r.id) AS permissions,
                   (SELECT count(DISTINCT m.person) FROM identity.membership m WHERE m.role = r.id)
                   + (SELECT count(*) FROM identity.person p WHERE p.post = r.post) AS people
            FROM identity.role r
            """;

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;

    @Activate
    public Roles(@Reference Database database, @Reference Clock clock, @Reference Lookups lookups) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
    }

    List<Role> list(Actor actor) {
        Post.requireAny(actor, Post.SECURITY, Post.SYSTEM, Post.AUDIT);
        return database.read(h -> h.createQuery(SELECT + "ORDER BY r.post NULLS LAST, r.id").map((rs, ctx) -> role(rs)).list());
    }

    Role get(Actor actor, String id) {
        Post.requireAny(actor, Post.SECURITY, Post.SYSTEM, Post.AUDIT);
        return database.read(h -> find(h, id));
    }

    List<PermissionInfo> permissions(Actor actor) {
        Post.requireAny(actor, Post.SECURITY, Post.SYSTEM, Post.AUDIT);
        return database.read(h -> h.createQuery("""
                SELECT p.id, p.module, p.name_zh, p.name_en, p.sphere,
                       (SELECT array_agg(x.role ORDER BY x.role) FROM identity.role_permission x WHERE x.permission = p.id) AS roles
                FROM identity.permission p ORDER BY p.module, p.id""")
                .map((rs, ctx) -> new PermissionInfo(rs.getString("id"), rs.getString("module"), Text.of(rs.getString("name_zh"), rs.getString("name_en")),
                        rs.getString("sphere").equals("cases") ? null : rs.getString("sphere"), Sql.texts(rs, "roles")))
                .list());
    }

    Role create(Actor actor, NewRole n) {
        Post.SECURITY.require(actor);
        Problems.fields().id(n.id, "/id").text(n.name, "/name").refuse();
        return database.inTransaction(h -> {
            int inserted = h.createUpdate("INSERT INTO identity.role (id, name_zh, name_en) VALUES (:id, :zh, :en) ON CONFLICT (id) DO NOTHING")
                    .bind("id", n.id)
                    .bind("zh", n.name.zh()).bind("en", n.name.en()).execute();
            if (inserted == 0) {
                throw Problems.taken(n.id);
            }
            replace(h, n.id, "cases", n.permissions);
            var role = find(h, n.id);
            AdminJournal.write(h, clock.instant(), actor, "role.created", "role/" + n.id, null, facts(role));
            return role;
        });
    }

    Role update(Actor actor, String id, int version, RoleEdit edit) {
        Post.SECURITY.require(actor);
        Problems.fields().text(edit.name, "/name").refuse();
        return database.inTransaction(h -> {
            var before = locked(h, id);
            if (before.version != version) {
                throw Problems.conflict(before);
            }
            var own = before.post == null ? null : Post.valueOf(before.post.toUpperCase(java.util.Locale.ROOT)).permission();
            Problems.fields().check(own == null || edit.permissions != null && edit.permissions.contains(own), "/permissions", "管理岗位必须保留 " + own,
                    "The post keeps " + own).refuse();
            h.createUpdate("UPDATE identity.role SET name_zh = :zh, name_en = :en, version = version + 1 WHERE id = :id").bind("zh", edit.name.zh())
                    .bind("en", edit.name.en()).bind("id", id).execute();
            replace(h, id, before.post == null ? "cases" : before.post, edit.permissions);
            var after = find(h, id);
            AdminJournal.write(h, clock.instant(), actor, "role.changed", "role/" + id, facts(before), facts(after));
            database.afterCommit(lookups::forget);
            return after;
        });
    }

    void delete(Actor actor, String id, int version) {
        Post.SECURITY.require(actor);
        database.transact(h -> {
            var before = locked(h, id);
            if (before.version != version) {
                throw Problems.conflict(before);
            }
            if (before.post != null || before.people > 0) {
                throw Problems.inUse();
            }
            h.createUpdate("DELETE FROM identity.role WHERE id = :id").bind("id", id).execute();
            AdminJournal.write(h, clock.instant(), actor, "role.deleted", "role/" + id, facts(before), null);
        });
    }

    private static void replace(Handle h, String role, String sphere, List<String> permissions) {
        h.createUpdate("DELETE FROM identity.role_permission WHERE role = :role").bind("role", role).execute();
        var fields = Problems.fields();
        int i = 0;
        for (var permission : permissions == null ? List.<String>of() : List.copyOf(new TreeSet<>(permissions))) {
            int inserted = h.createUpdate("""
                    INSERT INTO identity.role_permission (role, permission, sphere)
                    SELECT :role, p.id, p.sphere FROM identity.permission p WHERE p.id = :permission AND p.sphere = :sphere""")
                    .bind("role", role).bind("permission", permission).bind("sphere", sphere).execute();
            fields.check(inserted == 1, "/permissions/" + i, "没有这个权限，或它属于别的管理岗位：" + permission, "No such permission, or it belongs to another post: "
                    + permission);
            i++;
        }
        fields.refuse();
    }

    private static Role locked(Handle h, String id) {
        h.createQuery("SELECT id FROM identity.role WHERE id = :id FOR UPDATE").bind("id", id).mapTo(String.class).findOne()
                .orElseThrow(ProblemException::notFound);
        return find(h, id);
    }

    private static Role find(Handle h, String id) {
        return h.createQuery(SELECT + "WHERE r.id = :id").bind("id", id).map((rs, ctx) -> role(rs)).findOne().orElseThrow(ProblemException::notFound);
    }

    private static Map<String, Object> facts(Role role) {
        return Map.of("name", role.name, "permissions", role.permissions);
    }

    private static Role role(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new Role(rs.getString("id"), Text.of(rs.getString("name_zh"), rs.getString("name_en")), rs.getString("post"), Sql.texts(rs, "permissions"),
                rs.getLong("people"), rs.getInt("version"));
    }
}
