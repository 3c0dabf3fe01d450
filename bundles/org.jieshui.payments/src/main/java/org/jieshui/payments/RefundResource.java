package org.jieshui.payments;

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
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Money that goes back: asked for, approved by another person, paid out. */
@Component(service = {Resource.class, RefundResource.class})
@Path("payments/refunds")
@Produces(MediaType.APPLICATION_JSON)
@Permission(Rest.BOOKS)
public class RefundResource implements Resource {

    private static final String FINANCE = "finance";

    /** @param number, customer null where there is no case. @param mine asked for by the caller: another approves it */
    public record Row(Refund refund, String number, String customer, String requestedBy, String decidedBy, String droppedBy, String paidBy, boolean mine) {

        Row masked() {
            return new Row(refund.masked(), number, customer, requestedBy, decidedBy, droppedBy, paidBy, mine);
        }
    }

    /** @param transfer of an excess, with its amount; or @param charge of a deposit, which goes back whole */
    public record NewRefund(Long transfer, String amount, Long charge, String payee, String payeeAccount, String reason) {}

    public record Note(String note) {}

    public record PaidOut(String bankSerial, String paidOn) {}

    /** Where it is told: a case, or none. */
    private interface Step {
        void take(Instant now);
    }

    private final Database database;
    private final Cases cases;
    private final Directory directory;
    private final AccessLog accessLog;
    private final Messages messages;
    private final Books books;
    private final PaymentsStore store;
    private final Clock clock;

    @Activate
    public RefundResource(@Reference Database database, @Reference Cases cases, @Reference Directory directory, @Reference AccessLog accessLog, @Reference Messages messages,
            @Reference Books books, @Reference PaymentsStore store, @Reference Clock clock) {
        this.database = database;
        this.cases = cases;
        this.directory = directory;
        this.accessLog = accessLog;
        this.messages = messages;
        this.books = books;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("Refunds of cases that the caller sees, and of none, newest first, accounts masked: open (asked for or approved), one state, or all")
    public Page<Row> list(@Context SecurityContext security, @QueryParam("state") String state, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        int most = limit < 1 ? 50 : Math.min(limit, 200);
        var rows = store.refunds(state(state), Rest.place(after), most + 1);
        var page = rows.subList(0, Math.min(most, rows.size()));
        return new Page<>(rows(Rest.actor(security), page).stream().map(Row::masked).toList(), rows.size() > most ? String.valueOf(page.get(most - 1).id()) : null);
    }

    @GET
    @Path("{id}")
    @Summary("A refund with the payee's account in whole; the reading is recorded")
    public Row get(@Context SecurityContext security, @PathParam("id") long id) {
        var actor = Rest.actor(security);
        var row = row(actor, id);
        accessLog.read(actor, "payments.refund", "refund/" + id, "payee", "payeeAccount");
        return row;
    }

    static String state(String state) {
        var wanted = Rest.blank(state);
        if (wanted != null && !Set.of("open", "all", "requested", "approved", "rejected", "cancelled", "paid").contains(wanted)) {
            throw ProblemException.invalid("/state", "状态应是 open、requested、approved、rejected、cancelled、paid 或 all", "The state is open, requested, approved, rejected, cancelled, paid or all");
        }
        return "all".equals(wanted) ? null : wanted;
    }

    /** Without those of cases that the caller may not see. */
    private List<Row> rows(Actor actor, List<Refund> refunds) {
        var people = directory.people(refunds.stream().flatMap(r -> Stream.of(r.requestedBy(), r.decidedBy(), r.droppedBy(), r.paidBy())).filter(Objects::nonNull).collect(Collectors.toSet()));
        var seen = cases.visible(actor, refunds.stream().map(Refund::caseId).filter(Objects::nonNull).collect(Collectors.toSet()));
        return refunds.stream().filter(r -> r.caseId() == null || seen.containsKey(r.caseId())).map(r -> {
            var kase = r.caseId() == null ? null : seen.get(r.caseId());
            return new Row(r, kase == null ? null : kase.number(), kase == null ? null : kase.customer(), Rest.name(people, r.requestedBy()), Rest.name(people, r.decidedBy()), Rest.name(people, r.droppedBy()),
                    Rest.name(people, r.paidBy()), r.requestedBy() == actor.id());
        }).toList();
    }

    @POST
    @Permission(Rest.WORK)
    @Summary("Asks for a refund: of what is unallotted of a transfer, or of a deposit, whole")
    public Row request(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewRefund refund) {
        var actor = Rest.actor(security);
        var wanted = Rest.body(refund);
        var payee = new Books.Payee(Rest.text("/payee", wanted.payee(), 200, "填写收款人", "Give the payee"), Rest.text("/payeeAccount", wanted.payeeAccount(), 60, "填写收款账号", "Give the payee's account"),
                Rest.text("/reason", wanted.reason(), 500, "写明退款的原因", "Say why it goes back"));
        if ((wanted.transfer() == null) == (wanted.charge() == null)) {
            throw ProblemException.invalid("/transfer", "选择到账或履约金，二者之一", "Choose either a transfer or a deposit");
        }
        boolean deposit = wanted.charge() != null;
        var amount = deposit ? null : Rest.sum("/amount", wanted.amount());
        Long caseId = deposit ? Long.valueOf(store.charge(wanted.charge()).orElseThrow(ProblemException::notFound).caseId()) : caseOf(actor, wanted.transfer());
        if (deposit) {
            cases.get(actor, caseId);
        }
        var digest = Rest.digest("refund", wanted.transfer(), wanted.charge(), amount, payee);
        long id = Rest.once(store, actor, Rest.key(key), digest, () -> requested(actor, caseId, amount, now -> {
            long made = deposit ? books.requestDeposit(wanted.charge(), payee, now, actor.id()) : books.requestExcess(wanted.transfer(), amount, caseId, payee, now, actor.id());
            store.remember(actor.id(), key, digest, made, now);
            tell(directory.withPermission(FINANCE, Rest.APPROVE, null).stream().map(Directory.Person::id).filter(p -> p != actor.id()).toList(), "payments.refund-requested",
                    Text.of("退款 " + store.refund(made).orElseThrow().code() + " 待您审批", "Refund " + store.refund(made).orElseThrow().code() + " waits for your approval"), caseId);
            return made;
        }));
        return row(actor, id).masked();
    }

    private long requested(Actor actor, Long caseId, BigDecimal amount, ToLongFunction<Instant> work) {
        if (caseId == null) {
            return database.inTransaction(h -> work.applyAsLong(clock.instant()));
        }
        return cases.act(actor, caseId, "payments.refund-requested", act -> {
            long id = work.applyAsLong(act.now());
            act.data(Map.of("refund", id, "amount", store.refund(id).orElseThrow().amount().toPlainString()));
            return id;
        });
    }

    /** The case that the transfer paid something of last; null when it paid nothing yet. */
    private Long caseOf(Actor actor, long transfer) {
        store.transfer(transfer).orElseThrow(ProblemException::notFound);
        var last = store.allotmentsOf(transfer).stream().max(Comparator.comparing(Allotment::id)).map(Allotment::caseId);
        return last.filter(id -> cases.find(actor, id).isPresent()).orElse(null);
    }

    @POST
    @Path("{id}/approve")
    @Permission(Rest.APPROVE)
    @Summary("Approves a refund that somebody else asked for")
    public Row approve(@Context SecurityContext security, @PathParam("id") long id, Note note) {
        var why = Rest.optional("/note", note == null ? null : note.note(), 500);
        return step(security, id, "payments.refund-approved", "已批准，可以付款", "is approved and can be paid out", (now, actor) -> books.approve(id, why, now, actor));
    }

    @POST
    @Path("{id}/reject")
    @Permission(Rest.APPROVE)
    @Summary("Rejects a refund, with the reason; the money is where it was")
    public Row reject(@Context SecurityContext security, @PathParam("id") long id, Note note) {
        var why = note(note);
        return step(security, id, "payments.refund-dropped", "没有批准", "was rejected", (now, actor) -> books.drop(id, "rejected", why, now, actor));
    }

    @POST
    @Path("{id}/cancel")
    @Permission(Rest.WORK)
    @Summary("Cancels a refund that was not paid out, with the reason")
    public Row cancel(@Context SecurityContext security, @PathParam("id") long id, Note note) {
        var why = note(note);
        return step(security, id, "payments.refund-dropped", "已取消", "was cancelled", (now, actor) -> books.drop(id, "cancelled", why, now, actor));
    }

    @POST
    @Path("{id}/paid")
    @Permission(Rest.WORK)
    @Summary("Records that an approved refund was paid out, with the bank's serial")
    public Row paid(@Context SecurityContext security, @PathParam("id") long id, PaidOut paid) {
        var wanted = Rest.body(paid);
        var serial = TransferResource.serial("/bankSerial", wanted.bankSerial());
        var day = Rest.day("/paidOn", wanted.paidOn(), LocalDate.ofInstant(clock.instant(), Books.ZONE));
        return step(security, id, "payments.refunded", "已付款", "was paid out", (now, actor) -> books.paidOut(id, serial, day, now, actor));
    }

    private interface Move {
        void make(Instant now, long person);
    }

    private Row step(SecurityContext security, long id, String kind, String zh, String en, Move move) {
        var actor = Rest.actor(security);
        var refund = store.refund(id).orElseThrow(ProblemException::notFound);
        Step both = now -> {
            move.make(now, actor.id());
            if (refund.requestedBy() != actor.id()) {
                tell(List.of(refund.requestedBy()), "payments.refund", Text.of("退款 " + refund.code() + " " + zh, "Refund " + refund.code() + " " + en), refund.caseId());
            }
        };
        if (refund.caseId() == null) {
            database.transact(h -> both.take(clock.instant()));
        } else {
            cases.act(actor, refund.caseId(), kind, act -> {
                both.take(act.now());
                act.data(Map.of("refund", id, "amount", refund.amount().toPlainString(), "state", store.refund(id).orElseThrow().state()));
                return null;
            });
        }
        return row(actor, id).masked();
    }

    private void tell(List<Long> people, String kind, Text subject, Long caseId) {
        if (!people.isEmpty()) {
            messages.send(people.stream().map(p -> new Message(p, kind, subject, caseId, null)).toList());
        }
    }

    private static String note(Note note) {
        return Rest.text("/note", Rest.body(note).note(), 500, "写明原因", "Give the reason");
    }

    private Row row(Actor actor, long id) {
        return rows(actor, store.refund(id).stream().toList()).stream().findFirst().orElseThrow(ProblemException::notFound);
    }
}
