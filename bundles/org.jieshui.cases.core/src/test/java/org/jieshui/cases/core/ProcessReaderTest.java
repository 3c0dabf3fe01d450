package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Set;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;

class ProcessReaderTest {

    private static final Set<String> REASONS = Set.of("contract-review", "fund-preparation", "excavation-approval", "site-not-ready", "acceptance-not-ready", "force-majeure");
    private static final String SHIPPED = CasesFixture.shippedProcess("single-meter");

    @Test
    void readsTheShippedProcess() {
        var read = ProcessReader.read(SHIPPED, REASONS);
        assertThat(read.process().flow().limit().workingDays()).isEqualTo(11);
        assertThat(read.process().before("plan")).extracting(ProcessDefinition.Task::id).contains("transfer", "accept", "survey-network");
        assertThat(read.process().from("drawing")).contains("drawing-approval", "water-on", "visit").doesNotContain("plan");
    }

    @Test // R35
    void refusesStagesThatDoNotAddUp() {
        assertThat(errors(SHIPPED.replaceFirst("\"limit\": \\{\"workingDays\": 6}", "\"limit\": {\"workingDays\": 7}"))).singleElement()
                .satisfies(e -> {
                    assertThat(e.pointer()).isEqualTo("/flow/limit");
                    assertThat(e.detail().zh()).contains("合计 12").startsWith("第 7 行");
                });
    }

    @Test // R28
    void knowsWhatTheFlowTookBefore() {
        assertThat(ProcessReader.read(SHIPPED, REASONS).process().flow().baseline()).isEqualTo(17);
        assertThat(ProcessReader.read(SHIPPED.replace("\"baseline\": 17, ", ""), REASONS).process().flow().baseline()).isNull();
        for (var wrong : List.of("11", "0", "\"17\"", "17.5")) {
            assertThat(errors(SHIPPED.replace("\"baseline\": 17", "\"baseline\": " + wrong))).as(wrong).singleElement().satisfies(e -> assertThat(e.pointer()).isEqualTo("/flow/baseline"));
        }
    }

    @Test // A18: R8
    void refusesToAskTheCustomerForMore() {
        assertThat(errors(SHIPPED.replace("\"documents\": [\"application\"]}", "\"documents\": [\"application\", \"project-drawings\"]}")))
                .extracting(FieldError::pointer).contains("/materials/documents");
    }

    @Test // A2: the promise stands although its stages allow more; publication warns
    void warnsOfAPromiseBelowItsStages() {
        var read = ProcessReader.read(SHIPPED.replace("\"public\": {\"limit\": 3", "\"public\": {\"limit\": 1"), REASONS);
        assertThat(read.warnings()).singleElement().satisfies(w -> assertThat(w.en()).contains("promise is 1"));
    }

    @Test
    void namesEveryErrorAtOnceWithItsLine() {
        var errors = errors(SHIPPED.replace("\"after\": [\"drawing\"]", "\"after\": [\"no-such-task\"]").replace("\"after\": [\"topographic-map\"]", "\"after\": [\"survey-crew\"]")
                .replace("\"model\": \"321\"", "\"model\": \"999\""));
        assertThat(errors).hasSize(3).allSatisfy(e -> assertThat(e.detail().en()).matches("Line \\d+: .*"));
        assertThat(errors).extracting(e -> e.detail().en()).anyMatch(t -> t.contains("no-such-task")).anyMatch(t -> t.contains("survey-crew is optional"));
    }

    @Test
    void refusesCyclesUnknownMembersAndBrokenJson() {
        assertThat(errors(SHIPPED.replace("\"id\": \"accept\", \"type\": \"intake.accept\"", "\"id\": \"accept\", \"colour\": 1, \"type\": \"intake.accept\"")))
                .singleElement().satisfies(e -> assertThat(e.pointer()).endsWith("/colour"));
        assertThat(errors(SHIPPED.replace("\"after\": [\"accept\"]}", "\"after\": [\"plan\"]}"))).anyMatch(e -> e.detail().en().contains("wait for each other"));
        assertThat(errors(SHIPPED.substring(0, 200))).singleElement().satisfies(e -> assertThat(e.detail().zh()).contains("不是有效的 JSON"));
    }

    private static List<FieldError> errors(String json) {
        var e = catchThrowableOfType(ProblemException.class, () -> ProcessReader.read(json, REASONS));
        assertThat(e).as("should have been refused").isNotNull();
        return e.problem().errors();
    }
}
