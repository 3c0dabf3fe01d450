package org.jieshui.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.identity.Actor;

/**
 * Every administrative act, before and after, in the transaction of the act. Append-only, and chained: each row's hash covers the one before it, so that
 * one row altered behind the application's back is found and named. Holds ids, decisions and names of fields; of personal values only that they changed.
 */
final class AdminJournal {

    /** Any number, the same on every node: writers of the chain take turns. */
    private static final long CHAIN_LOCK = 0x6a69657368756901L;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    private static final byte[] START = new byte[32];

    record Row(long id, Instant at, long actor, String account, String action, String subject, String before, String after, byte[] hash) {
        static Row of(ResultSet rs) throws SQLException {
            return new Row(rs.getLong("id"), Sql.instant(rs, "at"), rs.getLong("actor"), rs.getString("account"), rs.getString("action"),
                    rs.getString("subject"), rs.getString("before"), rs.getString("after"), rs.getBytes("hash"));
        }
    }

    /** @param broken the first row that is not what was written, or null */
    record Verdict(long checked, Long broken) {}

    private AdminJournal() {}

    static void write(Handle h, Instant now, Actor actor, String action, String subject, Object before, Object after) {
        h.createQuery("SELECT pg_advisory_xact_lock(:lock) IS NULL").bind("lock", CHAIN_LOCK).mapTo(Boolean.class).one();
        var last = last(h);
        var row = new Row(last.map(Row::id).orElse(0L) + 1, now.truncatedTo(ChronoUnit.MICROS), actor.id(), actor.account(), action, subject, json(before),
                json(after), null);
        h.createUpdate("""
                INSERT INTO identity.admin_journal (id, at, actor, account, action, subject, before, after, hash)
                VALUES (:id, :at, :actor, :account, :action, :subject, CAST(:before AS json), CAST(:after AS json), :hash)""")
                .bind("id", row.id).bind("at", row.at).bind("actor", row.actor).bind("account", row.account).bind("action", row.action)
                .bind("subject", row.subject).bind("before", row.before).bind("after", row.after)
                .bind("hash", chained(last.map(Row::hash).orElse(START), row)).execute();
    }

    /** Walks the whole chain. */
    static Verdict verify(Handle h) {
        try (var rows = h.createQuery("SELECT id, at, actor, account, action, subject, before, after, hash FROM identity.admin_journal ORDER BY id")
                .setFetchSize(1000).map((rs, ctx) -> Row.of(rs)).iterator()) {
            var previous = START;
            long checked = 0;
            while (rows.hasNext()) {
                var row = rows.next();
                if (row.id != checked + 1 || !MessageDigest.isEqual(row.hash, chained(previous, row))) {
                    return new Verdict(checked, row.id);
                }
                previous = row.hash;
                checked++;
            }
            return new Verdict(checked, null);
        }
    }

    private static Optional<Row> last(Handle h) {
        return h.createQuery("SELECT id, at, actor, account, action, subject, before, after, hash FROM identity.admin_journal ORDER BY id DESC LIMIT 1")
                .map((rs, ctx) -> Row.of(rs)).findOne();
    }

    private static byte[] chained(byte[] previous, Row row) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.write(previous);
            out.writeLong(row.id);
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, row.at));
            out.writeLong(row.actor);
            for (var text : new String[] {row.account, row.action, row.subject, row.before, row.after}) {
                var utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(text == null ? -1 : utf8.length);
                out.write(utf8);
            }
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String json(Object value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
