package org.jieshui.platform.api.module;

import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The running modules. Two versions of a module may run at once; exactly one of them, the active generation, receives tasks, events, paths
 * and pages. Callers that look departments up must do so through here, never by the service ranking of the framework.
 */
@ProviderType
public interface Modules {

    /** Active generations only, ordered by id. */
    List<Module> active();

    Optional<Module> active(String id);

    /** Ids of all modules that are installed, also of those that are stopped or refused, ordered. */
    default List<String> installed() {
        return active().stream().map(Module::id).toList();
    }

    /** Whether the bundle is the active generation of its module. A bundle that is no module (the platform's own) always is. */
    boolean isActive(long bundleId);

    /** A resource inside the active generation's bundle, for example {@code forms/survey.appointment.json}. */
    Optional<URL> resource(String moduleId, String path);

    /**
     * A live view of the services of a type that active generations offer, keyed by a service property. It follows modules as they come,
     * go and are replaced; close it when the caller is deactivated.
     */
    <T> ServiceView<T> services(Class<T> type, String keyProperty);

    /** Services of active generations by key. Lookups are cheap; the first one of a service may activate it, so look up when there is work, not when starting. */
    @ProviderType
    interface ServiceView<T> extends AutoCloseable {
        Optional<T> get(String key);

        /** The module that offers the service under this key. */
        Optional<Module> module(String key);

        List<String> keys();

        @Override
        void close();
    }
}
