package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.EventStream.Event;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamsTest {

    @Path("news")
    @Permission("things.read")
    public static class News implements Resource {
        final List<EventStream> open = new CopyOnWriteArrayList<>();

        @GET
        @Produces(MediaType.SERVER_SENT_EVENTS)
        public EventStream stream(@HeaderParam("Last-Event-ID") String last) {
            var stream = new EventStream();
            stream.onClose(() -> open.remove(stream));
            open.add(stream);
            stream.send(new Event("1", "hello", Map.of("last", String.valueOf(last))));
            return stream;
        }
    }

    private final News news = new News();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("heartbeatSeconds", 1));
        server.door.with("news", news);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private BufferedReader listen() throws Exception {
        var request = TestServer.as(server.request("/api/news"), "clerk").header("Last-Event-ID", "17").header("Accept", "text/event-stream").build();
        HttpResponse<InputStream> response = server.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String block(BufferedReader in) throws Exception {
        var block = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            block.append(line).append('|');
        }
        return block.toString();
    }

    @Test
    void sendsWhatIsSaidAndAHeartbeat() throws Exception {
        try (var in = listen()) {
            assertThat(block(in)).isEqualTo("retry: 2000|");
            assertThat(block(in)).isEqualTo("id: 1|event: hello|data: {\"last\":\"17\"}|");
            news.open.get(0).send(new Event("2", null, Map.of("text", "阀门\n二")));
            assertThat(block(in)).isEqualTo("id: 2|data: {\"text\":\"阀门\\n二\"}|");
            assertThat(block(in)).isEqualTo(":|");
        }
    }

    @Test
    void noticesAClientThatWent() throws Exception {
        listen().close();
        await().atMost(Duration.ofSeconds(15)).until(() -> news.open.isEmpty());
    }

    @Test
    void endsWithTheSession() throws Exception {
        try (var in = listen()) {
            server.accounts.put("clerk", Set.of());
            while (in.readLine() != null) {
                // until the end
            }
            assertThat(news.open).isEmpty();
        }
    }

    @Test
    void doesNotHoldABundleThatStops() throws Exception {
        try (var in = listen()) {
            var start = System.nanoTime();
            server.door.routes().remove(news, Duration.ofSeconds(10));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            while (in.readLine() != null) {
                // until the end
            }
            assertThat(news.open).isEmpty();
        }
    }

    @Test
    void whatWasSaidBeforeTheEndArrives() throws Exception {
        try (var in = listen()) {
            for (var i = 2; i < 500; i++) {
                news.open.get(0).send(new Event(String.valueOf(i), null, "x".repeat(1000)));
            }
            news.open.get(0).close();
            assertThat(in.lines().filter(l -> l.startsWith("id: ")).reduce((a, b) -> b)).contains("id: 499");
        }
    }

    @Test
    void cutsOffAClientThatTakesNothing() throws Exception {
        try (var in = listen()) {
            var stream = news.open.get(0);
            var event = new Event("2", null, "x".repeat(100_000));
            await().atMost(Duration.ofSeconds(20)).until(() -> IntStream.range(0, 200).anyMatch(i -> !stream.send(event)));
            assertThat(news.open).isEmpty();
            await().atMost(Duration.ofSeconds(10)).until(() -> server.door.streams().size() == 0);
        }
    }

    @Test
    void isClosedToOthers() throws Exception {
        assertThat(server.get("/api/news", "guest").statusCode()).isEqualTo(403);
        assertThat(news.open).isEmpty();
    }
}
