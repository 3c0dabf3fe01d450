package org.jieshui.construction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of acceptances. */
@Component(service = AcceptanceStore.class)
public class AcceptanceStore {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Database database;

    @Activate
    public AcceptanceStore(@Reference Database database) {
        this.database = database;
    }

    /** @return its id */
    long add(Acceptance a) {
        return database.inTransaction(h -> h.createQuery("""
                        INSERT INTO construction.acceptance (case_id, task_id, day, participants, list, answers, passed, mend, mend_by, note, at, by_whom)
                        VALUES (:case, :task, :day, :participants, :list, :answers::jsonb, :passed, :mend, :mendBy, :note, :at, :by) RETURNING id""")
                .bind("case", a.caseId()).bind("task", a.task()).bind("day", a.day()).bind("participants", a.participants()).bind("list", a.list()).bind("answers", a.answers().toString()).bind("passed", a.passed())
                .bind("mend", a.mend()).bind("mendBy", a.mendBy()).bind("note", a.note()).bind("at", Rows.utc(a.at())).bind("by", a.by()).mapTo(Long.class).one());
    }

    /** In the order in which they were held. */
    List<Acceptance> all(long caseId) {
        return database.read(h -> h.createQuery("SELECT * FROM construction.acceptance WHERE case_id = :case ORDER BY id").bind("case", caseId).map((rs, c) -> acceptance(rs)).list());
    }

    /** Whether an acceptance of this task's round is on file. */
    boolean held(TaskInfo task) {
        return all(task.caseId()).stream().anyMatch(a -> a.task() == task.id() && a.voided() == null);
    }

    Optional<Acceptance> find(long id) {
        return database.read(h -> h.createQuery("SELECT * FROM construction.acceptance WHERE id = :id").bind("id", id).map((rs, c) -> acceptance(rs)).findOne());
    }

    /** What passed was sent back since: it does not count. */
    void revoke(long taskId, Instant at) {
        database.transact(h -> h.createUpdate("UPDATE construction.acceptance SET void_at = :at WHERE task_id = :task AND passed AND void_at IS NULL").bind("at", Rows.utc(at)).bind("task", taskId).execute());
    }

    private static Acceptance acceptance(ResultSet rs) throws SQLException {
        try {
            return new Acceptance(rs.getLong("id"), rs.getLong("case_id"), rs.getLong("task_id"), Rows.day(rs, "day"), rs.getString("participants"), rs.getInt("list"), JSON.readTree(rs.getString("answers")),
                    rs.getBoolean("passed"), rs.getString("mend"), Rows.day(rs, "mend_by"), rs.getString("note"), Rows.instant(rs, "at"), rs.getLong("by_whom"), Rows.instant(rs, "void_at"));
        } catch (JsonProcessingException e) {
            throw new SQLException("acceptance " + rs.getLong("id") + " cannot be read", e);
        }
    }
}
