package org.jieshui.identity;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.ProblemException;

/** What the stores share: reading columns, keyset pages, days. */
final class Sql {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private Sql() {}

    static Instant instant(ResultSet rs, String column) throws SQLException {
        var value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    /** An array of texts; null, the sum of no rows, is empty. */
    static List<String> texts(ResultSet rs, String column) throws SQLException {
        var value = rs.getArray(column);
        return value == null ? List.of() : List.of((String[]) value.getArray());
    }

    static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZONE);
    }

    static int limit(Integer asked) {
        return asked == null ? 50 : Math.max(1, Math.min(200, asked));
    }

    /** The key after which a page starts. */
    static long after(String cursor, long start) {
        if (cursor == null || cursor.isEmpty()) {
            return start;
        }
        try {
            return Long.parseLong(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("/after", "翻页标记无效，请从第一页开始", "Not a page of this list; start from the first");
        }
    }

    /** @param rows one more than the limit when there is a next page */
    static <T> Page<T> page(List<T> rows, int limit, java.util.function.ToLongFunction<T> key) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, limit);
        var last = Long.toString(key.applyAsLong(items.get(limit - 1)));
        return new Page<>(items, Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A pattern that finds the text anywhere, with its own wildcards taken literally. */
    static String contains(String q) {
        return q == null || q.isBlank() ? null : "%" + q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
