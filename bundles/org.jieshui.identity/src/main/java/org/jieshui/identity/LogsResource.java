package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The three logs: audit administration. */
@Component(service = Resource.class)
@Path("admin")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class LogsResource implements Resource {

    private final Logs logs;

    @Activate
    public LogsResource(@Reference Logs logs) {
        this.logs = logs;
    }

    @GET
    @Path("journal")
    @Permission(Post.AUDIT_PERMISSION)
    @Summary("What administrators did, before and after")
    public Page<Logs.Administered> journal(@QueryParam("action") String action, @QueryParam("subject") String subject, @QueryParam("person") Long person,
            @QueryParam("after") String after, @QueryParam("limit") Integer limit, @Context SecurityContext security) {
        return logs.journal(Bodies.actor(security), action, subject, person, after, limit);
    }

    @GET
    @Path("journal/verify")
    @Permission(Post.AUDIT_PERMISSION)
    @Summary("Walk the journal's chain and name the first altered row")
    public AdminJournal.Verdict verify(@Context SecurityContext security) {
        return logs.verify(Bodies.actor(security));
    }

    @GET
    @Path("access-log")
    @Permission(Post.AUDIT_PERMISSION)
    @Summary("Who read which personal data")
    public Page<Logs.Access> accesses(@QueryParam("person") Long person, @QueryParam("subject") String subject, @QueryParam("after") String after,
            @QueryParam("limit") Integer limit,
            @Context SecurityContext security) {
        return logs.accesses(Bodies.actor(security), person, subject, after, limit);
    }

    @GET
    @Path("logins")
    @Permission(Post.AUDIT_PERMISSION)
    @Summary("Logins, refusals and lock-outs")
    public Page<Logs.SignIn> signIns(@QueryParam("person") Long person, @QueryParam("after") String after, @QueryParam("limit") Integer limit,
            @Context SecurityContext security) {
        return logs.signIns(Bodies.actor(security), person, after, limit);
    }
}
