package org.jieshui.persistence;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL server that holds the database: the platform's own, or somebody else's. */
interface DatabaseServer {

    boolean embedded();

    /** Host, port and database. */
    String address();

    /** Returns when the server answers, or says why it does not. May be called again after the server's end. */
    void start() throws SQLException;

    /** Waits; returns early, with true, when the server has ended. */
    boolean ended(long time, TimeUnit unit) throws InterruptedException;

    void stop();

    /** Unpooled connections of the role that owns the tables. Valid after the first start, and follows the server. */
    PGSimpleDataSource owner();

    /** Unpooled connections of the running role. Valid after the first start, and follows the server. */
    PGSimpleDataSource app();
}
