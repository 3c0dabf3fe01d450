package org.jieshui.agreements;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of the templates. */
@Component(service = TemplateStore.class)
public class TemplateStore {

    private static final String COLUMNS = "kind, version, body, note, at, by_whom";

    /** @param by person id, 0 when it came with the product */
    record Template(Kind kind, int version, String body, String note, Instant at, long by) {}

    private final Database database;

    @Activate
    public TemplateStore(@Reference Database database) {
        this.database = database;
    }

    /** The one in use. */
    Template current(Kind kind) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM agreements.template WHERE kind = :kind ORDER BY version DESC LIMIT 1").bind("kind", kind.id())
                .map((rs, c) -> template(rs)).one());
    }

    Optional<Template> version(Kind kind, int version) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM agreements.template WHERE kind = :kind AND version = :version").bind("kind", kind.id()).bind("version", version)
                .map((rs, c) -> template(rs)).findOne());
    }

    /** Newest first. */
    List<Template> versions(Kind kind) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM agreements.template WHERE kind = :kind ORDER BY version DESC").bind("kind", kind.id()).map((rs, c) -> template(rs)).list());
    }

    /** @return false when that version is there already: somebody else was faster */
    boolean add(Template t) {
        try {
            return database.inTransaction(h -> h.createUpdate("INSERT INTO agreements.template (kind, version, body, note, at, by_whom) VALUES (:kind, :version, :body, :note, :at, :by)")
                    .bind("kind", t.kind().id()).bind("version", t.version()).bind("body", t.body()).bind("note", t.note()).bind("at", utc(t.at())).bind("by", t.by()).execute() == 1);
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private static Template template(ResultSet rs) throws SQLException {
        return new Template(Kind.of(rs.getString("kind")), rs.getInt("version"), rs.getString("body"), rs.getString("note"), instant(rs, "at"), rs.getLong("by_whom"));
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
