package org.jieshui.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({"1, 0.00, 0.00", "3, 0.335, 1.01", "1, 0.005, 0.01", "1, 0.0049, 0.00", "86.1, 48.60, 4184.46", "0.333, 100, 33.30", "2.5, 0.33, 0.83"})
    void aLineIsRoundedHalfUpToTheFen(BigDecimal quantity, BigDecimal price, BigDecimal amount) {
        assertThat(Money.amount(quantity, price)).isEqualTo(amount);
    }
}
