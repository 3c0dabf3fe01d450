package org.jieshui.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A sample case.
 *
 * @param values what its forms are filled with, by the names that {@code forms.json} uses
 * @param steps  lines of: day, time, who, what and its arguments, as in {@code -2 09:30 @steward complete accept}
 */
record Story(String id, String origin, String customer, String contact, String phone, String address, String district, String steward, ObjectNode values, List<String> steps) {

    /** A step of two words is a chapter that many stories share, with the day on which it begins: {@code -9 front}. Its own days count from there. */
    Story with(JsonNode chapters) {
        var all = new ArrayList<String>();
        for (var line : steps) {
            var parts = line.split(" ");
            if (parts.length != 2) {
                all.add(line);
                continue;
            }
            for (var step : chapters.required(parts[1])) {
                var text = step.asText();
                int gap = text.indexOf(' ');
                all.add(Integer.parseInt(parts[0]) + Integer.parseInt(text.substring(0, gap)) + text.substring(gap));
            }
        }
        return new Story(id, origin, customer, contact, phone, address, district, steward, values, all);
    }

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
