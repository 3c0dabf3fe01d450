package org.jieshui.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.design.DesignStore.Signed;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApprovalTaskTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("design", DesignStore.class);

    private static final Instant AT = Instant.parse("2026-10-16T02:00:00Z");

    private DesignStore store;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new DesignStore(DB.database());
    }

    @Test // R181
    void whoDrewItDoesNotApproveIt() {
        var task = FakeTask.of("design.approval", "design").and(drawnBy(11));
        assertThat(unmet(task, drawing(5, 1, true))).containsExactly("design.other-person");
        assertThat(unmet(FakeTask.of("design.approval", "design").and(drawnBy(12)), drawing(5, 1, true))).isEmpty();
    }

    @Test // R181
    void whoUploadedItDoesNotApproveItEither() {
        var uploader = new Actor(12, "liu", "刘", Set.of("design"), Set.of(), Set.of(), false, "zh-CN");
        assertThat(unmet(FakeTask.of("design.approval", "design").by(uploader).and(drawnBy(13)), drawing(5, 1, true))).containsExactly("design.other-person");
    }

    @Test // R181
    void onlyWhatWasSeenIsSigned() {
        var task = FakeTask.of("design.approval", "design").at(AT).and(drawnBy(12));
        assertThatThrownBy(() -> type(drawing(5, 1, false), drawing(6, 2, true)).completed(task, FakeTask.json("{'documents': [5]}"))).hasMessageContaining("drawings-changed");
        assertThat(store.signOffs(7)).isEmpty();
        type(drawing(5, 1, false), drawing(6, 2, true)).completed(task, FakeTask.json("{'documents': [6]}"));
        assertThat(store.signOffs(7)).hasSize(1);
    }

    @Test
    void withoutADrawingThereIsNothingToApprove() {
        assertThat(unmet(FakeTask.of("design.approval", "design"), drawing(5, 1, false))).containsExactly("design.drawings");
    }

    @Test // R181
    void signingNamesTheVersionsThatAreCurrent() {
        var task = FakeTask.of("design.approval", "design").at(AT).and(drawnBy(12));
        type(drawing(5, 1, false), drawing(6, 2, true)).completed(task, FakeTask.json("{'opinion': '同意'}"));
        type(drawing(6, 2, false), drawing(7, 3, true)).completed(task, FakeTask.json("{}"));

        assertThat(store.signOffs(7)).extracting(DesignStore.SignOff::documents).containsExactly(List.of(new Signed(7, 3, "sum7")), List.of(new Signed(6, 2, "sum6")));
        assertThat(store.signOffs(7).get(1)).satisfies(s -> {
            assertThat(s.person()).isEqualTo(11);
            assertThat(s.drawer()).isEqualTo(12);
            assertThat(s.at()).isEqualTo(AT);
            assertThat(s.opinion()).isEqualTo("同意");
        });
    }

    private List<String> unmet(FakeTask task, Document... documents) {
        return type(documents).conditions(task).stream().filter(c -> !c.met()).map(Condition::id).toList();
    }

    private ApprovalTask type(Document... documents) {
        return new ApprovalTask(store, (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[] {Archive.class},
                (proxy, method, args) -> method.getName().equals("documents") ? List.of(documents) : null));
    }

    private static TaskInfo drawnBy(long person) {
        return new TaskInfo(69, 7, "drawing", "design.drawing", "design", "design", 1, false, TaskState.DONE, person, AT, null, AT, person);
    }

    private static Document drawing(long id, int version, boolean current) {
        return new Document(id, 7, "design-drawing", 5, version, current, "design", 69L, "a.pdf", "application/pdf", 10, "sum" + id, 12, AT, null);
    }
}
