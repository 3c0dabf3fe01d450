package org.jieshui.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Streaming;
import org.slf4j.MDC;

/** Stands before every resource method: where the request comes from, who sends it, whether they may, how much they send. */
@Priority(Priorities.AUTHENTICATION)
final class RequestFilter implements ContainerRequestFilter {

    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private final Surroundings surroundings;

    RequestFilter(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        var request = (ContainerRequest) context;
        var method = request.getUriInfo().getMatchedResourceMethod();
        var access = Access.of(method.getInvocable().getHandlingMethod(), method.getInvocable().getHandler().getHandlerClass())
                .orElseThrow(NotFoundException::new);
        request.setProperty(Door.TEMPLATE, template(request));
        refuseOtherSites(request);
        var credentials = credentials(request, method);
        var actor = authenticate(credentials, access);
        request.setProperty(Door.CREDENTIALS, credentials);
        request.setProperty(Door.ACCESS, access);
        actor.ifPresent(a -> {
            MDC.put(Door.MDC_ACTOR, String.valueOf(a.id()));
            request.setSecurityContext(new Signed(a, request.getSecurityContext().isSecure()));
        });
        access.check(actor);
        request.getUriInfo().getQueryParameters().forEach((name, values) -> values.forEach(value -> Unstorable.refuse("?" + name, value)));
        limitBody(request, method);
    }

    private static String template(ContainerRequest request) {
        var path = new StringBuilder();
        request.getUriInfo().getMatchedTemplates().forEach(t -> path.insert(0, t.getTemplate()));
        return path.toString();
    }

    /** Browsers say which page sends a write. Programs with a token are no browsers. */
    private void refuseOtherSites(ContainerRequest request) {
        if (SAFE.contains(request.getMethod()) || request.getHeaderString("Authorization") != null) {
            return;
        }
        var origin = request.getHeaderString("Origin");
        if (origin != null) {
            if (!List.of(surroundings.config().allowedOrigins()).contains(origin) && !sameHost(origin, request.getHeaderString("Host"))) {
                throw Problems.crossSite().toException();
            }
            return;
        }
        var site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw Problems.crossSite().toException();
        }
    }

    /** Without the scheme: a proxy may end TLS. */
    private static boolean sameHost(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Authenticator.Request credentials(ContainerRequest request, ResourceMethod method) {
        var cookie = request.getCookies().get(Authenticator.COOKIE);
        var passive = method.getProducedTypes().contains(MediaType.SERVER_SENT_EVENTS_TYPE);
        return new Authenticator.Request(request.getMethod(), request.getUriInfo().getPath(), cookie == null ? null : cookie.getValue(),
                request.getHeaderString("Authorization"), request.getHeaderString(Authenticator.CSRF_HEADER), passive);
    }

    private Optional<Actor> authenticate(Authenticator.Request credentials, Access access) {
        if (credentials.cookie() == null && credentials.authorization() == null) {
            return Optional.empty();
        }
        var authenticator = surroundings.authenticator();
        if (authenticator == null) {
            if (access.isOpen()) {
                return Optional.empty();
            }
            throw Problems.busy(5).toException();
        }
        try {
            return authenticator.authenticate(credentials);
        } catch (ProblemException e) {
            if (access.isOpen()) {
                // what is open to all is open with a broken session too, but only as to anybody
                return Optional.empty();
            }
            throw e;
        }
    }

    private void limitBody(ContainerRequest request, ResourceMethod method) {
        if (method.getInvocable().getHandlingMethod().isAnnotationPresent(Streaming.class) || !request.hasEntity()) {
            return;
        }
        var limit = surroundings.config().maxBodyBytes();
        if (request.getLength() > limit) {
            throw Problems.tooLarge(limit).toException();
        }
        request.setEntityStream(new Limited(request.getEntityStream(), limit));
    }

    private record Signed(Actor actor, boolean secure) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return actor;
        }

        @Override
        public boolean isUserInRole(String permission) {
            return actor.may(permission);
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String getAuthenticationScheme() {
            return "jieshui";
        }
    }

    /** A body of unknown length that turns out too long. */
    private static final class Limited extends FilterInputStream {
        private final long limit;
        private long read;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            return (int) count(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var n = super.read(bytes, offset, length);
            count(n, n);
            return n;
        }

        private long count(int result, int bytes) {
            if (result >= 0 && (read += bytes) > limit) {
                throw Problems.tooLarge(limit).toException();
            }
            return result;
        }
    }
}
