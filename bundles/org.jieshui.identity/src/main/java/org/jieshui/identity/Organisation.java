package org.jieshui.identity;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Departments and districts: system administration. Their ids are named by processes and cases and never change; what is no longer used is disabled. */
@Component(service = Organisation.class)
public class Organisation {

    /** @param external fixed when the department is made: it decides what its members see */
    record Department(String id, Text name, boolean external, boolean enabled, int position, int version) {}

    record District(String id, Text name, boolean enabled, int position, int version) {}

    record NewUnit(String id, Text name, boolean external) {}

    record UnitEdit(Text name, Boolean enabled, Integer position) {}

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;

    @Activate
    public Organisation(@Reference Database database, @Reference Clock clock, @Reference Lookups lookups) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
    }

    /** All of them, also the disabled. */
    List<Department> departments() {
        return database.read(h -> h.createQuery("SELECT id, name_zh, name_en, external, enabled, position, version FROM identity.department ORDER BY position, id")
                .map((rs, ctx) -> department(rs)).list());
    }

    List<District> districts() {
        return database.read(h -> h.createQuery("SELECT id, name_zh, name_en, enabled, position, version FROM identity.district ORDER BY position, id")
                .map((rs, ctx) -> district(rs)).list());
    }

    Department department(String id) {
        return departments().stream().filter(d -> d.id.equals(id)).findFirst().orElseThrow(ProblemException::notFound);
    }

    District district(String id) {
        return districts().stream().filter(d -> d.id.equals(id)).findFirst().orElseThrow(ProblemException::notFound);
    }

    Department createDepartment(Actor actor, NewUnit n) {
        create(actor, "department", n);
        return department(n.id);
    }

    District createDistrict(Actor actor, NewUnit n) {
        create(actor, "district", n);
        return district(n.id);
    }

    Department updateDepartment(Actor actor, String id, int version, UnitEdit edit) {
        Post.SYSTEM.require(actor);
        Problems.fields().text(edit.name, "/name").refuse();
        return database.inTransaction(h -> {
            var before = h.createQuery("SELECT id, name_zh, name_en, external, enabled, position, version FROM identity.department WHERE id = :id FOR UPDATE")
                    .bind("id", id).map((rs, ctx) -> department(rs)).findOne().orElseThrow(ProblemException::notFound);
            if (before.version != version) {
                throw Problems.conflict(before);
            }
            var after = new Department(id, edit.name, before.external, edit.enabled == null ? before.enabled : edit.enabled,
                    edit.position == null ? before.position : edit.position, version + 1);
            store(h, "department", id, after.name, after.enabled, after.position);
            AdminJournal.write(h, clock.instant(), actor, "department.changed", "department/" + id, before, after);
            database.afterCommit(lookups::forget);
            return after;
        });
    }

    District updateDistrict(Actor actor, String id, int version, UnitEdit edit) {
        Post.SYSTEM.require(actor);
        Problems.fields().text(edit.name, "/name").refuse();
        return database.inTransaction(h -> {
            var before = h.createQuery("SELECT id, name_zh, name_en, enabled, position, version FROM identity.district WHERE id = :id FOR UPDATE")
                    .bind("id", id).map((rs, ctx) -> district(rs)).findOne().orElseThrow(ProblemException::notFound);
            if (before.version != version) {
                throw Problems.conflict(before);
            }
            var after = new District(id, edit.name, edit.enabled == null ? before.enabled : edit.enabled,
                    edit.position == null ? before.position : edit.position, version + 1);
            store(h, "district", id, after.name, after.enabled, after.position);
            AdminJournal.write(h, clock.instant(), actor, "district.changed", "district/" + id, before, after);
            database.afterCommit(lookups::forget);
            return after;
        });
    }

    private void create(Actor actor, String kind, NewUnit n) {
        Post.SYSTEM.require(actor);
        Problems.fields().id(n.id, "/id").text(n.name, "/name").refuse();
        database.transact(h -> {
            if (!insert(h, kind, n.id, n.name, n.external, 1000)) {
                throw Problems.taken(n.id);
            }
            AdminJournal.write(h, clock.instant(), actor, kind + ".created", kind + "/" + n.id, null, Map.of("name", n.name, "external", n.external));
            database.afterCommit(lookups::forget);
        });
    }

    /** @return false if the id is taken */
    static boolean insert(Handle h, String kind, String id, Text name, boolean external, int position) {
        var sql = kind.equals("department")
                ? "INSERT INTO identity.department (id, name_zh, name_en, position, external) VALUES (:id, :zh, :en, :position, :external) "
                        + "ON CONFLICT (id) DO NOTHING"
                : "INSERT INTO identity.district (id, name_zh, name_en, position) VALUES (:id, :zh, :en, :position) ON CONFLICT (id) DO NOTHING";
        var update = h.createUpdate(sql).bind("id", id).bind("zh", name.zh()).bind("en", name.en()).bind("position", position);
        return (kind.equals("department") ? update.bind("external", external) : update).execute() == 1;
    }

    private static void store(Handle h, String kind, String id, Text name, boolean enabled, int position) {
        h.createUpdate((kind.equals("department") ? "UPDATE identity.department" : "UPDATE identity.district")
                + " SET name_zh = :zh, name_en = :en, enabled = :enabled, position = :position, version = version + 1 WHERE id = :id")
                .bind("zh", name.zh()).bind("en", name.en()).bind("enabled", enabled).bind("position", position).bind("id", id).execute();
    }

    private static Department department(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new Department(rs.getString("id"), Text.of(rs.getString("name_zh"), rs.getString("name_en")), rs.getBoolean("external"),
                rs.getBoolean("enabled"),
                rs.getInt("position"), rs.getInt("version"));
    }

    private static District district(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new District(rs.getString("id"), Text.of(rs.getString("name_zh"), rs.getString("name_en")), rs.getBoolean("enabled"), rs.getInt("position"),
                rs.getInt("version"));
    }
}
