package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;
import static org.jieshui.cases.rest.TasksResource.blank;
import static org.jieshui.cases.rest.TasksResource.need;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The managed list of reasons for uncontrollable time (A15). */
@Component(service = Resource.class)
@Path("pause-reasons")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PauseReasonsResource implements Resource {

    private final CaseViews views;

    @Activate
    public PauseReasonsResource(@Reference CaseViews views) {
        this.views = views;
    }

    @GET
    @Permission("cases.read")
    public List<CaseViews.PauseReason> list(@QueryParam("process") String process) {
        return views.pauseReasons(blank(process));
    }

    @PUT
    @Path("{id}")
    @Permission("cases.reasons")
    public CaseViews.PauseReason save(@Context SecurityContext who, @PathParam("id") String id, CaseViews.PauseReason body) {
        need(body);
        return views.savePauseReason(actor(who), new CaseViews.PauseReason(id, body.name(), body.evidence(), body.evidenceRequired(), body.enabled(), null));
    }
}
