package org.jieshui.gis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;

/** The tables of imports: the file as it came, what people chose, what they were shown. */
final class ImportStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SELECT = """
        SELECT id, file_name, format, size, sha256, state, options, preview, network_id, at, person, done_at, done_by, version FROM gis.import""";

    /** @param state preview, done or discarded */
    record Import(long id, String fileName, String format, long size, String sha256, String state, ImportOptions options, ImportPreview preview, Long networkId,
            Instant at, long person, Instant doneAt, Long doneBy, int version) {
    }

    private final Database database;

    ImportStore(Database database) {
        this.database = database;
    }

    long add(String fileName, String format, long size, String sha256, ImportOptions options, ImportPreview preview, List<byte[]> parts, long person, Instant now) {
        return database.inTransaction(h -> {
            long id = h.createQuery("""
                INSERT INTO gis.import (file_name, format, size, sha256, state, options, preview, network_id, at, person)
                VALUES (:file, :format, :size, :sha, 'preview', CAST(:options AS jsonb), CAST(:preview AS jsonb), :network, :at, :person) RETURNING id""")
                .bind("file", fileName).bind("format", format).bind("size", size).bind("sha", sha256).bind("options", write(options)).bind("preview", write(preview))
                .bind("network", options.networkId()).bind("at", GisStore.utc(now)).bind("person", person).mapTo(Long.class).one();
            for (int i = 0; i < parts.size(); i++) {
                h.createUpdate("INSERT INTO gis.import_part (import_id, part, content) VALUES (:id, :part, :content)").bind("id", id).bind("part", i)
                    .bind("content", parts.get(i)).execute();
            }
            return id;
        });
    }

    List<Import> newest(int limit) {
        return database.read(h -> h.createQuery(SELECT + " ORDER BY id DESC LIMIT :limit").bind("limit", limit).map((rs, c) -> row(rs)).list());
    }

    Optional<Import> find(long id) {
        return database.read(h -> h.createQuery(SELECT + " WHERE id = :id").bind("id", id).map((rs, c) -> row(rs)).findOne());
    }

    /** Takes the row for this transaction. */
    Import lock(long id) {
        return database.inTransaction(h -> {
            return h.createQuery(SELECT + " WHERE id = :id FOR UPDATE").bind("id", id).map((rs, c) -> row(rs)).findOne().orElseThrow(ProblemException::notFound);
        });
    }

    void again(long id, ImportOptions options, ImportPreview preview) {
        database.transact(h -> {
            h.createUpdate("""
                UPDATE gis.import SET options = CAST(:options AS jsonb), preview = CAST(:preview AS jsonb), network_id = :network, version = version + 1 WHERE id = :id""")
                .bind("id", id).bind("options", write(options)).bind("preview", write(preview)).bind("network", options.networkId()).execute();
        });
    }

    void end(long id, String state, Long networkId, ImportPreview preview, long person, Instant now) {
        database.transact(h -> {
            h.createUpdate("""
                UPDATE gis.import SET state = :state, network_id = coalesce(:network, network_id), preview = CAST(:preview AS jsonb), done_at = :at, done_by = :person,
                       version = version + 1 WHERE id = :id""").bind("id", id).bind("state", state).bind("network", networkId).bind("preview", write(preview))
                .bind("at", GisStore.utc(now)).bind("person", person).execute();
            h.createUpdate("DELETE FROM gis.import_part WHERE import_id = :id").bind("id", id).execute();
        });
    }

    /** The file, piece by piece from the database. */
    InputStream content(long id) throws IOException {
        Enumeration<InputStream> parts = new Enumeration<>() {
            private int part;
            private byte[] next = read(0);

            private byte[] read(int number) {
                return database.read(h -> h.createQuery("SELECT content FROM gis.import_part WHERE import_id = :id AND part = :part").bind("id", id)
                    .bind("part", number).map((rs, c) -> rs.getBytes(1)).findOne().orElse(null));
            }

            @Override
            public boolean hasMoreElements() {
                return next != null;
            }

            @Override
            public InputStream nextElement() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                InputStream in = new ByteArrayInputStream(next);
                next = read(++part);
                return in;
            }
        };
        if (!parts.hasMoreElements()) {
            throw ProblemException.notFound();
        }
        return new GZIPInputStream(new SequenceInputStream(parts), 1 << 16);
    }

    private static Import row(ResultSet rs) throws SQLException {
        long network = rs.getLong("network_id");
        Long networkId = rs.wasNull() ? null : network;
        long doneBy = rs.getLong("done_by");
        Long by = rs.wasNull() ? null : doneBy;
        return new Import(rs.getLong("id"), rs.getString("file_name"), rs.getString("format"), rs.getLong("size"), rs.getString("sha256"), rs.getString("state"),
            read(rs.getString("options"), ImportOptions.class), read(rs.getString("preview"), ImportPreview.class), networkId, GisStore.instant(rs, "at"),
            rs.getLong("person"), GisStore.instant(rs, "done_at"), by, rs.getInt("version"));
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value).replace("\\u0000", "\uFFFD");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
