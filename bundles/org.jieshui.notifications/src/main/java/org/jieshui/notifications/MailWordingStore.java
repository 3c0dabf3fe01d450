package org.jieshui.notifications;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jieshui.platform.api.persistence.Database;

/** SQL of the mails' wording. */
final class MailWordingStore implements MailTexts.Wordings {

    /** @param version 0, {@code at} null and {@code by} 0: it came with the product */
    record Version(MailWording wording, int version, Instant at, long by) {}

    private static final String COLUMNS = "SELECT version, subject, body, at, by_whom FROM notifications.mail_wording WHERE language = :language ";

    private final Database database;

    MailWordingStore(Database database) {
        this.database = database;
    }

    Version current(String language) {
        return database.<Optional<Version>>read(h -> h.createQuery(COLUMNS + "ORDER BY version DESC LIMIT 1").bind("language", language).map((rs, c) -> version(rs)).findOne())
                .orElseGet(() -> new Version(MailWording.shipped(language), 0, null, 0));
    }

    @Override
    public MailWording at(String language, Instant moment) {
        return database.<Optional<Version>>read(h -> h.createQuery(COLUMNS + "AND at <= :at ORDER BY version DESC LIMIT 1").bind("language", language).bind("at", utc(moment))
                .map((rs, c) -> version(rs)).findOne()).map(Version::wording).orElseGet(() -> MailWording.shipped(language));
    }

    /** @return false when the version is there already: somebody else was faster */
    boolean add(String language, Version v) {
        return database.inTransaction(h -> h.createUpdate("""
                INSERT INTO notifications.mail_wording (language, version, subject, body, at, by_whom) VALUES (:language, :version, :subject, :body, :at, :by)
                ON CONFLICT DO NOTHING""")
                .bind("language", language).bind("version", v.version()).bind("subject", v.wording().subject()).bind("body", v.wording().body()).bind("at", utc(v.at())).bind("by", v.by())
                .execute()) == 1;
    }

    private static Version version(ResultSet rs) throws SQLException {
        return new Version(new MailWording(rs.getString("subject"), rs.getString("body")), rs.getInt("version"), rs.getObject("at", OffsetDateTime.class).toInstant(), rs.getLong("by_whom"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
