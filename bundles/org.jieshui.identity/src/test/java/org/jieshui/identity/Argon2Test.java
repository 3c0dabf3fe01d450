package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Argon2Test {

    private final Argon2 argon2 = new Argon2(256, 1, 1);

    /** From the tests of the reference implementation, phc-winner-argon2. */
    private static final String REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void verifiesTheReferencesHash() {
        assertThat(Argon2.verify("password", REFERENCE)).isTrue();
        assertThat(Argon2.verify("Password", REFERENCE)).isFalse();
    }

    @Test
    void verifiesItsOwnAndSaltsEachAnew() {
        var hash = argon2.hash("泉水-Wasser-7");
        assertThat(Argon2.verify("泉水-Wasser-7", hash)).isTrue();
        assertThat(Argon2.verify("泉水-Wasser-8", hash)).isFalse();
        assertThat(argon2.hash("泉水-Wasser-7")).isNotEqualTo(hash);
    }

    @Test
    void growsWithItsParameters() {
        var hash = argon2.hash("x");
        assertThat(argon2.outgrew(hash)).isFalse();
        assertThat(new Argon2(512, 1, 1).outgrew(hash)).isTrue();
        assertThat(new Argon2(256, 2, 1).outgrew(hash)).isTrue();
        assertThat(new Argon2(128, 1, 1).outgrew(hash)).isFalse();
    }

    @Test
    void nobodyHasNobodysPassword() {
        assertThat(Argon2.verify("", argon2.nobodys())).isFalse();
        assertThat(Argon2.verify("", "no hash at all")).isFalse();
    }
}
