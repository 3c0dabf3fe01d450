package org.jieshui.agreements;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** A sum of yuan as an agreement writes it. */
final class Amount {

    private static final String DIGITS = "零壹贰叁肆伍陆柒捌玖";
    private static final String[] PLACES = {"", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟"};

    private Amount() {}

    /** 12,345.60 */
    static String grouped(BigDecimal sum) {
        return String.format(Locale.ROOT, "%,.2f", sum);
    }

    /** 壹万贰仟叁佰肆拾伍元陆角整. @param sum from 0 to below 10¹² */
    static String inWords(BigDecimal sum) {
        long fen = sum.setScale(2, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
        if (fen < 0 || fen >= 100_000_000_000_000L) {
            throw new IllegalArgumentException("out of range: " + sum);
        }
        long yuan = fen / 100;
        int jiao = (int) (fen / 10 % 10);
        int rest = (int) (fen % 10);
        var words = new StringBuilder(yuan > 0 ? whole(yuan) + "元" : fen == 0 ? "零元" : "");
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
            if (digit > 0) {
                words.append(gap ? "零" : "").append(DIGITS.charAt(digit)).append(place % 4 == 0 ? "" : PLACES[place]);
                gap = false;
                group = true;
            } else {
                gap = gap || !words.isEmpty();
            }
            if (place % 4 == 0) {
                words.append(group ? PLACES[place] : "");
                group = false;
            }
        }
        return words.toString();
    }
}
