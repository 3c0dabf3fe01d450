package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.metrics.Gauges.Gauge;
import org.jieshui.platform.api.metrics.Gauges.Value;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

class MetricsTest {

    @Path("things/{name}")
    @Permission("things.read")
    public static class Things implements Resource {
        @GET
        public String get(@PathParam("name") String name) {
            if (name.equals("none")) {
                throw ProblemException.notFound();
            }
            return name;
        }

        @POST
        public String fail() {
            throw new IllegalStateException("broken");
        }
    }

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("metricsSeconds", 3600));
        server.door.with("survey", new Things());
        server.accounts.put("prometheus", Set.of("metrics.read"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void itIsForATokenWithTheScopeAlone() throws Exception {
        assertThat(server.get("/metrics", null).statusCode()).isEqualTo(401);
        assertThat(server.get("/metrics", "nobody").statusCode()).isEqualTo(401);
        assertThat(server.get("/metrics", "clerk").statusCode()).isEqualTo(403);
        assertThat(server.send(server.request("/metrics").header("Cookie", "jieshui=prometheus")).statusCode()).as("a browser's session opens nothing").isEqualTo(401);
        for (var account : new String[] {null, "nobody", "clerk"}) {
            assertThat(server.get("/metrics", account).body()).doesNotContain("jieshui_").contains("metrics.read");
        }
        var open = server.get("/metrics", "prometheus");
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain").contains("version=0.0.4");
        server.metrics.authenticator = null;
        assertThat(server.get("/metrics", "prometheus").statusCode()).as("nobody can say whose it is").isEqualTo(503);
    }

    @Test
    void requestsAreCountedByModuleMethodAndClassOfStatus() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.get("/api/things/13800002046", "clerk");
        }
        server.get("/api/things/none", "clerk");
        server.get("/api/things/a", null);
        server.post("/api/things/a", "clerk", "");
        server.get("/api/13800002046", "clerk");
        server.send(TestServer.as(server.request("/api/things/a"), "clerk").method("ZHANGSAN", HttpRequest.BodyPublishers.noBody()));

        var lines = scrape();
        assertThat(lines).contains("jieshui_http_requests_total{method=\"GET\",module=\"survey\",status=\"2xx\"} 3.0", "jieshui_http_requests_total{method=\"GET\",module=\"survey\",status=\"4xx\"} 2.0",
                "jieshui_http_requests_total{method=\"POST\",module=\"survey\",status=\"5xx\"} 1.0", "jieshui_http_requests_total{method=\"GET\",module=\"none\",status=\"4xx\"} 1.0",
                "jieshui_http_request_seconds_count{module=\"survey\"} 7", "jieshui_http_request_seconds_bucket{module=\"none\",le=\"+Inf\"} 1");
        assertThat(lines).filteredOn(line -> line.contains("method=\"other\"")).hasSize(1);
        assertThat(String.join("\n", lines)).doesNotContain("13800002046").doesNotContain("things").doesNotContain("clerk").doesNotContain("ZHANGSAN");
    }

    @Test
    void whatBundlesTellIsAskedOnceInAWhile() throws Exception {
        var asked = new AtomicInteger();
        add(1, () -> List.of(new Gauge("jieshui_tasks_open", "Open tasks.", List.of(Value.of("department", "design", asked.incrementAndGet())))));
        assertThat(scrape()).contains("# TYPE jieshui_tasks_open gauge", "jieshui_tasks_open{department=\"design\"} 1.0");
        assertThat(scrape()).contains("jieshui_tasks_open{department=\"design\"} 1.0");
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatOneBundleCannotTellCostsNoOtherItsFigures() throws Exception {
        server.standby.add(2L);
        add(1, () -> {
            throw new IllegalStateException("the database is away");
        });
        add(2, () -> List.of(Gauge.of("jieshui_old_version", "Of a version that stands by.", 1)));
        add(3, () -> List.of(Gauge.of("other_name", "Not ours.", 1), Gauge.of("jieshui_bad name", "No name.", 1), Gauge.of("jieshui_database_up", "Taken.", 17), Gauge.of("jieshui_good", "Good.", 1)));
        var lines = scrape();
        assertThat(lines).contains("jieshui_good 1.0", "jieshui_gauges_unreadable 1.0", "jieshui_database_up 0.0");
        assertThat(String.join("\n", lines)).doesNotContain("old_version").doesNotContain("other_name").doesNotContain("bad");
    }

    @Test
    void aScrapeDoesNotWaitForeverForFiguresOfBundles() throws Exception {
        var blocked = new CountDownLatch(1);
        add(1, () -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        assertThat(scrape()).as("the rest is there").contains("jieshui_database_up 0.0");
        blocked.countDown();
    }

    @Test
    void databaseAndModulesAreTold() throws Exception {
        server.metrics.database = new DatabaseStatus() {
            @Override
            public Server server() {
                return new Server(true, true, "127.0.0.1", "17.5", "", 2);
            }

            @Override
            public Pool pool() {
                return new Pool(3, 4, 5, 20);
            }

            @Override
            public List<Migration> migrations() {
                return List.of();
            }
        };
        assertThat(scrape()).contains("jieshui_database_up 1.0", "jieshui_database_restarts 2.0", "jieshui_database_connections{state=\"in-use\"} 3.0", "jieshui_database_connections{state=\"idle\"} 4.0",
                "jieshui_database_connections_limit 20.0", "jieshui_database_waiting 5.0", "jieshui_module_up{module=\"survey\"} 1.0", "jieshui_module_up{module=\"design\"} 0.0");
    }

    private List<String> scrape() throws Exception {
        return server.get("/metrics", "prometheus").body().lines().toList();
    }

    @SuppressWarnings("unchecked")
    private void add(long bundleId, Gauges source) {
        var bundle = (Bundle) proxy(Bundle.class, bundleId);
        server.metrics.addGauges((ServiceReference<Gauges>) proxy(ServiceReference.class, bundle), source);
    }

    private static Object proxy(Class<?> type, Object answer) {
        return Proxy.newProxyInstance(MetricsTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == args[0];
            default -> answer;
        });
    }
}
