package org.jieshui.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param external the server to use, or null for the embedded one
 */
record Settings(External external, Embedded embedded, int poolSize, Duration acquireTimeout, Duration lockTimeout) {

    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,5}(kB|MB|GB)");

    record External(String url, Login owner, Login app) {}

    record Embedded(Path home, Path binaries, int port, String sharedBuffers) {}

    record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** @param data the container's data folder */
    static Settings of(PersistenceConfig config, Path data) {
        within("pool.size", config.pool_size(), 2, 500);
        within("pool.acquireTimeout", config.pool_acquireTimeout(), 250, 60_000);
        within("migration.lockTimeout", config.migration_lockTimeout(), 100, 60_000);
        return new Settings(config.url().isBlank() ? null : external(config), embedded(config, data), config.pool_size(),
                Duration.ofMillis(config.pool_acquireTimeout()), Duration.ofMillis(config.migration_lockTimeout()));
    }

    private static External external(PersistenceConfig config) {
        String url = config.url().strip();
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("url must begin with jdbc:postgresql: and PostgreSQL is the only database");
        }
        if (url.matches(".*[?&](user|password)=.*")) {
            throw new IllegalArgumentException("url must hold no user and no password: they have properties of their own");
        }
        if (config.owner_user().equals(config.app_user())) {
            throw new IllegalArgumentException("owner.user and app.user must be two roles: the running one may not change tables");
        }
        return new External(url, login("owner", config.owner_user(), config.owner_password(), config.owner_passwordFile()),
                login("app", config.app_user(), config.app_password(), config.app_passwordFile()));
    }

    private static Login login(String role, String user, String password, String file) {
        if (user.isBlank()) {
            throw new IllegalArgumentException(role + ".user must be named when url is");
        }
        if (!file.isBlank()) {
            return new Login(user, firstLine(role + ".passwordFile", Path.of(file.strip())));
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException(role + ".passwordFile (or " + role + ".password) must be given when url is");
        }
        return new Login(user, password);
    }

    private static String firstLine(String property, Path file) {
        try {
            return Files.readAllLines(file).stream().findFirst().filter(line -> !line.isBlank())
                    .orElseThrow(() -> new IllegalArgumentException(property + ": the file " + file + " is empty"));
        } catch (IOException e) {
            throw new IllegalArgumentException(property + ": the file " + file + " cannot be read", e);
        }
    }

    private static Embedded embedded(PersistenceConfig config, Path data) {
        within("embedded.port", config.embedded_port(), 0, 65_535);
        if (!MEMORY.matcher(config.embedded_sharedBuffers()).matches()) {
            throw new IllegalArgumentException("embedded.sharedBuffers must be a number with kB, MB or GB, for example 128MB");
        }
        Path home = config.embedded_directory().isBlank() ? data.resolve("postgres") : Path.of(config.embedded_directory().strip()).toAbsolutePath().normalize();
        return new Embedded(home, home.getParent(), config.embedded_port(), config.embedded_sharedBuffers());
    }

    private static void within(String property, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(property + " is " + value + ", but must be between " + min + " and " + max);
        }
    }
}
