package org.jieshui.identity;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Names for pickers: departments, districts, people. People of external organisations are shown their own organisation only. */
@Component(service = Resource.class)
@Path("directory")
@Produces(MediaType.APPLICATION_JSON)
public class DirectoryResource implements Resource {

    private static final int MOST = 200;

    record Entry(long id, String name, String department) {
        static Entry of(Directory.Person person) {
            return new Entry(person.id(), person.name(), person.department());
        }
    }

    private final Directory directory;

    @Activate
    public DirectoryResource(@Reference Directory directory) {
        this.directory = directory;
    }

    @GET
    @Path("departments")
    @Authenticated
    @Summary("Departments, for pickers")
    public List<Directory.Department> departments() {
        return directory.departments();
    }

    @GET
    @Path("districts")
    @Authenticated
    @Summary("Districts, for pickers")
    public List<Directory.District> districts() {
        return directory.districts();
    }

    /**
     * @param ids names of these people, disabled ones included, for what was filed in their time; at most 200. Otherwise:
     * @param department required; at most 200 people of it, enabled ones
     */
    @GET
    @Path("people")
    @Authenticated
    @Summary("People of a department, for pickers; or the names of given ids")
    public Page<Entry> people(@QueryParam("id") Set<Long> ids, @QueryParam("department") String department, @QueryParam("permission") String permission,
            @QueryParam("district") String district, @QueryParam("q") String q, @Context SecurityContext security) {
        var actor = Bodies.actor(security);
        if (ids != null && !ids.isEmpty()) {
            Problems.fields().check(ids.size() <= MOST, "/id", "一次最多查 200 人", "At most 200 people at once").refuse();
            return new Page<>(directory.people(ids).values().stream().filter(p -> !actor.external() || p.department() != null && actor.worksFor(p.department())).map(Entry::of).toList(), null);
        }
        Problems.fields().check(department != null && !department.isBlank(), "/department", "请指定部门", "Name a department").refuse();
        if (actor.external() && !actor.worksFor(department)) {
            return new Page<>(List.of(), null);
        }
        var people = permission == null || permission.isBlank() ? directory.members(department) : directory.withPermission(department, permission, district);
        var sought = q == null ? "" : q.strip().toLowerCase(Locale.ROOT);
        return new Page<>(people.stream().filter(p -> p.name().toLowerCase(Locale.ROOT).contains(sought) || p.account().contains(sought)).limit(MOST)
                .map(Entry::of).toList(), null);
    }
}
