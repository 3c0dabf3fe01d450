package org.jieshui.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of the monthly feedback. */
@Component(service = FeedbackStore.class)
public class FeedbackStore {

    private static final String SELECT = "SELECT id, case_id, month, topic, text, at, by_whom FROM intake.feedback ";

    private final Database database;

    @Activate
    public FeedbackStore(@Reference Database database) {
        this.database = database;
    }

    long add(Feedback f, String key) {
        return database.inTransaction(h -> h.createQuery("INSERT INTO intake.feedback (case_id, month, topic, text, at, by_whom, key) VALUES (:case, :month, :topic, :text, :at, :by, :key) RETURNING id")
                .bind("case", f.caseId()).bind("month", f.month().atDay(1)).bind("topic", f.topic()).bind("text", f.text()).bind("at", LogStore.utc(f.at())).bind("by", f.by()).bind("key", key)
                .mapTo(Long.class).one());
    }

    Optional<Feedback> byKey(long person, String key) {
        return database.read(h -> h.createQuery(SELECT + "WHERE by_whom = :by AND key = :key").bind("by", person).bind("key", key).map((rs, c) -> row(rs)).findOne());
    }

    /** By case; the newest first. */
    Map<Long, List<Feedback>> of(Collection<Long> cases) {
        return cases.isEmpty() ? Map.of() : database.read(h -> h.createQuery(SELECT + "WHERE case_id = ANY (:cases) ORDER BY month DESC, id DESC").bindArray("cases", Long.class, cases)
                .map((rs, c) -> row(rs)).list()).stream().collect(Collectors.groupingBy(Feedback::caseId));
    }

    private static Feedback row(ResultSet rs) throws SQLException {
        return new Feedback(rs.getLong("id"), rs.getLong("case_id"), YearMonth.from(rs.getObject("month", LocalDate.class)), rs.getString("topic"), rs.getString("text"),
                LogStore.instant(rs, "at"), rs.getLong("by_whom"));
    }
}
