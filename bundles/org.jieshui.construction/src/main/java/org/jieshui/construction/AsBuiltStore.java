package org.jieshui.construction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of what was built. */
@Component(service = AsBuiltStore.class)
public class AsBuiltStore {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Database database;

    @Activate
    public AsBuiltStore(@Reference Database database) {
        this.database = database;
    }

    /** @return its id */
    long add(AsBuilt a) {
        return database.inTransaction(h -> h.createQuery("""
                        INSERT INTO construction.as_built (case_id, task_id, measured, compared, at, by_whom)
                        VALUES (:case, :task, :measured::jsonb, :compared::jsonb, :at, :by) RETURNING id""")
                .bind("case", a.caseId()).bind("task", a.task()).bind("measured", a.measured().toString()).bind("compared", JSON.<com.fasterxml.jackson.databind.JsonNode>valueToTree(a.compared()).toString())
                .bind("at", Rows.utc(a.at())).bind("by", a.by()).mapTo(Long.class).one());
    }

    Optional<AsBuilt> find(long id) {
        return database.read(h -> h.createQuery("SELECT * FROM construction.as_built WHERE id = :id").bind("id", id).map((rs, c) -> asBuilt(rs)).findOne());
    }

    /** The newest first, with what was sent back. */
    List<AsBuilt> all(long caseId) {
        return database.read(h -> h.createQuery("SELECT * FROM construction.as_built WHERE case_id = :case ORDER BY id DESC").bind("case", caseId).map((rs, c) -> asBuilt(rs)).list());
    }

    /** It was sent back: it does not count. */
    void revoke(long taskId, Instant at) {
        database.transact(h -> h.createUpdate("UPDATE construction.as_built SET void_at = :at WHERE task_id = :task AND void_at IS NULL").bind("at", Rows.utc(at)).bind("task", taskId).execute());
    }

    private static AsBuilt asBuilt(ResultSet rs) throws SQLException {
        try {
            return new AsBuilt(rs.getLong("id"), rs.getLong("case_id"), rs.getLong("task_id"), JSON.readTree(rs.getString("measured")),
                    JSON.readValue(rs.getString("compared"), new TypeReference<List<Comparison.Line>>() {}), Rows.instant(rs, "at"), rs.getLong("by_whom"), Rows.instant(rs, "void_at"));
        } catch (JsonProcessingException e) {
            throw new SQLException("as-built record " + rs.getLong("id") + " cannot be read", e);
        }
    }
}
