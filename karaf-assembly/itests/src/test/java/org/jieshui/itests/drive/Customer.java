package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jieshui.itests.Forms;
import org.jieshui.itests.drive.Course.Clock;

/** One case on its way: what happens next, and after each step the comparison of what the platform shows with the reference. */
final class Customer {

    private static final Map<String, String> STAFF = Map.of("chief-engineer", "fanghongwei", "customer-service", "zhoumin", "design", "liuwenbo", "network", "caoyong",
            "engineering", "xiaojun", "marketing", "yuanmei", "leader", "gaozhenhua", "construction-unit", "lvdawei", "audit", "yuxiaomei", "finance", "caixiuying");

    private static final int PATIENCE = 2000;

    final Drive drive;
    final Traits traits;
    final Door door;
    private final Deque<Runnable> todo = new ArrayDeque<>();
    private final Papers papers;
    Course course;
    long id;
    private String number;
    private JsonNode view;
    private Instant notBefore = Instant.EPOCH;
    private int later;

    Customer(Drive drive, Traits traits) {
        this.drive = drive;
        this.traits = traits;
        this.door = drive.door;
        this.papers = new Papers(traits.number);
        todo.addAll(Script.of(this));
    }

    /** The next step, the look afterwards, and when it goes on. What the platform refuses is a difference, and the end of this case. */
    void next() {
        try {
            todo.poll().run();
            if (id != 0) {
                look();
            }
            if (todo.isEmpty()) {
                drive.ended();
                return;
            }
        } catch (AssertionError | RuntimeException e) {
            drive.tally.differs("case " + number + " of " + traits.comes + " came to its end: " + e.getMessage());
            todo.clear();
            return;
        }
        var next = drive.clock.now().plus(Duration.ofMinutes(traits.pace()));
        next = next.isBefore(notBefore) ? notBefore : next;
        looksUntil(next);
        drive.at(next, this::next);
    }

    /** Nothing happens before; for what has its hour. */
    void notBefore(Instant moment) {
        notBefore = moment;
    }

    /** What could not be done yet is tried again later. */
    void later(Runnable step) {
        if (++later > PATIENCE) {
            throw new AssertionError("not ready after " + PATIENCE + " looks");
        }
        todo.push(step);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }

    /** At the very minute of a deadline, the minute after, and at some moment in between. */
    private void looksUntil(Instant next) {
        var moments = new ArrayList<Instant>();
        var now = drive.clock.now();
        for (var clock : new Clock[] {course.stage(course.stage(), now), course.flow(now), course.promise(now)}) {
            if (clock != null && !clock.ended() && clock.due().at() != null && clock.due().at().isAfter(now) && traits.chance(60)) {
                moments.add(clock.due().at());
                moments.add(clock.due().at().plusSeconds(60));
            }
        }
        if (traits.chance(10)) {
            moments.add(now.plus(Duration.ofMinutes(traits.random.nextInt(1 + (int) Duration.between(now, next).toMinutes()))));
        }
        moments.stream().filter(moment -> moment.isBefore(next)).forEach(moment -> drive.at(moment, this::look));
    }

    // ---- comparing

    private void look() {
        view = door.get("zhoumin", "/api/cases/" + id);
        number = view.at("/case/number").asText();
        var state = view.at("/case/state").asText();
        if (state.equals("withdrawn")) {
            return;
        }
        var now = drive.clock.now();
        drive.tally.deadline(number + " stage", view.at("/case/stage").asText(), course.stage());
        compare("clock stage", view.at("/clocks/stage/deadline"), course.stage(course.stage(), now));
        compare("clock flow", view.at("/clocks/flow/deadline"), course.flow(now));
        compare("clock public", view.at("/clocks/public/deadline"), course.promise(now));
        if (traits.number % 4 == 0) {
            compare("told to the public", door.get("zhoumin", "/api/cases/" + id + "/public").path("clock"), course.promise(now));
        }
        for (var stage : view.path("rail")) {
            if (course.stages().contains(stage.path("id").asText())) {
                compare("stage " + stage.path("id").asText(), stage.path("deadline"), course.stage(stage.path("id").asText(), now));
            }
        }
        for (var task : view.path("tasks")) {
            if (task.path("state").asText().equals("open") && !task.path("optional").asBoolean()) {
                compare("task " + task.path("key").asText(), task.path("deadline"), course.task(task.path("key").asText(), now));
            }
        }
    }

    private void compare(String what, JsonNode shown, Clock clock) {
        if (clock == null) {
            drive.tally.deadline(number + " " + what, shown.path("status").asText("none"), "none");
            return;
        }
        var due = clock.due();
        var reference = List.of(String.valueOf(due.start()), String.valueOf(due.at()), String.valueOf(due.targetAt()), String.valueOf(due.original()), due.allowance() + "", due.used() + "", due.left() + "",
                clock.status(), due.paused() + "", "false");
        var platform = new ArrayList<String>();
        for (var field : new String[] {"start", "at", "targetAt", "original", "allowanceMinutes", "usedMinutes", "leftMinutes", "status", "paused", "provisional"}) {
            platform.add(shown.path(field).asText());
        }
        drive.tally.deadline(number + " " + what + " at " + drive.clock.now(), platform, reference);
    }

    JsonNode view() {
        return view;
    }

    JsonNode fresh() {
        view = door.get("zhoumin", "/api/cases/" + id);
        return view;
    }

    String path(String format) {
        return format.formatted(id);
    }

    String number() {
        return number;
    }

    // ---- working

    static String of(String department) {
        return STAFF.get(department);
    }

    private JsonNode open(String key) {
        for (int round = 0; round < 2; round++) {
            var task = StreamSupport.stream(view.path("tasks").spliterator(), false).filter(t -> t.path("state").asText().equals("open") && t.path("key").asText().equals(key)).findFirst();
            if (task.isPresent()) {
                return task.get();
            }
            fresh();
        }
        throw new AssertionError(key + " is not open");
    }

    JsonNode proposed(String key) {
        return door.get("zhoumin", "/api/tasks/" + open(key).path("id").asLong()).path("data");
    }

    void complete(String key) {
        complete(key, Forms.example(open(key).path("type").asText()));
    }

    void complete(String key, JsonNode form) {
        completeAs(of(open(key).path("department").asText()), key, form);
    }

    void completeAs(String account, String key, Object form) {
        door.post(account, "/api/tasks/" + open(key).path("id").asLong() + "/complete", Map.of("form", form));
        course.done(key, drive.clock.now());
        drive.count("tasks");
    }

    void sendBack(String account, String key, String to, String reason) {
        door.post(account, "/api/tasks/" + open(key).path("id").asLong() + "/send-back", Map.of("to", to, "reason", reason));
        drive.count("sent back");
    }

    long upload(String account, String type) {
        return door.file(account, "/api/documents?case=" + id + "&type=" + type, type + ".pdf", papers.pdf()).path("id").asLong();
    }

    long photo(String account) {
        return door.file(account, "/api/documents?case=" + id + "&type=meter-photo", "水表.png", papers.picture()).path("id").asLong();
    }

    long workPhoto(String account) {
        return door.file(account, path("/api/construction/works/%d/photos"), "现场.png", papers.picture()).path("document").asLong();
    }

    ObjectNode form(String type) {
        return Forms.example(type);
    }
}
