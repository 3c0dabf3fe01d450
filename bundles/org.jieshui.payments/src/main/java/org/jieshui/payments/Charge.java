package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a case owes.
 *
 * @param kind     {@code connection-fee} or {@code deposit} (临时用水履约金, A9)
 * @param paid     allotted to it now
 * @param returned of a deposit: given back, or being given back
 * @param state    due; suspended: its fee was taken back and is told anew; cancelled
 */
public record Charge(long id, long caseId, String kind, @JsonFormat(shape = Shape.STRING) BigDecimal amount, @JsonFormat(shape = Shape.STRING) BigDecimal paid,
        @JsonFormat(shape = Shape.STRING) BigDecimal returned, String state, String note, Instant createdAt, long createdBy) {

    static final String FEE = "connection-fee";
    static final String DEPOSIT = "deposit";

    /** What is still to be paid; nothing unless it is due. */
    @JsonFormat(shape = Shape.STRING)
    public BigDecimal getOutstanding() {
        return due() ? amount.subtract(paid).subtract(returned) : Money.ZERO;
    }

    boolean due() {
        return state.equals("due");
    }

    boolean covered() {
        return due() && paid.compareTo(amount) == 0;
    }
}
