package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({"3174.3, 3174.30", "0.01, 0.01", "100, 100.00", "999999999999.99, 999999999999.99"})
    void aSumHasTwoDecimalsAndIsNeverRounded(String text, BigDecimal sum) {
        assertThat(Money.of(text)).hasValue(sum);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.00", "-1", "+1", "1.005", "1e3", "1,000.00", "１２", "¥1", " 1", "1000000000000", "NaN", ".5", "5."})
    void whatIsNoSumIsRefused(String text) {
        assertThat(Money.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.00, 零元整", "0.05, 伍分", "0.50, 伍角整", "1.05, 壹元零伍分", "10.00, 壹拾元整", "100.00, 壹佰元整", "105.00, 壹佰零伍元整", "1001.10, 壹仟零壹元壹角整", "1050.32, 壹仟零伍拾元叁角贰分",
        "12345.60, 壹万贰仟叁佰肆拾伍元陆角整", "100000.00, 壹拾万元整", "100005.00, 壹拾万零伍元整", "10000005.01, 壹仟万零伍元零壹分", "300400.07, 叁拾万零肆佰元零柒分",
        "100000000.00, 壹亿元整", "100010000.00, 壹亿零壹万元整", "2000000000003.00, 贰万亿零叁元整", "3174.30, 叁仟壹佰柒拾肆元叁角整"})
    void aSumIsWrittenAsOnPapersOfAccount(BigDecimal sum, String words) {
        assertThat(Money.inWords(sum)).isEqualTo(words);
    }

    @Test
    void thousandsAreGrouped() {
        assertThat(Money.grouped(new BigDecimal("1234567.5"))).isEqualTo("1,234,567.50");
    }
}
