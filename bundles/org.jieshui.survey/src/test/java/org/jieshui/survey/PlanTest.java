package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jieshui.cases.api.Condition;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void planStartsFromTheFindings() throws Exception {
        var plan = Plan.prefill(filed(Map.of(
                "design.finding", "{'demand': 45, 'calibre': 100, 'meterCalibre': 80, 'tapPoint': {'x': 1, 'y': 2}}",
                "gis.finding", "{'tapPoint': {'x': 3, 'y': 4, 'pipe': 'P1'}, 'pressure': 0.3}",
                "metering.finding", "{'meterCalibre': 50, 'meterWell': null}",
                "construction.finding", "{'excavation': false}")));
        assertThat(plan).isEqualTo(json("{'ready': true, 'demand': 45, 'tapPoint': {'x': 3, 'y': 4, 'pipe': 'P1'}, 'calibre': 100, 'meterCalibre': 50, 'pressure': 0.3, "
                + "'excavation': false}"));
    }

    @Test
    void planSentBackStartsFromTheLastOneWithoutItsChange() throws Exception {
        var plan = Plan.prefill(filed(Map.of("survey.plan", "{'ready': true, 'calibre': 150, 'change': {'cause': 'other', 'department': 'design'}}",
                "design.finding", "{'calibre': 100, 'length': 30}")));
        assertThat(plan).isEqualTo(json("{'ready': true, 'calibre': 150, 'length': 30}"));
    }

    @Test // A4
    void fourFindingsMustBeFiled() throws Exception {
        var conditions = Plan.conditions(filed(Map.of("survey.attendance", "{}", "gis.finding", "{}")));
        assertThat(conditions).filteredOn(c -> !c.met()).extracting(Condition::id).containsExactly("design.finding", "construction.finding");
    }

    private static Function<String, Optional<JsonNode>> filed(Map<String, String> forms) {
        return type -> Optional.ofNullable(forms.get(type)).map(PlanTest::json);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
