package org.jieshui.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void nothingHasAMeaningButBlanksAndQuotationMarks() {
        assertThat(Words.of("  deploy  'my file.jar' \"a'b\" c\\ d ")).containsExactly("deploy", "my file.jar", "a'b", "c d");
        assertThat(Words.of("departments; bundle:install $x | {y} > z")).containsExactly("departments;", "bundle:install", "$x", "|", "{y}", ">", "z");
        assertThat(Words.of("departments\nbundle:list")).containsExactly("departments", "bundle:list");
        assertThat(Words.of(" \t ")).isEmpty();
        assertThat(Words.of("''")).containsExactly("");
        assertThatThrownBy(() -> Words.of("deploy 'x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsAreMaskedInTheJournal() {
        assertThat(Words.masked("config:property-set -p org.jieshui.persistence owner.password s3cret")).endsWith("owner.password ***");
        assertThat(Words.masked("x app.password=\"a b\" y")).isEqualTo("x app.password=*** y");
        assertThat(Words.masked("echo token: abc; bundle:list")).isEqualTo("echo token: *** bundle:list");
        assertThat(Words.masked("bundle:list -t 0")).isEqualTo("bundle:list -t 0");
    }
}
