package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.jieshui.survey.SurveyStore.ChangeCount;
import org.jieshui.survey.SurveyStore.ChangeFilter;
import org.jieshui.survey.SurveyStore.PlanChange;
import org.jieshui.survey.SurveyStore.PlanVersion;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Water-use plans and the register of their changes (R172). */
@Component(service = Resource.class)
@Path("survey")
@Produces(MediaType.APPLICATION_JSON)
@Permission("survey.read")
public class PlanResource implements Resource {

    private static final int MOST_EXPORTED = 10_000;

    public record PlanView(int version, Instant at, String by, JsonNode plan, String cause, String department) {}

    /** @param number null, and no note, where the caller may not see the case */
    public record ChangeView(Long caseId, String number, int version, Instant at, String by, String cause, String department, String note) {}

    private final Cases cases;
    private final Directory directory;
    private final SurveyStore store;

    @Activate
    public PlanResource(@Reference Cases cases, @Reference Directory directory, @Reference(service = SurveyStore.class) SurveyStore store) {
        this.cases = cases;
        this.directory = directory;
        this.store = store;
    }

    @GET
    @Path("plans/{case}")
    @Summary("All versions of the water-use plan, newest first")
    public Page<PlanView> plans(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(Rest.actor(security), caseId);
        List<PlanVersion> plans = store.plans(caseId);
        var people = directory.people(plans.stream().map(PlanVersion::person).collect(Collectors.toSet()));
        return new Page<>(plans.stream().map(p -> new PlanView(p.version(), p.at(), Rest.name(people, p.person()), p.plan(), p.cause(), p.department())).toList(), null);
    }

    @GET
    @Path("plan-changes")
    @Summary("The register of changes of plan, newest first")
    public Page<ChangeView> changes(@Context SecurityContext security, @QueryParam("from") String from, @QueryParam("to") String to, @QueryParam("cause") String cause,
            @QueryParam("department") String department, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        int most = limit <= 0 ? 50 : Math.min(limit, 200);
        var found = store.changes(filter(from, to, cause, department), place(after), most + 1);
        var page = found.subList(0, Math.min(most, found.size()));
        return new Page<>(views(Rest.actor(security), page), found.size() > most ? token(page.get(most - 1)) : null);
    }

    @GET
    @Path("plan-changes/counts")
    @Summary("How many changes of plan, by department and cause")
    public Page<ChangeCount> counts(@QueryParam("from") String from, @QueryParam("to") String to, @QueryParam("cause") String cause, @QueryParam("department") String department) {
        return new Page<>(store.countChanges(filter(from, to, cause, department)), null);
    }

    @GET
    @Path("plan-changes/export")
    @Produces("text/csv")
    @Summary("The register as CSV, in the caller's language")
    public Response export(@Context SecurityContext security, @QueryParam("from") String from, @QueryParam("to") String to, @QueryParam("cause") String cause,
            @QueryParam("department") String department) {
        Actor actor = Rest.actor(security);
        var rows = views(actor, store.changes(filter(from, to, cause, department), null, MOST_EXPORTED));
        var names = directory.departments().stream().collect(Collectors.toMap(Directory.Department::id, Directory.Department::name));
        var csv = new ChangesCsv(actor.language(), id -> names.getOrDefault(id, Text.of(id, id)));
        return Response.ok(csv.of(rows)).header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=plan-changes.csv").build();
    }

    private List<ChangeView> views(Actor actor, List<PlanChange> changes) {
        var people = directory.people(changes.stream().map(PlanChange::person).collect(Collectors.toSet()));
        var visible = cases.visible(actor, changes.stream().map(PlanChange::caseId).collect(Collectors.toSet()));
        return changes.stream().map(c -> {
            var kase = Optional.ofNullable(visible.get(c.caseId()));
            return new ChangeView(kase.isPresent() ? c.caseId() : null, kase.map(k -> k.number()).orElse(null), c.version(), c.at(), Rest.name(people, c.person()), c.cause(),
                    c.department(), kase.isPresent() ? c.note() : null);
        }).toList();
    }

    private static ChangeFilter filter(String from, String to, String cause, String department) {
        return new ChangeFilter(Appointment.instant(from, "/from"), Appointment.instant(to, "/to"), Rest.blank(cause), Rest.blank(department));
    }

    private static String token(PlanChange last) {
        return last.at() + "_" + last.caseId() + "_" + last.version();
    }

    private static PlanChange place(String token) {
        if (Rest.blank(token) == null) {
            return null;
        }
        try {
            var parts = token.split("_");
            return new PlanChange(Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Instant.parse(parts[0]), 0, null, null, null);
        } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw ProblemException.invalid("/after", "从上一页的 next 取", "Take it from next of the page before");
        }
    }
}
