package org.jieshui.persistence.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the file {@code postmaster.pid} and {@code /proc} tell about the server processes of one cluster. */
final class Postmaster {

    private static final int PID = 0;
    private static final int PORT = 3;
    private static final int STATUS = 7;

    private final Path cluster;
    private final Path pidFile;

    Postmaster(Path cluster) {
        this.cluster = cluster;
        this.pidFile = cluster.resolve("postmaster.pid");
    }

    boolean ready(long pid) {
        List<String> lines = lines();
        return lines.size() > STATUS && lines.get(PID).equals(Long.toString(pid)) && lines.get(STATUS).equals("ready");
    }

    /** The running server's process, if it is one of this cluster: the number alone may by now belong to anybody. */
    Optional<Long> pid() {
        return number(PID).filter(this::worksHere);
    }

    Optional<Integer> port() {
        return number(PORT).map(Long::intValue);
    }

    /** Whether any process of the server, the dead postmaster's orphaned workers too, still works in the cluster's folder. */
    boolean anyProcess() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.map(path -> path.getFileName().toString()).filter(name -> name.chars().allMatch(Character::isDigit))
                    .anyMatch(name -> worksHere(Long.parseLong(name)));
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Removes a pid file whose server is dead. PostgreSQL does so too, but not while the dead process waits to be reaped or its number belongs to somebody
     * else. Only ever called when no process works in the cluster's folder: two servers on one cluster would destroy it.
     */
    void removeStalePidFile() throws IOException {
        Files.deleteIfExists(pidFile);
    }

    boolean hasPidFile() {
        return Files.exists(pidFile);
    }

    /** Its working folder is the cluster. A dead process that nobody has reaped has no working folder any more. */
    private boolean worksHere(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).equals(cluster.toRealPath());
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    private Optional<Long> number(int line) {
        try {
            return Optional.of(Long.parseLong(lines().get(line).trim()));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(pidFile).stream().map(String::strip).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
