package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;

/** What people may change of a pipe, an outlet, a fitting or a planned work, and what a value may be. */
final class Edits {
    private enum Type {
        TEXT, NUMBER, INTEGER, FLAG, DATE
    }

    /** @param values allowed texts; empty: any up to {@code most} characters */
    record Field(String name, String column, Type type, double least, double most, boolean needed, List<String> values) {
        static Field text(String name, int longest) {
            return new Field(name, column(name), Type.TEXT, 0, longest, false, List.of());
        }

        static Field choice(String name, String... values) {
            return new Field(name, column(name), Type.TEXT, 0, 40, false, List.of(values));
        }

        static Field number(String name, double least, double most) {
            return new Field(name, column(name), Type.NUMBER, least, most, false, List.of());
        }

        static Field date(String name) {
            return new Field(name, column(name), Type.DATE, 1950, 2100, false, List.of());
        }

        Field required() {
            return new Field(name, column, type, least, most, true, values);
        }

        private static String column(String name) {
            return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        }
    }

    private static final double FARTHEST = 1e8;
    private static final Field CALIBRE = Field.number("calibre", Ranges.CALIBRE_LEAST, Ranges.CALIBRE_MOST);

    static final List<Field> PIPE = List.of(CALIBRE, Field.text("material", 40), Field.number("depth", Ranges.DEPTH_LEAST, Ranges.DEPTH_MOST),
        new Field("year", "year", Type.INTEGER, Ranges.YEAR_LEAST, 2100, false, List.of()),
        Field.number("peakPressure", Ranges.PRESSURE_LEAST, Ranges.PRESSURE_MOST), Field.text("flow", 100), Field.text("supplyArea", 200),
        new Field("fullLoad", "full_load", Type.FLAG, 0, 0, false, List.of()));

    private static final Field CODE = Field.text("code", 60).required();
    private static final Field X = Field.number("x", -FARTHEST, FARTHEST).required();
    private static final Field Y = Field.number("y", -FARTHEST, FARTHEST).required();
    private static final Field RETIRED = new Field("retired", "retired", Type.FLAG, 0, 0, false, List.of());

    static final List<Field> OUTLET = List.of(CODE, X, Y, CALIBRE, Field.choice("valve", "good", "repair", "none"), Field.date("inspected"),
        new Field("pipeId", "pipe_id", Type.INTEGER, 1, Long.MAX_VALUE, false, List.of()), Field.text("note", 500), RETIRED);

    static final List<Field> FITTING = List.of(CODE, X, Y, Field.choice("kind", "valve", "pump").required(), Field.text("type", 40), CALIBRE,
        Field.choice("state", "open", "closed", "repair"), Field.date("inspected"), RETIRED);

    static final List<Field> WORK = List.of(new Field("pipeId", "pipe_id", Type.INTEGER, 1, Long.MAX_VALUE, true, List.of()),
        Field.choice("kind", "renewal", "upgrade", "relocation", "repair").required(), Field.date("starts").required(), Field.date("ends").required(),
        Field.text("note", 500), new Field("cancelled", "cancelled", Type.FLAG, 0, 0, false, List.of()));

    static final List<Field> REPAIR = List.of(Field.choice("kind", "damage", "repair").required(), Field.date("day").required(), Field.text("note", 500).required());

    private Edits() {
    }

    /** The fields that the body holds, with their values; a JSON null clears one. @param complete whether needed fields must be there */
    static Map<Field, Object> read(List<Field> fields, JsonNode body, boolean complete) {
        if (body == null || !body.isObject()) {
            throw ProblemException.invalid("", "应为一个对象", "Should be an object");
        }
        List<FieldError> errors = new ArrayList<>();
        Map<Field, Object> values = new LinkedHashMap<>();
        List<String> known = new ArrayList<>();
        for (Field field : fields) {
            known.add(field.name());
            JsonNode value = body.get(field.name());
            boolean empty = value == null || value.isNull() || value.isTextual() && value.asText().isBlank();
            if (empty && field.needed() && (complete || value != null)) {
                errors.add(new FieldError("/" + field.name(), Text.of("必填", "Required")));
            } else if (value != null) {
                values.put(field, empty ? null : value(field, value, errors));
            }
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !name.equals("version")) {
                errors.add(new FieldError("/" + name, Text.of("不能修改此项", "This cannot be changed")));
            }
        });
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return values;
    }

    private static Object value(Field field, JsonNode value, List<FieldError> errors) {
        switch (field.type()) {
            case FLAG:
                if (value.isBoolean()) {
                    return value.booleanValue();
                }
                break;
            case TEXT:
                if (!field.values().isEmpty()) {
                    if (field.values().contains(value.asText())) {
                        return value.asText();
                    }
                    String choice = String.join("、", field.values());
                    errors.add(new FieldError("/" + field.name(), Text.of("应为 " + choice + " 之一", "Should be one of " + String.join(", ", field.values()))));
                    return null;
                }
                String text = value.asText();
                if (value.isTextual() && text.codePointCount(0, text.length()) <= field.most() && text.indexOf('\0') < 0) {
                    return text;
                }
                break;
            case DATE:
                try {
                    LocalDate date = LocalDate.parse(value.asText());
                    if (date.getYear() >= field.least() && date.getYear() <= field.most()) {
                        return date;
                    }
                } catch (DateTimeException e) {
                    // refused below
                }
                break;
            default:
                boolean whole = field.type() == Type.INTEGER;
                if (value.isNumber() && (!whole || value.isIntegralNumber()) && value.asDouble() >= field.least() && value.asDouble() <= field.most()) {
                    return whole ? (Object) value.longValue() : (Object) value.doubleValue();
                }
        }
        errors.add(new FieldError("/" + field.name(), shouldBe(field)));
        return null;
    }

    private static Text shouldBe(Field field) {
        return switch (field.type()) {
            case FLAG -> Text.of("应为是或否", "Should be true or false");
            case DATE -> Text.of("应为日期，如 2026-10-13", "Should be a date such as 2026-10-13");
            case TEXT -> Text.of("不超过 " + (int) field.most() + " 字", "At most " + (int) field.most() + " characters");
            default -> {
                String range = plain(field.least()) + "–" + plain(field.most());
                yield Text.of("应在 " + range + "，请核对小数点", "Should be " + range + "; check the decimal point");
            }
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 && value != 1 ? Long.toString((long) value) : Double.toString(value);
    }
}
