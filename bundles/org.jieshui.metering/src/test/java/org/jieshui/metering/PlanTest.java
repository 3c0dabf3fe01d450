package org.jieshui.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Map<String, JsonNode> FORMS = Map.of("metering.finding", FakeTask.json("{\"meterCalibre\": 50, \"meterKind\": \"mechanical\"}"), "design.drawing", FakeTask.json("{\"meterCalibre\": 80}"));

    @Test
    void whatTheCustomerPaysForIsTheKindThatHeGets() {
        assertThat(plan("{}")).extracting(Plan::calibre, Plan::kind).containsExactly(80, "mechanical");
        assertThat(plan("{\"feeChoice\": \"智能远传水表\"}").kind()).isEqualTo("remote");
        assertThat(plan("{\"feeChoice\": \"机械水表\"}").kind()).isEqualTo("mechanical");
        assertThat(plan("{\"feeChoice\": \"夜间施工\"}").kind()).as("a choice that is not about the meter").isEqualTo("mechanical");
        assertThat(Plan.of(type -> Optional.empty(), null).kind()).isNull();
    }

    private static Plan plan(String facts) {
        return Plan.of(type -> Optional.ofNullable(FORMS.get(type)), FakeTask.json(facts));
    }
}
