package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {

    @ParameterizedTest
    @ValueSource(strings = {"Quell3-w", "泉城供水Aa7x2", "correct horse battery", "趵突泉边上有一家卖甜沫的老字号", "kf8#kf8#QZ"})
    void good(String password) {
        assertThat(PasswordPolicy.objection(password, "zhangsan")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ab1!", "abcdefgh1", "ABCDEFG8", "Aa1aaaa", // short or of too few classes
            "Zhangsan-2026", "xxZHANGSAN!7x", // the account
            "P@ssw0rd!2026", "Password1!", "Admin@123", "Woaini1314!", "Qwer1234!", "aaaaaaaaaaaaaaaa", "1234567890123456", "passwordpassword"}) // common
    void refused(String password) {
        assertThat(PasswordPolicy.objection(password, "zhangsan")).isPresent();
    }

    @Test
    void nothingLongerThanTheLimit() {
        assertThat(PasswordPolicy.objection("aB3-xyzw".repeat(17), "zhangsan")).isPresent();
        assertThat(PasswordPolicy.objection("aB3-xyzw".repeat(16), "zhangsan")).isEmpty();
    }

    @Test
    void generatedPasswordsAreGood() {
        IntStream.range(0, 200).forEach(i -> assertThat(PasswordPolicy.objection(Tokens.password(), "sysadmin")).isEmpty());
    }

    @Test
    void fullWidthDigitsAreTheSamePassword() {
        var argon2 = new Argon2(256, 1, 1);
        assertThat(Argon2.verify("Ａb3-wasser", argon2.hash("Ab3-wasser"))).isTrue();
    }
}
