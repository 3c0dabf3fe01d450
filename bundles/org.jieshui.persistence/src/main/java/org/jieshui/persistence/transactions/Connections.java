package org.jieshui.persistence.transactions;

import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** How the platform connects to PostgreSQL, whichever server it is. */
public final class Connections {

    private Connections() {}

    public static PGSimpleDataSource dataSource(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        // first our defaults, then the url: what it says wins
        source.setApplicationName("jieshui");
        source.setConnectTimeout(5);
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(3);
        source.setPreparedStatementCacheQueries(512);
        source.setPreparedStatementCacheSizeMiB(8);
        source.setReWriteBatchedInserts(true);
        // the detail of a refused row holds its values: personal data that must not reach a log
        source.setLogServerErrorDetail(false);
        source.setURL(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /** In short: the server's own words when it said any. */
    public static String words(SQLException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage().lines().findFirst().orElse("");
    }
}
