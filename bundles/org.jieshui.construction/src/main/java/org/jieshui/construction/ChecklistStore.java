package org.jieshui.construction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of the lists that administrators keep. */
@Component(service = ChecklistStore.class)
public class ChecklistStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = "SELECT kind, version, items, at, by_whom FROM construction.checklist WHERE kind = :kind ";

    private final Database database;

    @Activate
    public ChecklistStore(@Reference Database database) {
        this.database = database;
    }

    /** The one that counts now. */
    Checklist current(String kind) {
        return database.read(h -> h.createQuery(COLUMNS + "ORDER BY version DESC LIMIT 1").bind("kind", kind).map((rs, c) -> checklist(rs)).one());
    }

    Optional<Checklist> version(String kind, int version) {
        return database.read(h -> h.createQuery(COLUMNS + "AND version = :version").bind("kind", kind).bind("version", version).map((rs, c) -> checklist(rs)).findOne());
    }

    /** @return false when that version is there already: somebody else was faster */
    boolean add(Checklist list) {
        try {
            return database.inTransaction(h -> h.createUpdate("INSERT INTO construction.checklist (kind, version, items, at, by_whom) VALUES (:kind, :version, :items::jsonb, :at, :by)")
                    .bind("kind", list.kind()).bind("version", list.version()).bind("items", json(list.items())).bind("at", Rows.utc(list.at())).bind("by", list.by()).execute() == 1);
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private static Checklist checklist(ResultSet rs) throws SQLException {
        try {
            return new Checklist(rs.getString("kind"), rs.getInt("version"), JSON.readValue(rs.getString("items"), new TypeReference<List<Checklist.Item>>() {}), Rows.instant(rs, "at"), rs.getLong("by_whom"));
        } catch (JsonProcessingException e) {
            throw new SQLException("the list cannot be read", e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
