package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jieshui.cases.api.view.ParkedListeners;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Events that a module keeps failing on, for the operator. */
@Component(service = Resource.class)
@Path("listeners")
@Produces(MediaType.APPLICATION_JSON)
@Permission("cases.listeners")
public class ListenersResource implements Resource {

    private final ParkedListeners listeners;

    @Activate
    public ListenersResource(@Reference ParkedListeners listeners) {
        this.listeners = listeners;
    }

    @GET
    @Path("parked")
    @Summary("Cases that wait for a module's listener which keeps failing on them")
    public List<ParkedListeners.Parked> parked(@Context SecurityContext who) {
        return listeners.parked(actor(who));
    }

    @POST
    @Path("{listener}/cases/{case}/retry")
    @Summary("Tries a parked case again at once")
    public void retry(@Context SecurityContext who, @PathParam("listener") String listener, @PathParam("case") long caseId) {
        listeners.retry(actor(who), listener, caseId);
    }
}
