package org.jieshui.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.rest.Door;
import org.jieshui.rest.Endpoint;
import org.jieshui.rest.RestConfig;

/**
 * A bundle's resources behind the platform's own door, over real HTTP, without OSGi. The bearer token is the account of an actor that the
 * test introduced.
 *
 * <pre>{@code
 * try (var server = RestServer.of(new SurveyResource(store)).knows(surveyor)) {
 *     var answer = server.get("/api/survey/appointments", surveyor);
 * }
 * }</pre>
 */
public final class RestServer implements AutoCloseable {

    static {
        // a server that refuses a body unread may close the connection just when the client takes it up again; the client then sends once more, POST too
        System.setProperty("jdk.httpclient.enableAllMethodRetry", "true");
    }

    private final Map<String, Actor> actors = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server = new Server();
    private final Door door;

    private RestServer(Object... resources) throws Exception {
        Authenticator authenticator = request -> Optional.ofNullable(request.authorization()).map(a -> actors.get(a.substring("Bearer ".length())));
        door = new Door(defaults(), new OneGeneration(), () -> authenticator, failure -> { }).with("test", resources);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletHolder holder = new ServletHolder(door);
        holder.setAsyncSupported(true);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(holder, "/api/*");
        server.setHandler(context);
        server.start();
    }

    public static RestServer of(Object... resources) throws Exception {
        return new RestServer(resources);
    }

    public RestServer knows(Actor... known) {
        for (Actor actor : known) {
            actors.put(actor.account(), actor);
        }
        return this;
    }

    public List<Endpoint> endpoints() {
        return door.endpoints();
    }

    /** A request as the actor, or as nobody when it is null. */
    public HttpRequest.Builder request(String path, Actor actor) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + path));
        return actor == null ? request : request.header("Authorization", "Bearer " + actor.account());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path, Actor actor) throws Exception {
        return send(request(path, actor));
    }

    public HttpResponse<String> post(String path, Actor actor, String json) throws Exception {
        return send(request(path, actor).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static RestConfig defaults() {
        return (RestConfig) Proxy.newProxyInstance(RestConfig.class.getClassLoader(), new Class<?>[] {RestConfig.class},
                (proxy, method, args) -> method.getDeclaringClass() == Annotation.class ? null : method.getDefaultValue());
    }

    private static final class OneGeneration implements Modules {
        @Override
        public List<Module> active() {
            return List.of();
        }

        @Override
        public Optional<Module> active(String id) {
            return Optional.empty();
        }

        @Override
        public boolean isActive(long bundleId) {
            return true;
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
