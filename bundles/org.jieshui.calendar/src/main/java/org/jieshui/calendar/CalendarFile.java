package org.jieshui.calendar;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** The JSON form of a {@link CalendarYear}. */
final class CalendarFile {

    /** A year takes about 1 KB. */
    static final int MAX_BYTES = 64 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addModule(new SimpleModule().addDeserializer(LocalDate.class, new Dates()))
            .build();

    private CalendarFile() {
    }

    /**
     * @param name the file's name, {@code 2027.json}: it must be the year inside
     * @throws InvalidCalendarException naming everything that is wrong
     */
    static CalendarYear read(String name, byte[] content) throws InvalidCalendarException {
        if (content.length > MAX_BYTES) {
            throw new InvalidCalendarException("has " + content.length + " bytes; a calendar has at most " + MAX_BYTES);
        }
        CalendarYear year;
        try {
            year = MAPPER.readValue(content, CalendarYear.class);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ": ";
            throw new InvalidCalendarException(place + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidCalendarException(e.getMessage());
        }
        if (year == null) {
            throw new InvalidCalendarException("is empty");
        }
        var errors = year.errors();
        if (!name.equals(year.year() + ".json")) {
            errors.add(0, "year: is " + year.year() + ", but the file is named " + name);
        }
        if (!errors.isEmpty()) {
            throw new InvalidCalendarException(String.join("; ", errors));
        }
        return year;
    }

    /** ISO dates only; the container brings no Jackson module for java.time to this bundle. */
    private static final class Dates extends StdDeserializer<LocalDate> {
        private static final long serialVersionUID = 1;

        Dates() {
            super(LocalDate.class);
        }

        @Override
        public LocalDate deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            try {
                return LocalDate.parse(text == null ? "" : text);
            } catch (DateTimeParseException e) {
                throw InvalidFormatException.from(parser, "“" + text + "” is no date; write it as 2027-01-01", text, LocalDate.class);
            }
        }
    }

    /** The file is not a calendar; the message says why, for the operator. */
    static final class InvalidCalendarException extends Exception {
        private static final long serialVersionUID = 1;

        InvalidCalendarException(String message) {
            super(message);
        }
    }
}
