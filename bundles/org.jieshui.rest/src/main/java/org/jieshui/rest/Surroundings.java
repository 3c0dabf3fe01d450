package org.jieshui.rest;

import java.util.function.Supplier;
import org.jieshui.platform.api.identity.Authenticator;

/** What every application shares. @param authenticators today's authenticator, or null while identity is away */
record Surroundings(RestConfig config, Problems problems, EventStreams streams, Supplier<Authenticator> authenticators) {
    Authenticator authenticator() {
        return authenticators.get();
    }
}
