package org.jieshui.rest;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.rest.EventStream;

/** The Jersey application of one bundle. It never changes: a bundle whose resources change gets a new one, and this one ends when its last request has. */
final class Application {

    /** For every application Jersey warns of what is meant: no jakarta.activation, and instances with an interface of ours. Kept, so that the level is. */
    private static final List<Logger> TALKATIVE = Stream.of("org.glassfish.jersey.internal.inject.Providers",
            "org.glassfish.jersey.message.internal.MessagingBinders").map(Logger::getLogger).toList();

    static {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private final ServletContainer container;
    private final Surroundings surroundings;
    private final Json json = new Json();
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private int inFlight;
    private boolean retired;

    Application(String name, Collection<Object> resources, Surroundings surroundings, ServletContext context) throws ServletException {
        this.surroundings = surroundings;
        var served = resources.stream().map(resource -> resource.getClass().getName()).collect(Collectors.toUnmodifiableSet());
        var config = new ResourceConfig().setApplicationName(name)
                // nothing is discovered: what is not registered here is not there
                .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .register(json).register(new Params()).register(new RequestFilter(surroundings))
                .register(new ResponseFilter(surroundings.problems(), json)).register(new ErrorMapper(path -> surroundings.waiting().apply(path, served), surroundings.failures()));
        resources.forEach(config::register);
        container = new ServletContainer(config);
        var loader = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(Application.class.getClassLoader());
        try {
            container.init(new Config(name, context));
        } finally {
            Thread.currentThread().setContextClassLoader(loader);
        }
    }

    /** @return false when the application has been replaced: look for its successor */
    synchronized boolean enter() {
        if (retired) {
            return false;
        }
        inFlight++;
        return true;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            inFlight--;
            last = retired && inFlight == 0;
            notifyAll();
        }
        if (last) {
            container.destroy();
        }
    }

    /** Serves a request that {@link #enter entered}. */
    void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        var pending = false;
        try {
            container.service(request, new DetachedResponse(request, response));
            if (request.getAttribute(Door.STREAM) instanceof EventStream stream) {
                open(stream, request, response);
            } else if (request.isAsyncStarted()) {
                pending = leaveWhenComplete(request);
            }
        } finally {
            if (!pending) {
                leave();
            }
        }
    }

    private void open(EventStream stream, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var credentials = (Authenticator.Request) request.getAttribute(Door.CREDENTIALS);
        var access = (Access) request.getAttribute(Door.ACCESS);
        streams.add(stream);
        stream.onClose(() -> streams.remove(stream));
        surroundings.streams().open(request, response, stream, json.jackson(), () -> mayStillListen(credentials, access));
        synchronized (this) {
            if (!retired) {
                return;
            }
        }
        stream.close();
    }

    /** A session that ended, an account that was disabled or a permission that was taken away ends the stream at the next heartbeat. */
    private boolean mayStillListen(Authenticator.Request credentials, Access access) {
        if (access.isOpen()) {
            return true;
        }
        var authenticator = surroundings.authenticator();
        if (authenticator == null) {
            return false;
        }
        access.check(authenticator.authenticate(credentials));
        return true;
    }

    private boolean leaveWhenComplete(HttpServletRequest request) {
        try {
            request.getAsyncContext().addListener(new AsyncListener() {
                @Override
                public void onComplete(AsyncEvent event) {
                    leave();
                }

                @Override
                public void onTimeout(AsyncEvent event) {
                    // Jersey answers, then completes
                }

                @Override
                public void onError(AsyncEvent event) {
                    // followed by onComplete
                }

                @Override
                public void onStartAsync(AsyncEvent event) {
                    // Jersey starts once
                }
            });
            return true;
        } catch (IllegalStateException e) {
            // complete already
            return false;
        }
    }

    /** No new requests; streams end, and their clients come back to whatever took over; requests in flight finish. */
    void retire() {
        boolean idle;
        synchronized (this) {
            if (retired) {
                return;
            }
            retired = true;
            idle = inFlight == 0;
        }
        Set.copyOf(streams).forEach(EventStream::close);
        if (idle) {
            container.destroy();
        }
    }

    /** Waits until the last request of a retired application has finished. @return false when some had not in time */
    synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        while (inFlight > 0) {
            var left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private record Config(String name, ServletContext context) implements ServletConfig {
        @Override
        public String getServletName() {
            return name;
        }

        @Override
        public ServletContext getServletContext() {
            return context;
        }

        @Override
        public String getInitParameter(String parameter) {
            return null;
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return Collections.emptyEnumeration();
        }
    }
}
