package org.jieshui.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeterRulesTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-10-13");

    @ParameterizedTest(name = "DN{0} Q3 {1}: until {2}") // JJG 162-2019, 7.5
    @CsvSource({"15,,2032-05-09", "25,6.3,2032-05-09", "32,10,2030-05-09", "40,16,2030-05-09", "40,25,2028-05-09", "50,,2030-05-09", "50,16.1,2028-05-09", "65,,2028-05-09", "300,1600,2028-05-09"})
    void aVerificationCountsByCalibreAndFlow(int calibre, BigDecimal q3, LocalDate until) {
        assertThat(Verification.until(LocalDate.parse("2026-05-10"), calibre, q3)).isEqualTo(until);
    }

    @Test
    void aVerificationOfALeapDayEndsOnTheLastOfFebruary() {
        assertThat(Verification.until(LocalDate.parse("2024-02-29"), 20, null)).isEqualTo("2030-02-27");
        assertThat(Verification.until(LocalDate.parse("2024-03-01"), 20, null)).isEqualTo("2030-02-28");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yc020250001", " YC020 250 001 ", "ＹＣ０２０２５０００１", "yc020\u00a0250001", "\ufeffYC020250001\u200b", "YC020\t250001\n"})
    void aSerialNumberHasOneForm(String typed) {
        assertThat(MeterRules.serial(typed)).isEqualTo("YC020250001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A1", "-A123", "A123-", "A'1;DROP", "=A1234", "水表1234", "A12345678901234567890123456789012"})
    void whatIsNoSerialNumberIsRefused(String typed) {
        assertThat(MeterRules.isSerial(MeterRules.serial(typed))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-05-01", "2026/5/1", "2026.5.1", "2026年5月1日", "20260501", "２０２６／０５／０１", " 2026-05-01 00:00:00 "})
    void aDayIsWrittenInManyWays(String typed) {
        assertThat(MeterRules.day(typed)).contains(LocalDate.parse("2026-05-01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "31.12.2026", "05/10/2026", "昨天", "2026", "20261301", "2026-05-01T10:00Z"})
    void whatIsNoDayIsNone(String typed) {
        assertThat(MeterRules.day(typed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"20,20", "DN20,20", "dn 20,20", "20mm,20", "ＤＮ２０,20"})
    void aCalibreIsWrittenInManyWays(String typed, int calibre) {
        assertThat(MeterRules.calibre(typed)).contains(calibre);
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        var meter = new Meter.New("A", "=cmd", 21, "other", " ", LocalDate.parse("2026-10-14"), null, new BigDecimal("-1"), "x".repeat(61));
        assertThat(MeterRules.check(meter, TODAY, "/m")).extracting(FieldError::pointer)
                .containsExactly("/m/serial", "/m/batch", "/m/manufacturer", "/m/certificate", "/m/calibre", "/m/kind", "/m/q3", "/m/verifiedOn");
        var longer = new Meter.New("YC020250001", "A", 20, "remote", "某厂", LocalDate.parse("2026-05-10"), LocalDate.parse("2032-05-10"), null, null);
        assertThat(MeterRules.check(longer, TODAY, "")).extracting(FieldError::pointer).as("longer than the rule says").isEqualTo(List.of("/validUntil"));
    }
}
