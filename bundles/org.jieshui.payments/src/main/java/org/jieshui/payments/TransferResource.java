package org.jieshui.payments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Bank transfers, and what they pay: entered by hand, matched by hand with proposals (R138). */
@Component(service = {Resource.class, TransferResource.class})
@Path("payments")
@Produces(MediaType.APPLICATION_JSON)
@Permission(Rest.BOOKS)
public class TransferResource implements Resource {

    public record NewTransfer(String serial, String receivedOn, String amount, String payer, String payerAccount, String remark) {}

    /** @param customer null where the caller may not see the case */
    public record AllotmentRow(Allotment allotment, String kind, String number, String customer, String by) {}

    /** @param refunds of cases that the caller sees, accounts masked */
    public record Whole(Transfer transfer, String enteredBy, List<AllotmentRow> allotments, List<Refund> refunds) {}

    /** @param reasons why it is proposed: number (its number stands in the remark), payer, amount */
    public record Proposal(Charge charge, String number, String customer, List<String> reasons) {}

    public record NewAllotment(Long transfer, Long charge, String amount) {}

    /** @param arrived whether the payment task was completed with it */
    public record Done(Allotment allotment, Charge charge, boolean arrived) {}

    public record Reason(String reason) {}

    private final Database database;
    private final Cases cases;
    private final Directory directory;
    private final AccessLog accessLog;
    private final Books books;
    private final PaymentsStore store;
    private final Clock clock;

    @Activate
    public TransferResource(@Reference Database database, @Reference Cases cases, @Reference Directory directory, @Reference AccessLog accessLog, @Reference Books books,
            @Reference PaymentsStore store, @Reference Clock clock) {
        this.database = database;
        this.cases = cases;
        this.directory = directory;
        this.accessLog = accessLog;
        this.books = books;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Path("transfers")
    @Summary("Bank transfers, newest first, accounts masked: open (something is unallotted), done, void or all")
    public Page<Transfer> list(@QueryParam("state") String state, @QueryParam("q") String q, @QueryParam("from") String from, @QueryParam("to") String to, @QueryParam("after") String after,
            @QueryParam("limit") int limit) {
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var rows = store.transfers(filter(state, q, from, to), Rest.place(after), most + 1);
        var page = rows.subList(0, Math.min(most, rows.size()));
        return new Page<>(page.stream().map(Transfer::masked).toList(), rows.size() > most ? String.valueOf(page.get(most - 1).id()) : null);
    }

    static PaymentsStore.TransferFilter filter(String state, String q, String from, String to) {
        if (state != null && !Set.of("open", "done", "void", "all", "").contains(state)) {
            throw ProblemException.invalid("/state", "状态应是 open、done、void 或 all", "The state is open, done, void or all");
        }
        return new PaymentsStore.TransferFilter(state, Rest.optional("/q", q, 100), Rest.dayOrNull("/from", from), Rest.dayOrNull("/to", to));
    }

    @POST
    @Path("transfers")
    @Permission(Rest.WORK)
    @Summary("Enters a bank transfer by hand")
    public Transfer enter(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewTransfer transfer) {
        var actor = Rest.actor(security);
        var now = clock.instant();
        var t = Rest.body(transfer);
        var money = new Books.Incoming(serial("/serial", t.serial()), Rest.day("/receivedOn", t.receivedOn(), LocalDate.ofInstant(now, Books.ZONE)), Rest.sum("/amount", t.amount()),
                Rest.text("/payer", t.payer(), 200, "填写付款人", "Give the payer"), Rest.optional("/payerAccount", t.payerAccount(), 60), Rest.optional("/remark", t.remark(), 500));
        var digest = Rest.digest("transfer", money);
        long id = Rest.once(store, actor, Rest.key(key), digest, () -> database.inTransaction(h -> {
            long made = books.receive(money, null, now, actor.id());
            store.remember(actor.id(), key, digest, made, now);
            return made;
        }));
        return store.transfer(id).orElseThrow().masked();
    }

    static String serial(String pointer, String serial) {
        var text = Rest.text(pointer, Rest.blank(serial), 60, "填写银行流水号", "Give the bank's serial number");
        if (!text.matches("[0-9A-Za-z_./-]+")) {
            throw ProblemException.invalid(pointer, "银行流水号只有字母、数字和 - _ . /", "A bank serial has letters, digits and - _ . / only");
        }
        return text;
    }

    @GET
    @Path("transfers/{id}")
    @Summary("A bank transfer, its account in whole, with what it pays and what of it goes back; the reading is recorded")
    public Whole get(@Context SecurityContext security, @PathParam("id") long id) {
        var actor = Rest.actor(security);
        var transfer = store.transfer(id).orElseThrow(ProblemException::notFound);
        var allotments = store.allotmentsOf(id);
        var people = directory.people(Stream.concat(Stream.of(transfer.enteredBy()), allotments.stream().map(Allotment::person)).collect(Collectors.toSet()));
        var seen = cases.visible(actor, allotments.stream().map(Allotment::caseId).collect(Collectors.toSet()));
        accessLog.read(actor, "payments.transfer", "transfer/" + id, "payer", "payerAccount", "remark");
        return new Whole(transfer, Rest.name(people, transfer.enteredBy()), allotments.stream().map(a -> {
            var kase = seen.get(a.caseId());
            return new AllotmentRow(a, store.charge(a.charge()).orElseThrow().kind(), kase == null ? null : kase.number(), kase == null ? null : kase.customer(), Rest.name(people, a.person()));
        }).toList(), Refund.visible(cases, actor, store.refundsOfTransfer(id)).stream().map(Refund::masked).toList());
    }

    @POST
    @Path("transfers/{id}/void")
    @Permission(Rest.WORK)
    @Summary("Makes a transfer void that was entered wrongly; its serial may be entered again")
    public Transfer revoke(@Context SecurityContext security, @PathParam("id") long id, Reason reason) {
        books.revoke(id, Rest.text("/reason", Rest.body(reason).reason(), 500, "写明作废的原因", "Say why it is void"), clock.instant(), Rest.actor(security).id());
        return store.transfer(id).orElseThrow().masked();
    }

    @GET
    @Path("transfers/{id}/proposals")
    @Summary("Charges that this transfer may pay, likeliest first")
    public Page<Proposal> proposals(@Context SecurityContext security, @PathParam("id") long id) {
        var transfer = store.transfer(id).orElseThrow(ProblemException::notFound);
        var all = new ArrayList<Proposal>();
        store.eachWanting(page -> {
            var seen = cases.visible(Rest.actor(security), page.stream().map(Charge::caseId).collect(Collectors.toSet()));
            all.addAll(Matching.proposals(transfer, page.stream().filter(c -> seen.containsKey(c.caseId())).toList(), seen));
        });
        return new Page<>(Matching.likeliest(all), null);
    }

    @GET
    @Path("charges")
    @Summary("The charges of one case by its number, or those that still want money, oldest first")
    public Page<Proposal> charges(@Context SecurityContext security, @QueryParam("number") String number, @QueryParam("after") String after) {
        var actor = Rest.actor(security);
        var wanted = Rest.blank(number);
        if (wanted != null) {
            var kase = cases.findByNumber(actor, wanted).orElseThrow(ProblemException::notFound);
            return new Page<>(store.charges(kase.id()).stream().filter(c -> !c.state().equals("cancelled")).map(c -> new Proposal(c, kase.number(), kase.customer(), List.of())).toList(), null);
        }
        var rows = store.wanting(Rest.place(after), 101);
        var page = rows.subList(0, Math.min(100, rows.size()));
        var seen = cases.visible(actor, page.stream().map(Charge::caseId).collect(Collectors.toSet()));
        return new Page<>(page.stream().filter(c -> seen.containsKey(c.caseId())).map(c -> new Proposal(c, seen.get(c.caseId()).number(), seen.get(c.caseId()).customer(), List.of())).toList(),
                rows.size() > 100 ? String.valueOf(page.get(99).id()) : null);
    }

    /** What covers the fee completes the payment task in the same transaction, when the case is open and the task is the caller's to complete. */
    @POST
    @Path("allotments")
    @Permission(Rest.WORK)
    @Summary("Lets a transfer pay a charge; what covers the fee completes the payment task too")
    public Done allot(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewAllotment allotment) {
        var actor = Rest.actor(security);
        var wanted = Rest.body(allotment);
        var amount = Rest.sum("/amount", wanted.amount());
        if (wanted.transfer() == null || wanted.charge() == null) {
            throw ProblemException.invalid("/charge", "选择到账和应收", "Choose the transfer and the charge");
        }
        store.transfer(wanted.transfer()).orElseThrow(ProblemException::notFound);
        var charge = store.charge(wanted.charge()).orElseThrow(ProblemException::notFound);
        var kase = cases.get(actor, charge.caseId());
        var digest = Rest.digest("allotment", wanted.transfer(), wanted.charge(), amount);
        long id = Rest.once(store, actor, Rest.key(key), digest, () -> book(actor, kase, charge, wanted.transfer(), amount, key, digest));
        var done = store.allotment(id).orElseThrow();
        var after = store.charge(done.charge()).orElseThrow();
        return new Done(done, after, after.kind().equals(Charge.FEE) && after.covered() && arrival(actor, kase.id()).isEmpty());
    }

    private long book(Actor actor, CaseInfo kase, Charge charge, long transfer, BigDecimal amount, String key, String digest) {
        boolean covers = kase.state() == CaseState.OPEN && charge.kind().equals(Charge.FEE) && charge.due() && amount.compareTo(charge.getOutstanding()) == 0;
        var task = covers ? arrival(actor, kase.id()).filter(t -> free(actor, t)) : Optional.<TaskInfo>empty();
        if (task.isEmpty()) {
            return cases.act(actor, kase.id(), "payments.allotted", act -> {
                books.align(kase.id(), () -> ArrivalTask.fee(act.kase()), act.now(), actor.id());
                var allotted = books.allot(transfer, charge.id(), amount, act.now(), actor.id());
                store.remember(actor.id(), key, digest, allotted.allotment(), act.now());
                act.data(ArrivalTask.data(allotted));
                return allotted.allotment();
            });
        }
        var form = JsonNodeFactory.instance.objectNode();
        form.putArray("allot").addObject().put("transfer", transfer).put("amount", amount.toPlainString());
        form.put("key", key).put("digest", digest);
        cases.complete(actor, task.get().id(), form, null);
        return store.done(actor.id(), key, digest).orElseThrow();
    }

    private Optional<TaskInfo> arrival(Actor actor, long caseId) {
        return cases.tasks(actor, caseId).stream().filter(t -> t.type().equals(ArrivalTask.TYPE) && t.state() == TaskState.OPEN).findFirst();
    }

    private static boolean free(Actor actor, TaskInfo task) {
        return actor.may(Rest.WORK, task.department()) && (task.assignee() == null || actor.principals().contains(task.assignee()));
    }

    @POST
    @Path("allotments/{id}/reverse")
    @Permission(Rest.WORK)
    @Summary("Reverses an allotment, with the reason; its receipt becomes void")
    public Charge reverse(@Context SecurityContext security, @PathParam("id") long id, Reason reason) {
        var actor = Rest.actor(security);
        var allotment = store.allotment(id).orElseThrow(ProblemException::notFound);
        cases.get(actor, allotment.caseId());
        var why = Rest.text("/reason", Rest.body(reason).reason(), 500, "写明撤销的原因", "Say why it is reversed");
        return cases.act(actor, allotment.caseId(), "payments.reversed", act -> {
            var charge = books.reverse(id, why, act.now(), actor.id());
            act.data(Map.of("allotment", id, "charge", charge.id(), "outstanding", charge.getOutstanding().toPlainString()));
            return charge;
        });
    }
}
