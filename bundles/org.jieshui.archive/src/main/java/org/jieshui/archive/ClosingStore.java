package org.jieshui.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** SQL of finished cases, seals, waivers and verifications. Whoever writes a seal or a waiver holds the case's lock. */
final class ClosingStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SEAL = "SELECT case_id, version, manifest, sha256, documents, entries, sealed_by, sealed_at, reopened_by, reopened_at, reopen_reason FROM archive.seal ";

    /** @param missing types that are neither there nor waived */
    record Row(long caseId, Instant finished, List<String> missing, boolean sealed, boolean broken) {
        String state() {
            return broken ? "broken" : sealed ? "sealed" : missing.isEmpty() ? "ready" : "incomplete";
        }
    }

    record Verification(int version, Instant at, long by, List<Fault> faults) {}

    private ClosingStore() {}

    // ---- finished cases

    /** @param state {@code waiting} (incomplete or ready), {@code incomplete}, {@code ready}, {@code sealed}, {@code broken} or null for all; by case, the oldest first */
    static List<Row> page(Handle handle, String state, Long after, int limit) {
        var where = switch (state == null ? "all" : state) {
            case "waiting" -> "AND NOT sealed";
            case "incomplete" -> "AND NOT sealed AND missing <> '{}'";
            case "ready" -> "AND NOT sealed AND missing = '{}'";
            case "sealed" -> "AND sealed AND NOT broken";
            case "broken" -> "AND broken";
            default -> "";
        };
        return handle.createQuery("SELECT case_id, finished, missing, sealed, broken FROM archive.closing WHERE case_id > ? " + where + " ORDER BY case_id LIMIT ?")
                .bind(0, after == null ? 0L : after).bind(1, limit).map((row, context) -> row(row)).list();
    }

    /** Whoever derives or marks the row of a case takes this before reading (after the case's lock, where that is needed) and holds it until the end of the transaction. */
    static void lock(Handle handle, long caseId) {
        handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('archive.closing', ?))").bind(0, caseId).mapTo(String.class).list();
    }

    static Optional<Row> find(Handle handle, long caseId) {
        return handle.createQuery("SELECT case_id, finished, missing, sealed, broken FROM archive.closing WHERE case_id = ?").bind(0, caseId).map((row, context) -> row(row)).findOne();
    }

    static void put(Handle handle, Row row) {
        handle.createUpdate("INSERT INTO archive.closing (case_id, finished, missing, sealed, broken) VALUES (?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET"
                + " missing = excluded.missing, sealed = excluded.sealed, broken = excluded.broken")
                .bind(0, row.caseId()).bind(1, utc(row.finished())).bindArray(2, String.class, row.missing()).bind(3, row.sealed()).bind(4, row.broken()).execute();
    }

    static void remove(Handle handle, long caseId) {
        handle.createUpdate("DELETE FROM archive.closing WHERE case_id = ?").bind(0, caseId).execute();
    }

    // ---- waivers

    static List<Tolerance> waivers(Handle handle, long caseId) {
        return handle.createQuery("SELECT type, reason, decided_by, decided_at FROM archive.waiver WHERE case_id = ? ORDER BY type").bind(0, caseId)
                .map((row, context) -> new Tolerance(row.getString(1), row.getString(2), row.getLong(3), instant(row, 4))).list();
    }

    static void waive(Handle handle, long caseId, Tolerance waiver) {
        handle.createUpdate("INSERT INTO archive.waiver (case_id, type, reason, decided_by, decided_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (case_id, type) DO UPDATE SET"
                + " reason = excluded.reason, decided_by = excluded.decided_by, decided_at = excluded.decided_at")
                .bind(0, caseId).bind(1, waiver.type()).bind(2, waiver.reason()).bind(3, waiver.by()).bind(4, utc(waiver.at())).execute();
    }

    // ---- seals

    static boolean isSealed(Handle handle, long caseId) {
        return handle.createQuery("SELECT EXISTS (SELECT 1 FROM archive.seal WHERE case_id = ? AND reopened_at IS NULL)").bind(0, caseId).mapTo(Boolean.class).one();
    }

    /** Newest first. */
    static List<Seal> seals(Handle handle, long caseId) {
        return handle.createQuery(SEAL + "WHERE case_id = ? ORDER BY version DESC").bind(0, caseId).map((row, context) -> seal(row)).list();
    }

    /** The seals in force of these cases. */
    static List<Seal> inForce(Handle handle, Collection<Long> caseIds) {
        return caseIds.isEmpty() ? List.of() : handle.createQuery(SEAL + "WHERE reopened_at IS NULL AND case_id = ANY (?)").bindArray(0, Long.class, caseIds).map((row, context) -> seal(row)).list();
    }

    static void insert(Handle handle, Seal seal) {
        handle.createUpdate("INSERT INTO archive.seal (case_id, version, manifest, sha256, documents, entries, sealed_by, sealed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(0, seal.caseId()).bind(1, seal.version()).bind(2, seal.manifest()).bind(3, seal.sha256()).bind(4, seal.documents()).bind(5, seal.entries())
                .bind(6, seal.by()).bind(7, utc(seal.at())).execute();
    }

    /** @return whether there was one in force */
    static boolean reopen(Handle handle, long caseId, String reason, long by, Instant at) {
        return handle.createUpdate("UPDATE archive.seal SET reopened_by = ?, reopened_at = ?, reopen_reason = ? WHERE case_id = ? AND reopened_at IS NULL")
                .bind(0, by).bind(1, utc(at)).bind(2, reason).bind(3, caseId).execute() == 1;
    }

    // ---- verifications

    static Optional<Verification> lastVerification(Handle handle, long caseId) {
        return handle.createQuery("SELECT version, at, by_whom, faults FROM archive.verification WHERE case_id = ? ORDER BY id DESC LIMIT 1").bind(0, caseId)
                .map((row, context) -> new Verification(row.getInt(1), instant(row, 2), row.getLong(3), faults(row.getString(4)))).findOne();
    }

    /** It says nothing of a later version, when the archive was reopened and closed again while the verification ran. */
    static void verified(Handle handle, long caseId, Verification verification) {
        lock(handle, caseId);
        handle.createUpdate("INSERT INTO archive.verification (case_id, version, at, by_whom, faults) VALUES (?, ?, ?, ?, ?::jsonb)").bind(0, caseId).bind(1, verification.version())
                .bind(2, utc(verification.at())).bind(3, verification.by()).bind(4, json(verification.faults())).execute();
        handle.createUpdate("UPDATE archive.closing SET broken = ? WHERE case_id = ? AND sealed AND EXISTS (SELECT 1 FROM archive.seal WHERE case_id = ? AND version = ? AND reopened_at IS NULL)")
                .bind(0, !verification.faults().isEmpty()).bind(1, caseId).bind(2, caseId).bind(3, verification.version()).execute();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong(1), instant(row, 2), List.of((String[]) row.getArray(3).getArray()), row.getBoolean(4), row.getBoolean(5));
    }

    private static Seal seal(ResultSet row) throws SQLException {
        return new Seal(row.getLong(1), row.getInt(2), row.getString(3), row.getString(4), row.getInt(5), row.getInt(6), row.getLong(7), instant(row, 8), row.getObject(9, Long.class),
                instant(row, 10), row.getString(11));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Fault> faults(String json) throws SQLException {
        try {
            return JSON.readValue(json, new TypeReference<List<Fault>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("faults of a verification", e);
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
