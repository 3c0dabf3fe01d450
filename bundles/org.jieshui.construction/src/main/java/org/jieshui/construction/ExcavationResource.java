package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Road excavation of a case, from the decision to the permit, and its entry conditions (R62, R80, R251). While the authority decides, the case is paused. */
@Component(service = {Resource.class, ExcavationResource.class})
@Path("construction/excavations/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("construction.read")
public class ExcavationResource implements Resource {

    static final String PERMIT = "excavation-permit";
    static final String PAUSE = "excavation-approval";
    private static final int NAME = 100;
    private static final int NUMBER = 60;
    private static final int WORDS = 500;
    private static final LocalDate LAST = LocalDate.of(2199, 12, 31);

    public record Person(long id, String name) {}

    /** What the survey found: {@code state} is to-apply, applied or granted. */
    public record Finding(boolean excavation, Double area, String state, String plan) {}

    public record NeedView(boolean needed, String why, Instant at, Person by) {}

    /** @param state waiting, granted, refused, withdrawn or expired. @param paused the case was paused for it */
    public record ApplicationView(long id, String authority, String number, LocalDate appliedOn, long document, boolean paused, Instant filedAt, Person filedBy, String state, LocalDate decidedOn, String permit,
            LocalDate validFrom, LocalDate validTo, Long permitDocument, String refusal, Person decidedBy) {}

    public record CheckView(String id, Text text, boolean met, String note, Instant at, Person by) {}

    /**
     * @param finding   null while engineering has not surveyed
     * @param need      null while it is not decided
     * @param settled   the task is done: what it was completed with stands until the task is sent back
     * @param mayChange whether the caller may
     */
    public record ExcavationView(Finding finding, NeedView need, List<ApplicationView> applications, List<CheckView> checks, int list, boolean settled, boolean mayChange) {}

    public record Need(Boolean needed, String why) {}

    /** @param pause whether the case is paused from then on; null: yes */
    public record NewApplication(String authority, String number, LocalDate appliedOn, Long document, Boolean pause) {}

    public record Grant(String permit, LocalDate decidedOn, LocalDate validFrom, LocalDate validTo, Long document) {}

    public record Refusal(LocalDate decidedOn, String reason) {}

    public record Tick(Boolean met, String note) {}

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final WorkingCalendar calendar;
    private final ExcavationStore store;
    private final ChecklistStore lists;
    private final WorksStore works;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public ExcavationResource(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference WorkingCalendar calendar,
            @Reference(service = ExcavationStore.class) ExcavationStore store, @Reference(service = ChecklistStore.class) ChecklistStore lists, @Reference(service = WorksStore.class) WorksStore works,
            @Reference(service = Requests.class) Requests requests, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.calendar = calendar;
        this.store = store;
        this.lists = lists;
        this.works = works;
        this.requests = requests;
        this.clock = clock;
    }

    @GET
    @Summary("Road excavation and entry conditions of a case")
    public ExcavationView get(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = actor(security);
        return view(actor, WorksResource.seen(cases, works, actor, caseId));
    }

    @PUT
    @Permission("construction.work")
    @Summary("Decide whether road surface is excavated; another decision than the survey's needs a reason")
    public ExcavationView decide(@Context SecurityContext security, @PathParam("case") long caseId, Need body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var kase = open(actor, caseId);
        requireOpenTask(actor, caseId);
        var entered = new Entered();
        entered.check(wanted.needed() != null, "/needed", "选择是否需要刨掘路面", "Say whether it is needed");
        var found = finding(actor, caseId);
        boolean other = wanted.needed() != null && (found == null || found.excavation() != wanted.needed());
        var why = entered.text("/why", wanted.why(), other && found != null, WORDS, "与查勘意见不同，写明原因", "It differs from the survey's finding: say why");
        entered.refuse();
        cases.act(actor, caseId, "construction.excavation-decided", act -> {
            store.decide(caseId, new ExcavationStore.Need(wanted.needed(), why, act.now(), actor.id()));
            act.data(Map.of("needed", wanted.needed(), "asFound", !other));
            return null;
        });
        return view(actor, kase);
    }

    @POST
    @Path("applications")
    @Permission("construction.work")
    @Summary("Record an application to the road authority; the case is paused while it decides")
    public ExcavationView apply(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, NewApplication body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "application", caseId, wanted);
        if (requests.known(asked).isPresent()) {
            return view(actor, cases.get(actor, caseId));
        }
        var kase = open(actor, caseId);
        var entered = new Entered();
        var authority = entered.text("/authority", wanted.authority(), true, NAME, "写明审批机关", "Name the authority");
        var number = entered.text("/number", wanted.number(), true, NUMBER, "写明受理编号", "Give the number of the application");
        entered.day("/appliedOn", wanted.appliedOn(), today().minusYears(1), today(), "申请日期在一年之内，不晚于今天", "The day lies within a year and not in the future");
        entered.document("/document", archive, caseId, wanted.document(), PERMIT, "上传刨掘申请受理凭证", "Upload the receipt of the application");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.applied", act -> {
            if (store.applications(caseId).stream().anyMatch(Application::waiting)) {
                throw Problem.of("construction/application-waiting", 409, "上一次申请还没有结果，先登记结果", "The last application is still waiting; record its outcome first").toException();
            }
            long id = store.apply(new Application(0, caseId, authority, number, wanted.appliedOn(), wanted.document(), null, act.now(), actor.id(), null));
            if (!Boolean.FALSE.equals(wanted.pause())) {
                var from = moment(wanted.appliedOn(), kase.opened(), act.now());
                store.paused(id, act.pause(PAUSE, from, authority + " 受理编号 " + number, List.of(wanted.document())));
            }
            act.data(Map.of("application", id));
            return null;
        });
        return view(actor, kase);
    }

    @POST
    @Path("applications/{id}/granted")
    @Permission("construction.work")
    @Summary("Record the permit; the case goes on")
    public ExcavationView granted(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Grant body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "granted", caseId, id, wanted);
        if (requests.known(asked).isPresent()) {
            return view(actor, cases.get(actor, caseId));
        }
        var kase = open(actor, caseId);
        var one = application(caseId, id);
        var entered = new Entered();
        var permit = entered.text("/permit", wanted.permit(), true, NUMBER, "写明许可证号", "Give the number of the permit");
        var on = decidedOn(entered, one, wanted.decidedOn());
        var from = entered.day("/validFrom", wanted.validFrom(), today().minusYears(1), LAST, "填写有效期起始日期", "Say from when it is valid");
        entered.day("/validTo", wanted.validTo(), from, LAST, "有效期截止日期不早于起始日期", "It is valid until a day that is not before the first");
        entered.document("/document", archive, caseId, wanted.document(), PERMIT, "上传许可证扫描件", "Upload the scan of the permit");
        entered.refuse();
        decide(asked, caseId, id, "construction.granted", kase, on, at -> new Application.Decision(on, permit, from, wanted.validTo(), wanted.document(), null, at, actor.id()));
        return view(actor, kase);
    }

    @POST
    @Path("applications/{id}/refused")
    @Permission("construction.work")
    @Summary("Record that the authority refused, and why; the case goes on")
    public ExcavationView refused(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Refusal body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "refused", caseId, id, wanted);
        if (requests.known(asked).isPresent()) {
            return view(actor, cases.get(actor, caseId));
        }
        var kase = open(actor, caseId);
        var one = application(caseId, id);
        var entered = new Entered();
        var on = decidedOn(entered, one, wanted.decidedOn());
        var why = entered.text("/reason", wanted.reason(), true, WORDS, "写明审批机关不批准的原因", "Say why the authority refused");
        entered.refuse();
        decide(asked, caseId, id, "construction.refused", kase, on, at -> new Application.Decision(on, null, null, null, null, why, at, actor.id()));
        return view(actor, kase);
    }

    @POST
    @Path("applications/{id}/withdrawn")
    @Permission("construction.work")
    @Summary("Record that the application was withdrawn, and why; the case goes on")
    public ExcavationView withdrawn(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Refusal body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "withdrawn", caseId, id, wanted);
        if (requests.known(asked).isPresent()) {
            return view(actor, cases.get(actor, caseId));
        }
        var kase = open(actor, caseId);
        var one = application(caseId, id);
        var entered = new Entered();
        var on = decidedOn(entered, one, wanted.decidedOn());
        var why = entered.text("/reason", wanted.reason(), true, WORDS, "写明撤回的原因", "Say why it was withdrawn");
        entered.refuse();
        decide(asked, caseId, id, "construction.withdrawn", kase, on, at -> new Application.Decision(on, null, null, null, null, why, true, at, actor.id()));
        return view(actor, kase);
    }

    @PUT
    @Path("checks/{item}")
    @Permission("construction.work")
    @Summary("Tick an entry condition, or take the tick away")
    public ExcavationView tick(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("item") String item, Tick body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var kase = open(actor, caseId);
        requireOpenTask(actor, caseId);
        if (lists.current(Checklist.ENTRY).items().stream().noneMatch(i -> i.id().equals(item))) {
            throw ProblemException.notFound();
        }
        var entered = new Entered();
        entered.check(wanted.met() != null, "/met", "选择是否具备", "Say whether it is met");
        var note = entered.text("/note", wanted.note(), false, WORDS, "备注太长", "The note is too long: say it");
        entered.refuse();
        cases.act(actor, caseId, "construction.entry-checked", act -> {
            store.check(caseId, item, new ExcavationStore.Check(wanted.met(), note, act.now(), actor.id()));
            act.data(Map.of("item", item, "met", wanted.met()));
            return null;
        });
        return view(actor, kase);
    }

    @FunctionalInterface
    private interface Decided {
        Application.Decision at(Instant moment);
    }

    private void decide(Requests.Asked asked, long caseId, long id, String kind, CaseInfo kase, LocalDate on, Decided decided) {
        requests.once(cases, asked, caseId, kind, act -> {
            var now = application(caseId, id);
            if (!now.waiting()) {
                throw Problem.of("construction/application-decided", 409, "这次申请已登记结果，刷新后查看", "The outcome of this application is recorded already; reload to see it").toException();
            }
            store.decided(id, decided.at(act.now()));
            if (now.pause() != null) {
                var began = moment(now.appliedOn(), kase.opened(), now.filedAt());
                var end = moment(on, began, act.now());
                act.resume(now.pause(), end);
            }
            act.data(Map.of("application", id));
            return null;
        });
    }

    /** Of a day on which something happened: now if that is today, otherwise when business closed on it; never before {@code first}. */
    private Instant moment(LocalDate day, Instant first, Instant now) {
        var close = day.equals(LocalDate.ofInstant(now, ExcavationTask.ZONE)) ? now : calendar.closeOf(day);
        return close.isBefore(first) ? first : close.isAfter(now) ? now : close;
    }

    private LocalDate decidedOn(Entered entered, Application one, LocalDate on) {
        return entered.day("/decidedOn", on, one.appliedOn(), today(), "决定日期在申请之后，不晚于今天", "The decision lies after the application and not in the future");
    }

    private Application application(long caseId, long id) {
        return store.applications(caseId).stream().filter(a -> a.id() == id).findFirst().orElseThrow(ProblemException::notFound);
    }

    private CaseInfo open(Actor actor, long caseId) {
        var kase = cases.get(actor, caseId);
        if (kase.state() != CaseState.OPEN) {
            throw Problem.of("construction/case-not-open", 409, "工单不在办理中，不能再登记", "The case is not open; nothing can be recorded any more").toException();
        }
        return kase;
    }

    /** What the task was completed with stands until the task is sent back. */
    private void requireOpenTask(Actor actor, long caseId) {
        if (settled(actor, caseId)) {
            throw Problem.of("construction/entry-settled", 409, "进场条件已办结；要更改请先退回该任务", "The entry conditions are settled; to change them, send the task back first").toException();
        }
    }

    private boolean settled(Actor actor, long caseId) {
        return cases.tasks(actor, caseId).stream().anyMatch(t -> t.type().equals(ExcavationTask.TYPE) && t.state() == TaskState.DONE);
    }

    private Finding finding(Actor actor, long caseId) {
        return cases.form(actor, caseId, "construction.finding").map(form -> new Finding(form.path("excavation").asBoolean(),
                form.hasNonNull("excavationArea") ? form.get("excavationArea").asDouble() : null, text(form, "excavationState"), text(form, "excavationPlan"))).orElse(null);
    }

    private static String text(JsonNode form, String field) {
        return form.hasNonNull(field) ? form.get(field).asText() : null;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ExcavationTask.ZONE);
    }

    private ExcavationView view(Actor actor, CaseInfo kase) {
        long id = kase.id();
        var need = store.need(id).orElse(null);
        var applications = store.applications(id);
        var checks = store.checks(id);
        var ids = new HashSet<Long>();
        applications.forEach(a -> {
            ids.add(a.filedBy());
            if (a.decision() != null) {
                ids.add(a.decision().by());
            }
        });
        checks.values().forEach(c -> ids.add(c.by()));
        if (need != null) {
            ids.add(need.by());
        }
        var people = new HashMap<Long, Person>();
        directory.people(ids).forEach((person, known) -> people.put(person, new Person(person, known.name())));
        var list = lists.current(Checklist.ENTRY);
        boolean settled = settled(actor, id);
        return new ExcavationView(finding(actor, id), need == null ? null : new NeedView(need.needed(), need.why(), need.at(), people.get(need.by())),
                applications.stream().map(a -> view(a, people)).toList(), list.items().stream().map(i -> view(i, checks.get(i.id()), people)).filter(Objects::nonNull).toList(), list.version(), settled,
                actor.may("construction.work") && kase.state() == CaseState.OPEN);
    }

    private ApplicationView view(Application a, Map<Long, Person> people) {
        var d = a.decision();
        var state = d == null ? "waiting" : !d.granted() ? d.outcome() : a.validOn(today()) ? "granted" : "expired";
        return new ApplicationView(a.id(), a.authority(), a.number(), a.appliedOn(), a.document(), a.pause() != null, a.filedAt(), people.get(a.filedBy()), state, d == null ? null : d.on(),
                d == null ? null : d.permit(), d == null ? null : d.from(), d == null ? null : d.to(), d == null ? null : d.document(), d == null ? null : d.refusal(), d == null ? null : people.get(d.by()));
    }

    private static CheckView view(Checklist.Item item, ExcavationStore.Check check, Map<Long, Person> people) {
        return check == null ? new CheckView(item.id(), item.text(), false, null, null, null) : new CheckView(item.id(), item.text(), check.met(), check.note(), check.at(), people.get(check.by()));
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
