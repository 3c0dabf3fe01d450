package org.jieshui.cases.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
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
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The inbox, and what one does to a task. */
@Component(service = Resource.class)
@Path("tasks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Permission("cases.read")
public class TasksResource implements Resource {

    private static final int MOST_IN_BATCH = 200;

    record Completion(JsonNode form) {}

    record SendBack(String to, String reason) {}

    record Transfer(long personId, String reason) {}

    record Urge(String text) {}

    record DraftBody(JsonNode data, int version) {}

    record Batch(String action, List<Long> ids, Long personId, String reason, String text) {}

    record Done(long id, Receipt receipt) {}

    record Failed(long id, Problem problem) {}

    record BatchResult(List<Done> done, List<Failed> failed) {}

    private final Cases cases;
    private final CaseViews views;

    @Activate
    public TasksResource(@Reference Cases cases, @Reference CaseViews views) {
        this.cases = cases;
        this.views = views;
    }

    @GET
    public Page<CaseViews.TaskRow> list(@Context SecurityContext who, @QueryParam("view") @DefaultValue("department") String view, @QueryParam("department") String department,
            @QueryParam("stage") String stage, @QueryParam("district") String district, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        return views.tasks(actor(who), new CaseViews.TaskQuery(view, blank(department), blank(stage), blank(district), after, limit));
    }

    @GET
    @Path("counts")
    public CaseViews.Counts counts(@Context SecurityContext who) {
        return views.counts(actor(who));
    }

    @GET
    @Path("{id}")
    public CaseViews.TaskView get(@Context SecurityContext who, @PathParam("id") long id) {
        return views.task(actor(who), id);
    }

    @GET
    @Path("{id}/deadline")
    public CaseViews.ExplanationView deadline(@Context SecurityContext who, @PathParam("id") long id) {
        return views.explainTask(actor(who), id);
    }

    @PUT
    @Path("{id}/draft")
    public CaseViews.Draft draft(@Context SecurityContext who, @PathParam("id") long id, DraftBody body) {
        return views.saveDraft(actor(who), id, need(body).data(), body.version());
    }

    @POST
    @Path("{id}/claim")
    public Receipt claim(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key) {
        return cases.claim(actor(who), id, key);
    }

    @POST
    @Path("{id}/release")
    public Receipt release(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key) {
        return cases.release(actor(who), id, key);
    }

    @POST
    @Path("{id}/complete")
    public Receipt complete(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Completion body) {
        return cases.complete(actor(who), id, body == null ? null : body.form(), key);
    }

    @POST
    @Path("{id}/send-back")
    public Receipt sendBack(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, SendBack body) {
        return cases.sendBack(actor(who), id, need(body).to(), body.reason(), key);
    }

    @POST
    @Path("{id}/transfer")
    public Receipt transfer(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Transfer body) {
        return cases.transfer(actor(who), id, need(body).personId(), body.reason(), key);
    }

    @POST
    @Path("{id}/urge")
    public Receipt urge(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Urge body) {
        return cases.urge(actor(who), id, body == null ? null : body.text(), key);
    }

    /** Each task is an action of its own: those that are refused stay as they were, and say why. */
    @POST
    @Path("batch")
    public BatchResult batch(@Context SecurityContext who, @HeaderParam("Idempotency-Key") String key, Batch body) {
        if (need(body).ids() == null || body.ids().isEmpty() || body.ids().size() > MOST_IN_BATCH) {
            throw ProblemException.invalid("/ids", "一次选 1 到 " + MOST_IN_BATCH + " 项", "Choose 1 to " + MOST_IN_BATCH + " tasks");
        }
        var done = new ArrayList<Done>();
        var failed = new ArrayList<Failed>();
        for (long id : body.ids()) {
            try {
                done.add(new Done(id, one(actor(who), body, id, key == null ? null : key + "/" + id)));
            } catch (ProblemException e) {
                failed.add(new Failed(id, e.problem()));
            }
        }
        return new BatchResult(done, failed);
    }

    private Receipt one(Actor actor, Batch body, long id, String key) {
        return switch (String.valueOf(body.action())) {
            case "claim" -> cases.claim(actor, id, key);
            case "transfer" -> cases.transfer(actor, id, body.personId() == null ? 0 : body.personId(), body.reason(), key);
            case "urge" -> cases.urge(actor, id, body.text(), key);
            default -> throw ProblemException.invalid("/action", "批量操作应是 claim、transfer 或 urge", "The action is claim, transfer or urge");
        };
    }

    static Actor actor(SecurityContext who) {
        return (Actor) who.getUserPrincipal();
    }

    static <T> T need(T body) {
        if (body == null) {
            throw ProblemException.invalid("", "缺请求内容", "The request has no body");
        }
        return body;
    }

    static String blank(String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
