package org.jieshui.payments;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sums in yuan with two decimals. They come in with at most two decimals and are only added and taken off: nothing is ever rounded (docs/decisions/0019). */
final class Money {

    static final BigDecimal ZERO = new BigDecimal("0.00");
    private static final Pattern SUM = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,2})?");

    private Money() {}

    /** A sum above nothing, as {@code 3174.3}; empty when it is none. */
    static Optional<BigDecimal> of(String text) {
        if (text == null || !SUM.matcher(text).matches()) {
            return Optional.empty();
        }
        var sum = new BigDecimal(text).setScale(2, RoundingMode.UNNECESSARY);
        return sum.signum() > 0 ? Optional.of(sum) : Optional.empty();
    }
}
