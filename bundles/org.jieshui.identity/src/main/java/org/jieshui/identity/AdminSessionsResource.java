package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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

/** Everybody's sessions: security administration. */
@Component(service = Resource.class)
@Path("admin/sessions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AdminSessionsResource implements Resource {

    private final Sessions sessions;

    @Activate
    public AdminSessionsResource(@Reference Sessions sessions) {
        this.sessions = sessions;
    }

    @GET
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Everybody's sessions")
    public Page<Sessions.SessionInfo> list(@QueryParam("person") Long person, @QueryParam("after") String after, @QueryParam("limit") Integer limit,
            @Context SecurityContext security) {
        return sessions.page(Bodies.actor(security), person, after, limit);
    }

    @DELETE
    @Path("{id}")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("End somebody's session")
    public Response end(@PathParam("id") long id, @Context SecurityContext security) {
        sessions.endOther(Bodies.actor(security), id);
        return Response.noContent().build();
    }
}
