package org.jieshui.initiation;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.Receipt;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Joint-review approvals come in (R36): each opens one case. The paper itself is uploaded to that case as {@code joint-review-approval}. */
@Component(service = Resource.class)
@Path("initiation")
@Produces(MediaType.APPLICATION_JSON)
@Permission("initiation.work")
public class InitiationResource implements Resource {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** @param process {@code single-meter} when missing */
    public record NewApproval(String number, LocalDate approved, String project, String process, String customer, String contact, String phone, String address, String district) {}

    /** @param caseNumber null while its case may not be seen */
    public record ApprovalRow(String number, LocalDate approved, String project, Instant registered, String by, Long caseId, String caseNumber, String customer) {}

    private final Cases cases;
    private final Directory directory;
    private final ApprovalStore store;
    private final Clock clock;

    @Activate
    public InitiationResource(@Reference Cases cases, @Reference Directory directory, @Reference(service = ApprovalStore.class) ApprovalStore store, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Path("approvals")
    @Summary("The newest 200 joint-review approvals in the register")
    public Page<ApprovalRow> approvals(@Context SecurityContext security) {
        Actor actor = actor(security);
        var rows = store.latest(200);
        var people = directory.people(new HashSet<>(rows.stream().map(Approval::registeredBy).toList()));
        return new Page<>(rows.stream().map(a -> row(actor, a, people)).toList(), null);
    }

    @GET
    @Path("approvals/{case}")
    @Summary("The approval that opened a case")
    public ApprovalRow approval(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(actor(security), caseId);
        var approval = store.ofCase(caseId).orElseThrow(ProblemException::notFound);
        return row(actor(security), approval, directory.people(new HashSet<>(List.of(approval.registeredBy()))));
    }

    /** A number that is in the register already is refused with the case that it opened; the same request again under its key gets the first answer. */
    @POST
    @Path("approvals")
    @Summary("Register a joint-review approval and open its case")
    public Receipt register(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewApproval body) {
        Actor actor = actor(security);
        check(body);
        String number = Approval.normal(body.number());
        var entered = store.enter(new Approval(number, body.approved(), body.project().strip(), clock.instant(), actor.id(), key, null));
        boolean own = key != null && Objects.equals(entered.key(), key) && entered.registeredBy() == actor.id();
        if (entered.caseId() != null && !own) {
            throw Problem.of("initiation/duplicate-approval", 409, "核准文号 " + number + " 已经登记过，打开已有工单", "The approval " + number + " is registered already; open its case")
                    .with("caseId", entered.caseId()).with("number", cases.find(actor, entered.caseId()).map(CaseInfo::number).orElse("")).toException();
        }
        if (entered.caseId() == null && entered.registeredBy() != actor.id()) {
            throw Problem.of("initiation/being-registered", 409, "这个核准文号正由别人登记，稍后再看", "Somebody else is registering this approval; look again shortly").toException();
        }
        Receipt receipt;
        try {
            // the case belongs to the number, whatever key the caller has: a repeated attempt finds the case that the first one opened
            receipt = cases.open(actor, new NewCase(body.process() == null ? "single-meter" : body.process(), "joint-review", body.customer(), body.contact(), body.phone(), body.address(),
                    body.district(), Map.of("approval", number)), UUID.nameUUIDFromBytes((number + entered.registered()).getBytes(StandardCharsets.UTF_8)).toString());
        } catch (ProblemException e) {
            if (!e.problem().type().equals("cases/key-reused")) {
                store.remove(number);
            }
            throw e;
        }
        store.opened(number, receipt.caseId());
        return receipt;
    }

    private void check(NewApproval body) {
        var errors = new ArrayList<FieldError>();
        need(errors, body == null ? null : body.number(), "/number", 100, "核准文号", "the number of the approval");
        need(errors, body == null ? null : body.project(), "/project", 200, "项目名称", "the name of the project");
        if (body == null || body.approved() == null || body.approved().isAfter(LocalDate.ofInstant(clock.instant(), ZONE))) {
            errors.add(new FieldError("/approved", Text.of("填写核准日期，不晚于今天", "Give the date of the approval, today at the latest")));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static void need(List<FieldError> errors, String value, String pointer, int most, String zh, String en) {
        if (value == null || value.isBlank() || value.length() > most || value.indexOf('\0') >= 0) {
            errors.add(new FieldError(pointer, Text.of("填写" + zh + "，不超过 " + most + " 字", "Give " + en + ", at most " + most + " characters")));
        }
    }

    private ApprovalRow row(Actor actor, Approval a, Map<Long, Directory.Person> people) {
        var kase = a.caseId() == null ? null : cases.find(actor, a.caseId()).orElse(null);
        return new ApprovalRow(a.number(), a.approved(), a.project(), a.registered(), people.containsKey(a.registeredBy()) ? people.get(a.registeredBy()).name() : null,
                kase == null ? null : a.caseId(), kase == null ? null : kase.number(), kase == null ? null : kase.customer());
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
