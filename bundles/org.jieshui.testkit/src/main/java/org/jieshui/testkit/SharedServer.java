package org.jieshui.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.jieshui.persistence.postgres.Secrets;

/**
 * One PostgreSQL for all test runs of this user on this machine, without fsync. The first test JVM starts it, the last one that uses it stops it; a JVM
 * that was killed leaves it to the next. Every JVM holds a shared lock on the file {@code users} for as long as it lives.
 */
final class SharedServer {

    static final String SCRATCH = "t_";
    static final String TEMPLATE = "tpl_";
    private static final int TEMPLATES_KEPT = 60;
    private static final Map<String, String> SETTINGS = Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off",
            "shared_buffers", "64MB", "max_connections", "300", "autovacuum", "off", "idle_in_transaction_session_timeout", "60s");

    private static SharedServer instance;

    private final Path folder = Path.of(System.getProperty("java.io.tmpdir"), "jieshui-testkit-" + System.getProperty("user.name"));
    private final EmbeddedPostgres postgres = new EmbeddedPostgres(folder.resolve("postgres"), folder, 0, SETTINGS);
    private final int port;
    private final Secrets secrets;

    static synchronized SharedServer get() {
        if (instance == null) {
            instance = new SharedServer();
        }
        return instance;
    }

    private SharedServer() {
        EmbeddedPostgres.prepareFolder(folder);
        try (FileChannel gate = open("gate"); FileLock alone = gate.lock()) {
            FileChannel users = open("users");
            users.lock(0, Long.MAX_VALUE, true);
            if (!postgres.isRunning()) {
                start();
            }
            port = postgres.runningPort().orElseThrow();
            secrets = Secrets.load(folder.resolve("postgres/secrets.properties"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(users), "testkit-leave"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that a crash of the machine has damaged (there is no fsync) is made anew. */
    private void start() throws IOException {
        try {
            postgres.start();
            sweep();
        } catch (RuntimeException | SQLException e) {
            postgres.stop();
            wipe(folder.resolve("postgres"));
            postgres.start();
        }
    }

    private void leave(FileChannel users) {
        try (FileChannel gate = open("gate"); FileLock alone = gate.lock()) {
            users.close();
            try (FileChannel again = open("users"); FileLock last = again.tryLock()) {
                if (last != null) {
                    postgres.stop();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Databases of killed runs go; templates too when scripts have changed so often that many are of no use. */
    private void sweep() throws SQLException {
        try (Connection connection = superuser(postgres.port(), postgres.secrets()); Statement statement = connection.createStatement()) {
            List<String> scratch = databases(statement, SCRATCH);
            List<String> templates = databases(statement, TEMPLATE);
            for (String name : scratch) {
                statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            }
            for (String name : templates.size() > TEMPLATES_KEPT ? templates : List.<String>of()) {
                statement.execute("ALTER DATABASE " + name + " IS_TEMPLATE false");
                statement.execute("DROP DATABASE " + name);
            }
        }
    }

    private static List<String> databases(Statement statement, String prefix) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT datname FROM pg_database WHERE starts_with(datname, '" + prefix + "')")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    Connection superuser() throws SQLException {
        return superuser(port, secrets);
    }

    private static Connection superuser(int port, Secrets secrets) throws SQLException {
        return DriverManager.getConnection(url(port, EmbeddedPostgres.SUPERUSER), EmbeddedPostgres.SUPERUSER, secrets.superuser());
    }

    String url(String database) {
        return url(port, database);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    Secrets secrets() {
        return secrets;
    }

    private FileChannel open(String file) throws IOException {
        return FileChannel.open(folder.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void wipe(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
