package org.jieshui.intake;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.notifications.Receivers;
import org.jieshui.platform.api.persistence.DatabaseException;
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

/** Enquiries of customers (R17) and issues to coordinate (R21, R22), of one case or over all that the caller may see. */
@Component(service = Resource.class)
@Path("intake/log")
@Produces(MediaType.APPLICATION_JSON)
@Permission("intake.read")
public class LogResource implements Resource {

    private static final String WORK = "intake.work";
    private static final String OWN = "customer-service";
    /** Pages of the store that are looked through for one page of what the caller may see. */
    private static final int MOST_ROUNDS = 10;

    public record Person(long id, String name) {}

    /** @param mayClose whether the caller may settle it */
    public record EntryRow(long id, long caseId, String number, String customer, String district, String kind, String topic, String text, String department, Instant at, Person by,
            String outcome, Instant closedAt, Person closedBy, boolean mayClose) {}

    public record NewEntry(String kind, String topic, String text, String department, String outcome) {}

    public record Outcome(String outcome) {}

    private final Cases cases;
    private final Directory directory;
    private final Messages messages;
    private final LogStore store;

    @Activate
    public LogResource(@Reference Cases cases, @Reference Directory directory, @Reference Messages messages, @Reference(service = LogStore.class) LogStore store) {
        this.cases = cases;
        this.directory = directory;
        this.messages = messages;
        this.store = store;
    }

    @GET
    @Summary("Enquiries and issues, newest first")
    public Page<EntryRow> list(@Context SecurityContext security, @QueryParam("case") Long caseId, @QueryParam("kind") String kind, @QueryParam("state") String state,
            @QueryParam("department") String department, @QueryParam("district") String district, @QueryParam("by") Long by, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        Actor actor = actor(security);
        if (caseId != null) {
            cases.get(actor, caseId);
        }
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var filter = new LogStore.Filter(caseId, blank(kind), open(blank(state)), blank(department), blank(district), by);
        var seen = new HashMap<Long, CaseInfo>();
        var found = new ArrayList<LogEntry>();
        Long place = place(after);
        boolean more = true;
        for (int round = 0; more && round < MOST_ROUNDS && found.size() < most; round++) {
            var rows = store.page(filter, place, most + 1);
            more = rows.size() > most;
            var page = rows.subList(0, Math.min(most, rows.size()));
            seen.putAll(cases.visible(actor, page.stream().map(LogEntry::caseId).collect(Collectors.toSet())));
            for (var row : page) {
                if (found.size() == most) {
                    more = true;
                    break;
                }
                place = row.id();
                if (seen.containsKey(row.caseId())) {
                    found.add(row);
                }
            }
        }
        var people = people(found);
        return new Page<>(found.stream().map(e -> row(actor, e, seen.get(e.caseId()), people)).toList(), more && place != null ? String.valueOf(place) : null);
    }

    /** An enquiry that comes with its answer is closed at once. The same request again under its key gets the first answer. */
    @POST
    @Permission(WORK)
    @Summary("Write down an enquiry or an issue of a case")
    public EntryRow add(@Context SecurityContext security, @QueryParam("case") Long caseId, @HeaderParam("Idempotency-Key") String key, NewEntry body) {
        Actor actor = actor(security);
        if (caseId == null) {
            throw ProblemException.invalid("/case", "写明工单", "Name the case");
        }
        var draft = body == null ? new LogEntry.Draft(null, null, null, null, null)
                : new LogEntry.Draft(body.kind(), blank(body.topic()), body.text(), blank(body.department()), body.outcome() == null || body.outcome().isEmpty() ? null : body.outcome());
        var errors = draft.errors(directory.departments().stream().map(Directory.Department::id).collect(Collectors.toSet()));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        var known = key == null ? Optional.<LogEntry>empty() : store.byKey(actor.id(), key);
        return view(actor, known.map(LogEntry::id).orElseGet(() -> write(actor, caseId, draft, key)));
    }

    @POST
    @Path("{id}/close")
    @Summary("Settle an enquiry or an issue: customer service, or the department that is to settle it")
    public EntryRow close(@Context SecurityContext security, @PathParam("id") long id, Outcome body) {
        Actor actor = actor(security);
        var entry = store.find(id).orElseThrow(ProblemException::notFound);
        var kase = cases.get(actor, entry.caseId());
        if (!maySettle(actor, entry)) {
            throw ProblemException.forbidden(WORK);
        }
        var errors = new ArrayList<FieldError>();
        LogEntry.words(errors, "/outcome", body == null ? null : body.outcome(), true);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        cases.act(actor, entry.caseId(), "intake.settled", act -> {
            if (!store.close(id, body.outcome(), act.now(), actor.id())) {
                throw Problem.of("intake/closed", 409, "这一条已经办结，看看它的结果", "This entry is closed already; look at its outcome").toException();
            }
            if (entry.by() != actor.id()) {
                messages.send(List.of(new Message(entry.by(), "intake.settled", Text.of(kase.number() + " 您记的事项已办结", kase.number() + " What you wrote down is settled"), kase.id(), null)));
            }
            act.data(Map.of("entry", id, "kind", entry.kind(), "department", entry.department()));
            return null;
        });
        return view(actor, id);
    }

    private long write(Actor actor, long caseId, LogEntry.Draft draft, String key) {
        try {
            return cases.act(actor, caseId, "intake.logged", act -> {
                var department = draft.department() == null ? OWN : draft.department();
                boolean settled = draft.outcome() != null;
                long id = store.add(new LogEntry(0, caseId, act.kase().district(), draft.kind(), draft.topic(), draft.text(), department, act.now(), actor.id(), draft.outcome(),
                        settled ? act.now() : null, settled ? actor.id() : null), key);
                if (!settled && !department.equals(OWN)) {
                    var number = act.kase().number();
                    messages.send(Receivers.of(directory, List.of(department), "tasks.work", act.kase().district()).messages("intake.issue",
                            Text.of(number + " 有一件协调事项请您部门处理", number + " An issue for your department to settle"), caseId, null));
                }
                act.data(Map.of("entry", id, "kind", draft.kind(), "department", department));
                return id;
            });
        } catch (RuntimeException e) {
            // the same request at the same moment: the other one wrote it
            if (key != null && DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                return store.byKey(actor.id(), key).orElseThrow(() -> e).id();
            }
            throw e;
        }
    }

    private EntryRow view(Actor actor, long id) {
        var entry = store.find(id).orElseThrow(ProblemException::notFound);
        return row(actor, entry, cases.get(actor, entry.caseId()), people(List.of(entry)));
    }

    private static boolean maySettle(Actor actor, LogEntry entry) {
        return actor.may(WORK) || actor.may("tasks.work", entry.department());
    }

    private Map<Long, Directory.Person> people(List<LogEntry> entries) {
        Set<Long> ids = new HashSet<>(entries.stream().flatMap(e -> Stream.of(e.by(), e.closedBy()).filter(id -> id != null)).toList());
        return directory.people(ids);
    }

    private static EntryRow row(Actor actor, LogEntry e, CaseInfo kase, Map<Long, Directory.Person> people) {
        return new EntryRow(e.id(), e.caseId(), kase.number(), kase.customer(), kase.district(), e.kind(), e.topic(), e.text(), e.department(), e.at(), person(people, e.by()), e.outcome(),
                e.closedAt(), person(people, e.closedBy()), e.open() && maySettle(actor, e));
    }

    private static Person person(Map<Long, Directory.Person> people, Long id) {
        return id == null || !people.containsKey(id) ? null : new Person(id, people.get(id).name());
    }

    private static Boolean open(String state) {
        if (state == null || state.equals("all")) {
            return null;
        }
        return switch (state) {
            case "open" -> true;
            case "closed" -> false;
            default -> throw ProblemException.invalid("/state", "状态应是 open、closed 或 all", "The state is open, closed or all");
        };
    }

    private static Long place(String after) {
        try {
            return blank(after) == null ? null : Long.valueOf(after);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("/after", "翻页标记不对，请从第一页重来", "That is no place in this list; start at the first page");
        }
    }

    private static String blank(String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
