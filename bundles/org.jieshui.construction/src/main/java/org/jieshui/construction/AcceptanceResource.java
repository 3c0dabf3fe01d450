package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Acceptances of the works of a case: the history, and works that do not pass (R83, R226, R263). */
@Component(service = {Resource.class, AcceptanceResource.class})
@Path("construction/acceptances/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("construction.read")
public class AcceptanceResource implements Resource {

    private static final String WORK = "construction.work";
    private static final int WORDS = 2000;

    public record Person(long id, String name) {}

    public record Line(Checklist.Item item, JsonNode answer) {}

    public record AcceptanceView(long id, LocalDate day, String participants, List<Line> lines, boolean passed, String mend, LocalDate mendBy, String note, Instant at, Person by, boolean revoked) {}

    /** @param result as the task's form has it: {@code {version, answers}}; what was not looked at may be left out */
    public record Failed(LocalDate acceptedOn, String participants, Result result, String mend, LocalDate mendBy, String note) {}

    public record Result(Integer version, Map<String, Object> answers) {}

    private final Cases cases;
    private final Directory directory;
    private final Messages messages;
    private final AcceptanceStore store;
    private final ChecklistStore lists;
    private final WorksStore works;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public AcceptanceResource(@Reference Cases cases, @Reference Directory directory, @Reference Messages messages, @Reference(service = AcceptanceStore.class) AcceptanceStore store,
            @Reference(service = ChecklistStore.class) ChecklistStore lists, @Reference(service = WorksStore.class) WorksStore works,
            @Reference(service = Requests.class) Requests requests, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.messages = messages;
        this.store = store;
        this.lists = lists;
        this.works = works;
        this.requests = requests;
        this.clock = clock;
    }

    @GET
    @Summary("The acceptances of a case, passed or not, as they were held")
    public List<AcceptanceView> list(@Context SecurityContext security, @PathParam("case") long caseId) {
        WorksResource.seen(cases, works, actor(security), caseId);
        var all = store.all(caseId);
        var people = directory.people(all.stream().map(Acceptance::by).collect(Collectors.toSet()));
        var known = new HashMap<Integer, Checklist>();
        return all.stream().map(a -> new AcceptanceView(a.id(), a.day(), a.participants(), lines(a, known.computeIfAbsent(a.list(), v -> lists.version(Checklist.ACCEPTANCE, v).orElseThrow())), a.passed(), a.mend(), a.mendBy(),
                a.note(), a.at(), people.containsKey(a.by()) ? new Person(a.by(), people.get(a.by()).name()) : null, a.voided() != null)).toList();
    }

    /** The acceptance is kept first; should sending back be interrupted, {@link AcceptanceForm} does it. */
    @POST
    @Permission(WORK)
    @Summary("Record that the works did not pass, and send them back to be mended")
    public List<AcceptanceView> failed(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, Failed body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var kase = cases.get(actor, caseId);
        var asked = Requests.asked(actor, key, "not-passed", caseId, wanted);
        if (requests.known(asked).isPresent()) {
            return list(security, caseId);
        }
        var task = Phases.open(cases.tasks(actor, caseId), AcceptanceTask.TYPE)
                .orElseThrow(AcceptanceResource::notInAcceptance);
        var duties = actor.duties(WORK).filter(d -> d.department().equals(task.department())
                && (d.covers(kase.district()) || Long.valueOf(d.principal()).equals(task.assignee()) || Long.valueOf(d.principal()).equals(kase.steward()))).toList();
        if (duties.isEmpty()) {
            throw Problem.of("construction/not-your-acceptance", 403, "“组织验收”属于其他部门或分区，您不能登记", "The acceptance belongs to another department or district; you cannot record it").toException();
        }
        if (task.assignee() != null && task.assignee() != actor.id() && duties.stream().noneMatch(d -> d.principal() == task.assignee())) {
            throw Problem.of("construction/claimed", 409, "“组织验收”由别人签收，请他登记，或先退签、转办", "Somebody else has claimed the acceptance; he records it, or gives it back").toException();
        }
        var today = LocalDate.ofInstant(clock.instant(), ExcavationTask.ZONE);
        var entered = new Entered();
        var participants = entered.text("/participants", wanted.participants(), true, 1000, "写明参加验收的单位和人员", "Say who took part");
        var mend = entered.text("/mend", wanted.mend(), true, WORDS, "写明要整改什么", "Say what must be mended");
        var note = entered.text("/note", wanted.note(), false, WORDS, "备注太长：请写短", "The note is too long: say it");
        if (wanted.mendBy() != null) {
            entered.day("/mendBy", wanted.mendBy(), today, null, "整改期限不早于今天", "It is to be mended today or later");
        }
        entered.refuse();
        var checked = AcceptanceTask.checked(form(wanted, participants), lists, today, false);
        requests.once(cases, asked, caseId, "construction.not-passed", act -> {
            if (cases.task(Papers.SYSTEM, task.id()).state() != TaskState.OPEN || store.held(task)) {
                throw notInAcceptance();
            }
            long id = store.add(new Acceptance(0, caseId, task.id(), checked.day(), participants, checked.list().version(), checked.answers(), false, mend, wanted.mendBy(), note, act.now(), actor.id(), null));
            works.works(caseId).map(Works::plan).ifPresent(plan -> messages.send(directory.withPermission(plan.unit(), "construction.crew", kase.district()).stream().map(p -> new Message(p.id(), "construction.not-passed",
                    Text.of(kase.number() + " 验收不合格，请整改：" + mend, kase.number() + " The works did not pass; mend: " + mend), caseId, null)).toList()));
            act.data(Map.of("acceptance", id, "list", checked.list().version()));
            return null;
        });
        sendBack(cases, actor, task, mend);
        return list(security, kase.id());
    }

    /** Unless it was done in the meantime. */
    static void sendBack(Cases cases, Actor actor, TaskInfo acceptance, String mend) {
        var system = Actor.system("construction");
        var works = cases.tasks(system, acceptance.caseId()).stream().filter(t -> t.type().equals(WorksTask.TYPE) && t.state() == TaskState.DONE).findFirst();
        if (works.isEmpty()) {
            return;
        }
        try {
            cases.sendBack(actor, acceptance.id(), works.get().key(), "验收不合格：" + mend, UUID.nameUUIDFromBytes(("construction.not-passed " + acceptance.id()).getBytes(java.nio.charset.StandardCharsets.UTF_8)).toString());
        } catch (ProblemException e) {
            if (cases.task(system, acceptance.id()).state() == TaskState.OPEN) {
                throw e;
            }
        }
    }

    private static ProblemException notInAcceptance() {
        return Problem.of("construction/not-in-acceptance", 409, "工单没有待办的“组织验收”，刷新后查看", "The case has no open acceptance; reload and see where it is").toException();
    }

    private static JsonNode form(Failed f, String participants) {
        var form = JsonNodeFactory.instance.objectNode().put("acceptedOn", f.acceptedOn() == null ? "" : f.acceptedOn().toString()).put("participants", participants);
        var result = form.putObject("result").put("version", f.result() == null || f.result().version() == null ? 0 : f.result().version());
        result.set("answers", new com.fasterxml.jackson.databind.ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .valueToTree(f.result() == null || f.result().answers() == null ? Map.of() : f.result().answers()));
        return form;
    }

    private static List<Line> lines(Acceptance a, Checklist list) {
        return list.items().stream().map(item -> new Line(item, a.answers().path(item.id()).isMissingNode() ? null : a.answers().get(item.id()))).toList();
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
