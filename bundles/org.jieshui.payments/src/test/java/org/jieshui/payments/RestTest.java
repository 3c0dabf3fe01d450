package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RestTest {

    @Test
    void wordsAreKeptAsTheyWereSent() {
        assertThat(Rest.text("/reason", "  多付\n", 10, "写明", "Say it")).isEqualTo("  多付\n");
        assertThat(Rest.optional("/note", " 备注", 10)).isEqualTo(" 备注");
        assertThat(Rest.optional("/note", " \t", 10)).isNull();
        assertThatThrownBy(() -> Rest.text("/reason", " \t", 10, "写明", "Say it")).hasMessageContaining("invalid");
    }

    @Test
    void aBankSerialIsTakenWithoutBlanks() {
        assertThat(TransferResource.serial("/serial", " 2026-0001 ")).isEqualTo("2026-0001");
    }
}
