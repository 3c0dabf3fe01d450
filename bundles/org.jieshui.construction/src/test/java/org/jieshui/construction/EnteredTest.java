package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnteredTest {

    private final Entered entered = new Entered();

    @Test
    void wordsAreKeptAsTheyWereSent() {
        assertThat(text("  两端有空白\n", true)).isEqualTo("  两端有空白\n");
        assertThat(text(" \t", false)).isNull();
        entered.refuse();
    }

    @Test
    void blanksAreNothing() {
        assertThat(text(" \t", true)).isNull();
        assertThatThrownBy(entered::refuse).hasMessageContaining("invalid");
    }

    @Test
    void blanksCountAsCharacters() {
        assertThat(text("一二三四五六七八九十 ", true)).isNull();
        assertThatThrownBy(entered::refuse).hasMessageContaining("invalid");
    }

    private String text(String value, boolean needed) {
        return entered.text("/what", value, needed, 10, "写明", "Say it");
    }
}
