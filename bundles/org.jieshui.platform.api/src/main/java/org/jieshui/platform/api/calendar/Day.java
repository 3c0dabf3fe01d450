package org.jieshui.platform.api.calendar;

import java.time.LocalDate;
import org.jieshui.platform.api.Text;

/**
 * One day of the calendar.
 *
 * @param holiday the holiday that the day belongs to, in the words of the paper (国庆节, National Day); for a make-up workday the holiday that it pays for; otherwise null
 * @param provisional the year has no calendar yet: the kind is the plain weekend rule and may change
 */
public record Day(LocalDate date, DayKind kind, Text holiday, boolean provisional) {
}
