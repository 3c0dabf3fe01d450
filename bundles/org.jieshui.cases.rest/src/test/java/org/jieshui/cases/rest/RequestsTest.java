package org.jieshui.cases.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Receipt;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.RestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How requests become actions: keys, versions, batches. */
class RequestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Actor clerk = new Actor(1, "clerk", "clerk", Set.of("customer-service"), Set.of("cases.read", "cases.open"), Set.of(), false, "en");
    private final List<String> asked = new ArrayList<>();
    private RestServer server;

    @BeforeEach
    void start() throws Exception {
        var cases = (Cases) Proxy.newProxyInstance(Cases.class.getClassLoader(), new Class<?>[] {Cases.class}, (p, method, a) -> {
            asked.add(method.getName() + Arrays.toString(Arrays.copyOfRange(a, 1, a.length)));
            if (a.length > 1 && Long.valueOf(13).equals(a[1])) {
                throw ProblemException.notFound();
            }
            return new Receipt(7, 70, 3, List.of(), false);
        });
        server = RestServer.of(new CasesResource(cases, null), new TasksResource(cases, null)).knows(clerk);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aBatchDoesWhatItMayAndSaysWhatItMayNot() throws Exception {
        var answer = post("/api/tasks/batch", "{\"action\": \"claim\", \"ids\": [12, 13, 14]}", 200);
        assertThat(asked).containsExactly("claim[12, key/12]", "claim[13, key/13]", "claim[14, key/14]");
        assertThat(answer.path("done").findValuesAsText("id")).containsExactly("12", "14");
        assertThat(answer.path("failed").get(0).path("id").asInt()).isEqualTo(13);
        assertThat(answer.path("failed").get(0).path("problem").path("type").asText()).contains("not-found");
        post("/api/tasks/batch", "{\"action\": \"claim\", \"ids\": []}", 422);
        post("/api/tasks/batch", "{\"action\": \"sing\", \"ids\": [1]}", 200);
    }

    @Test
    void theVersionSeenIsAnETag() throws Exception {
        var request = server.request("/api/cases/7", clerk).header("Content-Type", "application/json").header("If-Match", "\"4\"");
        assertThat(server.send(request.method("PATCH", BodyPublishers.ofString("{\"contact\": \"x\"}"))).statusCode()).isEqualTo(200);
        assertThat(asked.get(0)).startsWith("change[7, 4, CaseChange[");
        var wrong = server.request("/api/cases/7", clerk).header("Content-Type", "application/json").header("If-Match", "latest");
        assertThat(server.send(wrong.method("PATCH", BodyPublishers.ofString("{}"))).statusCode()).isEqualTo(422);
    }

    @Test
    void aPauseIsCorrectedInParts() throws Exception {
        post("/api/cases/7/correct-pause", "{\"pauseId\": 5, \"from\": \"2026-10-13T01:00:00Z\", \"reason\": \"mistyped\"}", 200);
        assertThat(asked).containsExactly("correctPause[7, 5, PauseChange[from=2026-10-13T01:00:00Z, to=null, note=null, evidence=null], mistyped, key]");
    }

    private JsonNode post(String path, String body, int status) throws Exception {
        var answer = server.send(server.request(path, clerk).header("Content-Type", "application/json").header("Idempotency-Key", "key").POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }
}
