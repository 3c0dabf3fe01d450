package org.jieshui.karaf.operator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Database and documents as one tar.gz: {@code manifest.properties}, {@code database/…}, {@code documents/…}, and last {@code SHA256SUMS}. The files of a running server
 * are copied between {@code pg_backup_start} and {@code pg_backup_stop} (PostgreSQL's “low level” base backup), with the log written meanwhile; the documents
 * after it, so that none that the database knows is missing.
 */
final class Backup {

    /** What a base backup leaves out: rebuilt at start, or of the running process. */
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial",
            "pg_snapshots", "pg_stat_tmp", "pg_subtrans", "pg_internal.init");
    /** Folders that must be there, though empty. */
    private static final List<String> EMPTY = List.of("pg_wal", "pg_wal/archive_status", "pg_wal/summaries", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial",
            "pg_snapshots", "pg_stat_tmp", "pg_subtrans");

    private final Installation installation;
    private final Clock clock;

    Backup(Installation installation, Clock clock) {
        this.installation = installation;
        this.clock = clock;
    }

    void to(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new OperatorException("The file " + file + " is there already; name another, or remove it.");
        }
        if (!Files.isDirectory(file.getParent())) {
            throw new OperatorException("There is no folder " + file.getParent() + "; make it, or name another file.");
        }
        if (installation.database() != null && !Files.isDirectory(installation.cluster())) {
            throw new OperatorException("There is no database in " + installation.database() + " yet: nothing to save.");
        }
        Path half = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(half);
        // passwords and personal data are in it: for its owner only
        try (var channel = Files.newByteChannel(half, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var tar = new TarWriter(new GZIPOutputStream(new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 16), 1 << 16))) {
            write(tar);
        } catch (SQLException e) {
            Files.deleteIfExists(half);
            throw new OperatorException("The database refused the backup: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(half);
            throw e;
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        System.out.printf("Saved %s (%.1f MB).%n", file, Files.size(file) / 1e6);
        if (installation.database() == null) {
            System.out.println("It holds the documents only: the database is external (url in etc/org.jieshui.persistence.cfg). Save that with PostgreSQL's own tools, first.");
        }
    }

    private void write(TarWriter tar) throws IOException, SQLException {
        String version = "external";
        Integer port = null;
        if (installation.database() != null) {
            version = Files.readString(installation.cluster().resolve("PG_VERSION")).strip();
            port = installation.runningPort();
        }
        tar.add("manifest.properties", ("format=1\ncreated=" + Instant.now(clock) + "\npostgresql=" + version + "\nserver=" + (port == null ? "stopped" : "running") + "\n")
                .getBytes(StandardCharsets.UTF_8));
        if (installation.database() != null) {
            if (port != null) {
                copyRunning(tar, port);
            } else {
                copyStopped(tar);
            }
            for (String name : List.of("secrets.properties", "local.conf")) {
                copy(tar, installation.database().resolve(name), "database/" + name);
            }
        }
        if (Files.isDirectory(installation.documents())) {
            copyFolder(tar, installation.documents(), "documents", Set.of());
        }
        tar.addChecksums();
    }

    private void copyStopped(TarWriter tar) throws IOException {
        try (AutoCloseable lock = installation.lock()) {
            copyFolder(tar, installation.cluster(), "database/cluster", Set.of("postmaster.pid", "postmaster.opts"));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void copyRunning(TarWriter tar, int port) throws IOException, SQLException {
        try (Connection connection = installation.connect(port); Statement statement = connection.createStatement()) {
            // keeps the write-ahead log since now until this session ends
            statement.execute("SELECT pg_create_physical_replication_slot('jieshui_backup_' || pg_backend_pid(), true, true)");
            String first = text(statement, "SELECT pg_walfile_name(pg_backup_start('jieshui', true))");
            copyFolder(tar, installation.cluster(), "database/cluster", NOT_COPIED);
            for (String folder : EMPTY) {
                tar.addFolder("database/cluster/" + folder);
            }
            String last;
            try (ResultSet stop = statement.executeQuery("SELECT pg_walfile_name(lsn), labelfile, spcmapfile FROM pg_backup_stop(false)")) {
                stop.next();
                last = stop.getString(1);
                tar.add("database/cluster/backup_label", stop.getString(2).getBytes(StandardCharsets.UTF_8));
                String tablespaces = stop.getString(3);
                if (tablespaces != null && !tablespaces.isBlank()) {
                    throw new OperatorException("The database has tablespaces outside its folder; save it with pg_basebackup.");
                }
            }
            statement.execute("SELECT pg_switch_wal()"); // what the last file lacks is on disk now
            copyLog(tar, connection, first, last);
        }
    }

    private void copyLog(TarWriter tar, Connection connection, String first, String last) throws IOException, SQLException {
        List<String> files = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' AND name BETWEEN ? AND ? COLLATE \"C\" ORDER BY name COLLATE \"C\"")) {
            query.setString(1, first);
            query.setString(2, last);
            try (ResultSet names = query.executeQuery()) {
                while (names.next()) {
                    files.add(names.getString(1));
                }
            }
        }
        if (files.isEmpty() || !files.get(0).equals(first) || !files.get(files.size() - 1).equals(last)) {
            throw new OperatorException("The database wrote more meanwhile than it keeps (log " + first + " to " + last + "). Try again when less is going on.");
        }
        for (String name : files) {
            copy(tar, installation.cluster().resolve("pg_wal").resolve(name), "database/cluster/pg_wal/" + name);
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void copyFolder(TarWriter tar, Path folder, String name, Set<String> without) throws IOException {
        tar.addFolder(name);
        List<Path> entries;
        try (Stream<Path> stream = Files.list(folder)) {
            entries = stream.sorted().toList();
        } catch (NoSuchFileException e) {
            return; // dropped meanwhile
        }
        for (Path entry : entries) {
            String entryName = entry.getFileName().toString();
            if (without.contains(entryName) || entryName.startsWith("pgsql_tmp")) {
                continue;
            }
            if (Files.isDirectory(entry)) {
                copyFolder(tar, entry, name + "/" + entryName, without);
            } else if (Files.isRegularFile(entry)) {
                copy(tar, entry, name + "/" + entryName);
            }
        }
    }

    private static void copy(TarWriter tar, Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            tar.add(name, in, Files.size(file), Files.getLastModifiedTime(file).toMillis() / 1000);
        } catch (NoSuchFileException e) {
            return; // local.conf is the operator's; a table may be dropped while it is saved, and the log replays that
        }
    }
}
