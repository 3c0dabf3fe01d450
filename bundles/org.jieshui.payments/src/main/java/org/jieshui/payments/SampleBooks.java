package org.jieshui.payments;

import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.sample.SampleModule;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.cases.api.sample.SampleWork;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Of an invented case: money comes, pays the fee, is asked back. Sums follow from the fee, which the sample does not know. */
@Component(service = SampleWork.class)
@SampleModule("payments")
public class SampleBooks implements SampleWork {

    private static final long SERIALS = 100_000_000;

    /** In whose name a resource is called. */
    private record As(Actor actor) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return actor;
        }

        @Override
        public boolean isUserInRole(String permission) {
            return actor.may(permission);
        }

        @Override
        public boolean isSecure() {
            return true;
        }

        @Override
        public String getAuthenticationScheme() {
            return null;
        }
    }

    private final Cases cases;
    private final PaymentsStore store;
    private final TransferResource transfers;
    private final StatementResource statements;
    private final RefundResource refunds;

    @Activate
    public SampleBooks(@Reference Cases cases, @Reference PaymentsStore store, @Reference(service = TransferResource.class) TransferResource transfers,
            @Reference(service = StatementResource.class) StatementResource statements, @Reference(service = RefundResource.class) RefundResource refunds) {
        this.cases = cases;
        this.store = store;
        this.transfers = transfers;
        this.statements = statements;
        this.refunds = refunds;
    }

    @Override
    public void tell(SampleStep step) throws IOException {
        var needed = step.word().equals("refund-approved") ? Rest.APPROVE : Rest.WORK;
        if (!step.actor().may(needed)) {
            throw ProblemException.forbidden(needed);
        }
        var as = new As(step.actor());
        switch (step.word()) {
            case "received" -> transfers.enter(as, step.key(), received(step));
            case "allotted" -> allotted(as, step);
            case "reversed" -> reversed(as, step);
            case "refund-requested" -> requested(as, step);
            case "refund-approved" -> refund(step, "requested").ifPresent(r -> refunds.approve(as, r.id(), null));
            case "refund-paid" -> refund(step, "approved").ifPresent(r -> refunds.paid(as, r.id(), new RefundResource.PaidOut(serial(step.key(), step.day()), step.day().toString())));
            case "imported" -> statements.book(as, step.key(), step.form().path("name").asText(), null, new ByteArrayInputStream(statement(step).getBytes(StandardCharsets.UTF_8)));
            default -> throw new IllegalArgumentException(step.word());
        }
    }

    /** {@code share} of the fee (1: all of it), and {@code more} yuan. */
    private TransferResource.NewTransfer received(SampleStep step) {
        var form = step.form();
        var amount = fee(step).amount().multiply(new BigDecimal(form.path("share").asText("1"))).setScale(2, RoundingMode.DOWN).add(new BigDecimal(form.path("more").asText("0")));
        return new TransferResource.NewTransfer(serial(step.key(), step.day()), step.day().toString(), amount.toPlainString(), form.path("payer").asText(), form.path("account").asText(null),
                "接水费 " + cases.get(step.actor(), step.caseId()).number());
    }

    /** The newest transfer that names the case pays what it can. */
    private void allotted(SecurityContext as, SampleStep step) {
        var charge = fee(step);
        var transfer = named(step);
        var amount = transfer.unallotted().min(charge.getOutstanding());
        if (amount.signum() > 0) { // otherwise it was done before
            transfers.allot(as, step.key(), new TransferResource.NewAllotment(transfer.id(), charge.id(), amount.toPlainString()));
        }
    }

    /** What the newest transfer pays is taken off, once the fee of the case that was withdrawn is owed no longer. */
    private void reversed(SecurityContext as, SampleStep step) {
        if (fee(step).due()) {
            throw new IllegalStateException("the fee is owed still");
        }
        store.allotmentsOf(named(step).id()).stream().filter(a -> a.reversedAt() == null)
                .forEach(a -> transfers.reverse(as, a.id(), new TransferResource.Reason(step.form().path("reason").asText())));
    }

    /** All of the newest transfer that is allotted to nothing. */
    private void requested(SecurityContext as, SampleStep step) {
        var transfer = named(step);
        if (transfer.held().signum() == 0 && transfer.refunded().signum() == 0) { // otherwise it was done before
            var form = step.form();
            refunds.request(as, step.key(), new RefundResource.NewRefund(transfer.id(), transfer.unallotted().toPlainString(), null, form.path("payee").asText(), form.path("account").asText(), form.path("reason").asText()));
        }
    }

    /** Of the case, while it waits in this state; otherwise it was done before. */
    private Optional<Refund> refund(SampleStep step, String state) {
        return store.refundsOf(step.caseId()).stream().filter(r -> r.state().equals(state)).findFirst();
    }

    /** A statement as banks write it: lines of serial number, sum, payer, account and remark. */
    private static String statement(SampleStep step) {
        var text = new StringBuilder("交易流水号,交易日期,贷方发生额,对方户名,对方账号,附言\r\n");
        int i = 0;
        for (var line : step.form().path("lines")) {
            text.append(serial(step.key() + ++i, step.day())).append(',').append(step.day());
            for (var field : List.of("amount", "payer", "account", "remark")) {
                text.append(",\"").append(line.path(field).asText()).append('"');
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    /** Of the key, so that the money is the same when it is told again. */
    private static String serial(String key, LocalDate day) {
        return "%tY%<tm%<td%08d".formatted(day, Math.floorMod(key.hashCode() * 2_654_435_761L, SERIALS));
    }

    /** Comes a moment after the customer's choice, by a listener. */
    private Charge fee(SampleStep step) {
        return store.fee(step.caseId()).orElseThrow(Problems::noCharge);
    }

    private Transfer named(SampleStep step) {
        var number = cases.get(step.actor(), step.caseId()).number();
        return store.transfers(new PaymentsStore.TransferFilter("all", number, null, null), null, 1).stream().findFirst().orElseThrow(() -> new IllegalStateException("no money came for " + number));
    }
}
