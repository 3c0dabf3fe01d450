package org.jieshui.pricing;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The fees of a case: every one that was issued, line by line, and whether it still follows from its list; what one would be now. */
@Component(service = Resource.class)
@Path("pricing/fees")
@Produces(MediaType.APPLICATION_JSON)
@Permission("pricing.read")
public class FeeResource implements Resource {

    private static final int MOST_ENTERED = 50;

    public record ListRef(long id, int version, String title, LocalDate effective) {}

    public record Told(long document, Instant at, String by) {}

    public record AnswerView(Instant at, String by, boolean accepted, String variant, @JsonFormat(shape = Shape.STRING) BigDecimal total, String channel, String note, Instant voidAt) {}

    public record FeeView(long id, Instant at, String by, LocalDate day, ListRef list, Inputs inputs, String note, Instant voidAt, String voidReason, List<Fee.Line> lines, List<Fee.Total> totals,
            List<Told> quotations, List<AnswerView> answers) {}

    public record Fault(String pointer, Text detail) {}

    /** @param open items whose quantity has to be, or may be, entered */
    public record Preview(LocalDate day, ListRef list, Inputs inputs, List<Fee.Line> lines, List<Fee.Total> totals, List<Fault> faults, List<Item> open) {}

    /** @param holds whether the list and the inputs that were kept give the same lines again */
    public record Check(boolean holds, List<Fee.Line> lines, List<Fee.Total> totals) {}

    public record Draft(JsonNode entered) {}

    private final Cases cases;
    private final Fees fees;
    private final FeeStore store;
    private final ListStore lists;
    private final Directory directory;
    private final Clock clock;

    @Activate
    public FeeResource(@Reference Cases cases, @Reference Fees fees, @Reference FeeStore store, @Reference ListStore lists, @Reference Directory directory, @Reference Clock clock) {
        this.cases = cases;
        this.fees = fees;
        this.store = store;
        this.lists = lists;
        this.directory = directory;
        this.clock = clock;
    }

    @GET
    @Path("{case}")
    @Summary("The fees of a case, newest first, with their lines, quotations and the customer's answers")
    public Page<FeeView> list(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(ListResource.actor(security), caseId);
        var issued = store.fees(caseId);
        var quotations = store.quotations(caseId);
        var answers = store.answers(caseId);
        var people = directory.people(Stream.of(issued.stream().map(FeeStore.Issued::person), quotations.stream().map(FeeStore.Quotation::person), answers.stream().map(FeeStore.Answer::person))
                .flatMap(ids -> ids).collect(Collectors.toSet()));
        return new Page<>(issued.stream().map(f -> new FeeView(f.id(), f.at(), name(people, f.person()), f.day(), ref(lists.list(f.list()).orElseThrow()), f.inputs(), f.note(), f.voidAt(), f.voidReason(),
                f.lines(), Fee.totals(f.lines()),
                quotations.stream().filter(q -> q.fee() == f.id()).map(q -> new Told(q.document(), q.at(), name(people, q.person()))).toList(),
                answers.stream().filter(a -> a.fee() == f.id()).map(a -> new AnswerView(a.at(), name(people, a.person()), a.accepted(), a.variant(), a.total(), a.channel(), a.note(), a.voidAt())).toList()))
                .toList(), null);
    }

    @GET
    @Path("{case}/{fee}/check")
    @Summary("Computes an issued fee again from its list and its inputs")
    public Check check(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("fee") long fee) {
        cases.get(ListResource.actor(security), caseId);
        var issued = store.fees(caseId).stream().filter(f -> f.id() == fee).findFirst().orElseThrow(ProblemException::notFound);
        var again = fees.again(issued);
        return new Check(fees.holds(issued), again.lines(), again.totals());
    }

    @POST
    @Path("{case}/preview")
    @Permission("pricing.fee")
    @Summary("What the fee would be now, with the quantities that are entered; nothing is kept")
    public Preview preview(@Context SecurityContext security, @PathParam("case") long caseId, Draft draft) {
        var actor = ListResource.actor(security);
        cases.get(actor, caseId);
        var entered = ListResource.body(draft).entered();
        if (entered != null && entered.size() > MOST_ENTERED) {
            throw ProblemException.invalid("/entered", "最多 50 项", "At most 50");
        }
        var computed = fees.compute(clock.instant(), type -> cases.form(actor, caseId, type), entered);
        if (computed.fee() == null) {
            return new Preview(computed.day(), computed.list() == null ? null : ref(computed.list()), computed.inputs(), List.of(), List.of(), List.of(), List.of());
        }
        var in = computed.inputs();
        var open = fees.open(computed);
        return new Preview(computed.day(), ref(computed.list()), in, computed.fee().lines(), computed.fee().totals(),
                computed.fee().faults().stream().map(f -> new Fault(f.pointer(), f.detail())).toList(), open);
    }

    private static String name(Map<Long, Directory.Person> people, long id) {
        return people.containsKey(id) ? people.get(id).name() : null;
    }

    private static ListRef ref(PriceList list) {
        return new ListRef(list.id(), list.version(), list.title(), list.effective());
    }
}
