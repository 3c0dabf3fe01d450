package org.jieshui.archive;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.archive.Document;

/** SQL. Whoever writes holds the case's lock: numbers of versions depend on it. */
final class ArchiveStore {

    private static final String COLUMNS = "id, case_id, type, series, version, current, stage, task_id, file_name, media_type, size, sha256, uploaded_by, uploaded_at, void_reason";

    private static final Duration KEPT = Duration.ofDays(30);

    private ArchiveStore() {}

    static List<Document> documents(Handle handle, long caseId) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM archive.document WHERE case_id = ? ORDER BY type, series, version").bind(0, caseId)
                .map((row, context) -> document(row)).list();
    }

    static List<Document> current(Handle handle, long caseId, String type) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM archive.document WHERE case_id = ? AND type = ? AND current ORDER BY id DESC").bind(0, caseId).bind(1, type)
                .map((row, context) -> document(row)).list();
    }

    /** Ids of the current documents by type, newest first. */
    static Map<String, List<Long>> present(Handle handle, long caseId) {
        return handle.createQuery("SELECT type, id FROM archive.document WHERE case_id = ? AND current ORDER BY id DESC").bind(0, caseId)
                .reduceRows(new HashMap<String, List<Long>>(), (present, row) -> {
                    present.computeIfAbsent(row.getColumn("type", String.class), type -> new ArrayList<>()).add(row.getColumn("id", Long.class));
                    return present;
                });
    }

    static Optional<Document> document(Handle handle, long id) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM archive.document WHERE id = ?").bind(0, id).map((row, context) -> document(row)).findOne();
    }

    static long nextId(Handle handle) {
        return handle.createQuery("SELECT nextval('archive.document_id')").mapTo(Long.class).one();
    }

    static int lastVersion(Handle handle, long series) {
        return handle.createQuery("SELECT coalesce(max(version), 0) FROM archive.document WHERE series = ?").bind(0, series).mapTo(Integer.class).one();
    }

    /** Takes the place of the current version of its series, if there is one. */
    static void insert(Handle handle, Document document) {
        handle.createUpdate("UPDATE archive.document SET current = false WHERE series = ? AND current").bind(0, document.series()).execute();
        handle.createUpdate("INSERT INTO archive.document (id, case_id, type, series, version, current, stage, task_id, file_name, media_type, size, sha256, uploaded_by,"
                + " uploaded_at) VALUES (?, ?, ?, ?, ?, true, ?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(0, document.id()).bind(1, document.caseId()).bind(2, document.type()).bind(3, document.series()).bind(4, document.version())
                .bind(5, document.stage()).bind(6, document.taskId()).bind(7, document.fileName()).bind(8, document.mediaType()).bind(9, document.size())
                .bind(10, document.sha256()).bind(11, document.uploadedBy()).bind(12, utc(document.uploadedAt())).execute();
    }

    /** @param asked what was sent under the key */
    record Kept(UUID asked, long document) {}

    static Optional<Kept> kept(Handle handle, UUID key) {
        return handle.createQuery("SELECT asked, document FROM archive.upload_key WHERE key = ?").bind(0, key)
                .map((row, context) -> new Kept(row.getObject(1, UUID.class), row.getLong(2))).findOne();
    }

    /** Keeps the key for those who repeat, and forgets old ones. @throws org.jieshui.platform.api.persistence.DatabaseException a unique violation: somebody was quicker */
    static void keep(Handle handle, UUID key, Kept kept, Instant at) {
        handle.createUpdate("DELETE FROM archive.upload_key WHERE at < ?").bind(0, utc(at.minus(KEPT))).execute();
        handle.createUpdate("INSERT INTO archive.upload_key (key, asked, document, at) VALUES (?, ?, ?, ?)").bind(0, key).bind(1, kept.asked()).bind(2, kept.document()).bind(3, utc(at)).execute();
    }

    /** The version before it counts again, if it is not void itself. */
    static void declareVoid(Handle handle, Document document, String reason, long by, Instant at) {
        handle.createUpdate("UPDATE archive.document SET current = false, void_reason = ?, voided_by = ?, voided_at = ? WHERE id = ?")
                .bind(0, reason).bind(1, by).bind(2, utc(at)).bind(3, document.id()).execute();
        handle.createUpdate("UPDATE archive.document SET current = true WHERE id = (SELECT id FROM archive.document WHERE series = ? AND void_reason IS NULL"
                + " ORDER BY version DESC LIMIT 1)").bind(0, document.series()).execute();
    }

    /** Who declared a document void. */
    record Voided(long by, Instant at) {}

    static Map<Long, Voided> voids(Handle handle, long caseId) {
        return handle.createQuery("SELECT id, voided_by, voided_at FROM archive.document WHERE case_id = ? AND void_reason IS NOT NULL").bind(0, caseId)
                .reduceRows(new HashMap<Long, Voided>(), (voids, row) -> {
                    voids.put(row.getColumn("id", Long.class), new Voided(row.getColumn("voided_by", Long.class), row.getColumn("voided_at", OffsetDateTime.class).toInstant()));
                    return voids;
                });
    }

    static List<Tolerance> tolerances(Handle handle, long caseId) {
        return handle.createQuery("SELECT type, reason, decided_by, decided_at FROM archive.tolerance WHERE case_id = ? ORDER BY type").bind(0, caseId)
                .map((row, context) -> new Tolerance(row.getString(1), row.getString(2), row.getLong(3), row.getObject(4, OffsetDateTime.class).toInstant())).list();
    }

    static void tolerate(Handle handle, long caseId, Tolerance tolerance) {
        handle.createUpdate("INSERT INTO archive.tolerance (case_id, type, reason, decided_by, decided_at) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (case_id, type) DO UPDATE SET reason = excluded.reason, decided_by = excluded.decided_by, decided_at = excluded.decided_at")
                .bind(0, caseId).bind(1, tolerance.type()).bind(2, tolerance.reason()).bind(3, tolerance.by()).bind(4, utc(tolerance.at())).execute();
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4), row.getInt(5), row.getBoolean(6), row.getString(7), row.getObject(8, Long.class),
                row.getString(9), row.getString(10), row.getLong(11), row.getString(12), row.getLong(13), row.getObject(14, OffsetDateTime.class).toInstant(), row.getString(15));
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
