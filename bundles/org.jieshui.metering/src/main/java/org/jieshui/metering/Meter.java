package org.jieshui.metering;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A water meter.
 *
 * @param serial     as {@link MeterRules#serial} writes it; no two meters have the same
 * @param calibre    nominal, mm
 * @param kind       {@code remote} or {@code mechanical}
 * @param verifiedOn when it was verified, {@code validUntil} the last day on which that counts
 * @param q3         permanent flow rate, m³/h, or null
 * @param state      one of {@link #STATES}
 * @param caseId     the case it is reserved for or hangs at; null in every other state
 * @param since      when it came into this state
 */
record Meter(long id, String serial, String batch, int calibre, String kind, String manufacturer, LocalDate verifiedOn, LocalDate validUntil, @JsonFormat(shape = Shape.STRING) BigDecimal q3,
        String certificate, String state, Long caseId, Instant since) {

    static final String STOCK = "stock";
    static final String RESERVED = "reserved";
    static final String HUNG = "hung";
    static final String REMOVED = "removed";
    static final String SCRAPPED = "scrapped";
    static final List<String> STATES = List.of(STOCK, RESERVED, HUNG, REMOVED, SCRAPPED);
    static final List<String> KINDS = List.of("remote", "mechanical");
    static final List<Integer> CALIBRES = List.of(15, 20, 25, 32, 40, 50, 65, 80, 100, 150, 200, 300);

    /** What is said of a meter that comes into the stock. */
    record New(String serial, String batch, Integer calibre, String kind, String manufacturer, LocalDate verifiedOn, LocalDate validUntil, @JsonFormat(shape = Shape.STRING) BigDecimal q3,
            String certificate) {}

    boolean is(String wanted) {
        return state.equals(wanted);
    }

    boolean of(long wantedCase) {
        return caseId != null && caseId == wantedCase;
    }
}
