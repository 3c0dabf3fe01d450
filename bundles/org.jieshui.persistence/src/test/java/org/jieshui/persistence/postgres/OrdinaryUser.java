package org.jieshui.persistence.postgres;

import java.nio.file.Path;
import java.util.Map;

/** Run by {@link EmbeddedPostgresTest} in a JVM of a user who is not root: makes, starts, kills, restarts and stops a server. */
final class OrdinaryUser {

    private OrdinaryUser() {}

    public static void main(String[] arguments) throws Exception {
        Path place = Path.of(arguments[0]);
        EmbeddedPostgres postgres = new EmbeddedPostgres(place.resolve("postgres"), place.resolve("binaries"), 0, Map.of("fsync", "off", "shared_buffers", "32MB"));
        postgres.start();
        postgres.process().destroyForcibly().waitFor();
        postgres.start();
        boolean running = postgres.isRunning();
        postgres.stop();
        System.out.println((running && !postgres.isRunning() ? "served uid " : "failed for uid ") + Programs.uid());
    }
}
