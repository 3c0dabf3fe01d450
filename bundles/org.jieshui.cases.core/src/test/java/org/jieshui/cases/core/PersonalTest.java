package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class PersonalTest {

    private static final JsonNode SCHEMA = json("""
            {"properties": {"phone": {"type": "string", "x-personal": true}, "place": {"type": "string"},
              "people": {"type": "array", "items": {"type": "object", "properties": {"mobile": {"type": "string", "x-personal": true}}}}}}""");

    @Test
    void whatTheSchemaCallsPersonalIsMaskedWhereverItStands() {
        var form = json("{\"phone\": \"13800002046\", \"place\": \"东门 13800002046\", \"people\": [{\"mobile\": \"13900001111\"}]}");
        assertThat(Personal.masked(SCHEMA, form)).isEqualTo(json("{\"phone\": \"138****2046\", \"place\": \"东门 13800002046\", \"people\": [{\"mobile\": \"139****1111\"}]}"));
        assertThat(form.path("phone").asText()).as("what is kept stays").isEqualTo("13800002046");
    }

    @Test
    void withoutASchemaAPhoneIsStillMasked() {
        assertThat(Personal.masked(null, json("{\"contact\": {\"phone\": \"13800002046\"}}"))).isEqualTo(json("{\"contact\": {\"phone\": \"138****2046\"}}"));
        assertThat(Personal.masked(null, null)).isNull();
    }

    private static JsonNode json(String text) {
        try {
            return CaseStore.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
