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

/** Districts: system administration. */
@Component(service = Resource.class)
@Path("admin/districts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DistrictsResource implements Resource {

    private final Organisation organisation;

    @Activate
    public DistrictsResource(@Reference Organisation organisation) {
        this.organisation = organisation;
    }

    @GET
    @Authenticated
    @Summary("All districts, the disabled too")
    public Page<Organisation.District> list(@Context SecurityContext security) {
        Post.requireAny(Bodies.actor(security), Post.SYSTEM, Post.SECURITY);
        return new Page<>(organisation.districts(), null);
    }

    @GET
    @Path("{id}")
    @Authenticated
    @Summary("A district")
    public Organisation.District get(@PathParam("id") String id, @Context SecurityContext security) {
        Post.requireAny(Bodies.actor(security), Post.SYSTEM, Post.SECURITY);
        return organisation.district(id);
    }

    @POST
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary(value = "Add a district", answer = Organisation.District.class)
    public Response create(Organisation.NewUnit body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(organisation.createDistrict(Bodies.actor(security), Bodies.required(body))).build();
    }

    @PUT
    @Path("{id}")
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary("Rename, order or disable a district")
    public Organisation.District update(@PathParam("id") String id, @HeaderParam("If-Match") String ifMatch, Organisation.UnitEdit body,
            @Context SecurityContext security) {
        return organisation.updateDistrict(Bodies.actor(security), id, Problems.version(ifMatch), Bodies.required(body));
    }
}
