package org.jieshui.karaf.operator;

import java.io.IOException;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * What an installation keeps. The database folder is that of {@code org.jieshui.persistence}: {@code cluster}, {@code secrets.properties},
 * {@code local.conf}, {@code lock}.
 *
 * @param database  the embedded server's folder, or null: the database is external
 * @param documents the content store
 */
record Installation(Path database, Path documents) {

    Path cluster() {
        return database.resolve("cluster");
    }

    /** The embedded server's port, if it runs. */
    Integer runningPort() throws IOException {
        Path pidFile = cluster().resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return null;
        }
        List<String> lines = Files.readAllLines(pidFile); // pid, data folder, start, port, …: PostgreSQL's storage documentation
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive).isPresent() ? Integer.valueOf(lines.get(3).strip()) : null;
    }

    Connection connect(int port) throws IOException, SQLException {
        return connect(port, "postgres");
    }

    /** As the superuser of the embedded server. */
    Connection connect(int port, String name) throws IOException, SQLException {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(database.resolve("secrets.properties"))) {
            secrets.load(reader);
        }
        Properties login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", secrets.getProperty("postgres"));
        login.setProperty("ApplicationName", "jieshui backup");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + name, login);
    }

    /** Keeps a Jieshui from starting on the database folder while it is copied or replaced. */
    AutoCloseable lock() throws IOException {
        FileChannel channel = FileChannel.open(database.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            String holder = Files.readString(database.resolve("lock"), StandardCharsets.US_ASCII).strip();
            channel.close();
            throw new OperatorException("The database folder " + database + " is in use by a Jieshui that starts or stops (process " + holder + "). Try again in a moment.");
        }
        return channel;
    }
}
