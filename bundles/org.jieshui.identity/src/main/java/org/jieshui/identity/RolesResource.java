package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** Roles and what they hold: security administration. */
@Component(service = Resource.class)
@Path("admin/roles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RolesResource implements Resource {

    private final Roles roles;

    @Activate
    public RolesResource(@Reference Roles roles) {
        this.roles = roles;
    }

    @GET
    @Authenticated
    @Summary("Roles and what they hold")
    public Page<Roles.Role> list(@Context SecurityContext security) {
        return new Page<>(roles.list(Bodies.actor(security)), null);
    }

    @GET
    @Path("{id}")
    @Authenticated
    @Summary("A role")
    public Roles.Role get(@PathParam("id") String id, @Context SecurityContext security) {
        return roles.get(Bodies.actor(security), id);
    }

    @POST
    @Permission(Post.SECURITY_PERMISSION)
    @Summary(value = "Add a role", answer = Roles.Role.class)
    public Response create(Roles.NewRole body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(roles.create(Bodies.actor(security), Bodies.required(body))).build();
    }

    @PUT
    @Path("{id}")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Rename a role and replace what it holds")
    public Roles.Role update(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, Roles.RoleEdit body, @Context SecurityContext security) {
        return roles.update(Bodies.actor(security), id, Problems.version(ifMatch), Bodies.required(body));
    }

    @DELETE
    @Path("{id}")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Delete a role that nobody has")
    public Response delete(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, @Context SecurityContext security) {
        roles.delete(Bodies.actor(security), id, Problems.version(ifMatch));
        return Response.noContent().build();
    }
}
