package org.jieshui.pricing;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a fee is computed from: the confirmed drawing, the finding of engineering, and what the auditor entered. Kept with the fee.
 *
 * @param calibre      of the pipe, DN in mm; null while there is no drawing
 * @param length       of the pipe, m
 * @param meterCalibre DN in mm
 * @param excavation   whether road surface is excavated
 * @param area         of it, m²; null when engineering gave none
 */
record Inputs(Integer calibre, @JsonFormat(shape = Shape.STRING) BigDecimal length, Integer meterCalibre, boolean excavation,
        @JsonFormat(shape = Shape.STRING) BigDecimal area, List<Entered> entered) {

    /** Of a quantity: millimetres, and a thousandth of a square metre. */
    static final int DECIMALS = 3;

    /** @param source where the quantity comes from, in the auditor's words */
    record Entered(String code, @JsonFormat(shape = Shape.STRING) BigDecimal quantity, String source) {}

    Inputs {
        entered = entered == null ? List.of() : List.copyOf(entered);
    }

    /** @param forms the latest form of a task type; @param entered the member of the fee's own form, may be missing */
    static Inputs of(Function<String, Optional<JsonNode>> forms, JsonNode entered) {
        var drawing = forms.apply("design.drawing").orElse(null);
        var finding = forms.apply("construction.finding").orElse(null);
        var plan = forms.apply("survey.plan").orElse(null);
        boolean excavation = flag(finding) || flag(plan);
        return new Inputs(whole(drawing, "calibre"), number(drawing, "length"), whole(drawing, "meterCalibre"), excavation,
                excavation ? number(finding, "excavationArea") : null, entered(entered));
    }

    boolean drawn() {
        return calibre != null && length != null && meterCalibre != null;
    }

    Optional<Entered> entered(String code) {
        return entered.stream().filter(e -> e.code().equals(code)).findFirst();
    }

    private static boolean flag(JsonNode form) {
        return form != null && form.path("excavation").asBoolean(false);
    }

    private static Integer whole(JsonNode form, String field) {
        return form != null && form.path(field).isInt() ? (Integer) form.path(field).intValue() : null;
    }

    private static BigDecimal number(JsonNode form, String field) {
        if (form == null || !form.path(field).isNumber()) {
            return null;
        }
        var written = form.path(field).decimalValue(); // 86.1 is 86.1 and not the double next to it
        return written.scale() > DECIMALS ? written.setScale(DECIMALS, RoundingMode.HALF_UP) : written;
    }

    /** What is no number of use is nought, which is refused with its place. */
    private static BigDecimal quantity(JsonNode number) {
        return number.isNumber() && Double.isFinite(number.doubleValue()) && Decimal.sane(number.decimalValue()) ? number.decimalValue() : BigDecimal.ZERO;
    }

    private static List<Entered> entered(JsonNode list) {
        var all = new ArrayList<Entered>();
        if (list != null) {
            list.forEach(e -> all.add(new Entered(e.path("code").asText(), quantity(e.path("quantity")), e.path("source").asText())));
        }
        return all;
    }
}
