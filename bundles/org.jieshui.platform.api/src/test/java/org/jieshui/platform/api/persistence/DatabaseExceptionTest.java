package org.jieshui.platform.api.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseExceptionTest {

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "40001", "40P01", "53100", "53300", "55P03", "57P01", "57P02", "57P03"})
    void whatPassesByItself(String state) {
        assertThat(DatabaseException.isPassing(failure(state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "23505", "42P01", "22001", "55000", "25006", "XX000"})
    void whatWouldFailAgain(String state) {
        assertThat(DatabaseException.isPassing(failure(state))).isFalse();
    }

    @Test
    void theInnermostStateCounts() {
        assertThat(DatabaseException.sqlState(new IllegalStateException(new SQLException("outer", "25P02", failure("40001"))))).hasValue("40001");
        assertThat(DatabaseException.sqlState(new SQLException("none"))).isEmpty();
        assertThat(DatabaseException.isPassing(new IllegalStateException())).isFalse();
    }

    private static DatabaseException failure(String state) {
        return new DatabaseException("refused", new RuntimeException(new SQLException("refused", state)));
    }
}
