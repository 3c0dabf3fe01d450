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
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
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

/** The file of projects that cannot be connected yet (R44, R68), and what is fed back on them each month (R69). Reviving is {@code POST /api/cases/{id}/revive} (R70). */
@Component(service = Resource.class)
@Path("intake/not-ready")
@Produces(MediaType.APPLICATION_JSON)
@Permission("intake.read")
public class NotReadyResource implements Resource {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    /** Pages of cases that are looked through for one page of those that lack feedback. */
    private static final int MOST_ROUNDS = 20;

    /**
     * @param reason  why it cannot be connected yet, as told to the customer
     * @param due     the day by which this month's feedback is due: its last working day
     * @param missing topics on which nothing was fed back this month
     * @param missed  months before this one that passed without all of their feedback
     * @param latest  the newest feedback of each topic
     */
    public record FileRow(long caseId, String number, String customer, String address, String district, CaseViews.Ref steward, String reason, CaseViews.Ref by, Instant since, LocalDate due,
            List<String> missing, int missed, List<FeedbackView> latest, boolean mayRevive) {}

    /** @param month {@code 2026-10} */
    public record FeedbackView(long id, String month, String topic, String text, Instant at, String by) {}

    public record NewFeedback(String month, String topic, String text) {}

    private final Cases cases;
    private final CaseViews views;
    private final Directory directory;
    private final Messages messages;
    private final WorkingCalendar calendar;
    private final FeedbackStore store;
    private final Clock clock;

    @Activate
    public NotReadyResource(@Reference Cases cases, @Reference CaseViews views, @Reference Directory directory, @Reference Messages messages, @Reference WorkingCalendar calendar,
            @Reference(service = FeedbackStore.class) FeedbackStore store, @Reference Clock clock) {
        this.cases = cases;
        this.views = views;
        this.directory = directory;
        this.messages = messages;
        this.calendar = calendar;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("Cases in the not-ready file, with what is fed back on them")
    public Page<FileRow> file(@Context SecurityContext security, @QueryParam("q") String q, @QueryParam("district") String district, @QueryParam("steward") Long steward,
            @QueryParam("missing") boolean missing, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        Actor actor = actor(security);
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var rows = new ArrayList<FileRow>();
        var next = blank(after);
        int round = 0;
        do {
            // what lacks nothing is left out afterwards: the page is filled up with what follows
            var page = views.cases(actor, new CaseViews.CaseQuery(blank(q), null, "not-ready", null, blank(district), steward, next, missing ? most - rows.size() : most));
            rows(actor, page.items()).stream().filter(row -> !missing || !row.missing().isEmpty()).forEach(rows::add);
            next = page.next();
        } while (next != null && rows.size() < most && ++round < MOST_ROUNDS);
        return new Page<>(rows, next);
    }

    @GET
    @Path("{case}/feedback")
    @Summary("All feedback on a case, newest first")
    public Page<FeedbackView> feedback(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(actor(security), caseId);
        return new Page<>(views(store.of(List.of(caseId)).getOrDefault(caseId, List.of())), null);
    }

    /** @return the feedback as it was written; the same request again under its key gets the first answer */
    @POST
    @Path("{case}/feedback")
    @Permission("intake.feedback")
    @Summary("Feed back what is known this month")
    public FeedbackView add(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, NewFeedback body) {
        Actor actor = actor(security);
        var known = key == null ? Optional.<Feedback>empty() : store.byKey(actor.id(), key);
        if (known.isPresent()) {
            return views(List.of(known.get())).get(0);
        }
        var kase = cases.get(actor, caseId);
        if (kase.state() != CaseState.NOT_READY) {
            throw Problem.of("intake/not-in-file", 409, "工单不在建档中，不用反馈", "The case is not in the not-ready file; no feedback is due").toException();
        }
        var now = YearMonth.from(clock.instant().atZone(ZONE));
        var since = YearMonth.from(views.caseView(actor, caseId).kase().notReady().at().atZone(ZONE));
        var month = check(body, since, now);
        return views(List.of(write(actor, caseId, month, body, key))).get(0);
    }

    private Feedback write(Actor actor, long caseId, YearMonth month, NewFeedback body, String key) {
        try {
            return cases.act(actor, caseId, "intake.feedback", act -> {
                var feedback = new Feedback(0, caseId, month, body.topic(), body.text(), act.now(), actor.id());
                long id = store.add(feedback, key);
                var kase = act.kase();
                if (kase.steward() != null && kase.steward() != actor.id()) {
                    messages.send(List.of(new Message(kase.steward(), "intake.feedback", Text.of(kase.number() + " 建档项目有新的月度反馈", kase.number() + " New monthly feedback on a case in the not-ready file"),
                            kase.id(), null)));
                }
                act.data(Map.of("feedback", id, "month", feedback.month().toString(), "topic", feedback.topic()));
                return new Feedback(id, caseId, month, feedback.topic(), feedback.text(), feedback.at(), feedback.by());
            });
        } catch (RuntimeException e) {
            if (key != null && DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                return store.byKey(actor.id(), key).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    private static YearMonth check(NewFeedback body, YearMonth since, YearMonth now) {
        var errors = new ArrayList<FieldError>();
        if (body == null || body.topic() == null || !Feedback.TOPICS.contains(body.topic())) {
            errors.add(new FieldError("/topic", Text.of("选择规划方案进展或供水管线建设进度", "Choose the planning scheme or the supply pipeline")));
        }
        LogEntry.words(errors, "/text", body == null ? null : body.text(), true);
        YearMonth month = now;
        try {
            month = body == null || blank(body.month()) == null ? now : YearMonth.parse(body.month());
        } catch (DateTimeParseException e) {
            errors.add(new FieldError("/month", Text.of("月份应如 2026-10", "A month is like 2026-10")));
        }
        if (month.isAfter(now) || month.isBefore(since)) {
            errors.add(new FieldError("/month", Text.of("月份应在 " + since + " 至 " + now, "The month lies between " + since + " and " + now)));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return month;
    }

    private List<FileRow> rows(Actor actor, List<CaseViews.CaseRow> page) {
        var now = YearMonth.from(clock.instant().atZone(ZONE));
        var due = lastWorkingDay(now);
        var feedback = store.of(page.stream().map(CaseViews.CaseRow::id).toList());
        return page.stream().filter(k -> k.notReady() != null).map(k -> {
            var all = feedback.getOrDefault(k.id(), List.of());
            var since = YearMonth.from(k.notReady().at().atZone(ZONE));
            var newest = new HashMap<String, Feedback>();
            all.forEach(f -> newest.putIfAbsent(f.topic(), f));
            boolean mayRevive = actor.may("cases.manage") || actor.may("tasks.work") && k.steward() != null && actor.principals().contains(k.steward().id());
            return new FileRow(k.id(), k.number(), k.customer(), k.address(), k.district(), k.steward(), k.notReady().reason(), k.notReady().by(), k.notReady().at(), due,
                    Feedback.missing(now, all), Feedback.missed(since, now, all), views(Feedback.TOPICS.stream().filter(newest::containsKey).map(newest::get).toList()), mayRevive);
        }).toList();
    }

    private LocalDate lastWorkingDay(YearMonth month) {
        var day = month.atEndOfMonth();
        while (!calendar.isWorkingDay(day)) {
            day = day.minusDays(1);
        }
        return day;
    }

    private List<FeedbackView> views(List<Feedback> some) {
        var people = directory.people(new HashSet<>(some.stream().map(Feedback::by).toList()));
        return some.stream().map(f -> new FeedbackView(f.id(), f.month().toString(), f.topic(), f.text(), f.at(), people.containsKey(f.by()) ? people.get(f.by()).name() : null)).toList();
    }

    private static String blank(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
