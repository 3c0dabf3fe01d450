package org.jieshui.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The directory. It appears when the first start has filled it. */
@Component(service = Directory.class)
public class DirectoryService implements Directory {

    private static final Duration TTL = Duration.ofSeconds(1);
    private static final String PERSON = "SELECT p.id, p.account, p.name, p.department, p.enabled FROM identity.person p ";
    /** A person's duties and those of the people whose deputy he is today: (worker, principal). */
    private static final String WORKERS = """
            JOIN (SELECT id AS worker, id AS principal FROM identity.person
                  UNION ALL
                  SELECT y.deputy, y.person FROM identity.deputy y JOIN identity.person o ON o.id = y.person AND o.enabled
                  WHERE y.ended_at IS NULL AND :today BETWEEN y.from_day AND y.to_day) w ON w.worker = p.id
            """;

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;
    private final Organisation organisation;
    private final TtlCache<String, List<Department>> departments = new TtlCache<>(TTL, System::nanoTime);
    private final TtlCache<String, List<District>> districts = new TtlCache<>(TTL, System::nanoTime);

    @Activate
    public DirectoryService(@Reference Database database, @Reference Clock clock, @Reference Lookups lookups, @Reference Organisation organisation,
            @Reference FirstStart filled) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
        this.organisation = organisation;
    }

    @Override
    public Optional<Person> person(long id) {
        return lookups.person(id).map(k -> new Person(id, k.row().account(), k.row().name(), k.row().department(), k.row().enabled()));
    }

    @Override
    public Map<Long, Person> people(Set<Long> ids) {
        var people = new LinkedHashMap<Long, Person>();
        if (!ids.isEmpty()) {
            database.read(h -> h.createQuery(PERSON + "WHERE p.id IN (<ids>)").bindList("ids", List.copyOf(ids)).map((rs, ctx) -> person(rs)).list())
                    .forEach(p -> people.put(p.id(), p));
        }
        return people;
    }

    @Override
    public List<Department> departments() {
        return departments.get("", k -> Optional.of(organisation.departments().stream().filter(Organisation.Department::enabled)
                .map(d -> new Department(d.id(), d.name(), d.external())).toList())).orElseThrow();
    }

    @Override
    public List<District> districts() {
        return districts.get("", k -> Optional.of(organisation.districts().stream().filter(Organisation.District::enabled)
                .map(d -> new District(d.id(), d.name())).toList())).orElseThrow();
    }

    @Override
    public List<Person> withPermission(String department, String permission, String district) {
        return database.read(h -> h.createQuery(PERSON + """
                WHERE p.enabled AND p.id IN (
                    SELECT w.worker FROM identity.person p
                """ + WORKERS + """
                    JOIN identity.membership m ON m.person = w.principal AND m.department = :department
                    JOIN identity.role_permission rp ON rp.role = m.role AND rp.permission = :permission
                    WHERE :district = '' OR NOT EXISTS (SELECT FROM identity.person_district x WHERE x.person = w.principal)
                       OR EXISTS (SELECT FROM identity.person_district x WHERE x.person = w.principal AND x.district = :district))
                ORDER BY p.id""")
                .bind("today", Sql.day(clock.instant())).bind("department", department).bind("permission", permission)
                .bind("district", district == null ? "" : district).map((rs, ctx) -> person(rs)).list());
    }

    @Override
    public List<Person> members(String department) {
        return database.read(h -> h.createQuery(PERSON + """
                WHERE p.enabled AND p.id IN (SELECT m.person FROM identity.membership m WHERE m.department = :department) ORDER BY p.id""")
                .bind("department", department).map((rs, ctx) -> person(rs)).list());
    }

    @Override
    public Map<Long, Mailbox> mailboxes(Set<Long> ids) {
        var boxes = new LinkedHashMap<Long, Mailbox>();
        database.read(h -> h.createQuery("SELECT p.id, p.email, p.name, p.language FROM identity.person p WHERE p.enabled AND p.email IS NOT NULL AND p.id = ANY (:ids::bigint[])")
                .bind("ids", ids.toArray(Long[]::new)).map((rs, ctx) -> Map.entry(rs.getLong("id"), new Mailbox(rs.getString("email"), rs.getString("name"), rs.getString("language"))))
                .list()).forEach(e -> boxes.put(e.getKey(), e.getValue()));
        return boxes;
    }

    @Override
    public Optional<Actor> actor(long personId) {
        return lookups.person(personId).filter(k -> k.row().enabled()).map(Lookups.Known::actor);
    }

    private static Person person(ResultSet rs) throws SQLException {
        return new Person(rs.getLong("id"), rs.getString("account"), rs.getString("name"), rs.getString("department"), rs.getBoolean("enabled"));
    }
}
