package org.jieshui.platform.api.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YuanTest {

    @ParameterizedTest
    @CsvSource({"0, 零元整", "0.00, 零元整", "0.05, 伍分", "0.50, 伍角整", "0.55, 伍角伍分", "1.05, 壹元零伍分", "10, 壹拾元整", "1E+1, 壹拾元整", "10.05, 壹拾元零伍分", "100.00, 壹佰元整", "101, 壹佰零壹元整",
        "105.000, 壹佰零伍元整", "1000, 壹仟元整", "1001, 壹仟零壹元整", "1001.01, 壹仟零壹元零壹分", "1001.10, 壹仟零壹元壹角整", "1050.32, 壹仟零伍拾元叁角贰分", "3174.30, 叁仟壹佰柒拾肆元叁角整", "10000, 壹万元整",
        "12345.60, 壹万贰仟叁佰肆拾伍元陆角整", "100000, 壹拾万元整", "100005, 壹拾万零伍元整", "100010.01, 壹拾万零壹拾元零壹分", "300400.07, 叁拾万零肆佰元零柒分", "10000005.01, 壹仟万零伍元零壹分",
        "20305000.09, 贰仟零叁拾万零伍仟元零玖分", "100000000, 壹亿元整", "100000001, 壹亿零壹元整", "100010000, 壹亿零壹万元整", "100050000.10, 壹亿零伍万元壹角整", "110000000, 壹亿壹仟万元整",
        "100000000000, 壹仟亿元整", "120000000003.10, 壹仟贰佰亿零叁元壹角整", "1000000000000, 壹万亿元整", "2000000000003, 贰万亿零叁元整", "2000100000000, 贰万零壹亿元整", "2000000010000, 贰万亿零壹万元整",
        "9999999999999999.99, 玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"})
    void aSumIsWrittenInWordsAsOnPapersOfAccount(BigDecimal sum, String words) {
        assertThat(Yuan.inWords(sum)).isEqualTo(words);
    }

    /** The examples of 《支付结算办法》, annex 1, without the leading 人民币; of its alternatives, the one with 零. */
    @ParameterizedTest
    @CsvSource({"1409.50, 壹仟肆佰零玖元伍角整", "6007.14, 陆仟零柒元壹角肆分", "1680.32, 壹仟陆佰捌拾元叁角贰分", "107000.53, 壹拾万零柒仟元伍角叁分", "16409.02, 壹万陆仟肆佰零玖元零贰分", "325.04, 叁佰贰拾伍元零肆分"})
    void theRulesOfThePeoplesBankAreKept(BigDecimal sum, String words) {
        assertThat(Yuan.inWords(sum)).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "-1", "10000000000000000", "1E+30", "1.001", "0.005"})
    void whatIsNoSumIsRefused(BigDecimal sum) {
        assertThatIllegalArgumentException().isThrownBy(() -> Yuan.inWords(sum));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"0; 0.00", "0.05; 0.05", "999.9; 999.90", "1234567.5; 1,234,567.50", "100000000000; 100,000,000,000.00"})
    void thousandsAreGrouped(BigDecimal sum, String written) {
        assertThat(Yuan.grouped(sum)).isEqualTo(written);
    }
}
