package org.jieshui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void tellsWhatRuns() throws Exception {
        try (var server = new TestServer(Map.of())) {
            server.door.with("rest", new OpenApiResource(server.door.routes()));
            var things = new DoorTest.Things();
            server.door.routes().add(2, "things", things);

            var document = document(server);
            assertThat(document.at("/openapi").asText()).isEqualTo("3.1.0");
            var get = document.at("/paths/~1things/get");
            assertThat(get.at("/x-permission").asText()).isEqualTo("things.read");
            assertThat(get.at("/parameters/0/schema/format").asText()).isEqualTo("date");
            assertThat(get.at("/responses/200/content/application~1json/schema/$ref").asText()).isEqualTo("#/components/schemas/things.Thing");
            assertThat(get.at("/responses/403/$ref").asText()).isEqualTo("#/components/responses/Problem");
            assertThat(document.at("/components/schemas/things.Thing/properties/at/format").asText()).isEqualTo("date-time");
            assertThat(document.at("/components/schemas/things.Thing/properties/inner/$ref").asText()).isEqualTo("#/components/schemas/things.Inner");
            assertThat(document.at("/paths/~1things/post/requestBody/content/application~1json/schema/$ref").asText()).endsWith("things.Thing");
            assertThat(document.at("/paths/~1things~1{id}/get/parameters/0/in").asText()).isEqualTo("path");
            assertThat(document.at("/paths/~1things~1{id}/get/deprecated").asBoolean()).isTrue();
            assertThat(get.has("deprecated")).isFalse();
            assertThat(document.at("/paths/~1things~1open/get/security")).isEmpty();
            assertThat(document.at("/paths/~1openapi.json/get/summary").asText()).isNotEmpty();

            server.door.routes().remove(things, Duration.ofSeconds(1));
            assertThat(document(server).at("/paths").toString()).doesNotContain("/things");
            assertThat(server.get("/api/openapi.json", null).statusCode()).isEqualTo(401);
        }
    }

    record Row(long id, String name) {}

    record Whole(@JsonUnwrapped Row row, String note) {}

    @Test
    void describesWhatIsUnwrappedAsItIsSent() {
        var json = Json.mapper();
        var components = json.createObjectNode();

        new Schemas(json, components).of(Whole.class, "things");

        var whole = components.path("things.Whole");
        var sent = json.valueToTree(new Whole(new Row(7, "seven"), "-"));
        assertThat(whole.path("properties").properties().stream().map(Map.Entry::getKey)).containsExactlyInAnyOrderElementsOf(sent.properties().stream().map(Map.Entry::getKey).toList());
        assertThat(whole.at("/properties/id/format").asText()).isEqualTo("int64");
        assertThat(whole.path("required").toString()).isEqualTo("[\"id\"]");
    }

    record Sum(@JsonFormat(shape = Shape.STRING) BigDecimal yuan, BigDecimal metres) {}

    @Test
    void describesASumAsTheTextThatIsSent() {
        var json = Json.mapper();
        var components = json.createObjectNode();

        new Schemas(json, components).of(Sum.class, "things");

        assertThat(json.valueToTree(new Sum(new BigDecimal("3174.30"), BigDecimal.TEN)).path("yuan").isTextual()).isTrue();
        assertThat(components.at("/things.Sum/properties/yuan/type").asText()).isEqualTo("string");
        assertThat(components.at("/things.Sum/properties/metres/type").asText()).isEqualTo("number");
    }

    private static JsonNode document(TestServer server) throws Exception {
        var response = server.get("/api/openapi.json", "clerk");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(response.body());
    }
}
