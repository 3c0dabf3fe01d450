package org.jieshui.metering;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * How long the verification of a cold-water meter counts, by JJG 162-2019 《饮用冷水水表》, 7.5: up to DN50 with a permanent flow rate of at most 16 m³/h a meter is verified once and used for a limited time,
 * six years up to DN25 and four above; larger ones are verified again every two years. The time runs from the day of verification; where conditions are bad a certificate may say less, never more.
 */
final class Verification {

    private static final BigDecimal LIMITED_Q3 = BigDecimal.valueOf(16);
    private static final int SMALL = 25;
    private static final int LIMITED = 50;

    private Verification() {}

    /** @param q3 permanent flow rate in m³/h, or null where only the calibre is known */
    static int years(int calibre, BigDecimal q3) {
        if (calibre > LIMITED || q3 != null && q3.compareTo(LIMITED_Q3) > 0) {
            return 2;
        }
        return calibre <= SMALL ? 6 : 4;
    }

    /** The last day on which a verification of that day counts. */
    static LocalDate until(LocalDate verifiedOn, int calibre, BigDecimal q3) {
        return verifiedOn.plusYears(years(calibre, q3)).minusDays(1);
    }

    /** Whether what is verified once and used for a limited time; it is not verified again once it was in use. */
    static boolean limitedUse(int calibre, BigDecimal q3) {
        return years(calibre, q3) > 2;
    }
}
