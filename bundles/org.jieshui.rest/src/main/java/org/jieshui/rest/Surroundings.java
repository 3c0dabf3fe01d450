package org.jieshui.rest;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jieshui.platform.api.identity.Authenticator;

/** What every application shares. @param authenticators today's authenticator, or null while identity is away. @param waiting the module of a path whose resource is still coming, given the classes of those that are there. @param failures hears of what nobody foresaw */
record Surroundings(RestConfig config, Problems problems, EventStreams streams, Supplier<Authenticator> authenticators, BiFunction<String, Set<String>, Optional<String>> waiting,
        Consumer<Throwable> failures) {
    Authenticator authenticator() {
        return authenticators.get();
    }
}
