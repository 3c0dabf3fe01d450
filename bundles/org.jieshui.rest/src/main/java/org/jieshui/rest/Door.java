package org.jieshui.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.rest.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The servlet behind {@code /api/*}: numbers the request, sends it to the application of its first path segment, logs it without personal data. */
public final class Door extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The request id in every log line of a request. */
    static final String MDC_REQUEST = "request";
    static final String MDC_ACTOR = "actor";
    static final String REQUEST_ID = "org.jieshui.rest.id";
    static final String TEMPLATE = "org.jieshui.rest.template";
    static final String CREDENTIALS = "org.jieshui.rest.credentials";
    static final String ACCESS = "org.jieshui.rest.access";
    static final String STREAM = "org.jieshui.rest.stream";

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Logger ACCESS_LOG = LoggerFactory.getLogger("org.jieshui.access");
    private static final String HEADER = "X-Request-Id";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    /** No letters that are mistaken for digits: people read these out on the telephone. */
    private static final char[] LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();

    static {
        // Jakarta REST looks for Jersey through class loaders, which finds nothing under OSGi; now Response.ok() works in every bundle
        RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
    }

    private final transient Problems problems;
    private final transient EventStreams streams;
    private final transient Routes routes;
    private final transient Consumer<Throwable> failures;
    private final transient JsonMapper json = Json.mapper();
    private final transient RequestFigures figures;

    /** For tests outside OSGi. @param authenticators today's authenticator, or null while identity is away. @param failures hears of what nobody foresaw */
    public Door(RestConfig config, Modules modules, Supplier<Authenticator> authenticators, Consumer<Throwable> failures) {
        this(config, modules, authenticators, failures, new RequestFigures());
    }

    Door(RestConfig config, Modules modules, Supplier<Authenticator> authenticators, Consumer<Throwable> failures, RequestFigures figures) {
        this.figures = figures;
        this.failures = failures;
        problems = new Problems(modules);
        streams = new EventStreams(config.heartbeatSeconds());
        var surroundings = new Surroundings(config, problems, streams, authenticators, this::waiting, failures);
        routes = new Routes(modules::isActive, (name, resources) -> new Application(name, resources, surroundings, getServletContext()));
    }

    private Optional<String> waiting(String path, Set<String> served) {
        return routes.waiting(path, served);
    }

    Routes routes() {
        return routes;
    }

    RequestFigures figures() {
        return figures;
    }

    EventStreams streams() {
        return streams;
    }

    /** For tests outside OSGi: publishes resources as if bundle 1 offered them. */
    public Door with(String owner, Object... resources) {
        for (var resource : resources) {
            if (!routes.add(1, owner, resource)) {
                throw new IllegalArgumentException(resource.getClass().getName() + " is not published; the log says why");
            }
        }
        return this;
    }

    /** What is published now, for tests and the OpenAPI document. */
    public List<Endpoint> endpoints() {
        return routes.active().values().stream().flatMap(List::stream).flatMap(resource -> Endpoint.of(resource).stream()).toList();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        var start = System.nanoTime();
        var id = id(request.getHeader(HEADER));
        MDC.put(MDC_REQUEST, id);
        request.setAttribute(REQUEST_ID, id);
        response.setHeader(HEADER, id);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Referrer-Policy", "no-referrer");
        try {
            serve(request, response);
        } finally {
            var template = request.getAttribute(TEMPLATE);
            var nanos = System.nanoTime() - start;
            ACCESS_LOG.info("{} {} {} {}ms", request.getMethod(), template == null ? "-" : template, response.getStatus(), nanos / 1_000_000);
            figures.served(routes.owner(segment(request.getPathInfo())), request.getMethod(), response.getStatus(), nanos);
            MDC.remove(MDC_REQUEST);
            MDC.remove(MDC_ACTOR);
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        var segment = segment(request.getPathInfo());
        try {
            var application = routes.enter(segment);
            if (application.isPresent()) {
                application.get().serve(request, response);
            } else {
                refuse(routes.absentOwner(segment).map(Problems::moduleAway).orElseGet(Problems::notFound), request, response);
            }
        } catch (ServletException | RuntimeException | LinkageError | StackOverflowError e) {
            // the container's own error page would show classes and messages
            LOG.error("Request {} failed", request.getAttribute(REQUEST_ID), e);
            failures.accept(e);
            if (response.isCommitted()) {
                // breaks the connection off: half an answer must not look whole
                throw e;
            }
            refuse(Problems.internal(), request, response);
        }
    }

    private static String segment(String path) {
        if (path == null || path.length() < 2) {
            return "";
        }
        var slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }

    private void refuse(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var language = Problems.language(request.getHeader("Accept-Language"), null);
        response.setStatus(problem.status());
        response.setContentType(Problems.MEDIA_TYPE);
        response.setHeader("Content-Language", language);
        if (problem.extra().get("retryAfter") instanceof Number seconds) {
            response.setHeader("Retry-After", seconds.toString());
        }
        json.writeValue(response.getOutputStream(), problems.render(problem, language, String.valueOf(request.getAttribute(REQUEST_ID)), json));
    }

    private static String id(String given) {
        if (given != null && ID.matcher(given).matches()) {
            return given;
        }
        var id = new char[10];
        for (var i = 0; i < id.length; i++) {
            id[i] = LETTERS[RANDOM.nextInt(LETTERS.length)];
        }
        return new String(id);
    }

    @Override
    public void destroy() {
        routes.close();
        streams.close();
    }
}
