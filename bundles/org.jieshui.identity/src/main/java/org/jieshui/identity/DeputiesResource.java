package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who stands in for whom: security administration; people set their own under /api/session/deputies. */
@Component(service = Resource.class)
@Path("admin/deputies")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DeputiesResource implements Resource {

    private final Deputies deputies;

    @Activate
    public DeputiesResource(@Reference Deputies deputies) {
        this.deputies = deputies;
    }

    @GET
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Who stands in for whom")
    public Page<Deputies.Deputy> list(@QueryParam("person") Long person, @QueryParam("after") String after, @QueryParam("limit") Integer limit,
            @Context SecurityContext security) {
        return deputies.list(Bodies.actor(security), person, after, limit);
    }

    @POST
    @Permission(Post.SECURITY_PERMISSION)
    @Summary(value = "Set a deputy for somebody", answer = Deputies.Deputy.class)
    public Response set(Deputies.NewDeputy body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(deputies.set(Bodies.actor(security), Bodies.required(body))).build();
    }

    @DELETE
    @Path("{id}")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("End a deputyship")
    public Response end(@PathParam("id") long id, @Context SecurityContext security) {
        deputies.end(Bodies.actor(security), id);
        return Response.noContent().build();
    }
}
