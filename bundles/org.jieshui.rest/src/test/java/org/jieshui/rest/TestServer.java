package org.jieshui.rest;

import jakarta.servlet.Servlet;
import java.lang.annotation.Annotation;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.rest.Problem;
import org.osgi.framework.BundleContext;

/** The door in a real Jetty. The bearer token is the account; its permissions are what a test says. */
final class TestServer implements AutoCloseable {

    static {
        // a server that refuses a body unread may close the connection just when the client takes it up again; the client then sends once more, POST too
        System.setProperty("jdk.httpclient.enableAllMethodRetry", "true");
    }

    static final Module SURVEY = new Module("survey", "1.0.0", 42, Text.of("查勘", "Survey"), List.of(), List.of(), null);

    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final Map<String, Set<String>> accounts = new java.util.concurrent.ConcurrentHashMap<>(Map.of("clerk", Set.of("things.read"), "guest", Set.of()));
    final Set<Long> standby = java.util.concurrent.ConcurrentHashMap.newKeySet();
    final List<String> failed = new java.util.concurrent.CopyOnWriteArrayList<>();
    final Door door;
    final Metrics metrics;
    private final Server server = new Server();

    TestServer(Map<String, Object> config) throws Exception {
        door = new Door(config(config), new AllActive(), () -> this::authenticate, failure -> failed.add(failure.getClass().getSimpleName()));
        metrics = new Metrics(config(config), new AllActive(), door.figures());
        metrics.authenticator = this::authenticate;
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler();
        add(context, door, "/api/*");
        add(context, metrics, "/metrics");
        // nothing of what is required is there
        var nothing = (BundleContext) java.lang.reflect.Proxy.newProxyInstance(TestServer.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> null);
        var health = new Health(nothing, config(config), new AllActive());
        add(context, health, "/health");
        add(context, health, "/health/*");
        server.setHandler(context);
        server.start();
    }

    private static void add(ServletContextHandler context, Servlet servlet, String path) {
        var holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        context.addServlet(holder, path);
    }

    private Optional<Actor> authenticate(Authenticator.Request request) {
        if (request.cookie() != null && !"GET".equals(request.method()) && !"secret".equals(request.csrf())) {
            throw Problem.of("identity/csrf", 403, "页面已过期", "The page is stale").toException();
        }
        var account = request.authorization() != null ? request.authorization().substring("Bearer ".length()) : request.cookie();
        return Optional.ofNullable(accounts.get(account)).map(p -> new Actor(7, account, account, Set.of(), p, Set.of(), false, "en"));
    }

    /** Annotation values: the given ones, else the defaults. */
    static RestConfig config(Map<String, Object> values) {
        return (RestConfig) java.lang.reflect.Proxy.newProxyInstance(RestConfig.class.getClassLoader(), new Class<?>[] {RestConfig.class},
                (proxy, method, args) -> method.getDeclaringClass() == Annotation.class ? null : values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String account) throws Exception {
        return send(as(request(path), account));
    }

    HttpResponse<String> post(String path, String account, String json) throws Exception {
        return send(as(request(path), account).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    static HttpRequest.Builder as(HttpRequest.Builder request, String account) {
        return account == null ? request : request.header("Authorization", "Bearer " + account);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        metrics.close();
    }

    /** Bundles are active unless the test says that they stand by. */
    private final class AllActive implements Modules {
        @Override
        public List<Module> active() {
            return List.of(SURVEY);
        }

        @Override
        public Optional<Module> active(String id) {
            return active().stream().filter(module -> module.id().equals(id)).findFirst();
        }

        @Override
        public List<String> installed() {
            return List.of("design", "survey");
        }

        @Override
        public boolean isActive(long bundleId) {
            return !standby.contains(bundleId);
        }

        @Override
        public Optional<URL> resource(String moduleId, String path) {
            return Optional.empty();
        }

        @Override
        public <T> ServiceView<T> services(Class<T> type, String keyProperty) {
            throw new UnsupportedOperationException();
        }
    }
}
