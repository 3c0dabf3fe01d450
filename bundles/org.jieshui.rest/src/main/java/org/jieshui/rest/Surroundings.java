package org.jieshui.rest;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jieshui.platform.api.identity.Authenticator;

/** What every application shares. @param authenticators today's authenticator, or null while identity is away. @param waiting the module of a path whose resource is still coming */
record Surroundings(RestConfig config, Problems problems, EventStreams streams, Supplier<Authenticator> authenticators, Function<String, Optional<String>> waiting) {
    Authenticator authenticator() {
        return authenticators.get();
    }
}
