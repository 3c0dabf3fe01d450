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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Moves;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Open cases go over to another version of their process. */
@Component(service = Resource.class)
@Path("moves")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Permission("cases.move")
public class MovesResource implements Resource {

    record Plan(String process, Integer from, int to, Map<String, String> tasks) {
        Moves.Plan plan() {
            return new Moves.Plan(process, from, to, tasks);
        }
    }

    /** @param waits it stands still until somebody resumes it; null: it does not */
    record Order(String process, Integer from, int to, Map<String, String> tasks, List<Moves.Chosen> cases, List<Moves.Left> left, String reason, Boolean waits) {
        Moves.Plan plan() {
            return new Moves.Plan(process, from, to, tasks);
        }
    }

    record Why(String reason) {}

    private final Moves moves;

    @Activate
    public MovesResource(@Reference Moves moves) {
        this.moves = moves;
    }

    @POST
    @Path("dry-run")
    @Summary("What would become of each open case; writes nothing")
    public Moves.DryRun dryRun(@Context SecurityContext who, Plan body) {
        return moves.dryRun(actor(who), need(body).plan());
    }

    @POST
    @Summary("Moves the chosen cases as they were shown, case by case")
    public Moves.Progress start(@Context SecurityContext who, @HeaderParam("Idempotency-Key") String key, Order body) {
        return moves.start(actor(who), need(body).plan(), body.cases(), body.left(), body.reason(), Boolean.TRUE.equals(body.waits()), key);
    }

    @GET
    @Summary("The latest moves of a process, without their results")
    public List<Moves.Progress> all(@Context SecurityContext who, @QueryParam("process") String process) {
        return moves.all(actor(who), process);
    }

    @GET
    @Path("{id}")
    @Summary("How far it has come, case by case")
    public Moves.Progress progress(@Context SecurityContext who, @PathParam("id") long id) {
        return moves.progress(actor(who), id);
    }

    @POST
    @Path("{id}/stop")
    @Summary("Lets it stand still; what has moved stays moved")
    public Moves.Progress stop(@Context SecurityContext who, @PathParam("id") long id) {
        return moves.stop(actor(who), id);
    }

    @POST
    @Path("{id}/resume")
    @Summary("Lets it go on")
    public Moves.Progress resume(@Context SecurityContext who, @PathParam("id") long id) {
        return moves.resume(actor(who), id);
    }

    @POST
    @Path("{id}/cases/{case}/refuse")
    @Summary("Takes a case out whose turn has not come")
    public Moves.Progress refuse(@Context SecurityContext who, @PathParam("id") long id, @PathParam("case") long caseId, Why body) {
        return moves.refuse(actor(who), id, caseId, need(body).reason());
    }
}
