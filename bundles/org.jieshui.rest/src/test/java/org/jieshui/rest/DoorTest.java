package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Open;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorTest {

    record Thing(String name, BigDecimal length, Instant at, LocalDate day, Inner inner) {}

    record Inner(int count) {}

    @Path("things")
    @Produces(MediaType.APPLICATION_JSON)
    @Permission("things.read")
    public static class Things implements Resource {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @GET
        public Thing get(@QueryParam("day") LocalDate day) {
            return new Thing("阀门", new BigDecimal("1E+3"), Instant.parse("2026-10-13T02:32:00Z"), day, null);
        }

        @GET
        @Path("{id}")
        @Deprecated
        public Map<String, Object> one(@PathParam("id") long id) {
            if (id == 404) {
                throw ProblemException.notFound();
            }
            return Map.of("id", id);
        }

        @POST
        @Consumes(MediaType.APPLICATION_JSON)
        public Thing post(Thing thing) {
            return thing;
        }

        @POST
        @Path("upload")
        @Streaming
        @Consumes(MediaType.WILDCARD)
        public Map<String, Object> upload(InputStream body) throws Exception {
            return Map.of("bytes", body.readAllBytes().length);
        }

        @GET
        @Path("me")
        @Authenticated
        public Map<String, Object> me(@Context SecurityContext security) {
            return Map.of("account", security.getUserPrincipal().getName());
        }

        @GET
        @Path("open")
        @Open
        public Map<String, Object> open(@Context SecurityContext security) {
            return Map.of("known", security.getUserPrincipal() != null);
        }

        @POST
        @Path("open")
        @Open
        public Map<String, Object> openPost(@Context SecurityContext security) {
            return Map.of("known", security.getUserPrincipal() != null);
        }

        @GET
        @Path("fail/{how}")
        @Open
        public String fail(@PathParam("how") String how) throws Exception {
            throw switch (how) {
                case "bug" -> new IllegalStateException("secret of the class");
                case "race" -> new RuntimeException(new SQLException("x", "40001"));
                case "unique" -> new RuntimeException(new SQLException("x", "23505"));
                case "nul" -> new RuntimeException(new SQLException("x", "22021"));
                case "away" -> new RuntimeException(new SQLException("x", "08006"));
                case "locked" -> Problem.of("things/locked", 429, "锁", "Locked").with("retryAfter", 30).toException();
                default -> Problem.of("things/odd", 409, "不行", "No").with("current", new Thing("x", null, null, null, null))
                        .withErrors(java.util.List.of(new Problem.FieldError("/name", Text.of("改名", "Rename")))).toException();
            };
        }

        @GET
        @Path("slow")
        @Open
        public Map<String, Object> slow() throws InterruptedException {
            entered.countDown();
            return Map.of("released", release.await(10, TimeUnit.SECONDS));
        }
    }

    @Path("stray")
    public static class Unguarded implements Resource {
        @GET
        @Open
        public String fine() {
            return "";
        }

        @GET
        @Path("forgotten")
        public String forgotten() {
            return "";
        }
    }

    @Path("things/other")
    @Open
    public static class OtherThings implements Resource {
        @GET
        @Produces(MediaType.APPLICATION_JSON)
        public Map<String, Object> get() {
            return Map.of("other", true);
        }
    }

    private final Things things = new Things();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("maxBodyBytes", 1000L));
        server.door.with("things", things);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void answersInPlainJson() throws Exception {
        var response = server.get("/api/things?day=2026-10-01", "clerk");

        assertThat(response.body()).isEqualTo(
                "{\"name\":\"阀门\",\"length\":1000,\"at\":\"2026-10-13T02:32:00Z\",\"day\":\"2026-10-01\",\"inner\":null}");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
    }

    @Test
    void readsWhatItWrites() throws Exception {
        var body = "{\"name\":\"a\",\"length\":1.10,\"at\":\"2026-10-13T02:32:00Z\",\"day\":\"2026-10-01\",\"inner\":{\"count\":3}}";
        assertThat(server.post("/api/things", "clerk", body).body()).isEqualTo(body);
    }

    @Test
    void isClosedUnlessOpened() throws Exception {
        expect(server.get("/api/things", null), 401, "unauthenticated");
        expect(server.get("/api/things", "nobody"), 401, "unauthenticated");
        assertThat(expect(server.get("/api/things", "guest"), 403, "forbidden").get("permission").asText()).isEqualTo("things.read");
        assertThat(server.get("/api/things/me", "guest").body()).isEqualTo("{\"account\":\"guest\"}");
        expect(server.get("/api/things/me", null), 401, "unauthenticated");
        assertThat(server.get("/api/things/open", null).body()).isEqualTo("{\"known\":false}");
        assertThat(server.get("/api/things/open", "guest").body()).isEqualTo("{\"known\":true}");
    }

    @Test
    void problemsSpeakTheCallersLanguage() throws Exception {
        var chinese = server.send(TestServer.as(server.request("/api/things/404"), "clerk").header("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"));
        assertThat(expect(chinese, 404, "not-found").get("title").asText()).isEqualTo("没有找到");
        assertThat(expect(server.get("/api/things/404", "clerk"), 404, "not-found").get("title").asText()).as("the actor's").isEqualTo("Not found");
        var nobody = expect(server.get("/api/things/404", null), 401, "unauthenticated");
        assertThat(nobody.get("title").asText()).isEqualTo("请先登录");
    }

    @Test
    void aProblemCarriesItsMembers() throws Exception {
        var problem = expect(server.send(server.request("/api/things/fail/odd").header("Accept-Language", "en").header("X-Request-Id", "abc-1")), 409, "things/odd");
        assertThat(problem.get("instance").asText()).isEqualTo("abc-1");
        assertThat(problem.get("detail").asText()).isEqualTo("No");
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/name");
        assertThat(problem.at("/errors/0/detail").asText()).isEqualTo("Rename");
        assertThat(problem.at("/current/name").asText()).isEqualTo("x");
        assertThat(server.get("/api/things/fail/locked", null).headers().firstValue("Retry-After")).contains("30");
    }

    @Test
    void anUnforeseenFailureTellsANumberOnly() throws Exception {
        var response = server.get("/api/things/fail/bug", null);
        var problem = expect(response, 500, "internal");
        assertThat(response.body()).doesNotContain("secret", "IllegalState", "java");
        assertThat(problem.get("instance").asText()).isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow()).hasSize(10);
        assertThat(server.failed).as("who watches new versions hears of it").contains("IllegalStateException");
    }

    @Test
    void theDatabasesRefusalsAreSaidSensibly() throws Exception {
        assertThat(expect503("race").headers().firstValue("Retry-After")).contains("1");
        assertThat(expect503("away").headers().firstValue("Retry-After")).contains("5");
        expect(server.get("/api/things/fail/unique", null), 409, "conflict");
        expect(server.get("/api/things/fail/nul", null), 422, "invalid");
    }

    private HttpResponse<String> expect503(String how) throws Exception {
        var response = server.get("/api/things/fail/" + how, null);
        expect(response, 503, "busy");
        return response;
    }

    @Test
    void wrongRequestsAreToldWhatIsWrong() throws Exception {
        expect(server.get("/api/none", "clerk"), 404, "not-found");
        expect(server.get("/api/", "clerk"), 404, "not-found");
        expect(server.get("/api/things/1/2/3", "clerk"), 404, "not-found");
        expect(server.get("/api/things/abc", "clerk"), 404, "not-found");
        assertThat(expect(server.get("/api/things?day=morgen", "clerk"), 400, "malformed").at("/errors/0/pointer").asText()).isEqualTo("?day");
        var wrongMethod = server.send(TestServer.as(server.request("/api/things"), "clerk").DELETE());
        expect(wrongMethod, 405, "method-not-allowed");
        assertThat(wrongMethod.headers().firstValue("Allow").orElseThrow()).contains("GET", "POST");
        expect(server.send(TestServer.as(server.request("/api/things"), "clerk").header("Accept", "text/csv")), 406, "not-acceptable");
        expect(server.send(TestServer.as(server.request("/api/things"), "clerk").header("Content-Type", "text/xml").POST(BodyPublishers.ofString("<a/>"))),
                415, "unsupported-media-type");
        expect(server.send(TestServer.as(server.request("/api/things"), "clerk").method("OPTIONS", BodyPublishers.noBody())), 404, "not-found");
    }

    @Test
    void wrongJsonIsToldWhere() throws Exception {
        assertThat(malformed("{\"name\":\"a\",\n \"naem\":1}").at("/errors/0/pointer").asText()).isEqualTo("/naem");
        assertThat(malformed("{\"inner\":{\"count\":1,\"x\":2}}").at("/errors/0/pointer").asText()).isEqualTo("/inner/x");
        assertThat(malformed("{\"inner\":{\"count\":\"1\"}}").at("/errors/0/pointer").asText()).isEqualTo("/inner/count");
        assertThat(malformed("{\"at\":\"yesterday\"}").at("/errors/0/pointer").asText()).isEqualTo("/at");
        assertThat(malformed("{\"name\":\n\"a\",}").get("detail").asText()).contains("line 2");
        assertThat(malformed("{\"name\":\"a\",\"name\":\"b\"}").get("detail").asText()).contains("line 1");
        assertThat(malformed("{} {}").get("detail").asText()).contains("JSON");
        malformed("");
        malformed("null");
        expect(server.send(TestServer.as(server.request("/api/things"), "clerk").POST(BodyPublishers.noBody())), 400, "malformed");
    }

    @Test
    void whatIsStillComingIsNotCalledUnknown() throws Exception {
        server.door.routes().announced(segment -> segment.equals("survey") ? Optional.of("survey") : Optional.empty(),
                (path, served) -> path.startsWith("things/late") && served.contains(Things.class.getName()) ? Optional.of("things") : Optional.empty());

        var answer = server.get("/api/survey/appointments", null);
        assertThat(expect(answer, 503, "module-away").get("module").asText()).isEqualTo("survey");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        expect(server.get("/api/none", null), 404, "not-found");

        var part = server.get("/api/things/late/7", "clerk");
        assertThat(expect(part, 503, "module-away").get("module").asText()).as("one resource of a module that is there").isEqualTo("things");
        assertThat(part.headers().firstValue("Retry-After")).isPresent();
        expect(server.get("/api/things/never/7", "clerk"), 404, "not-found");
    }

    @Test
    void aPathLeadsThroughItsTemplate() {
        assertThat(Announced.leadsTo("metering/cases/{case}", "metering/cases/7")).isTrue();
        assertThat(Announced.leadsTo("metering/cases/{case}", "metering/cases/7/choices")).isTrue();
        assertThat(Announced.leadsTo("metering/cases/{case}", "metering/meters/7")).isFalse();
        assertThat(Announced.leadsTo("metering/cases/{case}", "metering/casesx/7")).isFalse();
        assertThat(Announced.leadsTo("metering/cases/{case}", "metering/cases")).isFalse();
    }

    @Test
    void charactersThatCannotBeStoredAreRefusedWhereTheyStand() throws Exception {
        assertThat(invalid("{\"name\":\"a\\u0000b\"}")).isEqualTo("/name");
        assertThat(invalid("{\"name\":\"half \\ud83d\"}")).isEqualTo("/name");
        assertThat(invalid("{\"inner\":{\"\\u0000\":1}}")).isEqualTo("/inner");
        assertThat(expect(server.get("/api/things?day=2026-10-13%00", "clerk"), 422, "invalid").at("/errors/0/pointer").asText()).isEqualTo("?day");

        var emoji = server.post("/api/things", "clerk", "{\"name\":\" \\ud83d\\ude00\\u202e\\ufeff\\u0001 \"}");
        assertThat(JsonMapper.builder().build().readTree(emoji.body()).path("name").asText()).as("everything else comes back as it was sent").isEqualTo(" \ud83d\ude00\u202e\ufeff\u0001 ");
    }

    private String invalid(String body) throws Exception {
        return expect(server.post("/api/things", "clerk", body), 422, "invalid").at("/errors/0/pointer").asText();
    }

    private JsonNode malformed(String body) throws Exception {
        return expect(server.post("/api/things", "clerk", body), 400, "malformed");
    }

    @Test
    void bodiesAreLimitedUnlessTheyAreStreams() throws Exception {
        var large = "{\"name\":\"" + "x".repeat(2000) + "\"}";
        assertThat(expect(server.post("/api/things", "clerk", large), 413, "too-large").get("limit").asInt()).isEqualTo(1000);
        var chunked = BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large.getBytes()));
        expect(server.send(TestServer.as(server.request("/api/things"), "clerk").header("Content-Type", "application/json").POST(chunked)), 413, "too-large");
        assertThat(server.send(TestServer.as(server.request("/api/things/upload"), "clerk").POST(BodyPublishers.ofString(large))).body())
                .isEqualTo("{\"bytes\":" + large.length() + "}");
    }

    @Test
    void writesWithACookieNeedTheTokenAndTheRightOrigin() throws Exception {
        expect(cookiePost("/api/things", null, null), 403, "identity/csrf");
        assertThat(cookiePost("/api/things", "secret", null).statusCode()).isEqualTo(200);
        assertThat(cookiePost("/api/things", "secret", "http://" + server.uri("").getAuthority()).statusCode()).isEqualTo(200);
        expect(cookiePost("/api/things", "secret", "https://evil.example"), 403, "cross-site");
        expect(server.send(server.request("/api/things/open").header("Sec-Fetch-Site", "cross-site").POST(BodyPublishers.noBody())), 403, "cross-site");
        assertThat(cookiePost("/api/things/open", null, null).body()).as("signing in with a stale cookie works, as nobody").isEqualTo("{\"known\":false}");
    }

    private HttpResponse<String> cookiePost(String path, String csrf, String origin) throws Exception {
        var request = server.request(path).header("Cookie", "jieshui=clerk").header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}"));
        if (csrf != null) {
            request.header("X-CSRF-Token", csrf);
        }
        if (origin != null) {
            request.header("Origin", origin);
        }
        return server.send(request);
    }

    @Test
    void aResourceWithAForgottenMethodIsNotPublished() throws Exception {
        assertThat(server.door.routes().add(2, "stray", new Unguarded())).isFalse();
        expect(server.get("/api/stray", "clerk"), 404, "not-found");
    }

    @Test
    void aSegmentBelongsToWhoCameFirst() throws Exception {
        var other = new OtherThings();
        server.door.routes().add(2, "others", other);
        expect(server.get("/api/things/other", "clerk"), 404, "not-found");
        assertThat(server.get("/api/things", "clerk").statusCode()).isEqualTo(200);

        server.door.routes().remove(things, Duration.ofSeconds(1));
        assertThat(server.get("/api/things/other", null).body()).isEqualTo("{\"other\":true}");
    }

    @Test
    void resourcesOfOneModuleShareASegment() throws Exception {
        server.door.with("things", new OtherThings());
        assertThat(server.get("/api/things/other", null).statusCode()).isEqualTo(200);
        assertThat(server.get("/api/things", "clerk").statusCode()).isEqualTo(200);
    }

    @Test
    void theActiveGenerationAnswers() throws Exception {
        server.standby.add(2L);
        server.door.routes().add(2, "things", new OtherThings());
        expect(server.get("/api/things/other", "clerk"), 404, "not-found");

        server.standby.remove(2L);
        server.standby.add(1L);
        assertThat(server.get("/api/things/other", null).statusCode()).isEqualTo(200);
        expect(server.get("/api/things", "clerk"), 404, "not-found");
    }

    @Test
    void requestsInFlightFinishBeforeTheResourceIsLetGo() throws Exception {
        var slow = server.http.sendAsync(server.request("/api/things/slow").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(things.entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(server.door.routes().inFlight(1)).isEqualTo(1);
        assertThat(server.door.routes().inFlight(2)).as("another bundle").isZero();
        var removed = CompletableFuture.runAsync(() -> {
            try {
                server.door.routes().remove(things, Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        org.awaitility.Awaitility.await().untilAsserted(() -> expect(server.get("/api/things/open", null), 503, "module-away"));
        assertThat(removed).isNotDone();

        things.release.countDown();
        assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"released\":true}");
        removed.get(10, TimeUnit.SECONDS);
    }

    private static JsonNode expect(HttpResponse<String> response, int status, String type) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = JsonMapper.builder().build().readTree(response.body());
        assertThat(problem.get("type").asText()).isEqualTo("/problems/" + type);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("instance").asText()).isNotBlank();
        return problem;
    }
}
