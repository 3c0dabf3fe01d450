package org.jieshui.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The single-meter process with one task more, run by the core that ships. */
class SampleTaskTest {

    @RegisterExtension
    final TestDatabase database = TestDatabase.schema("cases", CasesService.class);

    private CasesFixture core;
    private Actor laboratory;
    private long caseId;

    @BeforeEach
    void aCaseOfTheProcessWithTheTask() throws IOException {
        core = new CasesFixture(database.database(), DrivenClock.at("2026-10-14T09:00"));
        laboratory = core.person(1, "water-quality");
        var service = core.person(2, "customer-service", "cases.open");
        core.run("example", SampleTask.class, Map.of("example.sample", new SampleTask()));
        var stage = "{\"id\": \"accept\",";
        core.processes().publish(Actor.system("test"), CasesFixture.shippedProcess("single-meter").replace(stage, text("/task.json") + stage));
        caseId = core.cases().open(service, new NewCase("single-meter", "application", "某某小区", null, null, "旅游路 1 号", "lixia", null), null).caseId();
    }

    @AfterEach
    void end() {
        core.close();
    }

    @Test
    void theDepartmentCompletesItsTask() throws IOException {
        var task = core.open(laboratory, caseId, "sample");

        core.cases().complete(laboratory, task.id(), filledIn(), "key-1");

        assertThat(core.cases().tasks(laboratory, caseId)).filteredOn(t -> t.key().equals("sample")).singleElement().satisfies(t -> assertThat(t.state()).isEqualTo(TaskState.DONE));
    }

    @Test
    void whatDoesNotFitTheFormIsRefused() throws IOException {
        var task = core.open(laboratory, caseId, "sample");
        var form = ((ObjectNode) filledIn()).put("chlorine", 40);

        assertThatThrownBy(() -> core.cases().complete(laboratory, task.id(), form, "key-1")).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().errors()).singleElement().satisfies(error -> assertThat(error.pointer()).isEqualTo("/chlorine")));
    }

    @Test
    void withoutTheModuleTheTaskWaitsAndTheCaseStays() throws IOException {
        var task = core.open(laboratory, caseId, "sample");
        core.stop("example");

        assertThatThrownBy(() -> core.cases().complete(laboratory, task.id(), filledIn(), "key-1")).isInstanceOf(ProblemException.class);
        assertThat(core.openKeys(laboratory, caseId)).contains("sample");
    }

    private static JsonNode filledIn() throws IOException {
        return new ObjectMapper().readTree(text("/forms/example.sample.json"));
    }

    private static String text(String resource) throws IOException {
        try (var in = SampleTaskTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
