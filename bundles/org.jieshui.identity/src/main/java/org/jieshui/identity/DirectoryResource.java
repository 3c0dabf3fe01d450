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

    record Entry(long id, String name, String department) {}

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

    /** @param department required; at most 200 people of it, enabled ones */
    @GET
    @Path("people")
    @Authenticated
    @Summary("People of a department, for pickers")
    public Page<Entry> people(@QueryParam("department") String department, @QueryParam("permission") String permission, @QueryParam("district") String district,
            @QueryParam("q") String q, @Context SecurityContext security) {
        var actor = Bodies.actor(security);
        Problems.fields().check(department != null && !department.isBlank(), "/department", "请指定部门", "Name a department").refuse();
        if (actor.external() && !actor.worksFor(department)) {
            return new Page<>(List.of(), null);
        }
        var people = permission == null || permission.isBlank() ? directory.members(department) : directory.withPermission(department, permission, district);
        var sought = q == null ? "" : q.strip().toLowerCase(Locale.ROOT);
        return new Page<>(people.stream().filter(p -> p.name().toLowerCase(Locale.ROOT).contains(sought) || p.account().contains(sought)).limit(200)
                .map(p -> new Entry(p.id(), p.name(), p.department())).toList(), null);
    }
}
