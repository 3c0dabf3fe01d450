package org.jieshui.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.RestServer;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A list over HTTP, as the page sends it. */
class ListResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("pricing", ListStore.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Actor auditor = new Actor(11, "yu", "于", Set.of("audit"), Set.of("pricing.read", "pricing.draft", "pricing.publish"), Set.of(), false, "zh-CN");

    @Test
    void whatIsReadCanBeSentBack() throws Exception {
        var store = new ListStore(DB.database());
        var lists = new Lists(DB.database(), store, new FeeStore(DB.database()), DrivenClock.at("2026-10-13T10:32"));
        var directory = (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (p, method, a) -> method.getName().equals("people") ? Map.of() : null);
        var list = lists.create("清单", null, null, 12);
        lists.items(list.id(), 1, SampleLists.items(SampleLists.sample().get(0)), null, 12);
        try (var server = RestServer.of(new ListResource(lists, store, directory)).knows(auditor)) {
            var read = JSON.readTree(server.get("/api/pricing/lists/" + list.id(), auditor).body());
            assertThat(read.at("/items/0/price").isTextual()).isTrue();
            assertThat(send(server, list.id(), 1, read.path("items")).statusCode()).as("somebody else's revision").isEqualTo(409);
            var sent = send(server, list.id(), 2, read.path("items"));
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
            assertThat(JSON.readTree(sent.body()).path("items")).isEqualTo(read.path("items"));
            assertThat(JSON.readTree(sent.body()).path("mayPublish").asBoolean()).isFalse();

            ((ObjectNode) read.at("/items/0")).put("price", "12.345");
            assertThat(send(server, list.id(), 3, read.path("items")).body()).contains("/items/0/price");
            ((ObjectNode) read.at("/items/0")).put("price", "viel");
            assertThat(send(server, list.id(), 3, read.path("items")).statusCode()).isEqualTo(400);
            ((ObjectNode) read.at("/items/0")).put("price", new java.math.BigDecimal("1e999999"));
            assertThat(send(server, list.id(), 3, read.path("items")).statusCode()).isEqualTo(400);
        }
    }

    private HttpResponse<String> send(RestServer server, long list, int revision, JsonNode items) throws Exception {
        var body = JSON.createObjectNode().<ObjectNode>set("items", items).toString();
        return server.send(server.request("/api/pricing/lists/" + list + "/items", auditor).header("If-Match", "\"" + revision + "\"").header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
