package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import org.jieshui.platform.api.rest.Open;
import org.jieshui.platform.api.rest.Resource;
import org.junit.jupiter.api.Test;

/** A bundle that was replaced leaves nothing behind here: no cache keeps its classes. */
class LeakTest {

    public record Thing(String name, Kind kind) {}

    public enum Kind { A, B }

    @Path("gone")
    @Open
    public static class Gone implements Resource {
        @GET
        @Produces(MediaType.APPLICATION_JSON)
        public Thing get() {
            return new Thing("x", Kind.A);
        }

        @POST
        @Consumes(MediaType.APPLICATION_JSON)
        @Produces(MediaType.APPLICATION_JSON)
        public Thing post(Thing thing) {
            return thing;
        }

        @GET
        @Path("fail")
        public Thing fail() {
            throw new IllegalStateException();
        }

        @GET
        @Path("broken")
        public Thing broken() {
            throw new NoClassDefFoundError("org/example/Missing");
        }
    }

    @Test
    void classesOfARemovedResourceAreCollected() throws Exception {
        try (var server = new TestServer(Map.of())) {
            var loader = serveOnce(server);
            // requests of other bundles go on
            server.door.with("other", new EventStreamsTest.News());
            server.get("/api/news", null);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return loader.get() == null;
            });
        }
    }

    private static WeakReference<ClassLoader> serveOnce(TestServer server) throws Exception {
        var here = new URL[] {LeakTest.class.getProtectionDomain().getCodeSource().getLocation()};
        var loader = new URLClassLoader(here, LeakTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(name)) {
                    var loaded = findLoadedClass(name);
                    return loaded != null ? loaded : name.startsWith(LeakTest.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
                }
            }
        };
        var resource = loader.loadClass(Gone.class.getName()).getDeclaredConstructor().newInstance();
        assertThat(resource.getClass()).isNotSameAs(Gone.class);
        server.door.with("gone", resource);
        assertThat(server.get("/api/gone", null).body()).isEqualTo("{\"name\":\"x\",\"kind\":\"A\"}");
        assertThat(server.post("/api/gone", null, "{\"name\":\"x\",\"kind\":\"B\"}").body()).isEqualTo("{\"name\":\"x\",\"kind\":\"B\"}");
        assertThat(server.get("/api/gone/fail", null).statusCode()).isEqualTo(500);
        var broken = server.get("/api/gone/broken", null);
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).contains("/problems/internal").doesNotContain("NoClassDef");
        server.door.routes().remove(resource, Duration.ofSeconds(1));
        return new WeakReference<>(loader);
    }
}
