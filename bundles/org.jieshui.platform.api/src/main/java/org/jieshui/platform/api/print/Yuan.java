package org.jieshui.platform.api.print;

import java.math.BigDecimal;
import java.util.Locale;

/** Sums of yuan as papers write them. Nothing is rounded into words. */
public final class Yuan {

    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(16);
    private static final String DIGITS = "零壹贰叁肆伍陆柒捌玖";
    private static final String[] PLACES = {"", "拾", "佰", "仟"};

    private Yuan() {}

    /** 12,345.60 */
    public static String grouped(BigDecimal sum) {
        return String.format(Locale.ROOT, "%,.2f", sum);
    }

    /**
     * 壹万贰仟叁佰肆拾伍元陆角整, by the rules of the People's Bank for bills and vouchers (《支付结算办法》, annex 1); zeros between two digits are one 零, also where it could
     * be left out.
     *
     * @param sum from 0 to below 10¹⁶, with at most two decimals
     * @throws IllegalArgumentException when it is anything else
     */
    public static String inWords(BigDecimal sum) {
        if (sum.signum() < 0 || sum.compareTo(LIMIT) >= 0 || sum.stripTrailingZeros().scale() > 2) {
            throw new IllegalArgumentException("no sum of yuan and fen, or out of range: " + sum);
        }
        long fen = sum.movePointRight(2).longValueExact();
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
            gap = gap || digit == 0;
            if (digit > 0) {
                words.append(gap ? "零" : "").append(DIGITS.charAt(digit)).append(PLACES[place % 4]);
                gap = false;
                group = true;
            }
            if (place == 8) {
                words.append('亿'); // even after an empty group: 贰万亿
            } else if (place % 8 == 4 && group) {
                words.append('万');
            }
            group = group && place % 4 > 0;
        }
        return words.toString();
    }
}
