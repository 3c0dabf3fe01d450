package org.jieshui.agreements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

    @ParameterizedTest
    @CsvSource({"0, 零元整", "0.05, 伍分", "0.50, 伍角整", "3174.30, 叁仟壹佰柒拾肆元叁角整", "10.05, 壹拾元零伍分", "1001, 壹仟零壹元整", "100000, 壹拾万元整", "100010.01, 壹拾万零壹拾元零壹分",
        "20305000.09, 贰仟零叁拾万零伍仟元零玖分", "100000000, 壹亿元整", "100000001, 壹亿零壹元整", "120000000003.10, 壹仟贰佰亿零叁元壹角整"})
    void isWrittenInWords(BigDecimal sum, String words) {
        assertThat(Amount.inWords(sum)).isEqualTo(words);
    }

    @Test
    void whatNoAgreementSaysIsRefused() {
        assertThatThrownBy(() -> Amount.inWords(new BigDecimal("-1"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Amount.inWords(new BigDecimal("1.001"))).isInstanceOf(ArithmeticException.class);
        assertThat(Amount.grouped(new BigDecimal("1234567.5"))).isEqualTo("1,234,567.50");
    }
}
