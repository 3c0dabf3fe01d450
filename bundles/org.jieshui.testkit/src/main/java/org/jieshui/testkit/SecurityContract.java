package org.jieshui.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.rest.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint of a bundle is closed unless opened (architecture rule 8). A bundle inherits it; the resources may have null collaborators,
 * for no request gets as far:
 *
 * <pre>{@code
 * class SurveySecurityTest extends SecurityContract {
 *     SurveySecurityTest() {
 *         super(new SurveyResource(null, null));
 *     }
 * }
 * }</pre>
 */
public abstract class SecurityContract {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Actor nobody = new Actor(9, "nobody-in-particular", "x", Set.of(), Set.of(), Set.of(), false, "en");
    private final Object[] resources;
    private RestServer server;

    /** @param resources every resource of the bundle */
    protected SecurityContract(Object... resources) {
        this.resources = resources;
    }

    /** Endpoints that are meant to be open to anyone, as {@code GET /api/session}. */
    protected Set<String> open() {
        return Set.of();
    }

    @BeforeEach
    void start() throws Exception {
        server = RestServer.of(resources).knows(nobody);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void onlyWhatIsMeantToBeIsOpen() {
        assertThat(server.endpoints()).isNotEmpty();
        assertThat(server.endpoints().stream().filter(Endpoint::isOpen).map(Endpoint::toString).collect(Collectors.toSet())).isEqualTo(open());
    }

    @Test
    void nobodyGetsInWithoutSigningIn() throws Exception {
        for (Endpoint endpoint : server.endpoints()) {
            if (!endpoint.isOpen()) {
                expect(call(endpoint, null), 401, "/problems/unauthenticated", endpoint);
            }
        }
    }

    @Test
    void nobodyGetsInWithoutThePermission() throws Exception {
        for (Endpoint endpoint : server.endpoints()) {
            if (endpoint.permission() != null) {
                JsonNode problem = expect(call(endpoint, nobody), 403, "/problems/forbidden", endpoint);
                assertThat(problem.path("permission").asText()).as(endpoint.toString()).isEqualTo(endpoint.permission());
            }
        }
    }

    /** A permission that no module.json declares can be given to nobody. */
    @Test
    void ownPermissionsAreDeclared() throws Exception {
        String name = resources[0].getClass().getPackageName();
        String prefix = name.substring(name.lastIndexOf('.') + 1) + ".";
        Set<String> declared = new TreeSet<>();
        try (InputStream in = resources[0].getClass().getClassLoader().getResourceAsStream("module.json")) {
            if (in != null) {
                JSON.readTree(in).path("permissions").forEach(p -> declared.add(p.path("id").asText()));
            }
        }
        Set<String> used = server.endpoints().stream().map(Endpoint::permission).filter(p -> p != null && p.startsWith(prefix)).collect(Collectors.toSet());
        assertThat(declared).containsAll(used);
    }

    private HttpResponse<String> call(Endpoint endpoint, Actor actor) throws Exception {
        HttpRequest.Builder request = server.request("/api/" + endpoint.path().replaceAll("\\{[^}]*}", "1"), actor);
        var consumed = endpoint.model().getConsumedTypes();
        boolean bare = endpoint.method().equals("GET") || endpoint.method().equals("HEAD") || endpoint.method().equals("DELETE");
        if (!bare) {
            var type = consumed.isEmpty() || consumed.get(0).isWildcardType() ? "application/json" : consumed.get(0).getType() + "/" + consumed.get(0).getSubtype();
            request.header("Content-Type", type.contains("*") ? "application/octet-stream" : type);
        }
        return server.send(request.method(endpoint.method(), bare ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString("{}")));
    }

    private static JsonNode expect(HttpResponse<String> response, int status, String type, Endpoint endpoint) throws Exception {
        assertThat(response.statusCode()).as(endpoint + " answered " + response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).as(endpoint.toString()).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("type").asText()).as(endpoint.toString()).isEqualTo(type);
        return problem;
    }
}
