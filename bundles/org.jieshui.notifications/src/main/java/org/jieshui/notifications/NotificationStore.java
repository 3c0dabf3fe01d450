package org.jieshui.notifications;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.persistence.Database;

/** SQL of the notifications. */
final class NotificationStore {

    /** A committed message and where it stands in the order of messages. */
    record Arrival(Cursor cursor, long personId, Notification notification) {}

    /** @param tries this one included */
    record Claimed(long deliveryId, int attempt, int tries, String channel, long messageId, String reference, Instant at, Message message) {}

    /** Whom a channel reaches, and what follows the @ in the references there. */
    record Route(String channel, String domain, Set<Long> people) {}

    /** What waits on a channel. @param oldestSeconds age of the oldest message that waits */
    record Outbox(String channel, long waiting, double oldestSeconds, long failed) {}

    record Attempt(int n, Instant at, String outcome, String error) {}

    record Failure(long id, long messageId, String channel, long personId, String kind, Text subject, List<Attempt> attempts) {}

    private static final String NOTIFICATION = "m.id, m.person_id, m.xid::text AS xid, m.at, m.kind, m.subject_zh, m.subject_en, m.case_id, m.task_id, m.read_at";
    private static final int ERROR_LENGTH = 200;

    private final Database database;

    NotificationStore(Database database) {
        this.database = database;
    }

    /** One statement however many messages and routes; muted kinds are not written, nor deliveries on channels that a person has switched off. */
    void write(List<Message> messages, Collection<Route> routes, Instant now) {
        record Way(String channel, String domain, Long person) {}
        var ways = routes.stream().flatMap(r -> r.people().stream().map(person -> new Way(r.channel(), r.domain(), person))).toList();
        database.transact(handle -> {
            handle.createUpdate("""
                    WITH new AS (
                      INSERT INTO notifications.message (person_id, at, kind, subject_zh, subject_en, case_id, task_id)
                      SELECT n.person_id, :now, n.kind, n.zh, n.en, n.case_id, n.task_id
                      FROM unnest(:persons::bigint[], :kinds::text[], :zh::text[], :en::text[], :cases::bigint[], :tasks::bigint[])
                           AS n (person_id, kind, zh, en, case_id, task_id)
                      WHERE NOT EXISTS (SELECT FROM notifications.mute u WHERE u.person_id = n.person_id AND u.kind = n.kind)
                      RETURNING id, person_id)
                    INSERT INTO notifications.delivery (message_id, person_id, channel, state, tries, next_at, reference)
                    SELECT new.id, new.person_id, c.channel, 'due', 0, :now, gen_random_uuid()::text || '@' || c.domain
                    FROM new JOIN unnest(:channels::text[], :domains::text[], :reached::bigint[]) AS c (channel, domain, person_id) ON c.person_id = new.person_id
                    WHERE NOT EXISTS (SELECT FROM notifications.channel_off o WHERE o.person_id = c.person_id AND o.channel = c.channel)""")
                    .bind("now", at(now))
                    .bind("persons", messages.stream().map(Message::personId).toArray(Long[]::new))
                    .bind("kinds", strings(messages.stream().map(Message::kind).toList()))
                    .bind("zh", strings(messages.stream().map(m -> m.subject().zh()).toList()))
                    .bind("en", strings(messages.stream().map(m -> m.subject().en()).toList()))
                    .bind("cases", messages.stream().map(Message::caseId).toArray(Long[]::new))
                    .bind("tasks", messages.stream().map(Message::taskId).toArray(Long[]::new))
                    .bind("channels", ways.stream().map(Way::channel).toArray(String[]::new))
                    .bind("domains", ways.stream().map(Way::domain).toArray(String[]::new))
                    .bind("reached", ways.stream().map(Way::person).toArray(Long[]::new))
                    .execute();
        });
    }

    private static String[] strings(Collection<String> values) {
        return values.toArray(String[]::new);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Newest first. @param before id of the last one seen, or Long.MAX_VALUE */
    List<Notification> list(long personId, long before, int limit) {
        return database.read(handle -> handle.createQuery("SELECT " + NOTIFICATION
                + " FROM notifications.message m WHERE m.person_id = :person AND m.id < :before ORDER BY m.id DESC LIMIT :limit")
                .bind("person", personId).bind("before", before).bind("limit", limit).map(NotificationStore::notification).list());
    }

    int unread(long personId) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM notifications.message m WHERE m.person_id = :person AND m.read_at IS NULL")
                .bind("person", personId).mapTo(Integer.class).one());
    }

    /** @return false when the person has no such message */
    boolean markRead(long personId, long id, Instant now) {
        return update("UPDATE notifications.message SET read_at = coalesce(read_at, :now) WHERE person_id = :person AND id = :id",
                Map.of("now", at(now), "person", personId, "id", id)) == 1;
    }

    void markAllRead(long personId, Instant now) {
        update("UPDATE notifications.message SET read_at = :now WHERE person_id = :person AND read_at IS NULL", Map.of("now", at(now), "person", personId));
    }

    /** The end of what is settled: no transaction below it can still commit. */
    Cursor horizon() {
        return database.read(handle -> handle.createQuery("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").mapTo(String.class)
                .map(xid -> new Cursor(xid, 0)).one());
    }

    /** Settled messages after the cursor, in order, whoever wrote them on whichever node. */
    List<Arrival> after(Cursor cursor, int limit) {
        return database.read(handle -> handle.createQuery("SELECT " + NOTIFICATION + """
                 FROM notifications.message m
                WHERE (m.xid, m.id) > (:xid::text::xid8, :id) AND m.xid < pg_snapshot_xmin(pg_current_snapshot())
                ORDER BY m.xid, m.id LIMIT :limit""")
                .bind("xid", cursor.xid()).bind("id", cursor.id()).bind("limit", limit).map(NotificationStore::arrival).list());
    }

    /** One person's messages after one cursor and not after the other. */
    List<Arrival> between(long personId, Cursor after, Cursor upTo, int limit) {
        return database.read(handle -> handle.createQuery("SELECT " + NOTIFICATION + """
                 FROM notifications.message m
                WHERE m.person_id = :person AND (m.xid, m.id) > (:xid::text::xid8, :id) AND (m.xid, m.id) <= (:toXid::text::xid8, :toId)
                ORDER BY m.xid, m.id LIMIT :limit""")
                .bind("person", personId).bind("xid", after.xid()).bind("id", after.id()).bind("toXid", upTo.xid()).bind("toId", upTo.id())
                .bind("limit", limit).map(NotificationStore::arrival).list());
    }

    Set<String> muted(long personId) {
        return Set.copyOf(database.<List<String>>read(handle -> handle.createQuery("SELECT kind FROM notifications.mute WHERE person_id = :person")
                .bind("person", personId).mapTo(String.class).list()));
    }

    /** Kinds the person has received. */
    Set<String> kinds(long personId) {
        return Set.copyOf(database.<List<String>>read(handle -> handle.createQuery("SELECT DISTINCT kind FROM notifications.message WHERE person_id = :person")
                .bind("person", personId).mapTo(String.class).list()));
    }

    void mute(long personId, Collection<String> kinds) {
        database.transact(handle -> {
            handle.createUpdate("DELETE FROM notifications.mute WHERE person_id = :person").bind("person", personId).execute();
            handle.createUpdate("INSERT INTO notifications.mute (person_id, kind) SELECT DISTINCT :person, k FROM unnest(:kinds::text[]) AS k")
                    .bind("person", personId).bind("kinds", strings(kinds)).execute();
        });
    }

    Set<String> off(long personId) {
        return Set.copyOf(database.<List<String>>read(handle -> handle.createQuery("SELECT channel FROM notifications.channel_off WHERE person_id = :person")
                .bind("person", personId).mapTo(String.class).list()));
    }

    void switchChannel(long personId, String channel, boolean on) {
        update(on ? "DELETE FROM notifications.channel_off WHERE person_id = :person AND channel = :channel"
                : "INSERT INTO notifications.channel_off (person_id, channel) VALUES (:person, :channel) ON CONFLICT DO NOTHING", Map.of("person", personId, "channel", channel));
    }

    /** Takes due deliveries so that no other node tries them, and notes that an attempt begins. */
    List<Claimed> claim(Collection<String> channels, int limit, Instant now, Duration lease) {
        Database.Work<List<Claimed>> work = handle -> handle.createQuery("""
                WITH claimed AS (
                  UPDATE notifications.delivery SET tries = tries + 1, next_at = :until
                  WHERE id IN (SELECT id FROM notifications.delivery WHERE state = 'due' AND next_at <= :now AND channel = ANY (:channels::text[])
                               ORDER BY next_at LIMIT :limit FOR UPDATE SKIP LOCKED)
                  RETURNING id, tries, channel, reference, message_id, person_id),
                begun AS (
                  INSERT INTO notifications.attempt (delivery_id, n, at, outcome)
                  SELECT c.id, 1 + coalesce((SELECT max(n) FROM notifications.attempt a WHERE a.delivery_id = c.id), 0), :now, 'started' FROM claimed c
                  RETURNING delivery_id, n)
                SELECT c.id AS delivery_id, b.n, c.tries, c.channel, c.reference, m.at, m.id, m.person_id, m.kind, m.subject_zh, m.subject_en, m.case_id, m.task_id
                FROM claimed c JOIN begun b ON b.delivery_id = c.id
                JOIN notifications.message m ON m.person_id = c.person_id AND m.id = c.message_id ORDER BY c.id""")
                .bind("until", at(now.plus(lease))).bind("now", at(now)).bind("channels", strings(channels)).bind("limit", limit)
                .map((rs, ctx) -> new Claimed(rs.getLong("delivery_id"), rs.getInt("n"), rs.getInt("tries"), rs.getString("channel"), rs.getLong("id"),
                        rs.getString("reference"), instant(rs, "at"),
                        new Message(rs.getLong("person_id"), rs.getString("kind"), Text.of(rs.getString("subject_zh"), rs.getString("subject_en")),
                                longOrNull(rs, "case_id"), longOrNull(rs, "task_id"))))
                .list();
        return database.inTransaction(work);
    }

    void delivered(Claimed delivery) {
        end(delivery, "delivered", null, "done", null);
    }

    /** @param retryAt when to try again; null: failed for good */
    void failed(Claimed delivery, String outcome, String error, Instant retryAt) {
        end(delivery, outcome, error, retryAt == null ? "failed" : "due", retryAt);
    }

    /** Ended without a receiver. */
    void nobody(Claimed delivery, String reason) {
        end(delivery, "nobody", reason, "done", null);
    }

    /** The attempt goes on. */
    void renew(Claimed delivery, Instant until) {
        update("UPDATE notifications.delivery SET next_at = :until WHERE id = :id AND tries = :tries AND state = 'due'",
                Map.of("until", at(until), "id", delivery.deliveryId(), "tries", delivery.tries()));
    }

    private void end(Claimed delivery, String outcome, String error, String state, Instant next) {
        database.transact(handle -> {
            handle.createUpdate("UPDATE notifications.attempt SET outcome = :outcome, error = :error WHERE delivery_id = :id AND n = :n")
                    .bind("outcome", outcome).bind("error", shortened(error)).bind("id", delivery.deliveryId()).bind("n", delivery.attempt()).execute();
            // an attempt that outlived its lease does not undo what its successor found
            handle.createUpdate("""
                    UPDATE notifications.delivery SET state = :state, next_at = coalesce(:next::timestamptz, next_at)
                    WHERE id = :id AND (:state = 'done' OR tries = :tries AND state = 'due')""")
                    .bind("state", state).bind("next", next == null ? null : at(next)).bind("id", delivery.deliveryId()).bind("tries", delivery.tries()).execute();
        });
    }

    private static String shortened(String error) {
        return error == null || error.length() <= ERROR_LENGTH ? error : error.substring(0, ERROR_LENGTH);
    }

    /** Newest first. */
    List<Failure> failures(long before, int limit) {
        return database.read(handle -> handle.createQuery("""
                SELECT d.id, d.message_id, d.channel, d.person_id, m.kind, m.subject_zh, m.subject_en
                FROM notifications.delivery d JOIN notifications.message m ON m.person_id = d.person_id AND m.id = d.message_id
                WHERE d.state = 'failed' AND d.id < :before ORDER BY d.id DESC LIMIT :limit""")
                .bind("before", before).bind("limit", limit)
                .map((rs, ctx) -> new Failure(rs.getLong("id"), rs.getLong("message_id"), rs.getString("channel"), rs.getLong("person_id"),
                        rs.getString("kind"), Text.of(rs.getString("subject_zh"), rs.getString("subject_en")), List.of()))
                .list().stream().map(f -> new Failure(f.id(), f.messageId(), f.channel(), f.personId(), f.kind(), f.subject(), attempts(f.id()))).toList());
    }

    List<Attempt> attempts(long deliveryId) {
        return database.read(handle -> handle.createQuery("SELECT n, at, outcome, error FROM notifications.attempt WHERE delivery_id = :id ORDER BY n")
                .bind("id", deliveryId).map((rs, ctx) -> new Attempt(rs.getInt("n"), instant(rs, "at"), rs.getString("outcome"), rs.getString("error"))).list());
    }

    Optional<String> state(long deliveryId) {
        return database.read(handle -> handle.createQuery("SELECT state FROM notifications.delivery WHERE id = :id").bind("id", deliveryId)
                .mapTo(String.class).findOne());
    }

    /** @return false when the delivery is not a failed one (any more) */
    boolean resend(long deliveryId, Instant now) {
        return update("UPDATE notifications.delivery SET state = 'due', tries = 0, next_at = :now WHERE id = :id AND state = 'failed'",
                Map.of("now", at(now), "id", deliveryId)) == 1;
    }

    /** @return how many */
    int resendAll(Instant now) {
        return update("UPDATE notifications.delivery SET state = 'due', tries = 0, next_at = :now WHERE state = 'failed'", Map.of("now", at(now)));
    }

    /** Deliveries of a channel in a state. */
    long count(String channel, String state) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM notifications.delivery WHERE channel = :channel AND state = :state")
                .bind("channel", channel).bind("state", state).mapTo(Long.class).one());
    }

    /** Mail, and whatever other channel something waits on. */
    List<Outbox> outbox(Instant now) {
        return database.read(handle -> handle.createQuery("""
                WITH due AS (SELECT d.channel, count(*) AS n, min(m.at) AS oldest FROM notifications.delivery d
                             JOIN notifications.message m ON m.person_id = d.person_id AND m.id = d.message_id WHERE d.state = 'due' GROUP BY d.channel),
                failed AS (SELECT channel, count(*) AS n FROM notifications.delivery WHERE state = 'failed' GROUP BY channel),
                mail AS (SELECT :mail AS channel)
                SELECT channel, coalesce(due.n, 0) AS waiting, greatest(coalesce(extract(epoch FROM :now - due.oldest), 0), 0) AS seconds, coalesce(failed.n, 0) AS failed
                FROM mail FULL JOIN due USING (channel) FULL JOIN failed USING (channel) ORDER BY channel""")
                .bind("mail", MailChannel.ID).bind("now", at(now))
                .map((rs, ctx) -> new Outbox(rs.getString("channel"), rs.getLong("waiting"), rs.getDouble("seconds"), rs.getLong("failed"))).list());
    }

    private int update(String sql, Map<String, ?> values) {
        return database.inTransaction(handle -> handle.createUpdate(sql).bindMap(values).execute());
    }

    void afterCommit(Runnable callback) {
        database.afterCommit(callback);
    }

    private static Arrival arrival(ResultSet rs, StatementContext context) throws SQLException {
        return new Arrival(new Cursor(rs.getString("xid"), rs.getLong("id")), rs.getLong("person_id"), notification(rs, context));
    }

    private static Notification notification(ResultSet rs, StatementContext context) throws SQLException {
        return new Notification(rs.getLong("id"), instant(rs, "at"), rs.getString("kind"), Text.of(rs.getString("subject_zh"), rs.getString("subject_en")),
                longOrNull(rs, "case_id"), longOrNull(rs, "task_id"), rs.getObject("read_at") != null);
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Long longOrNull(ResultSet rs, String column) throws SQLException {
        var value = rs.getLong(column);
        return rs.wasNull() ? null : value;
    }
}
