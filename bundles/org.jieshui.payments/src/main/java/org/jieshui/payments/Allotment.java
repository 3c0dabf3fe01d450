package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Part of a transfer that pays a charge.
 *
 * @param refund the refund that gives it back (a deposit), or null
 * @param reason why it was reversed; null while it stands
 */
public record Allotment(long id, long transfer, long charge, long caseId, @JsonFormat(shape = Shape.STRING) BigDecimal amount, Instant at, long person, Long refund, Instant reversedAt, String reason) {}
