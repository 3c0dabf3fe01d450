package org.jieshui.cases.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Limit;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.Problem.FieldError;

/** Reads a process and validates it as a whole: all errors at once, each with its place (pointer and line). */
final class ProcessReader {

    /** @param warnings what is noted, not refused */
    record Result(ProcessDefinition process, List<Text> warnings) {}

    private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*");
    /** How many materials the public promise allows to ask of a customer (R8, R12, R25; A18). */
    private static final Map<String, Integer> MATERIALS = Map.of("321", 1, "322", 2, "three-zeros", 0);

    private final Map<String, Integer> lines;
    private final Set<String> knownReasons;
    private final List<FieldError> errors = new ArrayList<>();
    private final List<Text> warnings = new ArrayList<>();

    private ProcessReader(Map<String, Integer> lines, Set<String> knownReasons) {
        this.lines = lines;
        this.knownReasons = knownReasons;
    }

    /** @throws org.jieshui.platform.api.rest.ProblemException {@code cases/process-invalid} */
    static Result read(String json, Set<String> knownReasons) {
        JsonNode root;
        Map<String, Integer> lines;
        try {
            root = JSON.readTree(json);
            lines = lines(json);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw invalid(List.of(new FieldError("", Text.of("第 " + line + " 行不是有效的 JSON，请检查括号、逗号和引号",
                    "Line " + line + " is not valid JSON; check brackets, commas and quotes"))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var reader = new ProcessReader(lines, knownReasons);
        var process = reader.process(root);
        if (!reader.errors.isEmpty()) {
            throw invalid(reader.errors);
        }
        return new Result(process, List.copyOf(reader.warnings));
    }

    private static RuntimeException invalid(List<FieldError> errors) {
        return Problem.of("cases/process-invalid", 422, "流程定义有 " + errors.size() + " 处错误，未发布", "The process has " + errors.size() + " error(s) and was not published")
                .withErrors(errors).toException();
    }

    private ProcessDefinition process(JsonNode root) {
        if (!root.isObject()) {
            error("", "流程定义应是一个 JSON 对象", "A process is a JSON object");
            return null;
        }
        only(root, "", "id", "version", "name", "model", "policy", "flow", "public", "materials", "pauseReasons", "stages");
        var id = id(root, "", "id", ID);
        int version = root.path("version").asInt(0);
        if (!root.path("version").isInt() || version < 1) {
            error("/version", "版本号应是从 1 起的整数", "The version is a whole number from 1");
        }
        var name = text(root, "", "name");
        var model = root.path("model").asText("");
        if (!MATERIALS.containsKey(model)) {
            error("/model", "模式应是 321、322 或 three-zeros", "The model is 321, 322 or three-zeros");
        }
        if (root.path("policy").path("document").asText("").isBlank()) {
            error("/policy/document", "请写明所依据的文件（R1）", "Name the policy document it comes from (R1)");
        }
        var stages = stages(root.path("stages"));
        var tasks = new LinkedHashMap<String, ProcessDefinition.Task>();
        stages.forEach(s -> s.tasks().forEach(t -> tasks.put(t.id(), t)));
        graph(root, stages, tasks);
        var flow = flow(root.path("flow"), stages, tasks);
        var promise = promise(root.path("public"), stages, tasks);
        var materials = strings(root.path("materials").path("documents"), "/materials/documents");
        int allowed = MATERIALS.getOrDefault(model, Integer.MAX_VALUE);
        if (materials.size() > allowed) {
            error("/materials/documents", model + " 模式最多向客户要 " + allowed + " 项材料，这里有 " + materials.size() + " 项",
                    "The " + model + " model asks the customer for at most " + allowed + " material(s); here are " + materials.size());
        }
        var reasons = strings(root.path("pauseReasons"), "/pauseReasons");
        for (int i = 0; i < reasons.size(); i++) {
            if (!knownReasons.contains(reasons.get(i))) {
                error("/pauseReasons/" + i, "没有这个不可控时间原因：" + reasons.get(i), "There is no such reason for uncontrollable time: " + reasons.get(i));
            }
        }
        return errors.isEmpty() ? new ProcessDefinition(id, version, name, model, flow, promise, materials, reasons, stages, tasks, root) : null;
    }

    private List<ProcessDefinition.Stage> stages(JsonNode list) {
        var stages = new ArrayList<ProcessDefinition.Stage>();
        if (!list.isArray() || list.isEmpty()) {
            error("/stages", "至少要有一个阶段", "At least one stage is needed");
            return stages;
        }
        var stageIds = new HashSet<String>();
        var taskIds = new HashSet<String>();
        for (int i = 0; i < list.size(); i++) {
            var at = "/stages/" + i;
            var node = list.get(i);
            only(node, at, "id", "name", "target", "limit", "when", "startsAfter", "tasks");
            var id = id(node, at, "id", ID);
            if (!stageIds.add(id)) {
                error(at + "/id", "阶段编号重复：" + id, "The stage id occurs twice: " + id);
            }
            var tasks = new ArrayList<ProcessDefinition.Task>();
            var holder = new ProcessDefinition.Stage[1];
            var list2 = node.path("tasks");
            if (!list2.isArray() || list2.isEmpty()) {
                error(at + "/tasks", "阶段里至少要有一个任务", "A stage has at least one task");
            }
            for (int j = 0; j < list2.size(); j++) {
                var task = task(list2.get(j), at + "/tasks/" + j, holder);
                if (!taskIds.add(task.id())) {
                    error(at + "/tasks/" + j + "/id", "任务编号重复：" + task.id(), "The task id occurs twice: " + task.id());
                }
                tasks.add(task);
            }
            var limit = limit(node, at, "limit");
            if (limit == null) {
                error(at + "/limit", "阶段要有时限", "A stage has a limit");
            }
            var startsAfter = node.path("startsAfter").asText(null);
            holder[0] = new ProcessDefinition.Stage(id, i, text(node, at, "name"), limit(node, at, "target"), limit, when(node, at), startsAfter, List.copyOf(tasks));
            stages.add(holder[0]);
        }
        return List.copyOf(stages);
    }

    private ProcessDefinition.Task task(JsonNode node, String at, ProcessDefinition.Stage[] holder) {
        only(node, at, "id", "type", "department", "name", "optional", "when", "limit", "after", "documents", "produces");
        return new ProcessDefinition.Task(id(node, at, "id", ID), id(node, at, "type", TYPE), id(node, at, "department", ID), holder, text(node, at, "name"),
                node.path("optional").asBoolean(false), when(node, at), limit(node, at, "limit"),
                new LinkedHashSet<>(strings(node.path("after"), at + "/after")), strings(node.path("documents"), at + "/documents"), strings(node.path("produces"), at + "/produces"));
    }

    /** Every reference leads somewhere, nothing waits for itself, nothing waits for a task that the case may go on without. */
    private void graph(JsonNode root, List<ProcessDefinition.Stage> stages, Map<String, ProcessDefinition.Task> tasks) {
        for (var stage : stages) {
            var at = "/stages/" + stage.index();
            if (stage.startsAfter() != null && !tasks.containsKey(stage.startsAfter())) {
                error(at + "/startsAfter", "没有这个任务：" + stage.startsAfter(), "There is no such task: " + stage.startsAfter());
            }
            for (int j = 0; j < stage.tasks().size(); j++) {
                var task = stage.tasks().get(j);
                int k = 0;
                for (var before : task.after()) {
                    var place = at + "/tasks/" + j + "/after/" + k++;
                    var other = tasks.get(before);
                    if (other == null) {
                        error(place, "没有这个任务：" + before, "There is no such task: " + before);
                    } else if (other.optional()) {
                        error(place, before + " 是受邀任务，可以不办，不能等它", before + " is optional; nothing may wait for it");
                    } else if (other.stage().index() > stage.index()) {
                        error(place, before + " 在后面的阶段", before + " belongs to a later stage");
                    }
                }
            }
        }
        if (errors.isEmpty()) {
            cycles(stages, tasks);
        }
    }

    private void cycles(List<ProcessDefinition.Stage> stages, Map<String, ProcessDefinition.Task> tasks) {
        var settled = new HashSet<String>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (var task : tasks.values()) {
                if (!settled.contains(task.id()) && settled.containsAll(task.after())) {
                    grew |= settled.add(task.id());
                }
            }
        }
        for (var stage : stages) {
            for (int j = 0; j < stage.tasks().size(); j++) {
                if (!settled.contains(stage.tasks().get(j).id())) {
                    error("/stages/" + stage.index() + "/tasks/" + j + "/after", "任务互相等待，永远轮不到：" + stage.tasks().get(j).id(),
                            "Tasks wait for each other; its turn never comes: " + stage.tasks().get(j).id());
                }
            }
        }
    }

    /** Stage maxima add up to the flow's maximum, and minima too (R35). */
    private ProcessDefinition.Flow flow(JsonNode node, List<ProcessDefinition.Stage> stages, Map<String, ProcessDefinition.Task> tasks) {
        only(node, "/flow", "target", "limit", "baseline", "from", "to");
        var from = stages.stream().filter(s -> s.id().equals(node.path("from").asText())).findFirst().orElse(null);
        var to = tasks.get(node.path("to").asText());
        if (from == null) {
            error("/flow/from", "全流程应从某个阶段起算", "The flow starts with a stage of the process");
        }
        if (to == null) {
            error("/flow/to", "全流程应止于某个任务", "The flow ends with a task of the process");
        }
        int limit = node.path("limit").asInt(0);
        int target = node.path("target").asInt(0);
        if (limit < 1) {
            error("/flow/limit", "全流程时限应是工作日数", "The flow's limit is a number of working days");
        }
        var baseline = node.path("baseline");
        if (!baseline.isMissingNode() && !baseline.isNull() && (!baseline.isInt() || baseline.asInt() <= limit)) {
            error("/flow/baseline", "改进前的全流程时限应是多于现时限的工作日数", "The baseline is a number of working days, more than the flow's limit");
        }
        if (from == null || to == null || limit < 1) {
            return null;
        }
        int sum = 0;
        int least = 0;
        boolean targets = true;
        for (var stage : stages.subList(from.index(), Math.max(from.index(), to.stage().index()) + 1)) {
            sum += stage.limit() == null ? 0 : stage.limit().workingDays();
            targets &= stage.target() != null;
            least += stage.target() == null ? 0 : stage.target().workingDays();
        }
        if (sum != limit) {
            error("/flow/limit", "各阶段时限合计 " + sum + " 个工作日，与全流程时限 " + limit + " 不符", "The stages' limits add up to " + sum + " working days, the flow's is " + limit);
        }
        if (target > 0 && targets && least != target) {
            error("/flow/target", "各阶段目标合计 " + least + " 个工作日，与全流程目标 " + target + " 不符", "The stages' targets add up to " + least + " working days, the flow's is " + target);
        }
        return new ProcessDefinition.Flow(target > 0 ? Limit.workingDays(target) : null, Limit.workingDays(limit), baseline.isInt() ? baseline.asInt() : null, from.id(), to.id());
    }

    private ProcessDefinition.Promise promise(JsonNode node, List<ProcessDefinition.Stage> stages, Map<String, ProcessDefinition.Task> tasks) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        only(node, "/public", "limit", "segments");
        int limit = node.path("limit").asInt(0);
        if (limit < 1) {
            error("/public/limit", "对外承诺应是工作日数", "The promise is a number of working days");
            return null;
        }
        var segments = new ArrayList<ProcessDefinition.Segment>();
        int sum = 0;
        for (int i = 0; i < node.path("segments").size(); i++) {
            var at = "/public/segments/" + i;
            var item = node.path("segments").get(i);
            only(item, at, "name", "stage", "after", "until");
            var stage = item.path("stage").asText(null);
            var after = item.path("after").asText(null);
            var until = item.path("until").asText(null);
            var known = stages.stream().filter(s -> s.id().equals(stage)).findFirst();
            if (stage != null ? known.isEmpty() : !tasks.containsKey(after == null ? "" : after) || !tasks.containsKey(until == null ? "" : until)) {
                error(at, "对外环节应是一个阶段，或从一个任务办结到另一个任务办结", "A public link is a stage, or the time from one task done until another is");
            }
            sum += known.map(s -> s.limit() == null ? 0 : s.limit().workingDays()).orElse(0);
            segments.add(new ProcessDefinition.Segment(text(item, at, "name"), stage, after, until));
        }
        if (sum > limit) {
            warnings.add(Text.of("对外承诺 " + limit + " 个工作日，而公开环节的阶段时限合计 " + sum + " 个工作日",
                    "The promise is " + limit + " working days, the limits of the public stages add up to " + sum));
        }
        return new ProcessDefinition.Promise(Limit.workingDays(limit), List.copyOf(segments));
    }

    private Limit limit(JsonNode node, String at, String member) {
        var value = node.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.path("sameDay").asBoolean(false) && value.size() == 1) {
            return Limit.ofSameDay();
        }
        int days = value.path("workingDays").asInt(0);
        if (value.size() == 1 && value.path("workingDays").isInt() && days >= 1 && days <= Limit.MAX_WORKING_DAYS) {
            return Limit.workingDays(days);
        }
        error(at + "/" + member, "时限写作 {\"workingDays\": 2} 或 {\"sameDay\": true}", "A limit is {\"workingDays\": 2} or {\"sameDay\": true}");
        return null;
    }

    private Map<String, JsonNode> when(JsonNode node, String at) {
        var value = node.path("when");
        if (value.isMissingNode() || value.isNull()) {
            return Map.of();
        }
        var when = new LinkedHashMap<String, JsonNode>();
        if (!value.isObject() || value.isEmpty()) {
            error(at + "/when", "条件写作 {\"事实\": 值}", "A condition is {\"fact\": value}");
            return Map.of();
        }
        value.fields().forEachRemaining(f -> {
            if (!f.getValue().isValueNode()) {
                error(at + "/when/" + f.getKey(), "条件的值应是文字、数字或真假", "The value of a condition is a text, a number or a boolean");
            }
            when.put(f.getKey(), f.getValue());
        });
        return Map.copyOf(when);
    }

    private String id(JsonNode node, String at, String member, Pattern pattern) {
        var value = node.path(member).asText("");
        if (!pattern.matcher(value).matches()) {
            error(at + "/" + member, "编号应为小写字母、数字和连字符" + (pattern == TYPE ? "，写作 模块.任务" : ""),
                    "An id has small letters, digits and hyphens" + (pattern == TYPE ? ", as module.task" : ""));
        }
        return value;
    }

    private Text text(JsonNode node, String at, String member) {
        var zh = node.path(member).path("zh-CN").asText("");
        var en = node.path(member).path("en").asText("");
        if (zh.isBlank() || en.isBlank()) {
            error(at + "/" + member, "名称要有 zh-CN 和 en", "A name needs zh-CN and en");
            return Text.of("?", "?");
        }
        return Text.of(zh, en);
    }

    private List<String> strings(JsonNode node, String at) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        var values = new ArrayList<String>();
        if (!node.isArray()) {
            error(at, "应是一个列表", "A list is needed");
            return values;
        }
        for (int i = 0; i < node.size(); i++) {
            if (!node.get(i).isTextual() || values.contains(node.get(i).asText())) {
                error(at + "/" + i, "应是不重复的文字", "Texts without repetition are needed");
            }
            values.add(node.get(i).asText());
        }
        return List.copyOf(values);
    }

    private void only(JsonNode node, String at, String... members) {
        if (!node.isObject()) {
            error(at, "应是一个对象", "An object is needed");
            return;
        }
        var known = Set.of(members);
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                error(at + "/" + name, "不认识的项：" + name, "Unknown member: " + name);
            }
        });
    }

    private void error(String pointer, String zh, String en) {
        var place = pointer;
        while (!lines.containsKey(place) && !place.isEmpty()) {
            place = place.substring(0, place.lastIndexOf('/'));
        }
        int line = lines.getOrDefault(place, 1);
        errors.add(new FieldError(pointer, Text.of("第 " + line + " 行：" + zh, "Line " + line + ": " + en)));
    }

    private static Map<String, Integer> lines(String json) throws IOException {
        var lines = new HashMap<String, Integer>();
        try (var parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                    lines.putIfAbsent(parser.getParsingContext().pathAsPointer().toString(), parser.currentTokenLocation().getLineNr());
                }
            }
        }
        return lines;
    }
}
