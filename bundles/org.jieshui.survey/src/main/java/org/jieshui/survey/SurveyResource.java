package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.jieshui.survey.Appointment.Attendee;
import org.jieshui.survey.SurveyStore.Booked;
import org.jieshui.survey.SurveyStore.ChangeCount;
import org.jieshui.survey.SurveyStore.Move;
import org.jieshui.survey.SurveyStore.PlanVersion;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Appointments and plans over HTTP. What a caller may not see of cases does not appear here either. */
@Component(service = Resource.class)
@Path("survey")
@Produces(MediaType.APPLICATION_JSON)
@Permission("survey.read")
public class SurveyResource implements Resource {

    /** @param name null while the department has named nobody */
    public record Person(String department, Long id, String name) {}

    public record AppointmentRow(long caseId, String number, String customer, String address, String district, Instant start, Instant end, String place, int version,
            List<Person> attendees) {}

    public record AppointmentView(AppointmentRow appointment, List<MoveView> moves) {}

    public record MoveView(int version, Instant at, String by, Instant from, Instant to, String reason) {}

    /** The same person elsewhere at the same time; number only where the caller may see that case. */
    public record Conflict(Long person, String name, String number, Instant start, Instant end) {}

    public record Reschedule(Instant start, int minutes, String place, List<Attendance> attendees, String reason) {}

    public record Attendance(String department, Long person) {}

    public record PlanView(int version, Instant at, String by, JsonNode plan, String cause, String department) {}

    private final Cases cases;
    private final Directory directory;
    private final Booking booking;
    private final SurveyStore store;

    @Activate
    public SurveyResource(@Reference Cases cases, @Reference Directory directory, @Reference(service = Booking.class) Booking booking,
            @Reference(service = SurveyStore.class) SurveyStore store) {
        this.cases = cases;
        this.directory = directory;
        this.booking = booking;
        this.store = store;
    }

    @GET
    @Path("appointments")
    @Summary("Appointments that begin in an interval")
    public Page<AppointmentRow> appointments(@Context SecurityContext security, @QueryParam("from") String from, @QueryParam("to") String to,
            @QueryParam("department") String department, @QueryParam("district") String district) {
        Actor actor = actor(security);
        var districts = district == null || district.isBlank() ? actor.districts() : Set.of(district);
        var booked = store.between(Appointment.instant(from, "/from"), Appointment.instant(to, "/to"), department == null || department.isBlank() ? null : department, districts);
        var names = names(booked);
        return new Page<>(booked.stream().flatMap(b -> cases.find(actor, b.caseId()).map(kase -> row(kase, b, names)).stream()).toList(), null);
    }

    @GET
    @Path("appointments/{case}")
    @Summary("The appointment of a case and how it was moved")
    public AppointmentView appointment(@Context SecurityContext security, @PathParam("case") long caseId) {
        CaseInfo kase = cases.get(actor(security), caseId);
        Booked booked = store.find(caseId).orElseThrow(ProblemException::notFound);
        List<Move> moves = store.moves(caseId);
        var people = directory.people(new HashSet<>(moves.stream().map(Move::person).toList()));
        return new AppointmentView(row(kase, booked, names(List.of(booked))),
                moves.stream().map(m -> new MoveView(m.version(), m.at(), name(people, m.person()), m.from(), m.to(), m.reason())).toList());
    }

    /** Moves the appointment; the version that the caller saw comes as {@code If-Match}. */
    @POST
    @Path("appointments/{case}")
    @Summary("Move an appointment, with a reason")
    @Permission("survey.work")
    public AppointmentView reschedule(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("If-Match") String version, Reschedule body) {
        if (body == null || body.reason() == null || body.reason().isBlank() || body.reason().length() > 500 || body.reason().indexOf('\0') >= 0) {
            throw ProblemException.invalid("/reason", "写明改期原因，不超过 500 字", "Say why it is moved, in at most 500 characters");
        }
        if (body.start() == null || body.minutes() < 15 || body.minutes() > 480 || body.place() == null || body.place().isBlank() || body.place().length() > 200
                || body.place().indexOf('\0') >= 0) {
            throw ProblemException.invalid("/start", "写明时间、时长（15–480 分钟）和地点（不超过 200 字）", "Give the time, the length (15–480 minutes) and the place (at most 200 characters)");
        }
        var attendees = body.attendees() == null ? List.<Attendee>of() : body.attendees().stream().map(a -> new Attendee(a.department(), a.person())).toList();
        var appointment = new Appointment(body.start(), body.minutes(), body.place(), attendees);
        int seen = version(version);
        cases.act(actor(security), caseId, "survey.rescheduled", act -> {
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

    /** A warning, not a refusal: two short surveys may share an hour. */
    @GET
    @Path("conflicts")
    @Summary("Where the same people are at that time")
    public Page<Conflict> conflicts(@Context SecurityContext security, @QueryParam("case") long caseId, @QueryParam("start") String start, @QueryParam("minutes") int minutes,
            @QueryParam("person") Set<Long> people) {
        Actor actor = actor(security);
        Instant from = Appointment.instant(start, "/start");
        var booked = store.conflicts(caseId, from, from.plusSeconds(minutes * 60L), people);
        var names = names(booked);
        return new Page<>(booked.stream().flatMap(b -> b.attendees().stream().filter(a -> people.contains(a.person()))
                .map(a -> new Conflict(a.person(), name(names, a.person()), cases.find(actor, b.caseId()).map(CaseInfo::number).orElse(null), b.start(), b.end()))).toList(), null);
    }

    /** All versions of a case's plan, newest first. */
    @GET
    @Path("plans/{case}")
    @Summary("All versions of the water-use plan, newest first")
    public Page<PlanView> plans(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(actor(security), caseId);
        List<PlanVersion> plans = store.plans(caseId);
        var people = directory.people(new HashSet<>(plans.stream().map(PlanVersion::person).toList()));
        return new Page<>(plans.stream().map(p -> new PlanView(p.version(), p.at(), name(people, p.person()), p.plan(), p.cause(), p.department())).toList(), null);
    }

    /** Changes of plan by the department that caused them (R172): counts only. */
    @GET
    @Path("plan-changes")
    @Summary("How often which department caused a change of plan")
    public Page<ChangeCount> changes(@QueryParam("from") String from, @QueryParam("to") String to) {
        return new Page<>(store.changes(Appointment.instant(from, "/from"), Appointment.instant(to, "/to")), null);
    }

    private Map<Long, Directory.Person> names(Collection<Booked> booked) {
        return directory.people(new HashSet<>(booked.stream().flatMap(b -> b.attendees().stream()).flatMap(a -> Stream.ofNullable(a.person())).toList()));
    }

    private static AppointmentRow row(CaseInfo kase, Booked b, Map<Long, Directory.Person> names) {
        return new AppointmentRow(kase.id(), kase.number(), kase.customer(), kase.address(), kase.district(), b.start(), b.end(), b.place(), b.version(),
                b.attendees().stream().map(a -> new Person(a.department(), a.person(), name(names, a.person()))).toList());
    }

    private static String name(Map<Long, Directory.Person> people, Long id) {
        return id == null || !people.containsKey(id) ? null : people.get(id).name();
    }

    private static int version(String ifMatch) {
        try {
            return Integer.parseInt(ifMatch.replace("\"", "").trim());
        } catch (NullPointerException | NumberFormatException e) {
            throw ProblemException.invalid("/version", "带上 If-Match：读到的预约版本号", "Send If-Match with the version that was read");
        }
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
