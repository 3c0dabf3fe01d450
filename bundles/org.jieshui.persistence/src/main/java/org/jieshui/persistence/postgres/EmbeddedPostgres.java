package org.jieshui.persistence.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL cluster in a folder of its own, started and stopped by the platform. The folder holds {@code cluster} (PostgreSQL's data),
 * {@code secrets.properties}, {@code port}, {@code log} and, from the operator, {@code local.conf}. Whoever uses it holds the {@link FolderLock}.
 */
public final class EmbeddedPostgres {

    public static final String DATABASE = "jieshui";
    public static final String SUPERUSER = "postgres";
    public static final String OWNER = "jieshui_owner";
    public static final String APP = "jieshui_app";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String LOOPBACK = "127.0.0.1";
    /** Longer than any stop or start without recovery; recovery may take as long as it needs, as long as the process lives. */
    private static final long PATIENCE_SECONDS = 60;

    private final Path home;
    private final Path binaries;
    private final int configuredPort;
    private final Map<String, String> parameters;
    private final Path cluster;
    private final Postmaster postmaster;

    private Programs programs;
    private Secrets secrets;
    private volatile int port;
    private volatile Process process;

    /**
     * @param home       the folder of this cluster
     * @param binaries   where PostgreSQL's programs are unpacked
     * @param port       the port, or 0 for a free one that is then kept
     * @param parameters PostgreSQL's settings that differ from the platform's
     */
    public EmbeddedPostgres(Path home, Path binaries, int port, Map<String, String> parameters) {
        this.home = home.toAbsolutePath().normalize();
        this.binaries = binaries.toAbsolutePath().normalize();
        this.configuredPort = port;
        this.parameters = Map.copyOf(parameters);
        this.cluster = this.home.resolve("cluster");
        this.postmaster = new Postmaster(cluster);
    }

    /** Makes the folder, for its owner only, or says why it cannot be used. */
    public static void prepareFolder(Path home) {
        try {
            if (!Files.isDirectory(home)) {
                Files.createDirectories(home.toAbsolutePath().getParent());
                Files.createDirectory(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            int owner = (Integer) Files.getAttribute(home, "unix:uid");
            if (owner != Programs.uid()) {
                throw new PostgresException("The database folder " + home + " belongs to user " + Files.getOwner(home).getName()
                        + ". Run the platform as that user, or hand the folder over: chown -R " + System.getProperty("user.name") + " " + home);
            }
        } catch (IOException e) {
            throw new PostgresException("The database folder " + home + " cannot be made: " + e.getMessage() + ". Check that the place may be written.", e);
        }
    }

    /** Starts the server, after making the cluster if there is none and ending an orphan of an earlier run. Returns when it answers. */
    public void start() {
        prepareFolder(home);
        programs = new Programs(PostgresBinaries.unpack(binaries));
        try {
            secrets = Secrets.loadOrCreate(home.resolve("secrets.properties"));
            refuseOtherRelease();
            if (!Files.exists(cluster)) {
                create();
            }
            endOrphan();
            launch();
        } catch (IOException e) {
            throw new PostgresException("The database in " + home + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Whether a server of this folder runs, started by whomever; its port is then {@link #runningPort()}. */
    public boolean isRunning() {
        return postmaster.pid().filter(postmaster::ready).isPresent();
    }

    public Optional<Integer> runningPort() {
        return isRunning() ? postmaster.port() : Optional.empty();
    }

    public int port() {
        return port;
    }

    public Secrets secrets() {
        return secrets;
    }

    /** The server process of this start; its end is the server's end. */
    public Process process() {
        return process;
    }

    /** Ends the server: open transactions are rolled back, everything committed is on disk. */
    public void stop() {
        if (postmaster.pid().isEmpty()) {
            if (process != null) {
                process.destroy(); // stopped while it was starting
            }
            return;
        }
        if (programs == null) {
            programs = new Programs(PostgresBinaries.unpack(binaries));
        }
        try {
            programs.run(null, "pg_ctl", "stop", "-D", cluster.toString(), "-m", "fast", "-t", Long.toString(PATIENCE_SECONDS));
        } catch (PostgresException e) {
            if (postmaster.pid().isPresent()) {
                LOG.warn("PostgreSQL did not stop in {} s and is ended at once; the next start recovers what was committed. {}", PATIENCE_SECONDS, e.getMessage());
                programs.run(null, "pg_ctl", "stop", "-D", cluster.toString(), "-m", "immediate", "-t", Long.toString(PATIENCE_SECONDS));
            }
        }
    }

    private void refuseOtherRelease() throws IOException {
        Path file = cluster.resolve("PG_VERSION");
        String ours = PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.indexOf('.'));
        if (Files.exists(cluster) && !Files.readString(file).strip().equals(ours)) {
            throw new PostgresException("The database in " + cluster + " was made by PostgreSQL " + Files.readString(file).strip() + ", this release carries "
                    + ours + ". Restore a backup into an empty folder, or run the release that made it.");
        }
    }

    /** Makes the cluster with roles and database beside its place, and puts it there when it is whole. */
    private void create() throws IOException {
        LOG.info("Making the database in {}", cluster);
        Path fresh = home.resolve("cluster.new");
        PostgresBinaries.delete(fresh);
        Set<PosixFilePermission> onlyOwner = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        Path script = Files.createTempFile(home, "create", ".sql", PosixFilePermissions.asFileAttribute(onlyOwner));
        try {
            Files.writeString(script, secrets.superuser());
            // C.UTF-8 by PostgreSQL's own provider sorts alike on every machine; as LC_CTYPE it makes trigrams of Chinese text (pg_trgm)
            programs.run(null, "initdb", "-D", fresh.toString(), "-U", SUPERUSER, "--auth=scram-sha-256", "--pwfile=" + script, "--encoding=UTF8",
                    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions");
            // one statement a line, no server yet: nobody can connect before the passwords are set
            Files.writeString(script, String.join("\n",
                    "CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + secrets.owner() + "';",
                    "CREATE ROLE " + APP + " LOGIN PASSWORD '" + secrets.app() + "';",
                    "CREATE DATABASE " + DATABASE + " OWNER " + OWNER + ";", ""));
            programs.run(script, "postgres", "--single", "-D", fresh.toString(), "-c", "exit_on_error=true", "-c", "log_min_error_statement=panic",
                    "-c", "log_checkpoints=off", SUPERUSER);
            Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private void endOrphan() throws IOException {
        if (postmaster.pid().isPresent()) {
            LOG.info("A PostgreSQL of an earlier run still works in {}; it is stopped and started anew", cluster);
            stop();
        }
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (postmaster.anyProcess()) {
            if (System.nanoTime() > patience) {
                throw new PostgresException("Processes of an earlier PostgreSQL still work in " + cluster + ". End them (ps aux | grep postgres) and start again.");
            }
            pause();
        }
        if (postmaster.hasPidFile()) {
            LOG.info("PostgreSQL had not stopped cleanly; it recovers what was committed");
            postmaster.removeStalePidFile();
        }
    }

    private void launch() throws IOException {
        port = choosePort();
        Files.writeString(home.resolve("port"), port + "\n");
        Files.writeString(cluster.resolve("postgresql.conf"), settings());
        Files.writeString(cluster.resolve("pg_hba.conf"), "# written at every start: passwords only, from this machine only\nhost all all " + LOOPBACK + "/32 scram-sha-256\n");
        Path printed = home.resolve("start.log");
        process = programs.start(printed, "postgres", "-D", cluster.toString());
        long complain = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!postmaster.ready(process.pid())) {
            if (!process.isAlive()) {
                throw new PostgresException("PostgreSQL did not start: " + lastWords(printed));
            }
            if (System.nanoTime() > complain) {
                LOG.warn("PostgreSQL is still recovering; it must not be interrupted. See {}", home.resolve("log"));
                complain = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            }
            pause();
        }
    }

    private int choosePort() throws IOException {
        if (configuredPort != 0) {
            if (!isFree(configuredPort)) {
                throw new PostgresException("Port " + configuredPort + " is taken by another program. Stop that one, or name another port: embedded.port in "
                        + "etc/org.jieshui.persistence.cfg (0 takes a free one).");
            }
            return configuredPort;
        }
        Path file = home.resolve("port");
        if (Files.exists(file)) {
            int last = Integer.parseInt(Files.readString(file).strip());
            if (isFree(last)) {
                return last;
            }
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return any.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of the last run that linger do not count
            socket.bind(new java.net.InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String settings() {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        all.put("listen_addresses", LOOPBACK);
        all.put("port", Integer.toString(port));
        all.put("unix_socket_directories", "");
        all.put("password_encryption", "scram-sha-256");
        all.put("max_connections", "60");
        all.put("shared_buffers", "128MB");
        all.put("effective_cache_size", "1GB");
        all.put("work_mem", "8MB");
        all.put("maintenance_work_mem", "64MB");
        all.put("random_page_cost", "1.1");
        all.put("jit", "off"); // short statements: compiling them costs more than it saves
        all.put("fsync", "on");
        all.put("synchronous_commit", "on");
        all.put("full_page_writes", "on");
        all.put("wal_level", "replica"); // a backup while running needs it
        all.put("max_wal_senders", "0");
        all.put("max_wal_size", "1GB");
        all.put("checkpoint_timeout", "15min");
        all.put("idle_in_transaction_session_timeout", "5min");
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        all.put("lc_messages", "C");
        all.put("logging_collector", "on");
        all.put("log_directory", home.resolve("log").toString());
        all.put("log_filename", "postgresql-%a.log"); // a file per weekday, written over after a week
        all.put("log_truncate_on_rotation", "on");
        all.put("log_rotation_age", "1d");
        all.put("log_rotation_size", "0");
        all.put("log_checkpoints", "off");
        all.put("log_error_verbosity", "terse"); // without it a refused row's values, personal data, would be in the log
        all.put("log_min_duration_statement", "1s"); // with the process, which the platform's log names beside the request
        all.put("log_parameter_max_length", "0");
        all.put("log_parameter_max_length_on_error", "0");
        all.putAll(parameters);
        return all.entrySet().stream().map(e -> e.getKey() + " = '" + e.getValue().replace("'", "''") + "'")
                .collect(Collectors.joining("\n", "# written at every start; your own settings go into local.conf beside the folder cluster\n", "\n"))
                + "include_if_exists = '../local.conf'\n";
    }

    /** The end of what PostgreSQL printed before its log began, and of its log. */
    private String lastWords(Path printed) throws IOException {
        StringBuilder words = new StringBuilder();
        List<String> lines = Files.readAllLines(printed);
        newestLog().ifPresent(log -> words.append(tail(log)));
        return words.insert(0, tailOf(lines)).toString().strip();
    }

    private Optional<Path> newestLog() {
        try (Stream<Path> logs = Files.list(home.resolve("log"))) {
            return logs.max(Comparator.comparingLong(path -> path.toFile().lastModified()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String tail(Path file) {
        try {
            return tailOf(Files.readAllLines(file));
        } catch (IOException e) {
            return "";
        }
    }

    private static String tailOf(List<String> lines) {
        return lines.stream().skip(Math.max(0, lines.size() - 4L)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException("Interrupted while PostgreSQL started or stopped.", e);
        }
    }
}
