package org.jieshui.agreements;

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
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.AccessLog;
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

/** Agreements: the list, one of them, and what is done with it (R75, R80, R84, R85). */
@Component(service = Resource.class)
@Path("agreements")
@Produces(MediaType.APPLICATION_JSON)
@Permission("agreements.read")
public class AgreementResource implements Resource {

    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final Set<String> STATES = Set.of("drafted", "printed", "signed", "void");
    private static final Set<String> MISSING = Set.of("seal", "delivery");
    /** Pages of the store that are looked through for one page of what the caller may see. */
    private static final int MOST_ROUNDS = 10;
    private static final int MOST_EXPORTED = 5000;

    public record VoidView(String reason, Instant at, String by) {}

    public record PrintingView(int revision, int copies, Instant at, String by) {}

    public record SealView(int revision, String seal, int copies, Instant usedAt, String usedBy, String note, Instant at, String by) {}

    public record SignatureView(LocalDate signedOn, String customerSigner, String companySigner, long document, List<String> differences, Instant at, String by) {}

    /** @param seals how many uses of the seal are recorded. @param delivered whether a delivery is */
    public record Row(long id, Kind kind, String number, long caseId, String caseNumber, String customer, String district, String state, Instant createdAt, LocalDate signedOn, int seals, boolean delivered,
            String voidReason) {}

    /**
     * @param facts         what stands in it, by placeholder
     * @param blanks        placeholders to be filled in by hand
     * @param byHand        those of them that are blank since no font has their characters
     * @param outdated      in what the case says something else by now
     * @param newerTemplate whether the wording has a newer version
     * @param may           whether the caller may work on it
     * @param open          whether the task in which it is signed is open
     */
    public record Whole(long id, Kind kind, String number, long caseId, String caseNumber, String state, int revision, int template, boolean newerTemplate, Instant createdAt, Instant drawnAt, String drawnBy,
            Map<String, String> facts, List<String> blanks, List<String> byHand, List<Facts.Difference> outdated, List<PrintingView> printings, List<SealView> seals, SignatureView signature, VoidView voided,
            String seal, boolean may, boolean open) {}

    /** @param byHand leave blank what no font can print */
    public record NewAgreement(long caseId, Kind kind, Boolean byHand) {}

    public record Redraw(Boolean byHand) {}

    public record Copies(Integer copies) {}

    private final Cases cases;
    private final Directory directory;
    private final AccessLog accessLog;
    private final Agreements agreements;
    private final AgreementStore store;
    private final TemplateStore templates;
    private final DeliveryStore deliveries;

    @Activate
    public AgreementResource(@Reference Cases cases, @Reference Directory directory, @Reference AccessLog accessLog, @Reference(service = Agreements.class) Agreements agreements,
            @Reference(service = AgreementStore.class) AgreementStore store, @Reference(service = TemplateStore.class) TemplateStore templates,
            @Reference(service = DeliveryStore.class) DeliveryStore deliveries) {
        this.cases = cases;
        this.directory = directory;
        this.accessLog = accessLog;
        this.agreements = agreements;
        this.store = store;
        this.templates = templates;
        this.deliveries = deliveries;
    }

    @GET
    @Summary("Agreements of all cases that the caller may see, newest first")
    public Page<Row> list(@Context SecurityContext security, @QueryParam("q") String q, @QueryParam("kind") String kind, @QueryParam("state") String state, @QueryParam("year") String year,
            @QueryParam("missing") String missing, @QueryParam("district") String district, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        var found = found(Rest.actor(security), filter(q, kind, state, year, missing, district), number("/after", after), limit < 1 ? 50 : Math.min(limit, 200), MOST_ROUNDS);
        return new Page<>(found.rows().stream().map(this::row).toList(), found.next());
    }

    @GET
    @Path("export")
    @Produces({XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "The list as an Excel workbook, with the uses of the seals; at most 5 000 agreements, and it says so", answer = byte[].class)
    public Response export(@Context SecurityContext security, @QueryParam("q") String q, @QueryParam("kind") String kind, @QueryParam("state") String state, @QueryParam("year") String year,
            @QueryParam("missing") String missing, @QueryParam("district") String district) {
        var actor = Rest.actor(security);
        var found = found(actor, filter(q, kind, state, year, missing, district), null, MOST_EXPORTED, Integer.MAX_VALUE);
        var rows = found.rows().stream().map(a -> Map.entry(a, row(a))).toList();
        accessLog.read(actor, "agreements.export", found.rows().stream().map(a -> "case/" + a.caseId()).distinct().toList(), Set.of("customer"));
        return Rest.file(Workbooks.write(rows, found.next() != null), XLSX, "agreements.xlsx", "协议与合同.xlsx", true);
    }

    @GET
    @Path("cases/{case}")
    @Summary("Agreements of a case, oldest first, void ones too")
    public Page<Whole> ofCase(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = Rest.actor(security);
        var kase = cases.get(actor, caseId);
        return new Page<>(store.ofCase(caseId).stream().map(a -> whole(actor, kase, a)).toList(), null);
    }

    @GET
    @Path("{id: \\d+}")
    @Summary("An agreement")
    public Whole get(@Context SecurityContext security, @PathParam("id") long id) {
        return whole(Rest.actor(security), id);
    }

    @GET
    @Path("{id: \\d+}/paper")
    @Produces({"application/pdf", MediaType.APPLICATION_JSON})
    @Summary(value = "An agreement as PDF", answer = byte[].class)
    public Response paper(@Context SecurityContext security, @PathParam("id") long id, @QueryParam("download") String download) {
        var actor = Rest.actor(security);
        var one = agreements.get(actor, id);
        return Rest.pdf(agreements.paper(actor, one), one.number() + ".pdf", one.kind().title().zh() + " " + one.number() + ".pdf", download != null);
    }

    /** What the kind needs is checked: a commission agreement {@code agreements.commission}, a supply contract {@code agreements.contract}; so are the others below. */
    @POST
    @Summary("Draws up an agreement under the next number")
    public Whole draft(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewAgreement body) {
        var actor = Rest.actor(security);
        var wanted = Rest.body(body);
        if (wanted.kind() == null) {
            throw ProblemException.invalid("/kind", "选择委托建设协议或供用水合同", "Choose commission-agreement or supply-contract");
        }
        return whole(actor, agreements.draft(actor, wanted.caseId(), wanted.kind(), Boolean.TRUE.equals(wanted.byHand()), key));
    }

    @POST
    @Path("{id: \\d+}/redraw")
    @Summary("Draws up an unsigned agreement again under its number, from what the case says now and the newest wording")
    public Whole redraw(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String revision, @HeaderParam("Idempotency-Key") String key, Redraw body) {
        var actor = Rest.actor(security);
        var seen = number("/revision", revision == null ? null : revision.replace("\"", ""));
        if (seen == null) {
            throw ProblemException.invalid("/revision", "带上 If-Match：读到的稿次", "Send If-Match with the revision that was read");
        }
        agreements.redraw(actor, id, Math.toIntExact(seen), body != null && Boolean.TRUE.equals(body.byHand()), key);
        return whole(actor, id);
    }

    @POST
    @Path("{id: \\d+}/printed")
    @Summary("Records that it was printed")
    public Whole printed(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Copies body) {
        var actor = Rest.actor(security);
        agreements.printed(actor, id, Rest.body(body).copies(), key);
        return whole(actor, id);
    }

    @POST
    @Path("{id: \\d+}/sealed")
    @Summary("Records a use of the paper seal")
    public Whole sealed(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Agreements.Sealing body) {
        var actor = Rest.actor(security);
        agreements.sealed(actor, id, Rest.body(body), key);
        return whole(actor, id);
    }

    @POST
    @Path("{id: \\d+}/signed")
    @Summary("Records that it was signed on paper")
    public Whole signed(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Agreements.Signing body) {
        var actor = Rest.actor(security);
        agreements.signed(actor, id, Rest.body(body), key);
        return whole(actor, id);
    }

    @POST
    @Path("{id: \\d+}/void")
    @Summary("Declares it void; its number and the reason stay")
    public Whole revoke(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, DeliveryResource.Reason body) {
        var actor = Rest.actor(security);
        agreements.voided(actor, id, Rest.body(body).reason(), key);
        return whole(actor, id);
    }

    private record Found(List<Agreement> rows, String next) {}

    private Found found(Actor actor, AgreementStore.Filter filter, Long after, int most, int rounds) {
        var found = new ArrayList<Agreement>();
        Long place = after;
        boolean more = true;
        for (int round = 0; more && round < rounds && found.size() < most; round++) {
            var rows = store.page(filter, place, Math.min(most, 500) + 1);
            more = rows.size() > Math.min(most, 500);
            var page = rows.subList(0, Math.min(Math.min(most, 500), rows.size()));
            var seen = cases.visible(actor, page.stream().map(Agreement::caseId).collect(Collectors.toSet()));
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
        return new Found(found, more && place != null ? String.valueOf(place) : null);
    }

    private static AgreementStore.Filter filter(String q, String kind, String state, String year, String missing, String district) {
        Kind wanted = null;
        if (Rest.blank(kind) != null) {
            wanted = Kind.find(kind).orElseThrow(() -> ProblemException.invalid("/kind", "种类应是 commission-agreement 或 supply-contract", "The kind is commission-agreement or supply-contract"));
        }
        var in = among("/state", state, STATES);
        var lacks = among("/missing", missing, MISSING);
        var of = number("/year", year);
        var search = Rest.blank(q) == null ? null : q.strip();
        return new AgreementStore.Filter(search, wanted, in, of == null ? null : Math.toIntExact(of), lacks, Rest.blank(district));
    }

    private static String among(String pointer, String value, Set<String> known) {
        if (Rest.blank(value) != null && !known.contains(value)) {
            throw ProblemException.invalid(pointer, "应是 " + String.join("、", known.stream().sorted().toList()), "One of " + String.join(", ", known.stream().sorted().toList()));
        }
        return Rest.blank(value);
    }

    private static Long number(String pointer, String value) {
        try {
            var number = Rest.blank(value) == null ? null : Long.valueOf(value.strip());
            if (number != null && pointer.equals("/year") && (number < 2000 || number > 2100) || number != null && number < 0) {
                throw new NumberFormatException();
            }
            return number;
        } catch (NumberFormatException e) {
            throw ProblemException.invalid(pointer, "应是一个数，请核对", "Should be a number; check it");
        }
    }

    private Row row(Agreement a) {
        boolean delivered = deliveries.ofCase(a.caseId()).stream().anyMatch(d -> d.voided() == null && d.agreements().contains(a.id()));
        return new Row(a.id(), a.kind(), a.number(), a.caseId(), a.caseNumber(), a.content().facts().get(Placeholder.CUSTOMER), a.district(), a.state(), a.createdAt(),
                a.signature() == null ? null : a.signature().on(), a.seals().size(), delivered, a.voided() == null ? null : a.voided().reason());
    }

    private Whole whole(Actor actor, long id) {
        var one = agreements.get(actor, id);
        return whole(actor, cases.get(actor, one.caseId()), one);
    }

    private Whole whole(Actor actor, CaseInfo kase, Agreement a) {
        var body = templates.version(a.kind(), a.content().template()).orElseThrow().body();
        var people = people(a);
        var facts = a.content().facts().entrySet().stream().filter(f -> f.getKey() != Placeholder.PHONE).collect(Collectors.toMap(f -> f.getKey().zh(), Map.Entry::getValue));
        var signature = a.signature() == null ? null : new SignatureView(a.signature().on(), a.signature().customerSigner(), a.signature().companySigner(), a.signature().document(),
                a.signature().differences(), a.signature().at(), name(people, a.signature().by()));
        boolean open = agreements.task(actor, a).filter(t -> t.state() == TaskState.OPEN).isPresent();
        return new Whole(a.id(), a.kind(), a.number(), a.caseId(), a.caseNumber(), a.state(), a.revision(), a.content().template(), templates.current(a.kind()).version() > a.content().template(),
                a.createdAt(), a.content().at(), name(people, a.content().by()), facts, a.content().blanks(body).stream().map(Placeholder::zh).toList(), a.content().byHand().stream().map(Placeholder::zh).toList(),
                a.voided() == null ? masked(agreements.differences(kase, a)) : List.of(),
                a.printings().stream().map(p -> new PrintingView(p.revision(), p.copies(), p.at(), name(people, p.by()))).toList(),
                a.seals().stream().map(s -> new SealView(s.revision(), s.seal(), s.copies(), s.usedAt(), s.usedBy(), s.note(), s.at(), name(people, s.by()))).toList(), signature, voided(people, a.voided()),
                a.kind().seal(), actor.may(a.kind().permission()), open);
    }

    /** Phones are not shown here; that they changed is. */
    private static List<Facts.Difference> masked(List<Facts.Difference> all) {
        return all.stream().map(d -> d.field().equals(Placeholder.PHONE.zh()) ? new Facts.Difference(d.field(), d.was() == null ? null : "***", d.now() == null ? null : "***") : d).toList();
    }

    private Map<Long, Directory.Person> people(Agreement a) {
        var ids = new HashSet<Long>();
        ids.add(a.content().by());
        a.printings().forEach(p -> ids.add(p.by()));
        a.seals().forEach(s -> ids.add(s.by()));
        Stream.of(a.signature()).filter(s -> s != null).forEach(s -> ids.add(s.by()));
        Stream.of(a.voided()).filter(v -> v != null).forEach(v -> ids.add(v.by()));
        return directory.people(ids);
    }

    static String name(Map<Long, Directory.Person> people, long id) {
        return people.containsKey(id) ? people.get(id).name() : null;
    }

    static VoidView voided(Map<Long, Directory.Person> people, Agreement.Voided v) {
        return v == null ? null : new VoidView(v.reason(), v.at(), name(people, v.by()));
    }
}
