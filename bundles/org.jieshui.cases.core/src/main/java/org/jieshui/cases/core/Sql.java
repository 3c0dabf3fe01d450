package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Plain JDBC in a few words: the core is the hot path, and every statement counts. */
final class Sql {

    /** PostgreSQL's infinity, as a moment. */
    static final Instant NEVER = Instant.MAX;

    @FunctionalInterface
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** A JSON text, to tell it from a plain one. */
    record Json(String text) {}

    private Sql() {}

    static <T> List<T> list(Connection c, String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        try (var statement = prepare(c, sql, parameters); var rows = statement.executeQuery()) {
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(mapper.map(rows));
            }
            return found;
        }
    }

    static <T> Optional<T> first(Connection c, String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        try (var statement = prepare(c, sql, parameters); var rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(mapper.map(rows)) : Optional.empty();
        }
    }

    static int update(Connection c, String sql, Object... parameters) throws SQLException {
        try (var statement = prepare(c, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection c, String sql, Object... parameters) throws SQLException {
        var statement = c.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                set(c, statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(Connection c, PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(index, offset(instant));
        } else if (value instanceof Json json) {
            statement.setObject(index, json.text(), Types.OTHER);
        } else if (value instanceof UUID || value instanceof LocalDate) {
            statement.setObject(index, value);
        } else if (value instanceof Collection<?> many) {
            boolean numbers = many.stream().allMatch(Long.class::isInstance) && !many.isEmpty();
            statement.setArray(index, c.createArrayOf(numbers ? "bigint" : "text", many.toArray()));
        } else if (value instanceof Long[] numbers) {
            statement.setArray(index, c.createArrayOf("bigint", numbers));
        } else {
            statement.setObject(index, value);
        }
    }

    static OffsetDateTime offset(Instant instant) {
        return instant.equals(NEVER) ? OffsetDateTime.MAX : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.equals(OffsetDateTime.MAX) ? NEVER : value.toInstant();
    }

    static Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static List<Long> longs(ResultSet row, String column) throws SQLException {
        var array = row.getArray(column);
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }
}
