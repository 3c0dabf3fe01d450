package org.jieshui.cases.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jieshui.cases.api.Moves.CaseMove;
import org.jieshui.cases.api.Moves.ClockMove;
import org.jieshui.cases.api.Moves.Due;
import org.jieshui.cases.api.Moves.TaskMove;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.WorkingCalendar;

/** What a move makes of one case, in people's words and deadlines, and its digest: pure, given what was read. */
final class MoveView {

    private final WorkingCalendar calendar;
    private final ProcessDefinition from;
    private final ProcessDefinition to;
    private final CaseRow row;
    private final List<TaskInfo> tasks;
    private final List<Interval> pauses;
    private final Instant now;
    private final Moving.Outcome outcome;

    MoveView(WorkingCalendar calendar, ProcessDefinition from, ProcessDefinition to, CaseRow row, List<TaskInfo> tasks, List<Interval> pauses, Instant now, Moving.Outcome outcome) {
        this.calendar = calendar;
        this.from = from;
        this.to = to;
        this.row = row;
        this.tasks = tasks;
        this.pauses = pauses;
        this.now = now;
        this.outcome = outcome;
    }

    List<Text> problems() {
        if (outcome.problems().isEmpty() && pauses.stream().anyMatch(Interval::isOpen)) {
            return List.of(Text.of("正在暂停计时，时限还说不准；恢复计时后再移", "Its clock is paused and no deadline can be told; move it when the clock runs again"));
        }
        return outcome.problems();
    }

    /** @param drafts tasks with a draft. @param documentName what a document type is called */
    CaseMove show(Set<Long> drafts, Function<String, Text> departmentName, Function<String, Text> documentName) {
        var problems = problems();
        var stage = from.stage(row.stage).name();
        if (!problems.isEmpty()) {
            return new CaseMove(row.id, row.number, row.customer, row.district, row.processVersion, stage, null, false, List.of(), List.of(), List.of(), List.of(), problems, null);
        }
        var moves = outcome.steps().stream().map(s -> taskMove(s, drafts, departmentName)).toList();
        return new CaseMove(row.id, row.number, row.customer, row.district, row.processVersion, stage, outcome.stage().name(), back(), moves,
                Moving.joins(outcome).stream().map(ProcessDefinition.Task::name).toList(), clocks(), documents().stream().map(documentName).toList(), problems, digest());
    }

    private boolean back() {
        return to.stages().stream().anyMatch(s -> s.id().equals(row.stage) && s.index() > outcome.stage().index());
    }

    private TaskMove taskMove(Moving.Step s, Set<Long> drafts, Function<String, Text> departmentName) {
        var task = s.task();
        var own = task == null ? s.to() : from.tasks().getOrDefault(task.key(), s.to());
        boolean ends = s.becomes() == Moving.Becomes.ENDED || s.becomes() == Moving.Becomes.LAPSED;
        var notes = new ArrayList<Text>();
        if (ends && drafts.contains(task.id())) {
            notes.add(Text.of("填了一半的内容不再使用", "What was filled in so far is not used"));
        }
        if (!s.waits().isEmpty()) {
            notes.add(Text.of("已在办理，不收回；目标版本本应先办：" + String.join("、", s.waits().stream().map(k -> to.task(k).name().zh()).toList()),
                    "Open already, and stays so; the version moved to wants first: " + String.join(", ", s.waits().stream().map(k -> to.task(k).name().en()).toList())));
        }
        if (!ends && task != null && !s.to().department().equals(task.department())) {
            notes.add(Text.of("改由" + departmentName.apply(s.to().department()).zh() + "办理" + (task.assignee() == null ? "" : "，签收作废"),
                    "Goes to " + departmentName.apply(s.to().department()).en() + (task.assignee() == null ? "" : "; nobody holds it then")));
        }
        boolean running = task != null && s.becomes() != Moving.Becomes.REOPENED;
        return new TaskMove(task == null ? null : task.id(), task == null ? s.to().id() : task.key(), own.name(), s.becomes().id(), ends ? null : s.to().id(), ends ? null : s.to().name(),
                ends ? task.department() : s.to().department(), running ? due(Clocks.task(own, task.opened(), null, row.stages, pauses)) : null, ends ? null : after(s), List.copyOf(notes));
    }

    private Due after(Moving.Step s) {
        return due(Clocks.task(s.to(), s.task() == null ? now : s.task().opened(), null, outcome.stages(), pauses));
    }

    private Due due(Clocks.Clock clock) {
        return clock == null ? null : new Due(clock.limit(), clock.at(calendar, now).at());
    }

    private List<ClockMove> clocks() {
        var was = doneAt(tasks.stream().filter(t -> t.state() == TaskState.DONE).map(t -> Map.entry(t.key(), t.done())).toList());
        var is = doneAt(outcome.carried().stream().filter(c -> c.task().state() == TaskState.DONE).map(c -> Map.entry(c.to().id(), c.task().done())).toList());
        var clocks = new ArrayList<ClockMove>();
        clocks.add(new ClockMove("stage", Text.of("阶段时限", "Stage"), due(Clocks.stage(from.stage(row.stage), row.stages, pauses)), due(Clocks.stage(outcome.stage(), outcome.stages(), pauses))));
        clocks.add(new ClockMove("flow", Text.of("全流程时限", "Whole flow"), due(Clocks.flow(from, row.stages, was::get, pauses)), due(Clocks.flow(to, outcome.stages(), is::get, pauses))));
        if (from.promise() != null || to.promise() != null) {
            clocks.add(new ClockMove("public", Text.of("对外承诺时限", "Public promise"), due(Clocks.promise(from, row.stages, was::get, pauses)), due(Clocks.promise(to, outcome.stages(), is::get, pauses))));
        }
        return clocks;
    }

    private static Map<String, Instant> doneAt(List<Map.Entry<String, Instant>> done) {
        var at = new LinkedHashMap<String, Instant>();
        done.forEach(e -> at.merge(e.getKey(), e.getValue(), (a, b) -> a.isAfter(b) ? a : b));
        return at;
    }

    /** Documents that the case needs in the end and did not need before. */
    private List<String> documents() {
        var before = new Flow(from, row.origin, row.facts, tasks.stream().map(t -> new Flow.Existing(t.key(), t.state())).toList());
        var known = from.documents(before::wants).keySet();
        return to.documents(outcome.flow()::wants).keySet().stream().filter(d -> !known.contains(d)).toList();
    }

    /** Of everything that the move does and that does not hang on its moment: what is done is what was shown, or nothing. */
    String digest() {
        var shown = CaseStore.JSON.createArrayNode().add(row.id).add(row.processVersion).add(to.version()).add(row.stage).add(outcome.stage().id());
        for (var s : outcome.steps()) {
            var clock = s.becomes() == Moving.Becomes.OPENED || s.becomes() == Moving.Becomes.ENDED || s.becomes() == Moving.Becomes.LAPSED ? null
                    : Clocks.task(s.to(), s.task().opened(), null, outcome.stages(), pauses);
            shown.addArray().add(s.task() == null ? 0 : s.task().id()).add(s.becomes().id()).add(s.to() == null ? "" : s.to().id()).add(Objects.toString(clock == null ? null : clock.at(calendar, now).at()));
        }
        outcome.carried().stream().filter(c -> c.task().state() == TaskState.DONE).forEach(c -> shown.addArray().add(c.task().id()).add(c.to().id()));
        return CasesService.digest(shown.toString()).toString();
    }
}
