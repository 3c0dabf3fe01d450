package org.jieshui.itests.drive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.itests.drive.Reckoner.Due;
import org.jieshui.itests.drive.Reckoner.Gap;

/**
 * What the reference knows of a case: when it came, what was done when, what stood still from when to when. The clocks follow from the company's paper 济水集团字〔2019〕48号,
 * written down here by hand once more.
 */
final class Course {

    /** A stage's limit and target in working days (0: the same day), what must be done for it to end, and what must be done for it to begin. */
    private record Stage(int limit, Integer target, List<String> tasks, List<String> after) {}

    private static final Map<String, Stage> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put("transfer", new Stage(0, null, List.of("transfer"), List.of()));
        STAGES.put("plan", new Stage(2, 1, List.of("accept", "steward", "forward", "appointment", "survey-service", "survey-design", "survey-network", "survey-engineering", "application", "plan"),
                List.of("transfer")));
        STAGES.put("design", new Stage(2, 1, List.of("topographic-map", "drawing", "drawing-approval", "service-review", "leader-review"), List.of("plan")));
        STAGES.put("agreement", new Stage(1, 1, List.of("fee", "quotation", "excavation", "meter-preparation", "commission"), List.of("service-review", "leader-review")));
        STAGES.put("construction", new Stage(6, 1, List.of("payment", "works", "acceptance", "water-on"), List.of("payment")));
        STAGES.put("visit", new Stage(3, null, List.of("visit"), List.of("water-on")));
        STAGES.put("as-built", new Stage(3, null, List.of("as-built"), List.of("acceptance")));
    }

    private final Reckoner reckoner;
    private final boolean jointReview;
    private final Map<String, Instant> done = new LinkedHashMap<>();
    private final Map<String, Instant> began = new LinkedHashMap<>();
    private final Map<String, Instant> ended = new LinkedHashMap<>();
    private final Map<String, Gap> gaps = new LinkedHashMap<>();

    Course(Reckoner reckoner, boolean jointReview, Instant opened) {
        this.reckoner = reckoner;
        this.jointReview = jointReview;
        began.put(jointReview ? "transfer" : "plan", opened);
    }

    List<String> stages() {
        return STAGES.keySet().stream().filter(stage -> jointReview || !stage.equals("transfer")).toList();
    }

    void done(String task, Instant at) {
        done.put(task, at);
        STAGES.forEach((name, stage) -> {
            if (!began.containsKey(name) && stage.after().contains(task) && done.keySet().containsAll(stage.after())) {
                began.put(name, at);
            }
            if (began.containsKey(name) && stage.tasks().contains(task) && done.keySet().containsAll(stage.tasks())) {
                ended.put(name, at);
            }
        });
    }

    /** Work that must be done again. @param stages that have not begun any more */
    void undone(List<String> tasks, List<String> stages) {
        done.keySet().removeAll(tasks);
        STAGES.forEach((name, stage) -> {
            if (stage.tasks().stream().anyMatch(tasks::contains)) {
                ended.remove(name);
            }
        });
        began.keySet().removeAll(stages);
    }

    void stops(String name, Instant from) {
        gaps.put(name, new Gap(from, null));
    }

    void goesOn(String name, Instant to) {
        gaps.computeIfPresent(name, (key, gap) -> new Gap(gap.from(), to));
    }

    void corrected(String name, Instant from, Instant to) {
        gaps.put(name, new Gap(from, to));
    }

    boolean isStopped() {
        return gaps.values().stream().anyMatch(gap -> gap.to() == null);
    }

    // ---- what follows

    /** @param resting between the links of the public promise */
    record Clock(Due due, boolean ended, boolean resting) {

        String status() {
            return ended ? due.overdue() ? "missed" : "met" : resting ? "resting" : due.paused() ? "paused" : due.overdue() ? "overdue" : due.left() <= 9 * 60 ? "due-soon" : "ok";
        }
    }

    /** The first stage that has work left, or the last. */
    String stage() {
        return stages().stream().filter(stage -> !ended.containsKey(stage)).findFirst().orElse("as-built");
    }

    /** Null before it began. */
    Clock stage(String name, Instant now) {
        var stage = STAGES.get(name);
        return clock(began.get(name), ended.get(name), stage.limit(), stage.target(), List.copyOf(gaps.values()), false, now);
    }

    Clock flow(Instant now) {
        return clock(began.get("plan"), done.get("water-on"), 11, 4, List.copyOf(gaps.values()), false, now);
    }

    /** Three working days for what the public sees: until the plan stands, and from acceptance to water; what lies between does not count. */
    Clock promise(Instant now) {
        var planned = ended.get("plan");
        var accepted = done.get("acceptance");
        var all = new ArrayList<>(gaps.values());
        if (planned != null) {
            all.add(new Gap(planned, accepted));
        }
        return clock(began.get("plan"), done.get("water-on"), 3, null, all, planned != null && accepted == null, now);
    }

    /** Of a task that is open: forwarding has the same day, everything else its stage's clock. */
    Clock task(String key, Instant now) {
        if (key.equals("forward")) {
            return clock(done.get("accept"), done.get("forward"), 0, null, List.copyOf(gaps.values()), false, now);
        }
        return stage(STAGES.entrySet().stream().filter(stage -> stage.getValue().tasks().contains(key)).findFirst().orElseThrow().getKey(), now);
    }

    private Clock clock(Instant start, Instant end, int limit, Integer target, List<Gap> outside, boolean resting, Instant now) {
        return start == null ? null : new Clock(reckoner.due(start, limit, target, outside, end == null ? now : end), end != null, resting);
    }
}
