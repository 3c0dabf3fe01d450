package org.jieshui.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jieshui.persistence.transactions.Connections;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that somebody else runs: checked, never started or stopped. */
final class ExternalServer implements DatabaseServer {

    private static final int OLDEST = 15;

    private final Settings.External settings;
    private final PGSimpleDataSource owner;
    private final PGSimpleDataSource app;

    ExternalServer(Settings.External settings) {
        this.settings = settings;
        this.owner = Connections.dataSource(settings.url(), settings.owner().user(), settings.owner().password());
        this.app = Connections.dataSource(settings.url(), settings.app().user(), settings.app().password());
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public String address() {
        String url = settings.url().substring("jdbc:postgresql:".length()).replaceFirst("^//", "");
        return url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
    }

    @Override
    public void start() throws SQLException {
        try (Connection connection = owner.getConnection()) {
            check(connection);
        }
        app.getConnection().close();
    }

    private void check(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'), r.rolname,
                       r.rolsuper OR r.rolcreatedb OR r.rolcreaterole OR pg_has_role(r.oid, current_user, 'MEMBER'),
                       has_database_privilege(current_database(), 'CREATE')
                FROM (SELECT ? AS name) wanted LEFT JOIN pg_roles r ON r.rolname = wanted.name""")) {
            query.setString(1, settings.app().user());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                refuse(row.getInt(1) < OLDEST, "is PostgreSQL " + row.getInt(1) + ", but " + OLDEST + " or newer is needed");
                refuse(!row.getString(2).equals("UTF8"), "has the encoding " + row.getString(2) + ", but UTF8 is needed: CREATE DATABASE … ENCODING 'UTF8'");
                refuse(row.getString(3) == null, "has no role " + settings.app().user() + " (app.user): CREATE ROLE … LOGIN PASSWORD …");
                refuse(row.getBoolean(4), "lets " + settings.app().user() + " (app.user) change tables, as a superuser or a member of the owner: take that away");
                refuse(!row.getBoolean(5), "does not let " + settings.owner().user() + " (owner.user) make schemas: ALTER DATABASE … OWNER TO …");
            }
        }
    }

    private void refuse(boolean wrong, String what) throws SQLException {
        if (wrong) {
            throw new SQLException("The database " + address() + " " + what);
        }
    }

    @Override
    public boolean ended(long time, TimeUnit unit) throws InterruptedException {
        unit.sleep(time);
        return false;
    }

    @Override
    public void stop() {
        // somebody else's
    }

    @Override
    public PGSimpleDataSource owner() {
        return owner;
    }

    @Override
    public PGSimpleDataSource app() {
        return app;
    }
}
