package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
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
}
