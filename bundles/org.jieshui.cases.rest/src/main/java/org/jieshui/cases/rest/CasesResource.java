package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;
import static org.jieshui.cases.rest.TasksResource.blank;
import static org.jieshui.cases.rest.TasksResource.need;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.PauseChange;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Cases: search, the case as a whole, its timeline and clocks, and what one does to a case. */
@Component(service = Resource.class)
@Path("cases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Permission("cases.read")
public class CasesResource implements Resource {

    record Words(String text) {}

    record Reason(String reason) {}

    record Note(String note) {}

    record PauseBody(String reason, Instant from, String note, List<Long> evidence) {}

    record ResumeBody(long pauseId, Instant to) {}

    record CorrectionBody(long pauseId, Instant from, Instant to, String note, List<Long> evidence, String reason) {}

    record Phone(String phone) {}

    private final Cases cases;
    private final CaseViews views;

    @Activate
    public CasesResource(@Reference Cases cases, @Reference CaseViews views) {
        this.cases = cases;
        this.views = views;
    }

    @GET
    public Page<CaseViews.CaseRow> list(@Context SecurityContext who, @QueryParam("q") String q, @QueryParam("process") String process, @QueryParam("state") String state,
            @QueryParam("stage") String stage, @QueryParam("district") String district, @QueryParam("steward") Long steward, @QueryParam("after") String after,
            @QueryParam("limit") int limit) {
        return views.cases(actor(who), new CaseViews.CaseQuery(q, blank(process), blank(state), blank(stage), blank(district), steward, after, limit));
    }

    /** Applications of customers. A case of another origin opens where that origin is registered, so that nothing is opened past its register. */
    @POST
    @Permission("cases.open")
    public Receipt open(@Context SecurityContext who, @HeaderParam("Idempotency-Key") String key, NewCase body) {
        if (!"application".equals(need(body).origin())) {
            throw ProblemException.invalid("/origin", "这里只建立客户申请（application）的工单；其他来源的，在登记该来源的页面建立",
                    "Only applications of customers (application) open here; a case of another origin opens where that origin is registered");
        }
        return cases.open(actor(who), body, key);
    }

    @GET
    @Path("{id}")
    public CaseViews.CaseView get(@Context SecurityContext who, @PathParam("id") long id) {
        return views.caseView(actor(who), id);
    }

    /** What the customer may be told. */
    @GET
    @Path("{id}/public")
    public CaseViews.PublicView publicView(@Context SecurityContext who, @PathParam("id") long id) {
        return views.publicView(actor(who), id);
    }

    @GET
    @Path("{id}/timeline")
    public Page<CaseViews.TimelineEntry> timeline(@Context SecurityContext who, @PathParam("id") long id, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        return views.timeline(actor(who), id, after, limit);
    }

    @GET
    @Path("{id}/clocks/{clock}")
    public CaseViews.ExplanationView clock(@Context SecurityContext who, @PathParam("id") long id, @PathParam("clock") String clock) {
        return views.explainClock(actor(who), id, clock);
    }

    @GET
    @Path("{id}/phone")
    @Permission("cases.personal")
    public Phone phone(@Context SecurityContext who, @PathParam("id") long id) {
        return new Phone(views.revealPhone(actor(who), id));
    }

    @PATCH
    @Path("{id}")
    public Receipt change(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("If-Match") String version, @HeaderParam("Idempotency-Key") String key, CaseChange body) {
        return cases.change(actor(who), id, version(version), need(body), key);
    }

    @POST
    @Path("{id}/comment")
    public Receipt comment(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Words body) {
        return cases.comment(actor(who), id, need(body).text(), key);
    }

    @POST
    @Path("{id}/pause")
    public Receipt pause(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, PauseBody body) {
        return cases.pause(actor(who), id, need(body).reason(), body.from(), body.note(), body.evidence(), key);
    }

    @POST
    @Path("{id}/resume")
    public Receipt resume(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, ResumeBody body) {
        return cases.resume(actor(who), id, need(body).pauseId(), body.to(), key);
    }

    @POST
    @Path("{id}/correct-pause")
    public Receipt correctPause(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, CorrectionBody body) {
        var change = new PauseChange(need(body).from(), body.to(), body.note(), body.evidence());
        return cases.correctPause(actor(who), id, body.pauseId(), change, body.reason(), key);
    }

    @POST
    @Path("{id}/not-ready")
    public Receipt notReady(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Reason body) {
        return cases.notReady(actor(who), id, need(body).reason(), key);
    }

    @POST
    @Path("{id}/revive")
    public Receipt revive(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Note body) {
        return cases.revive(actor(who), id, body == null ? null : body.note(), key);
    }

    @POST
    @Path("{id}/withdraw")
    public Receipt withdraw(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Reason body) {
        return cases.withdraw(actor(who), id, need(body).reason(), key);
    }

    @POST
    @Path("{id}/close")
    public Receipt close(@Context SecurityContext who, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key) {
        return cases.close(actor(who), id, key);
    }

    private static Integer version(String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.equals("*")) {
            return null;
        }
        try {
            return Integer.valueOf(ifMatch.replace("\"", "").strip());
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("/If-Match", "If-Match 应是版本号，如 \"7\"", "If-Match is a version such as \"7\"");
        }
    }
}
