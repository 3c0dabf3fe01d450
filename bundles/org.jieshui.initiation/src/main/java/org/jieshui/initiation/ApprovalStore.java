package org.jieshui.initiation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of the register. */
@Component(service = ApprovalStore.class)
public class ApprovalStore {

    private static final String COLUMNS = "number, approved, project, registered, registered_by, key, case_id";

    private final Database database;

    @Activate
    public ApprovalStore(@Reference Database database) {
        this.database = database;
    }

    /** Enters the approval unless its number is there; answers what stands in the register then. */
    Approval enter(Approval a) {
        return database.inTransaction(h -> {
            h.createUpdate("INSERT INTO initiation.approval (number, approved, project, registered, registered_by, key) "
                            + "VALUES (:number, :approved, :project, :registered, :by, :key) ON CONFLICT (number) DO NOTHING")
                    .bind("number", a.number()).bind("approved", a.approved()).bind("project", a.project()).bind("registered", a.registered().atOffset(ZoneOffset.UTC))
                    .bind("by", a.registeredBy()).bind("key", a.key()).execute();
            return h.createQuery("SELECT " + COLUMNS + " FROM initiation.approval WHERE number = :number").bind("number", a.number()).map((rs, c) -> row(rs)).one();
        });
    }

    /** The case could not be opened: the number is free again. */
    void remove(String number) {
        database.transact(h -> {
            h.createUpdate("DELETE FROM initiation.approval WHERE number = :number AND case_id IS NULL").bind("number", number).execute();
        });
    }

    void opened(String number, long caseId) {
        database.transact(h -> {
            h.createUpdate("UPDATE initiation.approval SET case_id = :case WHERE number = :number").bind("case", caseId).bind("number", number).execute();
        });
    }

    Optional<Approval> ofCase(long caseId) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM initiation.approval WHERE case_id = :case").bind("case", caseId).map((rs, c) -> row(rs)).findOne());
    }

    /** Newest first. */
    List<Approval> latest(int limit) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + " FROM initiation.approval ORDER BY registered DESC, number LIMIT :limit").bind("limit", limit)
                .map((rs, c) -> row(rs)).list());
    }

    private static Approval row(ResultSet rs) throws SQLException {
        return new Approval(rs.getString("number"), rs.getObject("approved", LocalDate.class), rs.getString("project"), rs.getObject("registered", OffsetDateTime.class).toInstant(),
                rs.getLong("registered_by"), rs.getString("key"), rs.getObject("case_id", Long.class));
    }
}
