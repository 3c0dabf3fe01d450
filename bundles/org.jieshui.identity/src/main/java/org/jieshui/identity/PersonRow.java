package org.jieshui.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** A person as the table keeps him, without the password. */
record PersonRow(long id, String account, String name, String department, String phone, String email, String language, boolean enabled, String post,
        boolean oneTime, Instant passwordChanged, Instant lastSignIn, int version) {

    static final String COLUMNS = """
            p.id AS p_id, p.account AS p_account, p.name AS p_name, p.department AS p_department, p.phone AS p_phone, p.email AS p_email,
            p.language AS p_language, p.enabled AS p_enabled, p.post AS p_post, p.one_time AS p_one_time, p.password_changed AS p_password_changed,
            p.last_sign_in AS p_last_sign_in, p.version AS p_version""";

    static PersonRow of(ResultSet rs) throws SQLException {
        return new PersonRow(rs.getLong("p_id"), rs.getString("p_account"), rs.getString("p_name"), rs.getString("p_department"), rs.getString("p_phone"),
                rs.getString("p_email"), rs.getString("p_language"), rs.getBoolean("p_enabled"), rs.getString("p_post"), rs.getBoolean("p_one_time"),
                Sql.instant(rs, "p_password_changed"), Sql.instant(rs, "p_last_sign_in"), rs.getInt("p_version"));
    }

    /** @param passwordDays 0: passwords do not expire */
    boolean mustChangePassword(Instant now, int passwordDays) {
        return oneTime || passwordDays > 0 && passwordChanged.plus(Duration.ofDays(passwordDays)).isBefore(now);
    }
}
