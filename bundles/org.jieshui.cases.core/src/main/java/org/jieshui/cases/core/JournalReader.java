package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jieshui.cases.api.Entry;

/**
 * The journal in an order that never passes an entry which commits late: by (transaction, id), and only transactions below the oldest one that still
 * runs. Because an action locks its case before it writes anything, this is also the order of each case.
 */
final class JournalReader {

    /** A place in the journal; {@code tx} is PostgreSQL's 64-bit transaction id as text. */
    record Cursor(String tx, long id) {
        boolean isBefore(Cursor other) {
            int byTransaction = Long.compareUnsigned(Long.parseUnsignedLong(tx), Long.parseUnsignedLong(other.tx));
            return byTransaction < 0 || byTransaction == 0 && id < other.id;
        }
    }

    record Item(Cursor cursor, Entry entry) {}

    private JournalReader() {}

    static List<Item> after(Connection c, Cursor cursor, int limit) throws SQLException {
        return Sql.list(c, """
                SELECT tx, id, case_id, seq, at, actor, via, kind, task_id, data, recorded FROM cases.journal
                WHERE (tx, id) > (?::xid8, ?) AND tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY tx, id LIMIT ?""",
                row -> new Item(new Cursor(row.getString("tx"), row.getLong("id")), entry(row)), cursor.tx(), cursor.id(), limit);
    }

    /** Entries of one case from a number on, as far as they are settled. */
    static List<Entry> ofCase(Connection c, long caseId, int fromSeq, Cursor until, int limit) throws SQLException {
        return Sql.list(c, """
                SELECT id, case_id, seq, at, actor, via, kind, task_id, data, recorded FROM cases.journal
                WHERE case_id = ? AND seq >= ? AND (tx, id) <= (?::xid8, ?) ORDER BY seq LIMIT ?""", JournalReader::entry, caseId, fromSeq, until.tx(), until.id(), limit);
    }

    /** Entries of one case after a number, as this transaction sees them. */
    static List<Entry> ofCase(Connection c, long caseId, int after, int limit) throws SQLException {
        return Sql.list(c, """
                SELECT id, case_id, seq, at, actor, via, kind, task_id, data, recorded FROM cases.journal
                WHERE case_id = ? AND seq > ? ORDER BY seq LIMIT ?""", JournalReader::entry, caseId, after, limit);
    }

    /** The present end: everything at or before it is settled. */
    static Cursor end(Connection c) throws SQLException {
        return Sql.first(c, "SELECT pg_snapshot_xmin(pg_current_snapshot()) AS tx", row -> new Cursor(row.getString("tx"), -1)).orElseThrow();
    }

    static boolean wants(Collection<String> kinds, Entry entry) {
        return kinds.isEmpty() || kinds.contains(entry.kind());
    }

    private static Entry entry(java.sql.ResultSet row) throws SQLException {
        return new Entry(row.getLong("id"), row.getLong("case_id"), row.getInt("seq"), Sql.instant(row, "at"), row.getLong("actor"), row.getString("via"), row.getString("kind"),
                Sql.longOrNull(row, "task_id"), CaseStore.node(row.getString("data")), Sql.instant(row, "recorded"));
    }
}
