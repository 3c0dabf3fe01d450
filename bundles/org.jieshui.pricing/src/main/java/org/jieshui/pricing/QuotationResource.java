package org.jieshui.pricing;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The quotation of a case: looked at, put on file, or declined by the customer (R79). */
@Component(service = {Resource.class, QuotationResource.class})
@Path("pricing/quotations/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("pricing.read")
public class QuotationResource implements Resource {

    static final Set<String> CHANNELS = Set.of("on-site", "counter", "phone", "message", "letter");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(Lists.ZONE);

    public record Filed(long document, long fee) {}

    public record Refusal(String channel, String reason) {}

    private final Cases cases;
    private final FeeStore store;
    private final ListStore lists;
    private final Archive archive;
    private final AccessLog accessLog;
    private final Clock clock;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Printer printer;

    @Activate
    public QuotationResource(@Reference Cases cases, @Reference FeeStore store, @Reference ListStore lists, @Reference Archive archive, @Reference AccessLog accessLog, @Reference Clock clock) {
        this.cases = cases;
        this.store = store;
        this.lists = lists;
        this.archive = archive;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    @GET
    @Produces({"application/pdf", MediaType.APPLICATION_JSON})
    @Summary(value = "The quotation of the fee that counts, as PDF", answer = byte[].class)
    public Response sheet(@Context SecurityContext security, @PathParam("case") long caseId, @QueryParam("download") String download) {
        var actor = ListResource.actor(security);
        var kase = cases.get(actor, caseId);
        var pdf = printed(actor, kase, current(caseId));
        var plain = "quotation-" + kase.number() + ".pdf";
        return Response.ok(pdf, "application/pdf")
                .header(HttpHeaders.CONTENT_DISPOSITION, download == null ? Disposition.inline(fileName(kase), plain) : Disposition.attachment(fileName(kase), plain)).build();
    }

    /** A further time puts a further version on file. */
    @POST
    @Permission("pricing.quote")
    @Summary("Makes the quotation of the fee that counts and puts it on file")
    public Filed file(@Context SecurityContext security, @PathParam("case") long caseId) throws IOException {
        return file(ListResource.actor(security), caseId);
    }

    Filed file(Actor actor, long caseId) throws IOException {
        var kase = cases.get(actor, caseId);
        var fee = current(caseId);
        var task = telling(actor, caseId).map(TaskInfo::id).orElse(null);
        var document = archive.store(actor, caseId, "quotation", task, fileName(kase), new ByteArrayInputStream(printed(actor, kase, fee)));
        return cases.act(actor, caseId, "pricing.quoted", act -> {
            store.quoted(fee.id(), document.id(), act.now(), actor.id());
            act.data(Map.of("fee", fee.id(), "document", document.id()));
            return new Filed(document.id(), fee.id());
        });
    }

    /** The telling stays open: he may still choose, the plan may change, or the case is withdrawn. */
    @POST
    @Path("declined")
    @Permission("pricing.quote")
    @Summary("Records that the customer declined, and why")
    public Filed declined(@Context SecurityContext security, @PathParam("case") long caseId, Refusal refusal) {
        var actor = ListResource.actor(security);
        var wanted = ListResource.body(refusal);
        if (wanted.reason() == null || wanted.reason().isBlank() || wanted.reason().length() > 1000) {
            throw ProblemException.invalid("/reason", "写明客户不接受的原因，不超过 1000 字", "Give the customer's reason, at most 1000 characters");
        }
        if (wanted.channel() == null || !CHANNELS.contains(wanted.channel())) {
            throw ProblemException.invalid("/channel", "选择告知方式", "Choose how the customer was told");
        }
        return cases.act(actor, caseId, "pricing.declined", act -> {
            var fee = current(caseId);
            if (store.answers(caseId).stream().anyMatch(a -> a.fee() == fee.id() && a.accepted() && a.voidAt() == null)) {
                throw Problem.of("pricing/answered", 409, "客户已选定方案；要更改请退回“告知费用、客户选择”", "The customer has chosen already; to change that, send the task back").toException();
            }
            if (telling(actor, caseId).isEmpty()) {
                throw Problem.of("pricing/not-open", 409, "工单没有待办的“告知费用、客户选择”，不能登记；刷新后查看工单进度", "The case has no open task of telling the customer; reload and see where the case is").toException();
            }
            store.answered(fee.id(), act.now(), actor.id(), false, null, null, wanted.channel(), wanted.reason());
            act.data(Map.of("fee", fee.id(), "channel", wanted.channel()));
            return new Filed(0, fee.id());
        });
    }

    private Optional<TaskInfo> telling(Actor actor, long caseId) {
        return cases.tasks(actor, caseId).stream().filter(t -> t.type().equals("pricing.quotation") && t.state() == TaskState.OPEN).findFirst();
    }

    private FeeStore.Issued current(long caseId) {
        return store.current(caseId).orElseThrow(() -> Problem.of("pricing/no-fee", 409, "还没有出具费用", "No fee has been issued").toException());
    }

    private byte[] printed(Actor actor, CaseInfo kase, FeeStore.Issued fee) {
        var available = printer;
        if (available == null) {
            throw Problem.of("pricing/printer-away", 503, "打印服务没有运行，稍后再试", "The printing service is not running; try again later").with("retryAfter", 30).toException();
        }
        var printed = "打印：" + actor.displayName() + " " + MINUTE.format(clock.instant());
        var pdf = available.print(QuotationSheet.of(kase, fee, lists.list(fee.list()).orElseThrow(), printed));
        accessLog.read(actor, "pricing.quotation", "case/" + kase.id(), "customer", "address");
        return pdf;
    }

    private static String fileName(CaseInfo kase) {
        return "接水费用单 " + kase.number() + ".pdf";
    }
}
