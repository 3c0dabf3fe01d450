package org.jieshui.survey;

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
import java.util.Collection;
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
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.jieshui.survey.Appointment.Attendee;
import org.jieshui.survey.SurveyStore.Booked;
import org.jieshui.survey.SurveyStore.Clash;
import org.jieshui.survey.SurveyStore.Move;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Appointments over HTTP. What a caller may not see of cases does not appear here either. */
@Component(service = Resource.class)
@Path("survey")
@Produces(MediaType.APPLICATION_JSON)
@Permission("survey.read")
public class AppointmentResource implements Resource {

    /** @param name null while the department has named nobody */
    public record Person(String department, Long id, String name) {}

    public record AppointmentRow(long caseId, String number, String customer, String address, String district, Instant start, Instant end, String place, int version,
            List<Person> attendees, List<Conflict> conflicts) {}

    public record AppointmentView(AppointmentRow appointment, List<MoveView> moves) {}

    public record MoveView(int version, Instant at, String by, Instant from, Instant to, String reason) {}

    /** The same person elsewhere at the same time; case and number only where the caller may see that case. */
    public record Conflict(long person, String name, Long caseId, String number, Instant start, Instant end) {}

    public record Reschedule(Instant start, int minutes, String place, List<Attendance> attendees, String reason) {}

    public record Attendance(String department, Long person) {}

    private final Cases cases;
    private final Directory directory;
    private final Booking booking;
    private final SurveyStore store;

    @Activate
    public AppointmentResource(@Reference Cases cases, @Reference Directory directory, @Reference(service = Booking.class) Booking booking,
            @Reference(service = SurveyStore.class) SurveyStore store) {
        this.cases = cases;
        this.directory = directory;
        this.booking = booking;
        this.store = store;
    }

    @GET
    @Path("appointments")
    @Summary("Appointments that begin in an interval, each with who is booked elsewhere at the same time")
    public Page<AppointmentRow> appointments(@Context SecurityContext security, @QueryParam("from") String from, @QueryParam("to") String to,
            @QueryParam("department") String department, @QueryParam("person") Long person, @QueryParam("district") String district) {
        Actor actor = Rest.actor(security);
        var districts = Rest.blank(district) == null ? actor.districts() : Set.of(district);
        var booked = store.between(Appointment.instant(from, "/from"), Appointment.instant(to, "/to"), Rest.blank(department), person, districts);
        return new Page<>(rows(actor, booked), null);
    }

    @GET
    @Path("appointments/{case}")
    @Summary("The appointment of a case and how it was moved")
    public AppointmentView appointment(@Context SecurityContext security, @PathParam("case") long caseId) {
        Actor actor = Rest.actor(security);
        cases.get(actor, caseId);
        Booked booked = store.find(caseId).orElseThrow(ProblemException::notFound);
        List<Move> moves = store.moves(caseId);
        var people = directory.people(moves.stream().map(Move::person).collect(Collectors.toSet()));
        return new AppointmentView(rows(actor, List.of(booked)).get(0),
                moves.stream().map(m -> new MoveView(m.version(), m.at(), Rest.name(people, m.person()), m.from(), m.to(), m.reason())).toList());
    }

    /** Moves the appointment; the version that the caller saw comes as {@code If-Match}. */
    @POST
    @Path("appointments/{case}")
    @Summary("Move an appointment, with a reason")
    @Permission("survey.work")
    public AppointmentView reschedule(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("If-Match") String version, Reschedule body) {
        check(body);
        var attendees = body.attendees() == null ? List.<Attendee>of() : body.attendees().stream().map(a -> new Attendee(a.department(), a.person())).toList();
        var appointment = new Appointment(body.start(), body.minutes(), body.place(), attendees);
        int seen = Rest.version(version);
        cases.act(Rest.actor(security), caseId, "survey.rescheduled", act -> {
            var errors = booking.errors(appointment, act.now());
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
            booking.move(act.kase(), appointment, seen, act.actor().id(), act.now(), body.reason());
            act.data(Map.of("start", appointment.start().toString()));
            return null;
        });
        return appointment(security, caseId);
    }

    private static void check(Reschedule body) {
        var errors = new ArrayList<FieldError>();
        if (body == null || !fits(body.reason(), 500)) {
            errors.add(new FieldError("/reason", Text.of("写明改期原因，不超过 500 字", "Say why it is moved, in at most 500 characters")));
        }
        if (body == null || body.start() == null) {
            errors.add(new FieldError("/start", Text.of("写明时间", "Give the time")));
        }
        if (body == null || body.minutes() < 15 || body.minutes() > 480) {
            errors.add(new FieldError("/minutes", Text.of("时长应在 15–480 分钟", "The length should be 15–480 minutes")));
        }
        if (body == null || !fits(body.place(), 200)) {
            errors.add(new FieldError("/place", Text.of("写明集合地点，不超过 200 字", "Say where to meet, in at most 200 characters")));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static boolean fits(String text, int most) {
        return text != null && !text.isBlank() && text.codePointCount(0, text.length()) <= most;
    }

    /** A warning, not a refusal: two short surveys may share an hour. */
    @GET
    @Path("conflicts")
    @Summary("Where the same people are at that time")
    public Page<Conflict> conflicts(@Context SecurityContext security, @QueryParam("case") long caseId, @QueryParam("start") String start, @QueryParam("minutes") int minutes,
            @QueryParam("person") Set<Long> people) {
        Instant from = Appointment.instant(start, "/start");
        if (minutes < 1 || minutes > 480) {
            throw ProblemException.invalid("/minutes", "时长应在 1–480 分钟", "The length should be 1–480 minutes");
        }
        var clashes = store.conflicts(caseId, from, from.plusSeconds(minutes * 60L), people).stream()
                .flatMap(b -> b.attendees().stream().filter(a -> a.person() != null && people.contains(a.person())).map(a -> new Clash(caseId, a.person(), b.caseId(), b.start(), b.end())))
                .toList();
        var visible = cases.visible(Rest.actor(security), clashes.stream().map(Clash::otherCase).collect(Collectors.toSet()));
        return new Page<>(conflicts(visible, directory.people(people), clashes), null);
    }

    private List<AppointmentRow> rows(Actor actor, List<Booked> booked) {
        List<Clash> all = store.clashes(booked.stream().map(Booked::caseId).toList());
        Map<Long, List<Clash>> clashes = all.stream().collect(Collectors.groupingBy(Clash::caseId));
        Map<Long, CaseInfo> visible = cases.visible(actor, Stream.concat(booked.stream().map(Booked::caseId), all.stream().map(Clash::otherCase)).collect(Collectors.toSet()));
        var names = directory.people(booked.stream().flatMap(b -> b.attendees().stream()).flatMap(a -> Stream.ofNullable(a.person())).collect(Collectors.toSet()));
        var people = directory.people(all.stream().map(Clash::person).collect(Collectors.toSet()));
        return booked.stream().flatMap(b -> Stream.ofNullable(visible.get(b.caseId())).map(kase -> new AppointmentRow(kase.id(), kase.number(), kase.customer(), kase.address(), kase.district(),
                b.start(), b.end(), b.place(), b.version(), b.attendees().stream().sorted(Appointment.ORDER).map(a -> new Person(a.department(), a.person(), Rest.name(names, a.person()))).toList(),
                conflicts(visible, people, clashes.getOrDefault(b.caseId(), List.of()))))).toList();
    }

    private static List<Conflict> conflicts(Map<Long, CaseInfo> visible, Map<Long, Directory.Person> names, Collection<Clash> clashes) {
        return clashes.stream().map(c -> {
            var other = Optional.ofNullable(visible.get(c.otherCase()));
            return new Conflict(c.person(), Rest.name(names, c.person()), other.map(CaseInfo::id).orElse(null), other.map(CaseInfo::number).orElse(null), c.start(), c.end());
        }).toList();
    }
}
