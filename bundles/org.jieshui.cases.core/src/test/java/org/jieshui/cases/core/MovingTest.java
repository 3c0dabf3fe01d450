package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.testkit.DrivenClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a case under another version of its process: pure rules. */
class MovingTest {

    /**
     * from | to | what happened before, in order (a task is done; "-a" it is sent back from, "gas" a fact) | what the plan names | what becomes of what is open | joins | stage then.
     * A name is "old:new" or "old:" (it ends).
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # nothing differs but a limit
            s 2: a, b<a                      | s 5: a, b<a                     | a       |              | b=kept                       |      | s
            # parallel branches, one done, two open; the join does not fire
            s 2: a, b<a, c<a, d<a, e<b+c+d   | s 3: a, b<a, c<a, d<a, e<b+c+d  | a b     |              | c=kept d=kept                |      | s
            # the version drops the only branch that is open: it ends by the plan, and the join fires
            s 2: a, b<a, c<a, d<b+c          | s 2: a, b<a, d<b                | a b     | c:           | c=ended d=opened             |      | s
            s 2: a, b<a, c<a, e<a, d<b+c+e   | s 2: a, b<a, e<a, d<b+e         | a b e   | c:           | c=ended d=opened             | d    | s
            # a branch is added where the case stands
            s 2: a, b<a, d<b                 | s 2: a, b<a, c<a, d<b+c         | a       |              | b=kept c=opened              |      | s
            # a task is added before where the case stands: it is opened, what is open goes on
            s 2: a, b<a, c<b                 | s 2: a, x<a, b<x, c<b           | a       |              | b=kept x=opened              |      | s
            s 2: a; t 3: b<a; u 1: c<b       | s 2: a, x<a; t 3: b<x; u 1: c<b | a       |              | b=kept x=opened              |      | s
            # and after it: nothing happens yet
            s 2: a, b<a, c<b                 | s 2: a, b<a, x<b, c<x           | a       |              | b=kept                       |      | s
            # a task added before work that is done already
            s 2: a, b<a, c<b                 | s 2: a, x<a, b<x, c<b           | a b     |              | c=kept x=opened              |      | s
            # a task is renamed, open or done
            s 2: a, b<a, c<b                 | s 2: a, n=t.b<a, c<n            | a       | b:n          | b=renamed:n                  |      | s
            s 2: a, b<a, c<b                 | s 2: a, n=t.b<a, c<n            | a b     | b:n          | c=kept                       |      | s
            # two tasks change names with each other
            s 2: a=t.x, b=t.x, c<a+b         | s 2: b=t.x, a=t.x, c<a+b        | a       | a:b b:a      | b=renamed:a                  |      | s
            # a condition that holds, and one that does not
            s 2: a, b<a                      | s 2: a, b[gas]<a, c<b           | a gas   |              | b=kept                       |      | s
            s 2: a, b<a                      | s 2: a, b[gas]<a, c<b           | a       |              | b=lapsed c=opened            |      | s
            # an invited task of a stage that is complete under the version moved to
            s 2: a, b?<a, c<a; t 1: d<c      | s 2: a, b?<a; t 1: d<a, c<a     | a       |              | b=lapsed c=kept d=opened     |      | t
            # an invited task that is asked for now
            s 2: a, b?<a, c<a; t 1: d<c      | s 2: a, b<a, c<a; t 1: d<b+c    | a c     |              | d=kept b=opened              |      | s
            # a task moves to another stage
            s 2: a, b<a; t 3: c<b            | s 2: a; t 3: b<a, c<b           | a       |              | b=kept                       |      | t
            # loops: what was sent back is open again, and its earlier round stays
            s 2: a, b<a, c<b                 | s 4: a, b<a, c<b                | a b -a  |              | a=kept                       |      | s
            s 2: a, b<a, c<b                 | s 4: n=t.a, b<n, c<b            | a b -a  | a:n          | a=renamed:n                  |      | s
            s 2: a, b<a, c<b                 | s 4: a, b<a, c<b                | a b -a a | | b=kept                      |      | s
            # the last work is dropped: nothing is left to do
            s 2: a, b<a                      | s 2: a                          | a       | b:           | b=ended                      |      | s
            # another type under the same id: the open one ends, the other one is opened
            s 2: a, b<a                      | s 2: a, b=t.other<a             | a       | b:           | b=ended b=opened             |      | s
            # what is done is needed no more
            s 2: a, b<a, c<b                 | s 2: a, c<a                     | a b     | b:           | c=kept                       |      | s
            """)
    void whatBecomesOfOpenTasks(String from, String to, String past, String named, String expected, String joins, String stage) {
        var life = new Life(Drawn.process(1, from)).live(past);
        var outcome = life.moving(Drawn.process(2, to), named(named)).outcome();

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.steps().stream().map(MovingTest::said)).containsExactlyInAnyOrder(expected.split(" "));
        assertThat(Moving.joins(outcome).stream().map(ProcessDefinition.Task::id)).containsExactlyElementsOf(joins == null ? List.of() : List.of(joins.split(" ")));
        assertThat(outcome.stage().id()).isEqualTo(stage);
        assertThat(outcome.flow().ready()).as("nothing is left to open").isEmpty();
        assertThat(outcome.flow().lapsing()).as("nothing is left to end").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s 2: a, b<a            | s 2: a                     | a     |     | “b” is open and the version moved to does not have it
            s 2: a, b<a, c<b       | s 2: a, c<a                | a b   |     | “b” is done and the version moved to does not have it: its outcome leads nowhere
            s 2: a, b<a            | s 2: a, b=t.other<a        | a     |     | “b” is open and the version moved to does not have it
            s 2: a, b<a, c<b       | s 2: a, b=t.other<a, c<b   | a b   | b:  | “b” is done, and the task of that id in the version moved to is of another type
            s 2: a=t.x, b=t.x<a    | s 2: b=t.x                 | a     | a:b | “a” and “b” would become one task, “b”
            """)
    void whyACaseCannotMove(String from, String to, String past, String named, String why) {
        var outcome = new Life(Drawn.process(1, from)).live(past).moving(Drawn.process(2, to), named(named)).outcome();

        assertThat(outcome.problems()).singleElement().satisfies(p -> assertThat(p.en()).startsWith(why));
        assertThat(outcome.steps()).isEmpty();
    }

    @Test
    void aCaseThatDoesNotRunDoesNotMove() {
        for (var state : List.of(CaseState.NOT_READY, CaseState.WITHDRAWN, CaseState.CLOSED)) {
            var life = new Life(Drawn.process(1, "s 2: a")).live(null);
            life.row.state = state;
            assertThat(life.moving(Drawn.process(2, "s 3: a"), Map.of()).outcome().problems()).as(state.id()).hasSize(1);
        }
        var there = new Life(Drawn.process(2, "s 2: a")).live(null);
        assertThat(there.moving(Drawn.process(2, "s 2: a"), Map.of()).outcome().problems()).extracting(Text::en).containsExactly("The case runs under version 2 already");
    }

    @Test
    void aPlanThatFitsNoCaseIsRefusedWithItsTask() {
        var versions = List.of(Drawn.process(1, "s 2: a, b<a, c<b"));
        var to = Drawn.process(2, "s 2: a, n=t.b<a, m=t.b<a, c=t.other<n");
        assertThat(Moving.wrong(Map.of("b", "n"), versions, to)).isEmpty();
        assertThat(Moving.wrong(Map.of("b", ""), versions, to)).isEmpty();
        assertThat(Moving.wrong(Map.of("c", ""), versions, to)).as("another type").isEmpty();
        assertThat(Moving.wrong(Map.of("z", "n", "b", "nowhere", "c", "n", "a", ""), versions, to)).containsOnlyKeys("z", "b", "c", "a");
        var twice = new LinkedHashMap<>(Map.of("b", "n"));
        twice.put("d", "n");
        assertThat(Moving.wrong(twice, List.of(Drawn.process(1, "s 2: a, b<a, d=t.b<a")), to)).hasSize(1);
    }

    @Test
    void stagesBeginAndEndByTheVersionMovedTo() {
        var life = new Life(Drawn.process(1, "s 2: a, b<a; t 3: c<b, d<c")).live("a b c");
        var a = life.moment("a");
        assertThat(life.row.stages).containsOnlyKeys("s", "t");

        var renamed = life.moving(Drawn.process(2, "one 2: a, b<a; two 3: c<b, d<c"), Map.of()).outcome().stages();
        assertThat(renamed.get("one")).as("as it was under its other name").isEqualTo(life.row.stages.get("s"));
        assertThat(renamed.get("two")).isEqualTo(life.row.stages.get("t"));

        var longer = life.moving(Drawn.process(2, "s 2: a, b<a, x<b; t 3: c<b, d<c"), Map.of()).outcome().stages();
        assertThat(longer.get("s")).as("work was added to a stage that was done").isEqualTo(Interval.openFrom(life.row.stages.get("s").from()));

        var later = life.moving(Drawn.process(2, "s 2: a, b<a; t 3 >c: c<b, d<c"), Map.of()).outcome().stages();
        assertThat(later.get("t")).as("its clock starts after a task now").isEqualTo(Interval.openFrom(life.moment("c")));

        var notYet = life.moving(Drawn.process(2, "s 2: a, b<a; t 3 >d: c<b, d<c"), Map.of()).outcome().stages();
        assertThat(notYet).as("it has not begun by the version moved to").containsOnlyKeys("s");

        var split = life.moving(Drawn.process(2, "s 2: a; m 1: b<a; t 3: c<b, d<c"), Map.of()).outcome().stages();
        assertThat(split.get("m")).isEqualTo(new Interval(a, life.moment("b")));
    }

    @Test
    void whatAMoveOpensThatIsOpenAlreadyRunsAheadAndSaysSo() {
        var outcome = new Life(Drawn.process(1, "s 2: a, b<a")).live("a").moving(Drawn.process(2, "s 2: a, x<a, b<x"), Map.of()).outcome();
        assertThat(outcome.steps()).filteredOn(s -> s.becomes() == Moving.Becomes.KEPT).singleElement().satisfies(s -> assertThat(s.waits()).containsExactly("x"));
    }

    /** There and back again: the same tasks are open, under the same ids and since the same moments, and the stages stand as they stood. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void thereAndBackAgainIsNoMove(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var a = Pictures.random(random);
            var b = Pictures.changed(a, random);
            var from = Drawn.process(1, a.draw());
            var to = Drawn.process(2, b.draw());
            var life = new Life(from);
            life.live(null);
            for (int n = random.nextInt(from.tasks().size() + 1); n > 0 && !life.open().isEmpty(); n--) {
                var open = life.open();
                life.done(open.get(random.nextInt(open.size())).key());
            }
            life.advance(); // invited tasks that were opened with the last work of their stage
            var open = life.open();
            var ever = life.tasks.stream().map(TaskInfo::key).collect(Collectors.toSet());
            var stages = new TreeMap<>(life.row.stages);
            var what = "seed " + seed + ": " + a.draw() + " -> " + b.draw() + ", open " + open.stream().map(TaskInfo::key).toList();

            var there = new HashMap<String, String>();
            from.tasks().keySet().stream().filter(k -> !to.tasks().containsKey(k)).forEach(k -> there.put(k, b.renamed().getOrDefault(k, "")));
            life.move(to, there, what);
            assertThat(life.openKeys()).as(what).containsExactlyInAnyOrderElementsOf(Oracle.open(to, life, b.named(ever), b.named(open.stream().map(TaskInfo::key).toList())));
            var back = new HashMap<String, String>();
            to.tasks().keySet().stream().filter(k -> !from.tasks().containsKey(k)).forEach(k -> back.put(k, b.renamed().entrySet().stream().filter(e -> e.getValue().equals(k)).map(Map.Entry::getKey).findFirst().orElse("")));
            life.move(from, back, what);

            assertThat(life.open()).as(what).containsExactlyInAnyOrderElementsOf(open);
            assertThat(new TreeMap<>(life.row.stages)).as(what).isEqualTo(stages);
        }
    }

    // ---- a case in memory

    private static Map<String, String> named(String words) {
        var named = new TreeMap<String, String>();
        if (words != null) {
            for (var word : words.split(" ")) {
                named.put(word.substring(0, word.indexOf(':')), word.substring(word.indexOf(':') + 1));
            }
        }
        return named;
    }

    private static String said(Moving.Step s) {
        var key = s.task() == null ? s.to().id() : s.task().key();
        return key + "=" + s.becomes().id() + (s.becomes() == Moving.Becomes.RENAMED ? ":" + s.to().id() : "");
    }

    /** What {@link Moving} does not know: which tasks are open, said from the definition and from what is done alone. */
    private static final class Oracle {

        static Set<String> open(ProcessDefinition p, Life life, Set<String> ever, Set<String> wasOpen) {
            var open = new TreeSet<String>();
            for (var t : p.tasks().values()) {
                boolean done = life.is(t.id(), TaskState.DONE);
                boolean reached = t.after().stream().allMatch(k -> life.is(k, TaskState.DONE));
                boolean past = t.stage().tasks().stream().filter(o -> !o.optional()).allMatch(o -> life.is(o.id(), TaskState.DONE));
                // what was open before the move goes on, whatever the version wants before it
                if (!done && !(t.optional() && past && ever.contains(t.id())) && (reached || wasOpen.contains(t.id()))) {
                    open.add(t.id());
                }
            }
            return open;
        }
    }

    private static final class Life {
        final CaseRow row = new CaseRow();
        ProcessDefinition process;
        List<TaskInfo> tasks = new ArrayList<>();
        final Set<Long> openedByMove = new HashSet<>();
        final Set<Long> ended = new HashSet<>();
        Instant now = DrivenClock.at("2026-09-28T09:00").instant();
        private long next = 1;

        Life(ProcessDefinition process) {
            this.process = process;
            row.id = 7;
            row.process = process.id();
            row.processVersion = process.version();
            row.state = CaseState.OPEN;
            row.origin = "application";
            row.facts = JsonNodeFactory.instance.objectNode();
            row.stages = new LinkedHashMap<>();
        }

        Life live(String past) {
            if (past != null && past.contains("gas")) {
                row.facts.put("gas", true);
            }
            advance();
            if (past != null) {
                for (var word : past.split(" ")) {
                    if (word.startsWith("-")) {
                        sendBack(word.substring(1));
                    } else if (!word.equals("gas")) {
                        done(word);
                    }
                }
            }
            return this;
        }

        Moving moving(ProcessDefinition to, Map<String, String> named) {
            return new Moving(process, to, named, row, List.copyOf(tasks), new Moving.ByMove(Set.copyOf(openedByMove), Set.copyOf(ended)), now);
        }

        List<TaskInfo> open() {
            return tasks.stream().filter(t -> t.state() == TaskState.OPEN).toList();
        }

        Set<String> openKeys() {
            return open().stream().map(TaskInfo::key).collect(Collectors.toCollection(TreeSet::new));
        }

        boolean is(String key, TaskState state) {
            return tasks.stream().anyMatch(t -> t.key().equals(key) && t.state() == state);
        }

        Instant moment(String key) {
            return tasks.stream().filter(t -> t.key().equals(key) && t.done() != null).map(TaskInfo::done).findFirst().orElseThrow();
        }

        void done(String key) {
            now = now.plus(Duration.ofMinutes(10));
            set(tasks.stream().filter(t -> t.key().equals(key) && t.state() == TaskState.OPEN).findFirst().orElseThrow(() -> new AssertionError(key + " is not open: " + openKeys())), TaskState.DONE, now);
            advance();
        }

        private void sendBack(String key) {
            now = now.plus(Duration.ofMinutes(10));
            var affected = process.from(key);
            for (var t : List.copyOf(tasks)) {
                if (affected.contains(t.key()) && (t.state() == TaskState.DONE || t.state() == TaskState.OPEN)) {
                    set(t, t.state() == TaskState.DONE ? TaskState.SENT_BACK : TaskState.CANCELLED, t.done());
                }
            }
            advance();
        }

        void move(ProcessDefinition to, Map<String, String> named, String what) {
            now = now.plus(Duration.ofMinutes(10));
            var outcome = moving(to, named).outcome();
            assertThat(outcome.problems()).as(what).isEmpty();
            outcome.carried().forEach(c -> place(c.task(), c.to(), c.task().state()));
            for (var s : outcome.steps()) {
                boolean ends = s.becomes() == Moving.Becomes.ENDED || s.becomes() == Moving.Becomes.LAPSED;
                if (s.task() == null) {
                    openedByMove.add(next);
                    open(s.to());
                } else {
                    place(s.task(), s.to(), ends ? TaskState.CANCELLED : TaskState.OPEN);
                    if (ends) {
                        ended.add(s.task().id());
                    } else {
                        ended.remove(s.task().id());
                    }
                }
            }
            row.stages = new LinkedHashMap<>(outcome.stages());
            row.processVersion = to.version();
            process = to;
        }

        private void place(TaskInfo t, ProcessDefinition.Task to, TaskState state) {
            tasks.replaceAll(o -> o.id() != t.id() ? o : new TaskInfo(t.id(), t.caseId(), to == null ? t.key() : to.id(), t.type(), to == null ? t.stage() : to.stage().id(), t.department(), t.round(),
                    to == null ? t.optional() : to.optional(), state, null, t.opened(), null, t.done(), t.doneBy()));
        }

        private void set(TaskInfo t, TaskState state, Instant done) {
            tasks.replaceAll(o -> o.id() != t.id() ? o : new TaskInfo(t.id(), t.caseId(), t.key(), t.type(), t.stage(), t.department(), t.round(), t.optional(), state, null, t.opened(), null, done, null));
        }

        private void open(ProcessDefinition.Task t) {
            tasks.add(new TaskInfo(next++, row.id, t.id(), t.type(), t.stage().id(), t.department(), 1, t.optional(), TaskState.OPEN, null, now, null, null, null));
        }

        /** As {@link Action#advance}, in memory. */
        private void advance() {
            var flow = flow();
            var lapsing = Set.copyOf(flow.lapsing());
            tasks.stream().filter(t -> t.state() == TaskState.OPEN && lapsing.contains(t.key())).toList().forEach(t -> set(t, TaskState.CANCELLED, null));
            var after = flow();
            var ready = after.ready();
            for (var stage : process.stages()) {
                boolean starts = stage.startsAfter() == null ? ready.stream().anyMatch(t -> t.stage() == stage) : is(stage.startsAfter(), TaskState.DONE);
                if (starts) {
                    row.stages.putIfAbsent(stage.id(), Interval.openFrom(now));
                }
                var stretch = row.stages.get(stage.id());
                if (stretch != null && stretch.to() == null && after.isComplete(stage)) {
                    row.stages.put(stage.id(), new Interval(stretch.from(), now));
                }
            }
            ready.forEach(this::open);
            row.stage = flow().current().id();
        }

        private Flow flow() {
            return new Flow(process, row.origin, row.facts, tasks.stream().map(t -> new Flow.Existing(t.key(), t.state())).toList());
        }
    }

    /** Random processes, and random changes of them. */
    private record Pictures(List<List<Node>> stages, Map<String, String> renamed) {

        record Node(String id, String type, boolean optional, List<String> after) {}

        static Pictures random(Random random) {
            var stages = new ArrayList<List<Node>>();
            var earlier = new ArrayList<String>();
            int n = 0;
            for (int s = 0; s < 1 + random.nextInt(3); s++) {
                var stage = new ArrayList<Node>();
                for (int t = 0; t < 1 + random.nextInt(4); t++) {
                    var id = "t" + n++;
                    boolean optional = t > 0 && random.nextInt(6) == 0;
                    stage.add(new Node(id, "t." + id, optional, some(earlier, random)));
                    if (!optional) {
                        earlier.add(id);
                    }
                }
                stages.add(stage);
            }
            return new Pictures(stages, Map.of());
        }

        Set<String> named(Collection<String> keys) {
            return keys.stream().map(k -> renamed.getOrDefault(k, k)).collect(Collectors.toSet());
        }

        private static List<String> some(List<String> of, Random random) {
            return of.stream().filter(id -> random.nextInt(of.size()) < 2).toList();
        }

        /** Some tasks are dropped, some renamed, some added. */
        static Pictures changed(Pictures a, Random random) {
            var renamed = new HashMap<String, String>();
            var dropped = new HashSet<String>();
            var added = 0;
            var stages = new ArrayList<List<Node>>();
            for (var stage : a.stages) {
                var next = new ArrayList<Node>();
                for (var t : stage) {
                    int dice = random.nextInt(10);
                    if (dice == 0 && next.size() + 1 < stage.size()) {
                        dropped.add(t.id());
                        continue;
                    }
                    if (dice == 1) {
                        renamed.put(t.id(), "r" + t.id());
                    }
                    var after = t.after().stream().filter(k -> !dropped.contains(k)).map(k -> renamed.getOrDefault(k, k)).collect(Collectors.toCollection(ArrayList::new));
                    if (dice == 2) {
                        var x = new Node("x" + added, "t.x" + added++, false, List.copyOf(after));
                        next.add(x);
                        after.add(x.id());
                    }
                    next.add(new Node(renamed.getOrDefault(t.id(), t.id()), t.type(), t.optional(), after));
                }
                if (!next.isEmpty() && next.stream().anyMatch(t -> !t.optional())) {
                    stages.add(next);
                } else {
                    next.forEach(t -> dropped.add(t.id()));
                }
            }
            return stages.isEmpty() ? a : new Pictures(stages, renamed);
        }

        String draw() {
            var words = new StringBuilder();
            for (int s = 0; s < stages.size(); s++) {
                words.append(s == 0 ? "" : "; ").append("s").append(s).append(" 2: ").append(stages.get(s).stream()
                        .map(t -> t.id() + (t.optional() ? "?" : "") + "=" + t.type() + (t.after().isEmpty() ? "" : "<" + String.join("+", t.after()))).collect(Collectors.joining(", ")));
            }
            return words.toString();
        }
    }
}
