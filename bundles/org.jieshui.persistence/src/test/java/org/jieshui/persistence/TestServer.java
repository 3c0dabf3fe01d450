package org.jieshui.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.jieshui.persistence.transactions.Connections;
import org.postgresql.ds.PGSimpleDataSource;

/** One server without fsync for this module's tests (the testkit cannot be used: it is built on this module), and a fresh database for who asks. */
public final class TestServer {

    private static final TestServer INSTANCE = new TestServer();
    private static int databases;

    private final EmbeddedPostgres postgres;

    private TestServer() {
        try {
            Path home = Files.createTempDirectory("jieshui-persistence-test-");
            postgres = new EmbeddedPostgres(home, binaries(), 0, Map.of("fsync", "off", "shared_buffers", "32MB"));
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop));
            postgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacked once for all tests. */
    public static Path binaries() {
        return Path.of("target", "postgresql").toAbsolutePath();
    }

    /** @return its name */
    public static synchronized String freshDatabase() throws SQLException {
        String name = "test_" + ++databases;
        try (Connection connection = superuser(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER " + EmbeddedPostgres.OWNER);
        }
        return name;
    }

    public static Connection superuser() throws SQLException {
        return DriverManager.getConnection(url("postgres"), "postgres", INSTANCE.postgres.secrets().superuser());
    }

    public static PGSimpleDataSource owner(String database) {
        return Connections.dataSource(url(database), EmbeddedPostgres.OWNER, INSTANCE.postgres.secrets().owner());
    }

    public static PGSimpleDataSource app(String database) {
        return Connections.dataSource(url(database), EmbeddedPostgres.APP, INSTANCE.postgres.secrets().app());
    }

    public static String ownerPassword() {
        return INSTANCE.postgres.secrets().owner();
    }

    public static String appPassword() {
        return INSTANCE.postgres.secrets().app();
    }

    public static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + INSTANCE.postgres.port() + "/" + database;
    }
}
