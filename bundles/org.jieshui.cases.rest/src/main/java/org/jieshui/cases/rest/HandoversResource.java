package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;
import static org.jieshui.cases.rest.TasksResource.need;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Handovers;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What somebody who leaves has in hand goes to others. */
@Component(service = Resource.class)
@Path("handovers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Permission("cases.reassign")
public class HandoversResource implements Resource {

    record Order(long from, Long to, Map<String, Long> districts, Map<Long, Long> tasks, Map<Long, Long> stewards, String reason) {
        Handovers.Plan plan() {
            return new Handovers.Plan(from, to, districts, tasks, stewards);
        }
    }

    private final Handovers handovers;

    @Activate
    public HandoversResource(@Reference Handovers handovers) {
        this.handovers = handovers;
    }

    @GET
    @Path("people")
    @Summary("Who has something in hand in the caller's departments")
    public List<Handovers.Load> people(@Context SecurityContext who) {
        return handovers.loads(actor(who));
    }

    @POST
    @Path("preview")
    @Summary("What would be handed over to whom; changes nothing")
    public List<Handovers.Item> preview(@Context SecurityContext who, Order body) {
        return handovers.preview(actor(who), need(body).plan());
    }

    @POST
    @Summary("Starts handing over, case by case")
    public Handovers.Progress start(@Context SecurityContext who, @HeaderParam("Idempotency-Key") String key, Order body) {
        return handovers.start(actor(who), need(body).plan(), body.reason(), key);
    }

    @GET
    @Path("{id}")
    @Summary("How far it has come, and what was refused")
    public Handovers.Progress progress(@Context SecurityContext who, @PathParam("id") long id) {
        return handovers.progress(actor(who), id);
    }
}
