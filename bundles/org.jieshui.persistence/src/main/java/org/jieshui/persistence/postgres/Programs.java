package org.jieshui.persistence.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs PostgreSQL's programs: as they are for an ordinary user, without root's rights (a user namespace of their own) for root, whom PostgreSQL refuses. */
final class Programs {

    private final Path bin;
    private final boolean root;

    Programs(Path bin) {
        this.bin = bin;
        this.root = uid() == 0;
        if (root && !onPath("unshare")) {
            throw new PostgresException("PostgreSQL refuses to run as root, and the program unshare (package util-linux) is not here to help. "
                    + "Install it, or run the platform as an ordinary user.");
        }
    }

    static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new PostgresException("The system does not tell the current user: " + e.getMessage(), e);
        }
    }

    /** Runs a program to its end and returns what it printed. */
    String run(Path input, String program, String... arguments) {
        Path printed = null;
        try {
            printed = Files.createTempFile("postgres-", ".out");
            ProcessBuilder builder = builder(printed, program, arguments);
            if (input != null) {
                builder.redirectInput(input.toFile());
            }
            Process process = builder.start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new PostgresException(program + " did not end within 5 minutes.");
            }
            String text = Files.readString(printed);
            if (process.exitValue() != 0) {
                throw new PostgresException(program + " failed: " + text.strip());
            }
            return text;
        } catch (IOException e) {
            throw new PostgresException(program + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException("Interrupted while " + program + " ran.", e);
        } finally {
            deleteQuietly(printed);
        }
    }

    /** Starts a program that outlives this call, in a session of its own: a Ctrl-C meant for the platform must not hit the database first. */
    Process start(Path printed, String program, String... arguments) throws IOException {
        ProcessBuilder builder = builder(printed, program, arguments);
        if (onPath("setsid")) {
            builder.command().add(0, "setsid");
        }
        return builder.start();
    }

    private ProcessBuilder builder(Path printed, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile()).redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        builder.directory(bin.toFile());
        return builder;
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
