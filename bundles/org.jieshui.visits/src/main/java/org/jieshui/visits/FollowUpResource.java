package org.jieshui.visits;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Limit;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** What dissatisfied customers complained of, each to be settled within a limit, and how satisfied customers are (R87). */
@Component(service = Resource.class, configurationPid = "org.jieshui.visits")
@Designate(ocd = VisitsConfig.class)
@Path("visits")
@Produces(MediaType.APPLICATION_JSON)
@Permission("visits.read")
public class FollowUpResource implements Resource {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String WORK = "visits.work";
    private static final int LONGEST = 2000;
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2100;
    /** Pages of the store that are looked through for one page of what the caller may see. */
    private static final int MOST_ROUNDS = 10;

    public record Person(long id, String name) {}

    /**
     * @param due        when it is to be settled, derived from the calendar
     * @param overdue    open after that, or settled after it
     * @param maySettle  whether the caller may settle it
     */
    public record FollowUpRow(long id, long caseId, String number, String customer, String district, String department, String complaint, Instant openedAt, Person openedBy, Instant due, boolean overdue,
            String outcome, Instant settledAt, Person settledBy, boolean maySettle) {}

    public record Outcome(String outcome) {}

    /** @param satisfaction visits by {@code satisfied}, {@code fair}, {@code dissatisfied}. @param scores by question id */
    public record Satisfaction(LocalDate from, LocalDate to, Map<String, Integer> satisfaction, Map<String, VisitsStore.Score> scores) {}

    private final Cases cases;
    private final Directory directory;
    private final Messages messages;
    private final WorkingCalendar calendar;
    private final VisitsStore store;
    private final Clock clock;
    private final Limit limit;

    @Activate
    public FollowUpResource(@Reference Cases cases, @Reference Directory directory, @Reference Messages messages, @Reference WorkingCalendar calendar,
            @Reference(service = VisitsStore.class) VisitsStore store, @Reference Clock clock, VisitsConfig config) {
        this(cases, directory, messages, calendar, store, clock, config.followUpDays());
    }

    FollowUpResource(Cases cases, Directory directory, Messages messages, WorkingCalendar calendar, VisitsStore store, Clock clock, int followUpDays) {
        this.cases = cases;
        this.directory = directory;
        this.messages = messages;
        this.calendar = calendar;
        this.store = store;
        this.clock = clock;
        this.limit = Limit.workingDays(followUpDays);
    }

    @GET
    @Path("follow-ups")
    @Summary("What dissatisfied customers complained of, in the order of the deadlines")
    public Page<FollowUpRow> list(@Context SecurityContext security, @QueryParam("case") Long caseId, @QueryParam("state") String state, @QueryParam("department") String department,
            @QueryParam("district") String district, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        var actor = actor(security);
        if (caseId != null) {
            cases.get(actor, caseId);
        }
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var filter = new VisitsStore.Filter(caseId, open(blank(state)), blank(department), blank(district));
        var seen = new HashMap<Long, CaseInfo>();
        var found = new ArrayList<FollowUp>();
        Long place = place(after);
        boolean more = true;
        for (int round = 0; more && round < MOST_ROUNDS && found.size() < most; round++) {
            var rows = store.page(filter, place, most + 1);
            more = rows.size() > most;
            var page = rows.subList(0, Math.min(most, rows.size()));
            seen.putAll(cases.visible(actor, page.stream().map(FollowUp::caseId).collect(Collectors.toSet())));
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
        return new Page<>(found.stream().map(f -> row(actor, f, seen.get(f.caseId()), people)).toList(), more && place != null ? String.valueOf(place) : null);
    }

    @POST
    @Path("follow-ups/{id}/settle")
    @Summary("Say how it was settled: a specialist, or the department that is to settle it")
    public FollowUpRow settle(@Context SecurityContext security, @PathParam("id") long id, Outcome body) {
        var actor = actor(security);
        var one = store.find(id).orElseThrow(ProblemException::notFound);
        var kase = cases.get(actor, one.caseId());
        if (!maySettle(actor, one)) {
            throw ProblemException.forbidden(WORK);
        }
        var outcome = body == null ? null : body.outcome();
        if (outcome == null || outcome.isBlank() || outcome.length() > LONGEST) {
            throw ProblemException.invalid("/outcome", "写明怎样解决、客户是否认可，不超过 " + LONGEST + " 字", "Say how it was settled and whether the customer agrees, in at most " + LONGEST + " characters");
        }
        cases.act(actor, one.caseId(), "visits.settled", act -> {
            if (!store.settle(id, outcome, act.now(), actor.id())) {
                throw Problem.of("visits/settled", 409, "这一条已经办结或撤销，看看它的结果", "This is settled or revoked already; look at its outcome").toException();
            }
            if (one.openedBy() != actor.id()) {
                messages.send(List.of(new Message(one.openedBy(), "visits.settled", Text.of(kase.number() + " 回访整改已办结，请再访客户", kase.number() + " The complaint is settled; ask the customer again"), kase.id(), null)));
            }
            act.data(Map.of("followUp", id, "department", one.department()));
            return null;
        });
        var settled = store.find(id).orElseThrow(ProblemException::notFound);
        return row(actor, settled, kase, people(List.of(settled)));
    }

    /** Days are days in Shanghai, both included; without them the last ninety. */
    @GET
    @Path("satisfaction")
    @Summary("How satisfied customers are, over the caller's districts")
    public Satisfaction satisfaction(@Context SecurityContext security, @QueryParam("from") String from, @QueryParam("to") String to) {
        var last = day("/to", to).orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZONE));
        var first = day("/from", from).orElseGet(() -> last.minusDays(89));
        if (first.getYear() < FIRST_YEAR || last.getYear() > LAST_YEAR) {
            throw ProblemException.invalid("/from", "年份在 " + FIRST_YEAR + " 到 " + LAST_YEAR + " 之间", "The year lies between " + FIRST_YEAR + " and " + LAST_YEAR);
        }
        if (first.isAfter(last)) {
            throw ProblemException.invalid("/from", "开始日期在结束日期之后，请调换", "The first day is after the last; swap them");
        }
        var summary = store.summary(first.atStartOfDay(ZONE).toInstant(), last.plusDays(1).atStartOfDay(ZONE).toInstant(), districts(actor(security)));
        return new Satisfaction(first, last, summary.counts(), summary.scores());
    }

    /** Where he may see visits; empty: everywhere. */
    private static List<String> districts(Actor actor) {
        var duties = actor.duties(VisitTask.SETTLES).toList();
        return duties.stream().anyMatch(d -> d.districts().isEmpty()) ? List.of() : duties.stream().flatMap(d -> d.districts().stream()).distinct().toList();
    }

    private static Optional<LocalDate> day(String pointer, String value) {
        try {
            return Optional.ofNullable(blank(value)).map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(pointer, "日期写成 2026-10-13 的样子", "Write the day like 2026-10-13");
        }
    }

    private FollowUpRow row(Actor actor, FollowUp f, CaseInfo kase, Map<Long, Directory.Person> people) {
        var end = f.settledAt() == null ? clock.instant() : f.settledAt();
        var deadline = calendar.deadline(f.openedAt(), limit, null, List.of(), end);
        return new FollowUpRow(f.id(), f.caseId(), kase.number(), kase.customer(), kase.district(), f.department(), f.complaint(), f.openedAt(), person(people, f.openedBy()), deadline.at(), deadline.overdue(),
                f.outcome(), f.settledAt(), person(people, f.settledBy()), f.open() && maySettle(actor, f));
    }

    private static boolean maySettle(Actor actor, FollowUp f) {
        return actor.may(WORK) || actor.may(VisitTask.SETTLES, f.department());
    }

    private Map<Long, Directory.Person> people(List<FollowUp> rows) {
        Set<Long> ids = rows.stream().flatMap(f -> Stream.of(f.openedBy(), f.settledBy()).filter(id -> id != null)).collect(Collectors.toSet());
        return directory.people(ids);
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
            case "settled" -> false;
            default -> throw ProblemException.invalid("/state", "状态应是 open、settled 或 all", "The state is open, settled or all");
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
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
