package org.jieshui.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.Actor;

/** A task at hand for tests of task types: says what it was told, remembers what was done to it. The case is number JS2026-1013-01 with id 7, the task has id 70. */
public final class FakeTask implements TaskContext {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A journal entry that a task type added. */
    public record Journaled(String kind, JsonNode data) {}

    public final List<Journaled> journal = new ArrayList<>();
    public final List<CaseChange> changes = new ArrayList<>();
    private final String type;
    private final String department;
    private final Map<String, JsonNode> forms = new HashMap<>();
    private JsonNode earlier;
    private final List<TaskInfo> others = new ArrayList<>();
    private Instant now = Instant.parse("2026-10-13T02:32:00Z");
    private Actor actor;
    private Long steward;
    private String origin = "application";

    private FakeTask(String type, String department) {
        this.type = type;
        this.department = department;
        this.actor = new Actor(11, "zhang", "张三", Set.of(department), Set.of("tasks.work", "cases.read"), Set.of(), false, "zh-CN");
    }

    public static FakeTask of(String type, String department) {
        return new FakeTask(type, department);
    }

    /** What another task was completed with. @param json with single quotes, for reading */
    public FakeTask filed(String taskType, String json) {
        forms.put(taskType, json(json));
        return this;
    }

    /** What this task was completed with before it was sent back. @param json with single quotes, for reading */
    public FakeTask filedBefore(String json) {
        earlier = json(json);
        return this;
    }

    public FakeTask at(Instant instant) {
        now = instant;
        return this;
    }

    public FakeTask by(Actor who) {
        actor = who;
        return this;
    }

    /** Another task of the case. */
    public FakeTask and(TaskInfo task) {
        others.add(task);
        return this;
    }

    public FakeTask steward(long personId) {
        steward = personId;
        return this;
    }

    public FakeTask origin(String value) {
        origin = value;
        return this;
    }

    /** JSON with single quotes, for reading. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public CaseInfo kase() {
        return new CaseInfo(7, "JS2026-1013-01", "single-meter", 1, CaseState.OPEN, 3, "plan", now, null, "济南某某食品有限公司", "王工", "0531-5555 0101", "经十路 123 号", "lixia", steward, origin,
                JsonNodeFactory.instance.objectNode());
    }

    @Override
    public TaskInfo task() {
        return new TaskInfo(70, 7, type.substring(type.indexOf('.') + 1), type, "plan", department, 1, false, TaskState.OPEN, actor.id(), now, null, null, null);
    }

    @Override
    public Actor actor() {
        return actor;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Optional<JsonNode> form(String taskType) {
        return Optional.ofNullable(forms.get(taskType));
    }

    @Override
    public Optional<JsonNode> earlier() {
        return Optional.ofNullable(earlier);
    }

    @Override
    public List<TaskInfo> tasks() {
        return Stream.concat(others.stream(), Stream.of(task())).toList();
    }

    @Override
    public void journal(String kind, Object data) {
        journal.add(new Journaled(kind, JSON.valueToTree(data)));
    }

    @Override
    public void update(CaseChange change) {
        changes.add(change);
    }
}
