package org.jieshui.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jieshui.persistence.migrations.MigrationException;
import org.jieshui.persistence.migrations.Scripts;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseStatus.Failure;
import org.jieshui.platform.api.persistence.DatabaseStatus.Migration;
import org.jieshui.platform.api.persistence.DatabaseStatus.State;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** A started bundle that has a schema, from its start to its stop. */
final class SchemaBundle {

    static final String HEADER = "Jieshui-Schema";

    private final Bundle bundle;
    private final String schema;
    private final String version;
    private final AtomicReference<Life> life = new AtomicReference<>(new Life(State.WAITING, null, null));
    private volatile List<String> names = List.of();

    /** One immutable step of a life, so that stopping and migrating, on two threads, need no lock around calls into other bundles. */
    private record Life(State state, Failure failure, ServiceRegistration<Database> registration) {}

    SchemaBundle(Bundle bundle) {
        this.bundle = bundle;
        this.schema = bundle.getHeaders("").get(HEADER).strip();
        this.version = bundle.getVersion().toString();
    }

    Bundle bundle() {
        return bundle;
    }

    String schema() {
        return schema;
    }

    Migration status() {
        Life now = life.get();
        State state = now == null ? State.WAITING : now.state;
        return new Migration(schema, bundle.getBundleId(), bundle.getSymbolicName(), version, state, names, now == null ? null : now.failure);
    }

    Scripts scripts() {
        Map<String, String> byName = new HashMap<>();
        Enumeration<URL> entries = bundle.findEntries("db", "*.sql", false);
        for (URL entry : entries == null ? List.<URL>of() : Collections.list(entries)) {
            try (InputStream in = entry.openStream()) {
                byName.put(entry.getPath().substring(entry.getPath().lastIndexOf('/') + 1), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Scripts scripts = Scripts.of(byName);
        names = scripts.names();
        return scripts;
    }

    boolean stopped() {
        return life.get() == null;
    }

    void migrating() {
        move(new Life(State.MIGRATING, null, null));
    }

    void failed(MigrationException failure) {
        move(new Life(State.FAILED, failure.failure(), null));
    }

    /** The bundle may have stopped meanwhile: then nothing of the registration remains. */
    void ready(ServiceRegistration<Database> registration) {
        if (!move(new Life(State.READY, null, registration))) {
            registration.unregister();
        }
    }

    void stop() {
        Life last = life.getAndSet(null);
        if (last != null && last.registration != null) {
            last.registration.unregister();
        }
    }

    private boolean move(Life next) {
        return life.updateAndGet(now -> now == null ? null : next) == next;
    }

    @Override
    public String toString() {
        return bundle.getSymbolicName() + " " + version;
    }
}
