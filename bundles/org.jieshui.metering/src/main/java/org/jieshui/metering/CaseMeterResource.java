package org.jieshui.metering;

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
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
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

/** The meter of a case: what was planned, which one is kept for it or hangs there, what happened; reserved as soon as a calibre is known (R67). */
@Component(service = Resource.class)
@Path("metering/cases/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("metering.read")
public class CaseMeterResource implements Resource {

    private static final int MOST_CHOICES = 20;

    public record PlanView(Integer calibre, String kind, String source, String well) {}

    /** @param reading m³, as text */
    public record WaterOnView(Instant at, String by, String reading, String seal) {}

    public record EventView(Instant at, String by, String kind, long meter, String serial, String words) {}

    /** @param choice what the customer chose of the quotation, or null. @param mayReserve whether the caller may reserve, change and release now */
    public record CaseMeter(PlanView planned, String choice, MeterResource.MeterView meter, WaterOnView waterOn, List<EventView> events, boolean mayReserve) {}

    /** @param serial null: the one of the planned calibre whose verification ends first. @param reason needed for a change, and where the meter is not what was planned */
    public record Wanted(String serial, String reason) {}

    public record Reason(String reason) {}

    /** @param serial of the meter that it is about; null where there was none */
    public record Done(String serial) {}

    private final Cases cases;
    private final Directory directory;
    private final Meters meters;
    private final MeterStore store;
    private final LowStock lowStock;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public CaseMeterResource(@Reference Cases cases, @Reference Directory directory, @Reference Meters meters, @Reference MeterStore store, @Reference LowStock lowStock, @Reference Requests requests,
            @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.meters = meters;
        this.store = store;
        this.lowStock = lowStock;
        this.requests = requests;
        this.clock = clock;
    }

    @GET
    @Summary("The meter of a case, what was planned and what happened")
    public CaseMeter get(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = Rest.actor(security);
        var kase = cases.get(actor, caseId);
        var plan = plan(actor, caseId);
        var meter = store.ofCase(caseId);
        var events = store.eventsOfCase(caseId);
        var people = directory.people(events.stream().map(MeterStore.Event::person).collect(Collectors.toSet()));
        var serials = store.serials(events.stream().map(MeterStore.Event::meter).collect(Collectors.toSet()));
        return new CaseMeter(new PlanView(plan.calibre(), plan.kind(), plan.source(), plan.well()), kase.facts() == null ? null : kase.facts().path("feeChoice").asText(null),
                meter.map(m -> MeterResource.view(m, kase, today(), meters.neededUntil(today()))).orElse(null),
                store.waterOn(caseId).map(w -> new WaterOnView(w.at(), directory.person(w.person()).map(Directory.Person::name).orElse(null), w.reading().toPlainString(), w.seal())).orElse(null),
                events.stream().map(e -> new EventView(e.at(), people.containsKey(e.person()) ? people.get(e.person()).name() : null, e.kind(), e.meter(), serials.get(e.meter()), e.words())).toList(),
                actor.may("metering.work") && kase.state() == CaseState.OPEN && plan.calibre() != null && meter.filter(m -> m.is(Meter.HUNG)).isEmpty());
    }

    /** Of the planned calibre first; {@code calibre} and {@code q} (part of the serial number) look for others. */
    @GET
    @Path("choices")
    @Permission("metering.work")
    @Summary("Meters in stock that could be reserved, those whose verification ends first before the others")
    public List<MeterResource.MeterView> choices(@Context SecurityContext security, @PathParam("case") long caseId, @QueryParam("q") String q, @QueryParam("calibre") String calibre) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        var size = Rest.blank(calibre) == null ? Rest.blank(q) == null ? plan(actor, caseId).calibre() : null : MeterRules.calibre(calibre).orElse(0);
        return store.choices(size, Rest.blank(q), meters.neededUntil(today()), MOST_CHOICES).stream().map(m -> MeterResource.view(m, null, today(), meters.neededUntil(today()))).toList();
    }

    @POST
    @Path("reserve")
    @Permission("metering.work")
    @Summary("Reserves a meter for the case, or another one in its place")
    public Done reserve(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, Wanted body) {
        var wanted = Rest.body(body);
        var why = Rest.words(wanted.reason(), false, "/reason");
        var serial = MeterRules.serial(wanted.serial());
        var actor = Rest.actor(security);
        return once(actor, caseId, key, "reserve " + caseId + " " + serial + " " + why, "metering.reserved", act -> {
            var plan = plan(actor, caseId);
            if (plan.calibre() == null) {
                throw Problem.of("metering/too-early", 409, "还没有定水表口径，等查勘意见、方案或图纸", "Nobody has said the meter's calibre yet; wait for the finding, the plan or the drawing").toException();
            }
            var by = new Meters.By(actor.id(), act.now());
            var before = store.ofCase(caseId);
            var meter = serial.isEmpty() ? meters.reserve(caseId, plan.calibre(), plan.kind(), why, by) : meters.reserve(caseId, serial, why, by);
            if (before.isPresent() && before.get().id() == meter.id()) {
                throw Problem.of("metering/same", 409, meter.serial() + " 已经预留给这个工单", meter.serial() + " is reserved for this case already").toException();
            }
            plan.requireExplained(meter, why, "/reason");
            lowStock.tell(meter.calibre(), by.day());
            act.update(Facts.meter(meter));
            act.data(Facts.entry(meter));
            return new Done(meter.serial());
        });
    }

    @POST
    @Path("release")
    @Permission("metering.work")
    @Summary("Gives the reserved meter of the case back into the stock")
    public Done release(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, Reason body) {
        var why = Rest.words(Rest.body(body).reason(), true, "/reason");
        var actor = Rest.actor(security);
        return once(actor, caseId, key, "release " + caseId + " " + why, "metering.released", act -> {
            var meter = meters.release(caseId, why, new Meters.By(actor.id(), act.now()))
                    .orElseThrow(() -> Problem.of("metering/none-reserved", 409, "工单没有预留的水表，刷新后再看", "No meter is reserved for the case; reload").toException());
            act.update(Facts.meter(null));
            act.data(Facts.entry(meter));
            return new Done(meter.serial());
        });
    }

    /** Carries the first answer out of a transaction that is to change nothing. */
    private static final class Repeated extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Done answer;

        Repeated(Done answer) {
            this.answer = answer;
        }
    }

    private Done once(Actor actor, long caseId, String key, String asked, String kind, Function<Cases.ActContext, Done> work) {
        try {
            return cases.act(actor, caseId, kind, act -> {
                requests.known(actor.id(), key, asked, Done.class).ifPresent(answer -> {
                    throw new Repeated(answer);
                });
                alive(act.kase());
                return requests.once(actor.id(), key, asked, act.now(), Done.class, h -> work.apply(act));
            });
        } catch (Repeated repeated) {
            return repeated.answer;
        }
    }

    private static void alive(CaseInfo kase) {
        if (kase.state() != CaseState.OPEN) {
            throw Problem.of("metering/case-rests", 409, "工单不在办理中，不能预留或释放水表", "The case is not being worked on; no meter is reserved or given back").toException();
        }
    }

    private Plan plan(Actor actor, long caseId) {
        return Plan.of(type -> cases.form(actor, caseId, type), cases.get(actor, caseId).facts());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Meters.ZONE);
    }
}
