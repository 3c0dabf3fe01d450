package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jieshui.cases.api.view.Changes.Change;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Open pages hear of each change once: while they listen, and after they were away. */
class ChangesServiceTest extends Story {

    private ChangesService changes;
    private long id;

    @BeforeEach
    void listen() {
        changes = new ChangesService(DB.database(), fixture.signal);
        id = openFromJointReview();
    }

    @AfterEach
    void stop() {
        changes.deactivate();
    }

    @Test
    void whoComesBackHearsWhatHeMissedAndNothingTwice() throws Exception {
        var first = new CopyOnWriteArrayList<Change>();
        var away = changes.subscribe(service, null, comments(first));
        comment("一");
        await(first, 1);
        away.close();
        comment("二");
        comment("三");
        var again = new CopyOnWriteArrayList<Change>();
        try (var back = changes.subscribe(service, first.get(0).id(), comments(again))) {
            comment("四");
            await(again, 3);
        }
        assertThat(again).extracting(Change::id).doesNotHaveDuplicates().doesNotContain(first.get(0).id());
        assertThat(again).extracting(Change::kind).containsOnly("case.commented");
    }

    @Test
    void aPlaceThatIsNoneIsThePresent() throws Exception {
        var heard = new CopyOnWriteArrayList<Change>();
        try (var no = changes.subscribe(service, "no such place", comments(heard)); var odd = changes.subscribe(service, "99999999999999999999-1", comments(heard))) {
            comment("一");
            await(heard, 2);
        }
        assertThat(heard).extracting(Change::id).as("one each").containsOnly(heard.get(0).id());
    }

    @Test
    void onlyWhoSeesTheCaseHears() throws Exception {
        var hidden = new CopyOnWriteArrayList<Change>();
        var seen = new CopyOnWriteArrayList<Change>();
        try (var outside = changes.subscribe(fixture.person(60, "construction-unit"), null, comments(hidden)); var inside = changes.subscribe(service, null, comments(seen))) {
            comment("一");
            await(seen, 1);
        }
        assertThat(hidden).isEmpty();
    }

    private void comment(String text) {
        fixture.cases().comment(service, id, text, null);
    }

    /** What was done before may still be on its way: readers wait for the oldest transaction of the whole server. */
    private static Consumer<Change> comments(List<Change> heard) {
        return change -> {
            if (change.kind().equals("case.commented")) {
                heard.add(change);
            }
        };
    }

    private static void await(List<Change> heard, int count) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (heard.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("heard " + heard.size() + " of " + count + " within 20 s");
            }
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(heard).hasSize(count);
    }
}
