package org.jieshui.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A sample case.
 *
 * @param values what its forms are filled with, by the names that {@code forms.json} uses
 * @param steps  lines of: day, time, who, what and its arguments, as in {@code -2 09:30 @steward complete accept}
 */
record Story(String id, String origin, String customer, String contact, String phone, String address, String district, String steward, ObjectNode values, List<String> steps) {

    /** @param day working days before the present one; @param words what follows, as far as the verb takes it */
    record Step(int day, String time, String who, String verb, List<String> words) {
        static Step of(String line) {
            var parts = line.split(" ", 5);
            return new Step(Integer.parseInt(parts[0]), parts[1], parts[2], parts[3], parts.length < 5 ? List.of() : List.of(parts[4].split(" ", 3)));
        }

        String word(int i) {
            return i < words.size() ? words.get(i) : "";
        }
    }
}
