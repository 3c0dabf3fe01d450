package org.jieshui.initiation;

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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
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
@Permission("initiation.read")
public class InitiationResource implements Resource {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String TRANSFER = "initiation.transfer";

    /** @param process {@code single-meter} when missing */
    public record NewApproval(String number, LocalDate approved, String project, String process, String customer, String contact, String phone, String address, String district) {}

    /**
     * @param number      as it stands on the paper
     * @param caseId      null while its case may not be seen; so are the members after it
     * @param taskId      the transfer that is still to be done, or null
     * @param due         when it has to be done (R37: the same day)
     * @param transferred when the departments were informed, or null
     */
    public record ApprovalRow(String number, LocalDate approved, String project, Instant registered, String by, Long caseId, String caseNumber, String customer, String address,
            String district, Long taskId, Instant due, Instant transferred) {}

    /** @param informed who was told, by department */
    public record ApprovalView(ApprovalRow approval, List<Informed> informed) {}

    public record Informed(String department, List<String> people) {}

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
    @Summary("The register of joint-review approvals, newest first")
    public Page<ApprovalRow> approvals(@Context SecurityContext security, @QueryParam("q") String q, @QueryParam("state") String state, @QueryParam("from") String from,
            @QueryParam("to") String to, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        Actor actor = actor(security);
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var filter = new ApprovalStore.Filter(blank(q), transferred(blank(state)), date(from, "/from"), date(to, "/to"));
        var rows = store.page(filter, place(blank(after)), most + 1);
        var page = rows.subList(0, Math.min(most, rows.size()));
        var people = directory.people(new HashSet<>(page.stream().map(Approval::registeredBy).toList()));
        var visible = cases.visible(actor, page.stream().map(Approval::caseId).filter(Objects::nonNull).toList());
        return new Page<>(page.stream().map(a -> row(actor, a, a.caseId() == null ? null : visible.get(a.caseId()), people)).toList(), rows.size() > most ? token(page.get(most - 1)) : null);
    }

    @GET
    @Path("approvals/{case}")
    @Summary("The approval that opened a case, and who was informed of it")
    public ApprovalView approval(@Context SecurityContext security, @PathParam("case") long caseId) {
        var kase = cases.get(actor(security), caseId);
        var approval = store.ofCase(caseId).orElseThrow(ProblemException::notFound);
        var ids = new HashSet<>(Set.of(approval.registeredBy()));
        approval.informed().values().forEach(ids::addAll);
        var people = directory.people(ids);
        return new ApprovalView(row(actor(security), approval, kase, people), TransferTask.TO.stream().filter(approval.informed()::containsKey)
                .map(department -> new Informed(department, approval.informed().get(department).stream().map(people::get).filter(Objects::nonNull).map(Directory.Person::name).toList())).toList());
    }

    /** A number that is in the register already is refused with the case that it opened; the same request again under its key gets the first answer. */
    @POST
    @Path("approvals")
    @Permission("initiation.work")
    @Summary("Register a joint-review approval and open its case")
    public Receipt register(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewApproval body) {
        Actor actor = actor(security);
        check(body);
        var entered = store.enter(Approval.entered(body.number(), body.approved(), body.project(), clock.instant(), actor.id(), key));
        boolean own = key != null && Objects.equals(entered.key(), key) && entered.registeredBy() == actor.id();
        if (entered.caseId() != null && !own) {
            throw Problem.of("initiation/duplicate-approval", 409, "核准文号 " + entered.written() + " 已经登记过，打开已有工单",
                    "The approval " + entered.written() + " is registered already; open its case")
                    .with("caseId", entered.caseId()).with("number", cases.find(actor, entered.caseId()).map(CaseInfo::number).orElse("")).toException();
        }
        if (entered.caseId() == null && entered.registeredBy() != actor.id()) {
            throw Problem.of("initiation/being-registered", 409, "这个核准文号正由别人登记，稍后再看", "Somebody else is registering this approval; look again shortly").toException();
        }
        Receipt receipt;
        try {
            // the case belongs to the number, whatever key the caller has: a repeated attempt finds the case that the first one opened
            receipt = cases.open(actor, new NewCase(body.process() == null ? "single-meter" : body.process(), "joint-review", body.customer(), body.contact(), body.phone(), body.address(),
                    body.district(), Map.of("approval", entered.number())), UUID.nameUUIDFromBytes((entered.number() + entered.registered()).getBytes(StandardCharsets.UTF_8)).toString());
        } catch (ProblemException e) {
            if (!e.problem().type().equals("cases/key-reused")) {
                store.remove(entered.number());
            }
            throw e;
        }
        store.opened(entered.number(), receipt.caseId());
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
        if (value == null || value.isBlank() || value.codePointCount(0, value.length()) > most || value.indexOf('\0') >= 0) {
            errors.add(new FieldError(pointer, Text.of("填写" + zh + "，不超过 " + most + " 字", "Give " + en + ", at most " + most + " characters")));
        }
    }

    private ApprovalRow row(Actor actor, Approval a, CaseInfo kase, Map<Long, Directory.Person> people) {
        var by = people.containsKey(a.registeredBy()) ? people.get(a.registeredBy()).name() : null;
        if (kase == null) {
            return new ApprovalRow(a.written(), a.approved(), a.project(), a.registered(), by, null, null, null, null, null, null, null, a.transferred());
        }
        var task = a.transferred() != null ? Optional.<TaskInfo>empty()
                : cases.tasks(actor, kase.id()).stream().filter(t -> t.type().equals(TRANSFER) && t.state() == TaskState.OPEN).findFirst();
        return new ApprovalRow(a.written(), a.approved(), a.project(), a.registered(), by, kase.id(), kase.number(), kase.customer(), kase.address(), kase.district(),
                task.map(TaskInfo::id).orElse(null), task.map(TaskInfo::due).orElse(null), a.transferred());
    }

    // ---- what a caller asks for

    private static Boolean transferred(String state) {
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "transferred" -> true;
            case "pending" -> false;
            default -> throw ProblemException.invalid("/state", "状态应是 pending 或 transferred", "The state is pending or transferred");
        };
    }

    private static LocalDate date(String text, String pointer) {
        try {
            return blank(text) == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(pointer, "日期应如 2026-10-13", "A date is like 2026-10-13");
        }
    }

    private static String token(Approval last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((last.registered() + " " + last.number()).getBytes(StandardCharsets.UTF_8));
    }

    private static ApprovalStore.Place place(String token) {
        if (token == null) {
            return null;
        }
        try {
            var parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(" ", 2);
            return new ApprovalStore.Place(Instant.parse(parts[0]), parts[1]);
        } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            throw ProblemException.invalid("/after", "翻页标记不对，请从第一页重来", "That is no place in this list; start at the first page");
        }
    }

    private static String blank(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
