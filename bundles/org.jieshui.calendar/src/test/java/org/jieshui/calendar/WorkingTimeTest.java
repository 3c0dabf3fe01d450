package org.jieshui.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.calendar.Fixture.CALENDAR;
import static org.jieshui.calendar.Fixture.at;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;
import org.junit.jupiter.api.Test;

/** Examples worked out by hand around National Day 2026 (1–7 October off; Saturday 10 October worked) and other holidays. */
class WorkingTimeTest {

    private static final Limit SAME_DAY = Limit.ofSameDay();
    private static final Duration DAY = Duration.ofHours(9);

    @Test
    void theDayOfTheEventIsDayZero() {
        assertDeadline("2026-10-13T10:32", Limit.workingDays(1), "2026-10-14T17:30", DAY.plusHours(6).plusMinutes(58));
        assertDeadline("2026-10-13T00:00", Limit.workingDays(1), "2026-10-14T17:30", DAY.multipliedBy(2));
        assertDeadline("2026-10-13T17:30", Limit.workingDays(1), "2026-10-14T17:30", DAY);
        assertDeadline("2026-10-13T23:59:59", Limit.workingDays(2), "2026-10-15T17:30", DAY.multipliedBy(2));
    }

    @Test
    void anEventOnADayOffStillCountsFromThatDay() {
        assertDeadline("2026-10-03T10:00", Limit.workingDays(1), "2026-10-08T17:30", DAY);
        assertDeadline("2026-10-03T10:00", Limit.workingDays(3), "2026-10-10T17:30", DAY.multipliedBy(3));
        assertDeadline("2026-10-11T10:00", Limit.workingDays(2), "2026-10-13T17:30", DAY.multipliedBy(2));
    }

    @Test
    void skipsHolidaysAndWorksMakeUpDays() {
        assertDeadline("2026-09-30T09:00", Limit.workingDays(2), "2026-10-09T17:30", DAY.multipliedBy(2).plusHours(8).plusMinutes(30));
        assertDeadline("2026-09-30T09:00", Limit.workingDays(3), "2026-10-10T17:30", DAY.multipliedBy(3).plusHours(8).plusMinutes(30));
        // New Year: 1–3 January off, Sunday 4 January worked
        assertDeadline("2025-12-31T16:30", Limit.workingDays(2), "2026-01-05T17:30", DAY.multipliedBy(2).plusHours(1));
        // the 30 days of construction, from the day the money arrives (A17)
        assertDeadline("2026-09-18T15:00", Limit.workingDays(30), "2026-11-05T17:30", DAY.multipliedBy(30).plusMinutes(150));
    }

    @Test
    void theSameDayEndsAtTheFirstCloseOfBusinessAfterTheEvent() {
        assertDeadline("2026-10-13T10:32", SAME_DAY, "2026-10-13T17:30", Duration.ofMinutes(6 * 60 + 58));
        assertDeadline("2026-10-13T07:00", SAME_DAY, "2026-10-13T17:30", DAY);
        assertDeadline("2026-10-13T17:29:59.999999999", SAME_DAY, "2026-10-13T17:30", Duration.ofNanos(1));
        assertDeadline("2026-10-13T17:30", SAME_DAY, "2026-10-14T17:30", DAY);
        assertDeadline("2026-09-30T18:00", SAME_DAY, "2026-10-08T17:30", DAY);
        assertDeadline("2026-10-10T12:30", SAME_DAY, "2026-10-10T17:30", Duration.ofHours(5));
        assertDeadline("2026-10-11T12:30", SAME_DAY, "2026-10-12T17:30", DAY);
    }

    /** The pop-over of the inbox. */
    @Test
    void aPauseMovesTheDeadlineByItsWorkingTime() {
        List<Interval> pause = List.of(pause("2026-10-08T08:30", "2026-10-09T08:30"));
        Deadline deadline = CALENDAR.deadline(at("2026-09-29T14:20"), Limit.workingDays(6), Limit.workingDays(1), pause, at("2026-10-13T10:32"));
        assertThat(deadline.allowance()).isEqualTo(Duration.ofMinutes(57 * 60 + 10));
        assertThat(deadline.original()).isEqualTo(at("2026-10-13T17:30"));
        assertThat(deadline.at()).isEqualTo(at("2026-10-14T17:30"));
        assertThat(deadline.target()).isEqualTo(at("2026-09-30T17:30"));
        assertThat(deadline.used()).isEqualTo(Duration.ofMinutes(41 * 60 + 12));
        assertThat(deadline.left()).isEqualTo(Duration.ofMinutes(15 * 60 + 58));
        assertThat(deadline.paused()).isFalse();
        assertThat(deadline.overdue()).isFalse();
        assertThat(deadline.provisional()).isFalse();
    }

    @Test
    void aPauseOutsideOfficeHoursMovesNothing() {
        assertThat(withPauses("2026-09-30T09:00", 2, pause("2026-09-30T17:30", "2026-10-08T08:30")).at()).isEqualTo(at("2026-10-09T17:30"));
    }

    @Test
    void overlappingPausesCountOnceAndInAnyOrder() {
        Deadline deadline = withPauses("2026-10-12T08:30", 2, pause("2026-10-13T10:00", "2026-10-13T14:00"), pause("2026-10-12T16:30", "2026-10-13T11:00"),
                pause("2026-10-13T10:30", "2026-10-13T10:45"));
        // 1 h on the 12th, 08:30–14:00 on the 13th
        assertThat(deadline.at()).isEqualTo(at("2026-10-15T15:00"));
    }

    @Test
    void aPauseBeforeTheEventCountsFromTheEvent() {
        assertThat(withPauses("2026-10-12T10:00", 1, pause("2026-10-01T00:00", "2026-10-12T11:00")).at()).isEqualTo(at("2026-10-14T09:30"));
        assertThat(withPauses("2026-10-12T10:00", 1, pause("2026-10-01T00:00", "2026-10-12T10:00")).at()).isEqualTo(at("2026-10-13T17:30"));
    }

    @Test
    void pausesThatFollowEachOtherReachIntoWhatTheFirstOneAdded() {
        assertThat(withPauses("2026-10-12T10:00", 1, pause("2026-10-13T16:30", "2026-10-14T08:30"), pause("2026-10-14T09:00", "2026-10-14T10:00")).at())
                .isEqualTo(at("2026-10-14T10:30"));
    }

    @Test
    void anOpenPauseLeavesTheDeadlineOpen() {
        Deadline deadline = CALENDAR.deadline(at("2026-10-12T10:00"), Limit.workingDays(2), Limit.ofSameDay(), List.of(Interval.openFrom(at("2026-10-13T09:30"))),
                at("2026-10-20T12:00"));
        assertThat(deadline.at()).isNull();
        assertThat(deadline.original()).isEqualTo(at("2026-10-14T17:30"));
        assertThat(deadline.target()).as("used up before the pause").isEqualTo(at("2026-10-12T17:30"));
        assertThat(deadline.paused()).isTrue();
        assertThat(deadline.overdue()).isFalse();
        assertThat(deadline.used()).isEqualTo(Duration.ofMinutes(510));
        assertThat(deadline.left()).isEqualTo(DAY.multipliedBy(2).minusHours(1));
    }

    @Test
    void aPauseThatBeginsAfterTheDeadlineHasNoEffect() {
        for (Interval late : List.of(Interval.openFrom(at("2026-10-13T17:30")), Interval.openFrom(at("2026-10-13T20:00")), pause("2026-10-14T08:30", "2026-10-14T12:30"))) {
            Deadline deadline = CALENDAR.deadline(at("2026-10-12T10:00"), Limit.workingDays(1), null, List.of(late), at("2026-10-14T10:30"));
            assertThat(deadline.at()).isEqualTo(at("2026-10-13T17:30"));
            assertThat(deadline.paused()).isFalse();
            assertThat(deadline.overdue()).isTrue();
            assertThat(deadline.left()).isEqualTo(Duration.ofHours(-2));
            assertThat(deadline.used()).isEqualTo(deadline.allowance().plusHours(2));
        }
    }

    @Test
    void isOverdueOnlyAfterTheMomentItself() {
        assertThat(deadlineAt("2026-10-13T17:30").overdue()).isFalse();
        assertThat(deadlineAt("2026-10-13T17:30").left()).isZero();
        assertThat(deadlineAt("2026-10-13T17:30:00.000000001").overdue()).isTrue();
        assertThat(deadlineAt("2026-10-14T08:30").left()).as("no working time at night").isZero();
        assertThat(deadlineAt("2026-10-12T09:00").used()).as("before the event").isZero();
    }

    @Test
    void isProvisionalWhenItReachesAYearWithoutCalendar() {
        assertThat(withPauses("2026-12-30T10:00", 1).provisional()).isFalse();
        assertThat(withPauses("2026-12-30T10:00", 2).provisional()).isTrue();
        assertThat(withPauses("2018-12-29T10:00", 1).provisional()).isTrue();
        Deadline paused = CALENDAR.deadline(at("2026-12-01T10:00"), Limit.workingDays(2), null, List.of(Interval.openFrom(at("2026-12-01T10:00"))), at("2027-01-05T10:00"));
        assertThat(paused.provisional()).as("the pause is still open in a year that is not known").isTrue();
    }

    @Test
    void measuresWorkingTime() {
        assertThat(CALENDAR.workingTime(at("2026-09-30T17:00"), at("2026-10-08T09:00"), List.of())).isEqualTo(Duration.ofHours(1));
        assertThat(CALENDAR.workingTime(at("2026-09-30T17:00"), at("2026-10-08T09:00"), List.of(Interval.openFrom(at("2026-10-08T08:45"))))).isEqualTo(Duration.ofMinutes(45));
        assertThat(CALENDAR.workingTime(at("2026-10-08T09:00"), at("2026-09-30T17:00"), List.of())).isZero();
    }

    @Test
    void findsTheMomentAfterWorkingTime() {
        assertThat(CALENDAR.after(at("2026-09-30T17:00"), Duration.ofMinutes(30), List.of())).isEqualTo(at("2026-09-30T17:30"));
        assertThat(CALENDAR.after(at("2026-09-30T17:00"), Duration.ofMinutes(31), List.of())).isEqualTo(at("2026-10-08T08:31"));
        assertThat(CALENDAR.after(at("2026-10-03T17:00"), Duration.ZERO, List.of())).isEqualTo(at("2026-10-03T17:00"));
        assertThat(CALENDAR.after(at("2026-09-30T17:00"), Duration.ofHours(1), List.of(Interval.openFrom(at("2026-09-30T17:10"))))).isNull();
    }

    @Test
    void countsWorkingDays() {
        assertThat(CALENDAR.workingDayAfter(LocalDate.of(2026, 9, 30), 1)).isEqualTo(LocalDate.of(2026, 10, 8));
        assertThat(CALENDAR.workingDayAfter(LocalDate.of(2026, 10, 9), 1)).isEqualTo(LocalDate.of(2026, 10, 10));
        assertThat(CALENDAR.workingDaysBetween(LocalDate.of(2026, 9, 30), LocalDate.of(2026, 10, 10))).isEqualTo(3);
        assertThat(CALENDAR.workingDaysBetween(LocalDate.of(2026, 10, 10), LocalDate.of(2026, 9, 30))).isZero();
        assertThat(CALENDAR.closeOf(LocalDate.of(2026, 10, 13))).isEqualTo(Instant.parse("2026-10-13T09:30:00Z"));
    }

    @Test
    void refusesWhatItCannotCount() {
        assertThatThrownBy(() -> CALENDAR.deadline(Instant.parse("1991-12-31T00:00:00Z"), Limit.workingDays(1), null, List.of(), at("2026-01-01T00:00")))
                .isInstanceOf(DateTimeException.class).hasMessageContaining("1992 to 2199");
        assertThatThrownBy(() -> CALENDAR.workingDayAfter(LocalDate.of(2199, 12, 31), 1)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Limit.workingDays(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limit(1, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pause("2026-10-02T00:00", "2026-10-01T00:00")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Deadline deadlineAt(String now) {
        return CALENDAR.deadline(at("2026-10-12T10:00"), Limit.workingDays(1), null, List.of(), at(now));
    }

    private static Deadline withPauses(String start, int days, Interval... pauses) {
        return CALENDAR.deadline(at(start), Limit.workingDays(days), null, List.of(pauses), at(start));
    }

    private static Interval pause(String from, String to) {
        return new Interval(at(from), at(to));
    }

    private static void assertDeadline(String start, Limit limit, String expected, Duration allowance) {
        Deadline deadline = CALENDAR.deadline(at(start), limit, null, List.of(), at(start));
        assertThat(deadline.at()).as("deadline of %s from %s", limit, start).isEqualTo(at(expected));
        assertThat(deadline.original()).isEqualTo(deadline.at());
        assertThat(deadline.allowance()).isEqualTo(allowance);
        assertThat(deadline.left()).isEqualTo(allowance);
    }
}
