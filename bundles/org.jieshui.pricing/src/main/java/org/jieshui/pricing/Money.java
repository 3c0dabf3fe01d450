package org.jieshui.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sums in yuan with two decimals. Each line is rounded half up to the fen; a total is the sum of its rounded lines (docs/decisions/0019). */
final class Money {

    static final BigDecimal ZERO = new BigDecimal("0.00");
    private static final String DIGITS = "零壹贰叁肆伍陆柒捌玖";
    private static final String[] PLACES = {"", "拾", "佰", "仟"};
    private static final String[] GROUPS = {"", "万", "亿", "万亿"};

    private Money() {}

    static BigDecimal amount(BigDecimal quantity, BigDecimal price) {
        return quantity.multiply(price).setScale(2, RoundingMode.HALF_UP);
    }

    /** 12,345.60 */
    static String grouped(BigDecimal sum) {
        return String.format(java.util.Locale.ROOT, "%,.2f", sum);
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
        var words = new StringBuilder();
        boolean gap = false;
        for (int group = 3; group >= 0; group--) {
            int part = (int) (yuan / (long) Math.pow(10_000, group) % 10_000);
            if (part == 0) {
                gap = gap || !words.isEmpty();
                continue;
            }
            gap = gap || (!words.isEmpty() && part < 1000);
            for (int place = 3; place >= 0; place--) {
                int digit = part / (int) Math.pow(10, place) % 10;
                if (digit == 0) {
                    gap = gap || (!words.isEmpty() && part % (int) Math.pow(10, place) > 0 && part >= (int) Math.pow(10, place));
                    continue;
                }
                words.append(gap ? "零" : "").append(DIGITS.charAt(digit)).append(PLACES[place]);
                gap = false;
            }
            words.append(GROUPS[group]);
        }
        return words.toString();
    }
}
