package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jieshui.cases.api.NewCase;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new calendar derives open deadlines again, in batches, and the cases that moved say so (rule 5). */
class RecalculationTest extends Story {

    private static final int CASES = 60;

    private final AtomicReference<String> version = new AtomicReference<>("1");
    private Recalculation recalculation;

    @BeforeEach
    void watch() {
        recalculation = new Recalculation(DB.database(), clock, shifting(), fixture.catalog);
        recalculation.deactivate(); // driven by the test
        recalculation.begin("1");
        for (int i = 0; i < CASES; i++) {
            fixture.cases().open(service, new NewCase("single-meter", "application", "王志远", null, null, "旅游路", "lixia", null), null);
        }
    }

    @AfterEach
    void stop() {
        recalculation.deactivate();
    }

    @Test
    void theFirstCalendarOfAnInstallationMovesNothing() throws Exception {
        assertThat(recalculation.batch("1")).isFalse();
        assertThat(moved()).isZero();
    }

    @Test
    void aNewCalendarMovesDeadlinesInBatchesThatARestartResumes() throws Exception {
        var before = due();
        clock.advance(Duration.ofMinutes(1));
        version.set("2");
        recalculation.begin("2");
        assertThat(recalculation.batch("2")).as("there is more").isTrue();
        long first = moved();
        assertThat(first).isBetween(1L, CASES - 1L);
        var restarted = new Recalculation(DB.database(), clock, shifting(), fixture.catalog);
        restarted.deactivate();
        restarted.begin("2");
        assertThat(restarted.batch("2")).isFalse();
        assertThat(moved()).as("each case once").isEqualTo(CASES);
        assertThat(due()).isEqualTo(before + Duration.ofDays(1).toSeconds());
        restarted.begin("2");
        assertThat(restarted.batch("2")).isFalse();
        assertThat(moved()).isEqualTo(CASES);
    }

    @Test
    void aCalendarThatIsTakenBackMovesThemBack() throws Exception {
        var before = due();
        for (var next : new String[] {"2", "1"}) {
            clock.advance(Duration.ofMinutes(1));
            version.set(next);
            recalculation.begin(next);
            while (recalculation.batch(next)) {
                assertThat(moved()).isPositive();
            }
        }
        assertThat(due()).isEqualTo(before);
        assertThat(moved()).isEqualTo(2 * CASES);
    }

    @Test
    void receiptsAreForgottenAfterAMonth() throws Exception {
        var housekeeping = new Housekeeping(DB.database(), clock);
        housekeeping.deactivate();
        fixture.cases().open(chief, newCase(), "old");
        clock.advance(Duration.ofDays(20));
        fixture.cases().open(chief, newCase(), "new");
        clock.advance(Duration.ofDays(11));
        housekeeping.sweep();
        assertThat(fixture.count("SELECT count(*) FROM cases.idempotency")).isEqualTo(1);
        assertThat(fixture.cases().open(chief, newCase(), "new").repeated()).isTrue();
    }

    private long moved() throws Exception {
        return fixture.count("SELECT count(*) FROM cases.journal WHERE kind = 'clock.derived'");
    }

    private long due() throws Exception {
        return fixture.count("SELECT max(extract(epoch FROM due))::bigint FROM cases.task WHERE state = 'open'");
    }

    /** The shipped calendar, with a day more since version 2. */
    private WorkingCalendar shifting() {
        return (WorkingCalendar) Proxy.newProxyInstance(WorkingCalendar.class.getClassLoader(), new Class<?>[] {WorkingCalendar.class}, (p, method, a) -> {
            try {
                var value = method.invoke(fixture.calendar, a);
                boolean shift = version.get().equals("2") && value instanceof Deadline d && d.at() != null;
                return method.getName().equals("version") ? version.get() : shift ? later((Deadline) value) : value;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static Deadline later(Deadline d) {
        return new Deadline(d.start(), d.original(), d.at().plus(Duration.ofDays(1)), d.target(), d.allowance(), d.used(), d.left(), d.paused(), d.overdue(), d.provisional(), "2");
    }
}
