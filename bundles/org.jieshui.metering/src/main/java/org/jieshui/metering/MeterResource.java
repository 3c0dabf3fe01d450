package org.jieshui.metering;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Water meters: which there are, where they are, how many; what happened to one. */
@Component(service = Resource.class)
@Path("metering/meters")
@Produces(MediaType.APPLICATION_JSON)
@Permission("metering.read")
public class MeterResource implements Resource {

    private static final int MOST_EXPORTED = 20_000;

    /** @param validity valid, ending (not long enough for a reservation) or ended. @param number of the case, where the caller may see it */
    public record MeterView(long id, String serial, String batch, int calibre, String kind, String manufacturer, LocalDate verifiedOn, LocalDate validUntil, String validity,
            @JsonFormat(shape = Shape.STRING) BigDecimal q3, String certificate, String state, Instant since, Long caseId, String number) {}

    public record EventView(Instant at, String by, String kind, Long caseId, String number, String words) {}

    public record Whole(MeterView meter, List<EventView> events) {}

    /** @param states how many by state. @param usable in stock and verified long enough */
    public record CalibreView(int calibre, Map<String, Integer> states, int usable, boolean low) {}

    public record Overview(List<CalibreView> calibres, Map<String, Integer> states, int total, int lowStock, int validDays) {}

    public record Reason(String reason) {}

    public record NewVerification(LocalDate verifiedOn, LocalDate validUntil, String certificate) {}

    private final Cases cases;
    private final Directory directory;
    private final Meters meters;
    private final MeterStore store;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public MeterResource(@Reference Cases cases, @Reference Directory directory, @Reference Meters meters, @Reference MeterStore store, @Reference Requests requests, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.meters = meters;
        this.store = store;
        this.requests = requests;
        this.clock = clock;
    }

    @GET
    @Summary("Water meters, newest first")
    public Page<MeterView> list(@Context SecurityContext security, @QueryParam("q") String q, @QueryParam("state") String state, @QueryParam("calibre") String calibre, @QueryParam("kind") String kind,
            @QueryParam("validity") String validity, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var rows = store.page(filter(q, state, calibre, kind, validity), place(after), most + 1);
        var page = rows.subList(0, Math.min(most, rows.size()));
        return new Page<>(views(Rest.actor(security), page), rows.size() > most ? String.valueOf(page.get(most - 1).id()) : null);
    }

    @GET
    @Path("summary")
    @Summary("How many meters there are by calibre and state, and of which there are few")
    public Overview summary() {
        var counts = store.counts(meters.neededUntil(today()));
        var states = new java.util.TreeMap<String, Integer>();
        counts.forEach(c -> c.states().forEach((state, n) -> states.merge(state, n, Integer::sum)));
        return new Overview(counts.stream().map(c -> new CalibreView(c.calibre(), c.states(), c.usable(), c.usable() < meters.lowStock)).toList(), states,
                states.values().stream().mapToInt(Integer::intValue).sum(), meters.lowStock, meters.validDays);
    }

    @GET
    @Path("export")
    @Produces({Rest.XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "The meters under the filters as an Excel workbook, at most 20 000", answer = byte[].class)
    public Response export(@Context SecurityContext security, @QueryParam("q") String q, @QueryParam("state") String state, @QueryParam("calibre") String calibre, @QueryParam("kind") String kind,
            @QueryParam("validity") String validity) {
        var rows = views(Rest.actor(security), store.page(filter(q, state, calibre, kind, validity), null, MOST_EXPORTED));
        var headings = new ArrayList<>(Delivery.HEADINGS);
        headings.addAll(List.of("状态", "状态起", "工单号"));
        var widths = java.util.Arrays.copyOf(Delivery.WIDTHS, headings.size());
        java.util.Arrays.fill(widths, Delivery.WIDTHS.length, headings.size(), 16);
        return Rest.file(Sheets.write("水表", headings, widths, rows.stream().map(MeterResource::cells).toList()), "水表 " + today() + ".xlsx", "meters.xlsx");
    }

    private static List<Object> cells(MeterView m) {
        var cells = new ArrayList<Object>(java.util.Arrays.asList(m.serial(), m.batch(), m.calibre(), MeterWords.kind(m.kind()), m.manufacturer(), m.verifiedOn(), m.validUntil(), m.q3(), m.certificate()));
        cells.addAll(java.util.Arrays.asList(MeterWords.state(m.state()), LocalDate.ofInstant(m.since(), Meters.ZONE), m.number()));
        return cells;
    }

    @GET
    @Path("template")
    @Produces({Rest.XLSX, MediaType.APPLICATION_JSON})
    @Permission("metering.stock")
    @Summary(value = "An empty workbook for a delivery", answer = byte[].class)
    public Response template() {
        return Rest.file(Sheets.write("水表入库", Delivery.HEADINGS, Delivery.WIDTHS, List.of()), "水表入库模板.xlsx", "meters-template.xlsx");
    }

    @GET
    @Path("{id}")
    @Summary("A meter and who did what to it")
    public Whole get(@Context SecurityContext security, @PathParam("id") long id) {
        return whole(Rest.actor(security), store.find(id).orElseThrow(ProblemException::notFound));
    }

    @POST
    @Path("{id}/remove")
    @Permission("metering.stock")
    @Summary("A meter that hung was taken off")
    public Whole remove(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Reason body) {
        var why = Rest.words(Rest.body(body).reason(), true, "/reason");
        return done(security, key, "remove " + id + " " + why, by -> meters.remove(id, why, by));
    }

    @POST
    @Path("{id}/scrap")
    @Permission("metering.stock")
    @Summary("A meter goes out of use for good")
    public Whole scrap(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Reason body) {
        var why = Rest.words(Rest.body(body).reason(), true, "/reason");
        return done(security, key, "scrap " + id + " " + why, by -> meters.scrap(id, why, by));
    }

    @POST
    @Path("{id}/verification")
    @Permission("metering.stock")
    @Summary("A meter in stock was verified again")
    public Whole verification(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, NewVerification body) {
        var v = Rest.body(body);
        var certificate = Rest.blank(v.certificate()) == null ? null : v.certificate();
        return done(security, key, "verify " + id + " " + v, by -> meters.verify(id, v.verifiedOn(), v.validUntil(), certificate, by));
    }

    private Whole done(SecurityContext security, String key, String asked, Function<Meters.By, Meter> work) {
        var actor = Rest.actor(security);
        long id = requests.once(actor.id(), key, asked, clock.instant(), Long.class, h -> work.apply(new Meters.By(actor.id(), clock.instant())).id());
        return whole(actor, store.find(id).orElseThrow());
    }

    private Whole whole(Actor actor, Meter meter) {
        var events = store.events(meter.id());
        var people = directory.people(events.stream().map(MeterStore.Event::person).collect(Collectors.toSet()));
        var seen = cases.visible(actor, events.stream().map(MeterStore.Event::caseId).filter(Objects::nonNull).collect(Collectors.toSet()));
        return new Whole(views(actor, List.of(meter)).get(0), events.stream().map(e -> new EventView(e.at(), people.containsKey(e.person()) ? people.get(e.person()).name() : null, e.kind(),
                at(seen, e.caseId()).map(CaseInfo::id).orElse(null), at(seen, e.caseId()).map(CaseInfo::number).orElse(null), e.caseId() == null || seen.containsKey(e.caseId()) ? e.words() : null)).toList());
    }

    private static Optional<CaseInfo> at(Map<Long, CaseInfo> seen, Long caseId) {
        return Optional.ofNullable(caseId).map(seen::get);
    }

    private List<MeterView> views(Actor actor, List<Meter> rows) {
        var ids = new HashSet<Long>();
        rows.stream().map(Meter::caseId).filter(Objects::nonNull).forEach(ids::add);
        Map<Long, CaseInfo> seen = ids.isEmpty() ? Map.of() : cases.visible(actor, ids);
        return rows.stream().map(m -> view(m, at(seen, m.caseId()).orElse(null), today(), meters.neededUntil(today()))).toList();
    }

    static MeterView view(Meter m, CaseInfo kase, LocalDate today, LocalDate needed) {
        var validity = m.validUntil().isBefore(today) ? "ended" : m.validUntil().isBefore(needed) ? "ending" : "valid";
        return new MeterView(m.id(), m.serial(), m.batch(), m.calibre(), m.kind(), m.manufacturer(), m.verifiedOn(), m.validUntil(), validity, m.q3(), m.certificate(), m.state(), m.since(),
                kase == null ? null : kase.id(), kase == null ? null : kase.number());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Meters.ZONE);
    }

    private MeterStore.Filter filter(String q, String state, String calibre, String kind, String validity) {
        choice("/state", state, Meter.STATES);
        choice("/kind", kind, Meter.KINDS);
        choice("/validity", validity, List.of("valid", "ended"));
        var size = Rest.blank(calibre) == null ? null : MeterRules.calibre(calibre).orElseThrow(() -> ProblemException.invalid("/calibre", "口径应为 " + Meter.CALIBRES + " 之一", "The calibre is one of " + Meter.CALIBRES));
        var on = meters.neededUntil(today());
        return new MeterStore.Filter(Rest.blank(q), Rest.blank(state), size, Rest.blank(kind), "valid".equals(validity) ? on : null, "ended".equals(validity) ? on : null);
    }

    private static void choice(String pointer, String value, List<String> choices) {
        if (Rest.blank(value) != null && !choices.contains(value)) {
            throw ProblemException.invalid(pointer, "应为 " + String.join("、", choices) + " 之一", "Is one of " + String.join(", ", choices));
        }
    }

    private static Long place(String after) {
        try {
            return Rest.blank(after) == null ? null : Long.valueOf(after);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("/after", "翻页标记不对，请从第一页重来", "That is no place in this list; start at the first page");
        }
    }
}
