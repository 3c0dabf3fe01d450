package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Yuan;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a case owes and what was paid of it: charges, allotments, receipts, invoices, refunds. */
@Component(service = Resource.class)
@Path("payments/cases/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission(Rest.READ)
public class CaseResource implements Resource {

    /** @param serial, receivedOn of the transfer; payer only for those who may see the books */
    public record Payment(Allotment allotment, String serial, LocalDate receivedOn, String payer, String by) {}

    public record ReceiptView(Receipt receipt, String by) {}

    public record InvoiceView(long id, long charge, String number, @JsonFormat(shape = Shape.STRING) BigDecimal amount, LocalDate issuedOn, String by, Instant voidAt, String voidReason) {}

    public record ChangeView(long charge, Instant at, String by, String kind, @JsonFormat(shape = Shape.STRING) BigDecimal before, @JsonFormat(shape = Shape.STRING) BigDecimal after,
            @JsonFormat(shape = Shape.STRING) BigDecimal released, boolean notice) {}

    /** @param payee only for those who may see the books, as its account */
    public record RefundView(long id, String code, String kind, Long charge, @JsonFormat(shape = Shape.STRING) BigDecimal amount, String state, String reason, Instant requestedAt, LocalDate paidOn, String payee) {}

    /** @param fee the fact; null while none is agreed to. @param arrivalTask the open payment task, or null */
    public record Whole(String fee, List<Charge> charges, List<Payment> payments, List<ReceiptView> receipts, List<InvoiceView> invoices, List<RefundView> refunds, List<ChangeView> changes, Long arrivalTask) {}

    public record NewDeposit(String amount, String note) {}

    public record NewInvoice(Long charge, String number, String amount, String issuedOn) {}

    private final Cases cases;
    private final Directory directory;
    private final Books books;
    private final PaymentsStore store;
    private final Clock clock;

    @Activate
    public CaseResource(@Reference Cases cases, @Reference Directory directory, @Reference Books books, @Reference PaymentsStore store, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.books = books;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("What a case owes, what was paid, receipts, invoices, refunds")
    public Whole get(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        return whole(actor, caseId);
    }

    private Whole whole(Actor actor, long caseId) {
        var kase = cases.get(actor, caseId);
        boolean inside = actor.may(Rest.BOOKS);
        var charges = store.charges(caseId);
        var allotments = charges.stream().flatMap(c -> store.allotments(c.id()).stream()).toList();
        var receipts = store.receipts(caseId);
        var invoices = store.invoices(caseId);
        var changes = store.changes(caseId);
        var ids = new HashSet<Long>();
        allotments.forEach(a -> ids.add(a.person()));
        receipts.forEach(r -> ids.add(r.person()));
        invoices.forEach(i -> ids.add(i.enteredBy()));
        changes.forEach(c -> ids.add(c.person()));
        var people = directory.people(ids);
        var task = cases.tasks(actor, caseId).stream().filter(t -> t.type().equals(ArrivalTask.TYPE) && t.state() == TaskState.OPEN).findFirst();
        return new Whole(ArrivalTask.fee(kase).map(BigDecimal::toPlainString).orElse(null), charges, allotments.stream().map(a -> payment(a, inside, people)).toList(),
                receipts.stream().map(r -> new ReceiptView(r, Rest.name(people, r.person()))).toList(),
                invoices.stream().map(i -> new InvoiceView(i.id(), i.charge(), i.number(), i.amount(), i.issuedOn(), Rest.name(people, i.enteredBy()), i.voidAt(), i.voidReason())).toList(),
                store.refundsOf(caseId).stream().map(r -> new RefundView(r.id(), r.code(), r.kind(), r.charge(), r.amount(), r.state(), r.reason(), r.requestedAt(), r.paidOn(), inside ? r.payee() : null)).toList(),
                changes.stream().map(c -> new ChangeView(c.charge(), c.at(), Rest.name(people, c.person()), c.kind(), c.before(), c.after(), c.released(), c.notice() && c.seenAt() == null)).toList(),
                task.map(t -> t.id()).orElse(null));
    }

    private Payment payment(Allotment a, boolean inside, Map<Long, Directory.Person> people) {
        var transfer = store.transfer(a.transfer()).orElseThrow();
        return new Payment(a, transfer.serial(), transfer.receivedOn(), inside ? transfer.payer() : null, Rest.name(people, a.person()));
    }

    @GET
    @Path("transfers")
    @Permission(Rest.BOOKS)
    @Summary("Transfers that may pay the connection fee, likeliest first")
    public Page<Matching.Incoming> transfers(@Context SecurityContext security, @PathParam("case") long caseId) {
        var kase = cases.get(Rest.actor(security), caseId);
        var all = new ArrayList<Matching.Incoming>();
        store.fee(caseId).ifPresent(charge -> store.eachOpenTransfer(page -> all.addAll(Matching.incoming(charge, kase, page))));
        return new Page<>(Matching.likeliestMoney(all), null);
    }

    @POST
    @Path("deposits")
    @Permission(Rest.WORK)
    @Summary("Lets a case owe a temporary-water deposit (A9)")
    public Whole deposit(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, NewDeposit deposit) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        var amount = Rest.sum("/amount", Rest.body(deposit).amount());
        var note = Rest.optional("/note", deposit.note(), 500);
        var digest = Rest.digest("deposit", caseId, amount, note);
        Rest.once(store, actor, Rest.key(key), digest, () -> cases.act(actor, caseId, "payments.deposit-charged", act -> {
            long id = books.deposit(caseId, amount, note, act.now(), actor.id());
            store.remember(actor.id(), key, digest, id, act.now());
            act.data(Map.of("charge", id, "amount", amount.toPlainString()));
            return id;
        }));
        return whole(actor, caseId);
    }

    @POST
    @Path("charges/{charge}/cancel")
    @Permission(Rest.WORK)
    @Summary("Cancels a deposit that nobody paid for")
    public Whole cancel(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("charge") long charge) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        of(caseId, charge);
        cases.act(actor, caseId, "payments.deposit-cancelled", act -> {
            books.cancel(charge, act.now(), actor.id());
            act.data(Map.of("charge", charge));
            return null;
        });
        return whole(actor, caseId);
    }

    @POST
    @Path("invoices")
    @Permission(Rest.WORK)
    @Summary("Enters an invoice of the tax system; its number is unique among those that are not void")
    public Whole invoice(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, NewInvoice invoice) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        var wanted = Rest.body(invoice);
        var charge = of(caseId, wanted.charge() == null ? 0 : wanted.charge());
        if (charge.kind().equals(Charge.DEPOSIT)) {
            throw ProblemException.invalid("/charge", "履约金开收据，不开发票", "A deposit has a receipt and no invoice");
        }
        var number = Optional.ofNullable(Rest.blank(wanted.number())).filter(n -> n.matches("[0-9]{8,20}"))
                .orElseThrow(() -> ProblemException.invalid("/number", "填写 8 到 20 位数字的发票号码", "Give the invoice number, 8 to 20 digits"));
        var amount = Rest.sum("/amount", wanted.amount());
        var day = Rest.day("/issuedOn", wanted.issuedOn(), LocalDate.ofInstant(clock.instant(), Books.ZONE));
        var digest = Rest.digest("invoice", charge.id(), number, amount, day);
        Rest.once(store, actor, Rest.key(key), digest, () -> cases.act(actor, caseId, "payments.invoiced", act -> {
            var before = store.invoices(caseId).stream().filter(i -> i.charge() == charge.id() && i.voidAt() == null).map(PaymentsStore.Invoice::amount).reduce(Money.ZERO, BigDecimal::add);
            if (before.add(amount).compareTo(charge.amount()) > 0) {
                throw ProblemException.invalid("/amount", "发票合计不能超过应收 " + Yuan.grouped(charge.amount()) + " 元，已开 " + Yuan.grouped(before) + " 元",
                        "Invoices come to no more than the charge of " + Yuan.grouped(charge.amount()) + "; " + Yuan.grouped(before) + " is invoiced already");
            }
            long id = store.invoice(charge.id(), caseId, number, amount, day, act.now(), actor.id());
            store.remember(actor.id(), key, digest, id, act.now());
            act.data(Map.of("invoice", id, "charge", charge.id(), "amount", amount.toPlainString()));
            return id;
        }));
        return whole(actor, caseId);
    }

    @POST
    @Path("invoices/{invoice}/void")
    @Permission(Rest.WORK)
    @Summary("Records that an invoice is void (红冲或作废), with the reason")
    public Whole voidInvoice(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("invoice") long invoice, TransferResource.Reason reason) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        var why = Rest.text("/reason", Rest.body(reason).reason(), 500, "写明作废的原因", "Say why it is void");
        if (store.caseOfInvoice(invoice).filter(it -> it == caseId).isEmpty()) {
            throw ProblemException.notFound();
        }
        cases.act(actor, caseId, "payments.invoice-void", act -> {
            if (!store.voidInvoice(invoice, why, act.now(), actor.id())) {
                throw Problems.reversed();
            }
            act.data(Map.of("invoice", invoice));
            return null;
        });
        return whole(actor, caseId);
    }

    @POST
    @Path("seen")
    @Permission(Rest.WORK)
    @Summary("Somebody of finance has seen that the fee changed after money had come")
    public Whole seen(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = Rest.actor(security);
        cases.get(actor, caseId);
        store.seen(caseId, clock.instant(), actor.id());
        return whole(actor, caseId);
    }

    private Charge of(long caseId, long charge) {
        return store.charge(charge).filter(c -> c.caseId() == caseId).orElseThrow(ProblemException::notFound);
    }
}
