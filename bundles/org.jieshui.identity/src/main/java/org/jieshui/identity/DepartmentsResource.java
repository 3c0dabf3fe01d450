package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Departments and external organisations: system administration. */
@Component(service = Resource.class)
@Path("admin/departments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DepartmentsResource implements Resource {

    private final Organisation organisation;

    @Activate
    public DepartmentsResource(@Reference Organisation organisation) {
        this.organisation = organisation;
    }

    @GET
    @Authenticated
    @Summary("All departments, the disabled too")
    public Page<Organisation.Department> list(@Context SecurityContext security) {
        Post.requireAny(Bodies.actor(security), Post.SYSTEM, Post.SECURITY);
        return new Page<>(organisation.departments(), null);
    }

    @GET
    @Path("{id}")
    @Authenticated
    @Summary("A department")
    public Organisation.Department get(@PathParam("id") String id, @Context SecurityContext security) {
        Post.requireAny(Bodies.actor(security), Post.SYSTEM, Post.SECURITY);
        return organisation.department(id);
    }

    @POST
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary(value = "Add a department or external organisation", answer = Organisation.Department.class)
    public Response create(Organisation.NewUnit body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(organisation.createDepartment(Bodies.actor(security), Bodies.required(body))).build();
    }

    @PUT
    @Path("{id}")
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary("Rename, order or disable a department")
    public Organisation.Department update(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, Organisation.UnitEdit body,
            @Context SecurityContext security) {
        return organisation.updateDepartment(Bodies.actor(security), id, Problems.version(ifMatch), Bodies.required(body));
    }
}
