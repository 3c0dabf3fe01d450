package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jieshui.cases.api.Condition;
import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Instant FIRST = Instant.parse("2026-10-14T02:00:00Z");

    @Test
    void planStartsFromTheFindings() {
        var plan = Plan.prefill(null, filedAt(FIRST, Map.of(
                "design.finding", "{'demand': 45, 'calibre': 100, 'meterCalibre': 80, 'tapPoint': {'x': 1, 'y': 2}}",
                "gis.finding", "{'tapPoint': {'x': 3, 'y': 4, 'pipe': 'P1'}, 'pressure': 0.3}",
                "metering.finding", "{'meterCalibre': 50, 'meterWell': null}",
                "construction.finding", "{'excavation': false}")));
        assertThat(plan).isEqualTo(FakeTask.json("{'ready': true, 'demand': 45, 'tapPoint': {'x': 3, 'y': 4, 'pipe': 'P1'}, 'calibre': 100, 'meterCalibre': 50, 'pressure': 0.3, "
                + "'excavation': false}"));
    }

    @Test
    void theMapKnowsBestWhereToTap() {
        var plan = FakeTask.json("{'tapPoint': {'x': 1, 'y': 2, 'pipe': 'P1'}, 'length': 30}");
        Plan.tap((com.fasterxml.jackson.databind.node.ObjectNode) plan, 5, 6, null, 44.5);
        assertThat(plan).isEqualTo(FakeTask.json("{'tapPoint': {'x': 5.0, 'y': 6.0}, 'length': 30}"));
    }

    @Test // R172
    void planSentBackStartsFromTheLastOneWithoutItsChange() {
        var last = new Plan.Filed(FakeTask.json("{'ready': true, 'calibre': 150, 'agreed': true, 'change': {'cause': 'other', 'department': 'design'}}"), FIRST.plusSeconds(60));
        assertThat(Plan.prefill(last, filedAt(FIRST, Map.of("design.finding", "{'calibre': 100, 'length': 30}"))))
                .isEqualTo(FakeTask.json("{'ready': true, 'calibre': 150, 'length': 30}"));
    }

    @Test // R172
    void whatADepartmentFiledAnewOverridesTheLastPlan() {
        var last = new Plan.Filed(FakeTask.json("{'ready': true, 'calibre': 150, 'meterCalibre': 50}"), FIRST);
        assertThat(Plan.prefill(last, filedAt(FIRST.plusSeconds(60), Map.of("design.finding", "{'calibre': 100, 'meterCalibre': 80}"))))
                .isEqualTo(FakeTask.json("{'ready': true, 'calibre': 100, 'meterCalibre': 80}"));
    }

    @Test // A4
    void fourFindingsMustBeFiled() {
        var conditions = Plan.conditions(filed(Map.of("survey.attendance", "{}", "gis.finding", "{}")));
        assertThat(conditions).filteredOn(c -> !c.met()).extracting(Condition::id).containsExactly("design.finding", "construction.finding");
    }

    private static Function<String, Optional<Plan.Filed>> filedAt(Instant at, Map<String, String> forms) {
        return type -> filed(forms).apply(type).map(form -> new Plan.Filed(form, at));
    }

    private static Function<String, Optional<JsonNode>> filed(Map<String, String> forms) {
        return type -> Optional.ofNullable(forms.get(type)).map(FakeTask::json);
    }
}
