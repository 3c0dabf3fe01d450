package org.jieshui.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jieshui.persistence.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as whoever runs the tests: CI does so as root, where PostgreSQL needs a user namespace; {@link #servesAnOrdinaryUser} is the other case. */
class EmbeddedPostgresTest {

    @TempDir
    Path folder;

    private Path home;
    private EmbeddedPostgres postgres;

    @BeforeEach
    void name() {
        home = folder.resolve("postgres");
        postgres = server(0);
    }

    @AfterEach
    void stop() {
        postgres.stop();
    }

    @Test
    void keepsWhatWasCommittedAndItsPort() throws Exception {
        postgres.start();
        execute("CREATE TABLE kept (id int)");
        int port = postgres.port();
        postgres.stop();
        assertThat(postgres.isRunning()).isFalse();
        assertThat(home.resolve("cluster/postmaster.pid")).doesNotExist();

        postgres = server(0);
        postgres.start();

        execute("SELECT * FROM kept");
        assertThat(postgres.port()).isEqualTo(port);
    }

    @Test
    void isSafeAndOfTheRightKind() throws Exception {
        postgres.start();

        assertThat(value("SHOW server_encoding")).isEqualTo("UTF8");
        assertThat(value("SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'jieshui'")).isEqualTo("bC.UTF-8");
        assertThat(value("SHOW timezone") + value("SHOW fsync") + value("SHOW synchronous_commit") + value("SHOW data_checksums")).isEqualTo("UTCononon");
        assertThat(value("SHOW unix_socket_directories")).isEmpty();
        assertThat(value("SELECT count(*) FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'")).isEqualTo("0");
        assertThat(value("SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolsuper")).isEqualTo("postgres");
        assertThat(value("SELECT string_agg(type || auth_method, ',') FROM pg_hba_file_rules")).isEqualTo("hostscram-sha-256");
        assertThatThrownBy(() -> DriverManager.getConnection(url(), "jieshui_app", "wrong").close()).isInstanceOf(SQLException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets.properties")))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home))).isEqualTo("rwx------");
        for (InetAddress other : List.of(InetAddress.getByName("127.0.0.2"))) {
            assertThatThrownBy(() -> new Socket(other, postgres.port()).close()).as("listens on 127.0.0.1 alone").isInstanceOf(IOException.class);
        }
    }

    @Test
    void noPasswordIsInItsFilesButTheSecrets() throws Exception {
        postgres.start();
        postgres.stop();

        Secrets secrets = Secrets.load(home.resolve("secrets.properties"));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> !f.endsWith("secrets.properties")).toList()) {
                String bytes = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains(secrets.app()) || bytes.contains(secrets.owner()) || bytes.contains(secrets.superuser())).as(file.toString()).isFalse();
            }
        }
    }

    @Test
    void recoversFromTheDeathOfItsProcess() throws Exception {
        postgres.start();
        execute("CREATE TABLE kept (id int)");
        kill(postgres.process().pid());

        postgres.start(); // at once: its workers may still be ending

        execute("SELECT * FROM kept");
    }

    @Test
    void endsTheOrphanOfAKilledPlatform() throws Exception {
        postgres.start();
        execute("CREATE TABLE kept (id int)");
        long orphan = postgres.process().pid();

        postgres = server(0); // what a new JVM knows: the folder
        postgres.start();

        execute("SELECT * FROM kept");
        assertThat(postgres.process().pid()).isNotEqualTo(orphan);
        await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false), alive -> !alive);
    }

    @Test
    void aPidThatNowBelongsToSomebodyElseStopsNothing() throws Exception {
        postgres.start();
        postgres.stop();
        Files.write(home.resolve("cluster/postmaster.pid"), List.of(Long.toString(ProcessHandle.current().pid()), home.resolve("cluster").toString(), "1", "1", "", "", "", "ready"));

        assertThat(postgres.isRunning()).isFalse();
        postgres.start();

        execute("SELECT 1");
    }

    @Test
    void startsAgainAfterAnInterruptedFirstStart() throws Exception {
        Files.createDirectories(home);
        Files.createDirectories(home.resolve("cluster.new/half"));

        postgres.start();

        execute("SELECT 1");
    }

    @Test
    void aFolderInUseIsRefused() throws Exception {
        EmbeddedPostgres.prepareFolder(home);
        try (FolderLock held = FolderLock.take(home)) {
            assertThatThrownBy(() -> FolderLock.take(home)).isInstanceOf(PostgresException.class).hasMessageContaining("in use by another running Jieshui (process "
                    + ProcessHandle.current().pid() + ")");
        }
        FolderLock.take(home).close();
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            postgres = server(other.getLocalPort());
            assertThatThrownBy(postgres::start).isInstanceOf(PostgresException.class).hasMessageContaining("Port " + other.getLocalPort() + " is taken")
                    .hasMessageContaining("embedded.port");
        }
    }

    @Test
    void aChosenPortThatWasTakenMeanwhileIsGivenUp() throws Exception {
        postgres.start();
        int first = postgres.port();
        postgres.stop();
        try (ServerSocket other = new ServerSocket(first, 1, InetAddress.getByName("127.0.0.1"))) {
            postgres.start();

            assertThat(postgres.port()).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void whatPostgresSaysIsPassedOn() {
        postgres = new EmbeddedPostgres(home, TestServer.binaries(), 0, Map.of("shared_buffers", "much"));

        assertThatThrownBy(postgres::start).isInstanceOf(PostgresException.class).hasMessageContaining("shared_buffers");
    }

    @Test
    void theOperatorsOwnSettingsCount() throws Exception {
        EmbeddedPostgres.prepareFolder(home);
        Files.writeString(home.resolve("local.conf"), "work_mem = '12MB'\n");
        postgres.start();

        assertThat(value("SHOW work_mem")).isEqualTo("12MB");
    }

    @Test
    void anotherReleasesClusterIsRefused() throws Exception {
        postgres.start();
        postgres.stop();
        Files.writeString(home.resolve("cluster/PG_VERSION"), "16\n");

        assertThatThrownBy(postgres::start).isInstanceOf(PostgresException.class).hasMessageContaining("made by PostgreSQL 16");
        Files.writeString(home.resolve("cluster/PG_VERSION"), "17\n");
    }

    @Test
    void anotherUsersFolderIsRefused() throws Exception {
        assumeTrue(Programs.uid() == 0, "needs root, to make such a folder");
        EmbeddedPostgres.prepareFolder(home);
        Files.setAttribute(home, "unix:uid", 12345);

        assertThatThrownBy(postgres::start).isInstanceOf(PostgresException.class).hasMessageContaining("belongs to user 12345").hasMessageContaining("chown");
        Files.setAttribute(home, "unix:uid", 0);
    }

    /** The same class, in a JVM of a user who is not root. */
    @Test
    void servesAnOrdinaryUser() throws Exception {
        assumeTrue(Programs.uid() == 0, "not root: the other tests are this test");
        Path place = Files.createTempDirectory("jieshui-nobody-");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path libraries = place.resolve("lib"); // what root's folders hold, nobody may not read
        Files.createDirectory(libraries);
        StringBuilder classPath = new StringBuilder();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")).split(":")) {
            if (entry.contains("slf4j") || entry.contains("/xz") || entry.contains("linux-amd64") || entry.contains("linux-arm64") || entry.endsWith("classes")) {
                Path copy = libraries.resolve(Integer.toString(classPath.length()) + (entry.endsWith(".jar") ? ".jar" : ""));
                copy(Path.of(entry), copy);
                classPath.append(copy).append(':');
            }
        }
        Process process = new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Djava.io.tmpdir=" + place, "-cp", classPath.toString(), OrdinaryUser.class.getName(), place.toString()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();

        assertThat(printed).contains("served uid 65534");
        PostgresBinaries.delete(place);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.filter(f -> !f.toString().endsWith(".txz") || f.equals(from)).toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }

    private EmbeddedPostgres server(int port) {
        return new EmbeddedPostgres(home, TestServer.binaries(), port, Map.of("shared_buffers", "32MB"));
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/jieshui";
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = superuser(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = superuser(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", postgres.secrets().superuser());
    }
}
