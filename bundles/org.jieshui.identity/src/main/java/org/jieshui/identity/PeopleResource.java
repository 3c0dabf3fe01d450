package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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

/** Accounts: system administration makes them, security administration says what they may do. All three posts see the list. */
@Component(service = Resource.class)
@Path("admin/people")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PeopleResource implements Resource {

    private final People people;
    private final Sessions sessions;

    @Activate
    public PeopleResource(@Reference People people, @Reference Sessions sessions) {
        this.people = people;
        this.sessions = sessions;
    }

    @GET
    @Authenticated
    @Summary("People, phone and mail masked")
    public Page<People.PersonInfo> list(@QueryParam("q") String q, @QueryParam("department") String department, @QueryParam("enabled") Boolean enabled,
            @QueryParam("after") String after, @QueryParam("limit") Integer limit, @Context SecurityContext security) {
        return people.list(Bodies.actor(security), q, department, enabled, after, limit);
    }

    @GET
    @Path("{id}")
    @Authenticated
    @Summary("A person; phone and mail in full for the system administrator, which leaves a trace")
    public People.PersonInfo get(@PathParam("id") long id, @Context SecurityContext security) {
        return people.get(Bodies.actor(security), id);
    }

    @POST
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary(value = "Make an account; the one-time password is told once", answer = People.WithPassword.class)
    public Response create(People.NewPerson body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(people.create(Bodies.actor(security), Bodies.required(body))).build();
    }

    @PUT
    @Path("{id}")
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary("Change a person's name and contact")
    public People.PersonInfo update(@PathParam("id") long id, @HeaderParam("If-Match") String ifMatch, People.PersonEdit body,
            @Context SecurityContext security) {
        return people.update(Bodies.actor(security), id, Problems.version(ifMatch), Bodies.required(body));
    }

    @PUT
    @Path("{id}/grants")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Replace roles, districts and post as a whole")
    public People.PersonInfo grant(@PathParam("id") long id, @HeaderParam("If-Match") String ifMatch, People.GrantEdit body,
            @Context SecurityContext security) {
        return people.grant(Bodies.actor(security), id, Problems.version(ifMatch), Bodies.required(body));
    }

    @POST
    @Path("{id}/enable")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Enable an account")
    public People.PersonInfo enable(@PathParam("id") long id, @Context SecurityContext security) {
        return people.enable(Bodies.actor(security), id);
    }

    @POST
    @Path("{id}/disable")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Disable an account and end its sessions")
    public People.PersonInfo disable(@PathParam("id") long id, @Context SecurityContext security) {
        return people.disable(Bodies.actor(security), id);
    }

    @POST
    @Path("{id}/unlock")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Unlock an account after failed logins")
    public Response unlock(@PathParam("id") long id, @Context SecurityContext security) {
        sessions.unlock(Bodies.actor(security), id);
        return Response.noContent().build();
    }

    @POST
    @Path("{id}/reset-password")
    @Permission(Post.SYSTEM_PERMISSION)
    @Summary("Give a new one-time password")
    public People.WithPassword resetPassword(@PathParam("id") long id, @Context SecurityContext security) {
        return people.resetPassword(Bodies.actor(security), id);
    }
}
