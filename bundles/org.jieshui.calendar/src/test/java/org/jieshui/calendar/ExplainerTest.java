package org.jieshui.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jieshui.calendar.Fixture.CALENDAR;
import static org.jieshui.calendar.Fixture.at;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Explanation;
import org.jieshui.platform.api.calendar.Explanation.DayShare;
import org.jieshui.platform.api.calendar.Explanation.DaysOff;
import org.jieshui.platform.api.calendar.Explanation.Deduction;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;
import org.junit.jupiter.api.Test;

class ExplainerTest {

    /** The pop-over that the inbox was drawn with, number by number. */
    @Test
    void explainsADeadlineOverNationalDay() {
        Interval pause = new Interval(at("2026-10-08T08:30"), at("2026-10-09T08:30"));
        Explanation explanation = CALENDAR.explain(at("2026-09-29T14:20"), Limit.workingDays(6), null, List.of(pause), at("2026-10-13T10:32"));

        assertThat(explanation.startDayRemainder()).isEqualTo(Duration.ofMinutes(190));
        assertThat(explanation.days()).hasSize(16).extracting(share -> share.day().date().getDayOfMonth())
                .containsExactly(29, 30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        assertThat(explanation.days()).filteredOn(share -> !share.paused().isZero()).extracting(share -> share.day().date()).containsExactly(LocalDate.of(2026, 10, 8));
        assertThat(explanation.notCounted()).containsExactly(
                new DaysOff(Text.of("国庆节", "National Day"), LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 7), 7),
                new DaysOff(null, LocalDate.of(2026, 10, 11), LocalDate.of(2026, 10, 11), 1));
        assertThat(explanation.pauses()).containsExactly(new Deduction(pause, Duration.ofHours(9)));
        List<DayShare> last = explanation.days().subList(14, 16);
        assertThat(last).extracting(DayShare::used, DayShare::left, DayShare::today, DayShare::deadlineDay)
                .containsExactly(tuple(Duration.ofMinutes(122), Duration.ofMinutes(418), true, false), tuple(Duration.ZERO, Duration.ofHours(9), false, true));
        assertThat(explanation.days().get(0).startDay()).isTrue();
    }

    @Test
    void goesOnToTodayOnceOverdue() {
        Explanation explanation = CALENDAR.explain(at("2026-10-12T10:00"), Limit.ofSameDay(), null, List.of(), at("2026-10-14T10:30"));
        assertThat(explanation.days()).hasSize(3).extracting(DayShare::overdue).containsExactly(Duration.ZERO, Duration.ofHours(9), Duration.ofHours(2));
    }

    @Test
    void anOpenPauseDeductsSoFar() {
        Interval pause = Interval.openFrom(at("2026-10-12T15:30"));
        Explanation explanation = CALENDAR.explain(at("2026-10-12T10:00"), Limit.workingDays(2), null, List.of(pause), at("2026-10-13T10:30"));
        assertThat(explanation.pauses()).containsExactly(new Deduction(pause, Duration.ofHours(4)));
        assertThat(explanation.days()).extracting(DayShare::left).containsOnly(Duration.ZERO);
    }

    @Test
    void aVeryLongStoryIsCut() {
        Explanation explanation = CALENDAR.explain(at("2020-01-01T10:00"), Limit.workingDays(2), null, List.of(), at("2026-10-14T10:30"));
        assertThat(explanation.days()).hasSize(Explanation.MAX_DAYS);
        assertThat(explanation.daysOmitted()).isEqualTo(2479 - Explanation.MAX_DAYS);
    }
}
