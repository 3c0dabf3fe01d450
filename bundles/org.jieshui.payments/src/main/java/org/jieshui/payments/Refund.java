package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.identity.Actor;

/**
 * Money that goes back.
 *
 * @param kind       excess (what is not allotted) or deposit (returned whole)
 * @param state      requested → approved, by another person → paid; or rejected, or cancelled
 * @param decidedAt  when it was approved, by whom, with which word
 * @param droppedAt  when it was rejected or cancelled, by whom, why
 */
public record Refund(long id, int year, int number, String kind, Long caseId, Long charge, @JsonFormat(shape = Shape.STRING) BigDecimal amount, String payee, String payeeAccount, String reason,
        String state, Instant requestedAt, long requestedBy, Instant decidedAt, Long decidedBy, String decision, Instant droppedAt, Long droppedBy, String dropNote, LocalDate paidOn, Instant paidAt, Long paidBy, String bankSerial, List<Line> lines) {

    /** @param allotment of a deposit: what paid it; null for an excess */
    public record Line(long transfer, Long allotment, @JsonFormat(shape = Shape.STRING) BigDecimal amount) {}

    @JsonProperty
    public String code() {
        return "TK" + year + "-" + String.format("%06d", number);
    }

    /** For lists and answers: who needs the whole account opens the refund, which leaves a trace. */
    Refund masked() {
        return new Refund(id, year, number, kind, caseId, charge, amount, payee, Rest.masked(payeeAccount), reason, state, requestedAt, requestedBy, decidedAt, decidedBy, decision, droppedAt, droppedBy,
                dropNote, paidOn, paidAt, paidBy, bankSerial, lines);
    }

    /** Those of no case, and those of the cases that the caller sees. */
    static List<Refund> visible(Cases cases, Actor actor, List<Refund> refunds) {
        var seen = cases.visible(actor, refunds.stream().map(Refund::caseId).filter(Objects::nonNull).collect(Collectors.toSet()));
        return refunds.stream().filter(r -> r.caseId() == null || seen.containsKey(r.caseId())).toList();
    }

    boolean open() {
        return state.equals("requested") || state.equals("approved");
    }
}
