package org.jieshui.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The calendar of one year, as the State Council's papers state it: what deviates from plain weekends.
 *
 * @param revision counts the corrections of this year's data, for people; from 1
 * @param papers where the facts come from
 */
record CalendarYear(int year, int revision, List<Paper> papers, List<Holiday> holidays) {

    /** No holiday was ever longer than 10 days; more is a typing error. */
    private static final int LONGEST_HOLIDAY = 16;

    record Paper(String title, String number, String url) {
    }

    /**
     * @param name in the words of the paper
     * @param en in English
     * @param from first day off, weekends included
     * @param to last day off
     * @param makeUp the Saturdays and Sundays worked for it
     */
    record Holiday(String name, String en, LocalDate from, LocalDate to, List<LocalDate> makeUp) {
    }

    /** Everything that is wrong with this year, each with its place; empty when nothing is. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        if (year < WorkingDays.FIRST_YEAR + 1 || year > WorkingDays.LAST_YEAR) {
            errors.add("year: must be " + (WorkingDays.FIRST_YEAR + 1) + " to " + WorkingDays.LAST_YEAR + ", is " + year);
        }
        if (revision < 1) {
            errors.add("revision: must be 1 or more");
        }
        if (papers == null || papers.isEmpty()) {
            errors.add("papers: name at least the paper that announced this year's holidays");
        }
        for (int i = 0; papers != null && i < papers.size(); i++) {
            Paper paper = papers.get(i);
            if (paper == null || isBlank(paper.title) || isBlank(paper.url)) {
                errors.add("papers[" + i + "]: title and url are needed");
            }
        }
        if (holidays == null || holidays.isEmpty()) {
            errors.add("holidays: a year without any holiday is not a calendar");
        } else {
            checkHolidays(errors);
        }
        return errors;
    }

    private void checkHolidays(List<String> errors) {
        Set<LocalDate> off = new HashSet<>();
        for (int i = 0; i < holidays.size(); i++) {
            Holiday holiday = holidays.get(i);
            String place = "holidays[" + i + "]";
            if (holiday == null || isBlank(holiday.name) || isBlank(holiday.en) || holiday.from == null || holiday.to == null) {
                errors.add(place + ": name, en, from and to are needed");
                continue;
            }
            if (holiday.to.isBefore(holiday.from) || ChronoUnit.DAYS.between(holiday.from, holiday.to) >= LONGEST_HOLIDAY) {
                errors.add(place + " " + holiday.name + ": " + holiday.from + " to " + holiday.to + " is no holiday of 1 to " + LONGEST_HOLIDAY + " days");
                continue;
            }
            for (LocalDate day = holiday.from; !day.isAfter(holiday.to); day = day.plusDays(1)) {
                checkBelongs(day, place + " " + holiday.name, errors);
                if (!off.add(day)) {
                    errors.add(place + " " + holiday.name + ": " + day + " already belongs to another holiday");
                }
            }
        }
        Set<LocalDate> worked = new HashSet<>();
        for (int i = 0; i < holidays.size(); i++) {
            Holiday holiday = holidays.get(i);
            List<LocalDate> makeUp = holiday == null || holiday.makeUp == null ? List.of() : holiday.makeUp;
            for (LocalDate day : makeUp) {
                String place = "holidays[" + i + "].makeUp " + day;
                if (day == null) {
                    errors.add(place + ": a date is needed");
                    continue;
                }
                checkBelongs(day, place, errors);
                if (off.contains(day)) {
                    errors.add(place + ": is a day off as well");
                } else if (!isWeekend(day)) {
                    errors.add(place + ": is a " + day.getDayOfWeek() + "; a make-up workday is a Saturday or Sunday");
                } else if (!worked.add(day)) {
                    errors.add(place + ": is named twice");
                }
            }
        }
    }

    /** A paper may reach back into the December before its year (元旦 of 2019 began on 30 December 2018), never forward. */
    private void checkBelongs(LocalDate day, String place, List<String> errors) {
        if (day.getYear() != year && !(day.getYear() == year - 1 && day.getMonthValue() == 12)) {
            errors.add(place + ": " + day + " is not in " + year + " or the December before it");
        }
    }

    static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
