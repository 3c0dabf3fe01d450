package org.jieshui.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sums in yuan with two decimals. Each line is rounded half up to the fen; a total is the sum of its rounded lines (docs/decisions/0019). */
final class Money {

    static final BigDecimal ZERO = new BigDecimal("0.00");

    private Money() {}

    static BigDecimal amount(BigDecimal quantity, BigDecimal price) {
        return quantity.multiply(price).setScale(2, RoundingMode.HALF_UP);
    }
}
