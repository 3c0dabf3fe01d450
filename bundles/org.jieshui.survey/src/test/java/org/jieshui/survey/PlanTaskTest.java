package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlanTaskTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("survey", SurveyStore.class);

    private final FakeTask task = FakeTask.of("survey.plan", "customer-service");
    private SurveyStore store;
    private PlanTask type;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new SurveyStore(DB.database());
        type = new PlanTask(store);
    }

    @Test // R44
    void aSiteThatIsNotReadyGoesOnFileInstead() {
        assertThatThrownBy(() -> type.completed(task, FakeTask.json("{'ready': false}"))).hasMessageContaining("survey/not-ready");
        assertThat(store.plans(7)).isEmpty();
    }

    @Test // R172
    void aSecondPlanNamesItsCause() {
        type.completed(task, FakeTask.json("{'ready': true, 'calibre': 100, 'excavation': true}"));
        assertThat(task.journal).isEmpty();
        assertThat(task.changes).singleElement().satisfies(c -> assertThat(c.facts()).containsEntry("excavation", true));

        assertThatThrownBy(() -> type.completed(task, FakeTask.json("{'ready': true, 'calibre': 150}"))).hasMessageContaining("invalid");
        type.completed(task, FakeTask.json("{'ready': true, 'calibre': 150, 'change': {'cause': 'finding-wrong', 'department': 'design'}}"));

        assertThat(store.plans(7)).extracting(SurveyStore.PlanVersion::department).containsExactly("design", null);
        assertThat(task.journal).containsExactly(new FakeTask.Journaled("survey.plan-changed", FakeTask.json("{'version': 2, 'cause': 'finding-wrong', 'department': 'design'}")));
    }
}
