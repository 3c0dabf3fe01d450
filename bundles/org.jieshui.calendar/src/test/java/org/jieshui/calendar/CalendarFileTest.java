package org.jieshui.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.jieshui.calendar.CalendarFile.InvalidCalendarException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarFileTest {

    private static final String GOOD = """
            {"year": 2027, "revision": 1, "papers": [{"title": "通知", "number": "1号", "url": "https://www.gov.cn/"}],
             "holidays": [{"name": "元旦", "en": "New Year's Day", "from": "2026-12-31", "to": "2027-01-02", "makeUp": ["2027-01-03"]},
                          {"name": "国庆节", "en": "National Day", "from": "2027-10-01", "to": "2027-10-07", "makeUp": []}]}""";

    @Test
    void readsAYear() throws InvalidCalendarException {
        CalendarYear year = read(GOOD);
        assertThat(year.year()).isEqualTo(2027);
        assertThat(year.holidays()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            "year": 2027                | "year": 2028                  | the file is named 2027.json
            "year": 2027                | "year": "soon"                | line 1
            "year": 2027,               |                               | year: must be
            "revision": 1               | "revision": 0                 | revision: must be 1 or more
            "revision": 1               | "revison": 1                  | revison
            "revision": 1               | "revision": 1, "revision": 2  | Duplicate
            "title": "通知"             | "title": " "                  | papers[0]: title and url are needed
            "2027-01-02"                | "2027-02-30"                  | “2027-02-30” is no date
            "2027-01-02"                | "2026-12-30"                  | holidays[0] 元旦: 2026-12-31 to 2026-12-30 is no holiday
            "2027-01-02"                | "2027-03-02"                  | is no holiday of 1 to 16 days
            "2026-12-31"                | "2026-11-30"                  | is no holiday
            "2027-10-07"                | "2028-10-07"                  | is no holiday
            "from": "2027-10-01"        | "from": "2027-01-02"          | is no holiday
            "from": "2027-10-01", "to": "2027-10-07" | "from": "2027-01-02", "to": "2027-01-02" | 2027-01-02 already belongs to another holiday
            "from": "2027-10-01", "to": "2027-10-07" | "from": "2028-01-02", "to": "2028-01-02" | is not in 2027 or the December before it
            "makeUp": ["2027-01-03"]    | "makeUp": ["2027-01-04"]      | 2027-01-04: is a MONDAY; a make-up workday is a Saturday or Sunday
            "makeUp": ["2027-01-03"]    | "makeUp": ["2027-01-02"]      | is a day off as well
            "makeUp": ["2027-01-03"]    | "makeUp": ["2027-01-03", "2027-01-03"] | is named twice
            "makeUp": ["2027-01-03"]    | "makeUp": [null]              | a date is needed
            "name": "国庆节"            | "name": null                  | holidays[1]: name, en, from and to are needed
            ]}]}                        | ]}]} {}                       | Trailing token
            ]}]}                        | ]}                            | line
            """)
    void refusesAndSaysWhere(String good, String bad, String message) {
        String broken = replaceLast(GOOD, good, bad == null ? "" : bad);
        assertThat(broken).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(broken)).isInstanceOf(InvalidCalendarException.class).hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNoCalendarAtAll() {
        assertThatThrownBy(() -> read("")).isInstanceOf(InvalidCalendarException.class);
        assertThatThrownBy(() -> read("null")).isInstanceOf(InvalidCalendarException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(InvalidCalendarException.class);
        assertThatThrownBy(() -> read(" ".repeat(CalendarFile.MAX_BYTES + 1))).isInstanceOf(InvalidCalendarException.class).hasMessageContaining("at most");
        assertThatThrownBy(() -> read("[".repeat(CalendarFile.MAX_BYTES))).isInstanceOf(InvalidCalendarException.class);
    }

    private static CalendarYear read(String text) throws InvalidCalendarException {
        return CalendarFile.read("2027.json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String replaceLast(String text, String part, String by) {
        int at = text.lastIndexOf(part);
        return text.substring(0, at) + by + text.substring(at + part.length());
    }
}
