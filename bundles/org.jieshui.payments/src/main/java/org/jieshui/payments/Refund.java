package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

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

    boolean open() {
        return state.equals("requested") || state.equals("approved");
    }
}
