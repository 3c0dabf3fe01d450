package org.jieshui.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.calendar.Fixture.CALENDAR;
import static org.jieshui.calendar.Fixture.SHANGHAI;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.Explanation;
import org.jieshui.platform.api.calendar.Explanation.DayShare;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;

/**
 * Deadlines against a reference that knows no arithmetic: it lives through time minute by minute, as requirements.md tells it. All moments are whole minutes.
 */
class DeadlinePropertiesTest {

    /** Weeks where days go wrong: New Year, Spring Festival, National Day with its make-up days, a plain week, the end of what is known. */
    private static final List<LocalDate> EVES = List.of(LocalDate.of(2018, 12, 27), LocalDate.of(2020, 1, 17), LocalDate.of(2022, 12, 28), LocalDate.of(2023, 9, 26),
            LocalDate.of(2025, 6, 9), LocalDate.of(2026, 2, 11), LocalDate.of(2026, 9, 18), LocalDate.of(2026, 9, 28), LocalDate.of(2026, 10, 7), LocalDate.of(2026, 12, 24));

    record Scene(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now) {
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void deadlineEqualsTheReference(@ForAll("scenes") Scene scene) {
        Deadline actual = CALENDAR.deadline(scene.start, scene.limit, scene.target, scene.pauses, scene.now);
        Instant original = closeOf(lastDay(scene.start, scene.limit));
        Walk limit = new Walk(scene, minutes(scene.start, original));
        Walk target = new Walk(scene, minutes(scene.start, closeOf(lastDay(scene.start, scene.target))));

        assertThat(actual.original()).isEqualTo(original);
        assertThat(actual.allowance()).isEqualTo(Duration.ofMinutes(minutes(scene.start, original)));
        assertThat(actual.at()).isEqualTo(limit.deadline);
        assertThat(actual.target()).isEqualTo(target.deadline);
        assertThat(actual.used()).isEqualTo(Duration.ofMinutes(limit.used));
        assertThat(actual.left()).isEqualTo(actual.allowance().minus(actual.used()));
        assertThat(actual.paused()).isEqualTo(limit.pausedNow);
        assertThat(actual.overdue()).isEqualTo(limit.deadline != null && scene.now.isAfter(limit.deadline));
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void anExplanationAddsUpToItsDeadline(@ForAll("scenes") Scene scene) {
        Explanation explanation = CALENDAR.explain(scene.start, scene.limit, scene.target, scene.pauses, scene.now);
        Deadline deadline = explanation.deadline();
        assertThat(sum(explanation, DayShare::used).plus(sum(explanation, DayShare::overdue))).isEqualTo(deadline.used());
        if (deadline.at() != null) {
            assertThat(sum(explanation, DayShare::left).minus(sum(explanation, DayShare::overdue))).isEqualTo(deadline.left());
            assertThat(explanation.pauses().stream().map(Explanation.Deduction::deducted).reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(CALENDAR.workingTime(deadline.original(), deadline.at(), List.of()))
                    .isEqualTo(sum(explanation, DayShare::paused));
            assertThat(explanation.days().stream().filter(DayShare::deadlineDay)).hasSize(1);
        }
        assertThat(explanation.days().stream().filter(DayShare::startDay)).hasSize(1);
        assertThat(explanation.pauses()).extracting(Explanation.Deduction::pause).isEqualTo(scene.pauses);
        assertThat(explanation.startDayRemainder())
                .isEqualTo(Duration.ofMinutes(minutes(scene.start, earlier(deadline.original(), day(scene.start).plusDays(1).atStartOfDay(SHANGHAI).toInstant()))));
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void workingTimeEqualsTheReference(@ForAll("scenes") Scene scene) {
        long expected = 0;
        for (long minute = minute(scene.start); minute < minute(scene.now); minute++) {
            expected += isOfficeOpen(minute) && !isIn(scene.pauses, minute) ? 1 : 0;
        }
        assertThat(CALENDAR.workingTime(scene.start, scene.now, scene.pauses)).isEqualTo(Duration.ofMinutes(expected));
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void afterIsTheInverseOfWorkingTime(@ForAll("scenes") Scene scene) {
        Duration amount = Duration.ofMinutes(scene.pauses.size() * 311L + 1);
        Instant after = CALENDAR.after(scene.start, amount, scene.pauses);
        if (after != null) {
            assertThat(CALENDAR.workingTime(scene.start, after, scene.pauses)).isEqualTo(amount);
            assertThat(CALENDAR.workingTime(scene.start, after.minusNanos(1), scene.pauses)).isLessThan(amount);
        } else {
            assertThat(CALENDAR.workingTime(scene.start, Instant.parse("2030-01-01T00:00:00Z"), scene.pauses)).isLessThan(amount);
        }
    }

    /** Time lived minute by minute from the event. */
    private static final class Walk {
        Instant deadline;
        long used;
        boolean pausedNow;

        Walk(Scene scene, long allowance) {
            long now = minute(scene.now);
            long lived = 0;
            long minute = minute(scene.start);
            for (; lived < allowance; minute++) {
                boolean paused = isIn(scene.pauses, minute);
                pausedNow |= minute == now && paused;
                if (minute >= now && isInOpen(scene.pauses, minute)) {
                    return;
                }
                if (isOfficeOpen(minute) && !paused) {
                    lived++;
                    used += minute < now ? 1 : 0;
                }
            }
            deadline = Instant.ofEpochSecond(minute * 60);
            // after the deadline nothing pauses any more
            for (; minute < now; minute++) {
                used += isOfficeOpen(minute) ? 1 : 0;
            }
        }
    }

    private static boolean isIn(List<Interval> pauses, long minute) {
        for (Interval pause : pauses) {
            if (minute(pause.from()) <= minute && (pause.to() == null || minute < minute(pause.to()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInOpen(List<Interval> pauses, long minute) {
        return pauses.stream().anyMatch(pause -> pause.to() == null && minute(pause.from()) <= minute);
    }

    private static long minutes(Instant from, Instant to) {
        return LongStream.range(minute(from), minute(to)).filter(DeadlinePropertiesTest::isOfficeOpen).count();
    }

    private static long minute(Instant moment) {
        return moment.getEpochSecond() / 60;
    }

    private static boolean isOfficeOpen(long minute) {
        long local = minute + 8 * 60;
        long ofDay = local % 1440;
        return ofDay >= 8 * 60 + 30 && ofDay < 17 * 60 + 30 && CALENDAR.day(LocalDate.ofEpochDay(local / 1440)).kind().isWorking();
    }

    private static LocalDate lastDay(Instant start, Limit limit) {
        LocalDate day = day(start);
        boolean works = CALENDAR.day(day).kind().isWorking();
        if (limit.sameDay() && works && start.atZone(SHANGHAI).toLocalTime().isBefore(LocalTime.of(17, 30))) {
            return day;
        }
        for (int counted = 0; counted < Math.max(1, limit.workingDays());) {
            day = day.plusDays(1);
            counted += CALENDAR.day(day).kind().isWorking() ? 1 : 0;
        }
        return day;
    }

    private static LocalDate day(Instant moment) {
        return moment.atZone(SHANGHAI).toLocalDate();
    }

    private static Instant closeOf(LocalDate day) {
        return day.atTime(17, 30).atZone(SHANGHAI).toInstant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Duration sum(Explanation explanation, Function<DayShare, Duration> part) {
        return explanation.days().stream().map(part).reduce(Duration.ZERO, Duration::plus);
    }

    @Provide
    Arbitrary<Scene> scenes() {
        Arbitrary<Limit> limits = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(Limit.ofSameDay())),
                Tuple.of(3, Arbitraries.integers().between(1, 8).map(Limit::workingDays)));
        return moments().flatMap(start -> {
            // around the life of the limit, before and long after it
            Arbitrary<Instant> around = near(start, -3, 22);
            Arbitrary<Interval> pauses = Combinators.combine(around, Arbitraries.integers().between(0, 8 * 1440), Arbitraries.integers().between(0, 9))
                    .as((from, length, open) -> new Interval(from, open == 0 ? null : open < 3 ? from.plus(length % 600, ChronoUnit.MINUTES) : from.plus(length, ChronoUnit.MINUTES)));
            return Combinators.combine(limits, limits, pauses.list().ofMaxSize(5), around)
                    .as((limit, target, stopped, now) -> new Scene(start, limit, target, stopped, now));
        });
    }

    private static Arbitrary<Instant> moments() {
        return Combinators.combine(Arbitraries.of(EVES), Arbitraries.integers().between(0, 16), minutesOfDay())
                .as((eve, days, minute) -> eve.plusDays(days).atStartOfDay(SHANGHAI).plusMinutes(minute).toInstant());
    }

    private static Arbitrary<Instant> near(Instant start, int fromDay, int toDay) {
        return Combinators.combine(Arbitraries.integers().between(fromDay, toDay), minutesOfDay())
                .as((days, minute) -> day(start).plusDays(days).atStartOfDay(SHANGHAI).plusMinutes(minute).toInstant());
    }

    /** Any minute, and often the edges of the office hours. */
    private static Arbitrary<Integer> minutesOfDay() {
        return Arbitraries.oneOf(Arbitraries.integers().between(0, 1439), Arbitraries.of(0, 8 * 60 + 29, 8 * 60 + 30, 8 * 60 + 31, 17 * 60 + 29, 17 * 60 + 30, 17 * 60 + 31, 1439));
    }
}
