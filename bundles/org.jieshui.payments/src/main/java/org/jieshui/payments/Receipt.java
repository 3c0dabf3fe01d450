package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;

/** The receipt of a charge that was covered in full. Numbers have no gaps within a year; a void one keeps its own. */
public record Receipt(long id, int year, int number, long charge, long caseId, String kind, @JsonFormat(shape = Shape.STRING) BigDecimal amount, Instant at, long person, Instant voidAt, String voidReason) {

    static final String FEE_CHANGED = "fee-changed";
    static final String REVERSED = "reversed";
    static final String RETURNED = "returned";

    @JsonProperty
    public String code() {
        return "SJ" + year + "-" + String.format("%06d", number);
    }

    /** Its type of document. */
    String paper() {
        return kind.equals(Charge.DEPOSIT) ? "deposit-receipt" : "payment-receipt";
    }
}
