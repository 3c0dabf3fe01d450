package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Money that the bank brought: {@code amount = allotted + unallotted + held + refunded}, at every moment, unless it is void.
 *
 * @param serial    the bank's number of it; no two have the same
 * @param statement the imported statement it stood in; null: entered by hand
 * @param held      asked back and not paid out yet
 */
public record Transfer(long id, String serial, LocalDate receivedOn, @JsonFormat(shape = Shape.STRING) BigDecimal amount, String payer, String payerAccount, String remark, Long statement,
        Instant enteredAt, long enteredBy, @JsonFormat(shape = Shape.STRING) BigDecimal allotted, @JsonFormat(shape = Shape.STRING) BigDecimal held,
        @JsonFormat(shape = Shape.STRING) BigDecimal refunded, @JsonFormat(shape = Shape.STRING) BigDecimal unallotted, Instant voidAt, String voidReason) {

    /** For lists and answers: who needs the whole account opens the transfer, which leaves a trace. */
    Transfer masked() {
        return new Transfer(id, serial, receivedOn, amount, payer, Rest.masked(payerAccount), remark, statement, enteredAt, enteredBy, allotted, held, refunded, unallotted, voidAt, voidReason);
    }
}
