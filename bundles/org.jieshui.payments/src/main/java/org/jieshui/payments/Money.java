package org.jieshui.payments;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sums in yuan with two decimals. They come in with at most two decimals and are only added and taken off: nothing is ever rounded (docs/decisions/0019). */
final class Money {

    static final BigDecimal ZERO = new BigDecimal("0.00");
    private static final Pattern SUM = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,2})?");
    private static final String DIGITS = "零壹贰叁肆伍陆柒捌玖";
    private static final String[] PLACES = {"", "拾", "佰", "仟"};
    private static final String[] GROUPS = {"", "万", "亿", "万亿"};

    private Money() {}

    /** A sum above nothing, as {@code 3174.3}; empty when it is none. */
    static Optional<BigDecimal> of(String text) {
        if (text == null || !SUM.matcher(text).matches()) {
            return Optional.empty();
        }
        var sum = new BigDecimal(text).setScale(2, RoundingMode.UNNECESSARY);
        return sum.signum() > 0 ? Optional.of(sum) : Optional.empty();
    }

    /** 12,345.60 */
    static String grouped(BigDecimal sum) {
        return String.format(Locale.ROOT, "%,.2f", sum);
    }

    /** As it is written on papers of account: 壹万贰仟叁佰肆拾伍元陆角整. @param sum from 0 to below 10¹⁶ */
    static String inWords(BigDecimal sum) {
        var fen = sum.setScale(2, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
        if (fen < 0 || fen >= 1_000_000_000_000_000_000L) {
            throw new IllegalArgumentException("out of range: " + sum);
        }
        long yuan = fen / 100;
        int jiao = (int) (fen / 10 % 10);
        int rest = (int) (fen % 10);
        var words = new StringBuilder(yuan > 0 ? whole(yuan) + "元" : jiao + rest == 0 ? "零元" : "");
        if (jiao > 0) {
            words.append(DIGITS.charAt(jiao)).append('角');
        } else if (rest > 0 && yuan > 0) {
            words.append('零');
        }
        return words.append(rest > 0 ? DIGITS.charAt(rest) + "分" : "整").toString();
    }

    private static String whole(long yuan) {
        var digits = Long.toString(yuan);
        var words = new StringBuilder();
        boolean gap = false;
        boolean group = false;
        for (int i = 0; i < digits.length(); i++) {
            int place = digits.length() - 1 - i;
            int digit = digits.charAt(i) - '0';
            if (digit == 0) {
                gap = true;
            } else {
                words.append(gap ? "零" : "").append(DIGITS.charAt(digit)).append(PLACES[place % 4]);
                gap = false;
                group = true;
            }
            if (place % 4 == 0 && group) {
                words.append(GROUPS[place / 4]);
                group = false;
            }
        }
        return words.toString();
    }
}
