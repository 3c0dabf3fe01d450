package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.junit.jupiter.api.Test;

/** What was built beside what was planned and drawn (R199): tap point 0.5 m, length 5 % and at least 1 m, the same calibre. */
class ComparisonTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 10, 20);
    private static final String FORM = "{'measuredOn': '2026-10-19', 'receivedOn': '2026-10-20', 'points': [{'x': %s, 'y': 200}, {'x': 103, 'y': %s}], 'calibre': %s, 'length': %s}";
    private static final JsonNode PLAN = json("{'tapPoint': {'x': 103, 'y': 200}}");
    private static final JsonNode DRAWN = json("{'calibre': 100, 'length': 40}");

    @Test // R199
    void whatLiesOnTheToleranceIsWithinIt() {
        assertThat(off("103.5", "242", 100, "42")).as("0.5 m beside, 2 m of 40 longer").isEmpty();
        assertThat(off("103.51", "242", 100, "42")).containsExactly("tap");
        assertThat(off("103", "242.01", 100, "42.01")).containsExactly("length");
        assertThat(off("103", "200.9", 100, "40")).as("the measured points are far shorter than the drawing says").containsExactly("drawn");
        assertThat(off("103", "240", 80, "40")).containsExactly("calibre");
    }

    @Test
    void aShortPipeMayDifferByAMetre() {
        var short4 = json("{'calibre': 100, 'length': 4}");
        assertThat(Comparison.of(form("103", "205", 100, "5"), Optional.of(PLAN), Optional.of(short4))).allMatch(Comparison.Line::within);
        assertThat(Comparison.of(form("103", "205.01", 100, "5.01"), Optional.of(PLAN), Optional.of(short4))).filteredOn(l -> !l.within()).extracting(Comparison.Line::what).containsExactly("length");
    }

    @Test
    void whatWasNotPlannedIsNotCompared() {
        assertThat(Comparison.of(form("103", "240", 100, "40"), Optional.of(json("{}")), Optional.empty())).extracting(Comparison.Line::what).containsExactly("drawn");
    }

    @Test // R199
    void aDifferenceBeyondTheToleranceHasToBeExplained() {
        assertThat(wrong(form("106", "240", 100, "40"))).containsExactly("/explanation");
        assertThat(detail(form("106", "240", 80, "40"))).contains("3.00 m", "DN80", "DN100");
        assertThat(wrong(json(FORM.formatted("106", "240", 100, "40").replace("'calibre'", "'explanation': '避让管沟', 'calibre'")))).isEmpty();
        assertThat(wrong(json(FORM.formatted("106", "240", 100, "40").replace("'calibre'", "'explanation': '  ', 'calibre'")))).containsExactly("/explanation");
    }

    @Test // R198, R200
    void surveyAndReceiptHaveTheirOrder() {
        assertThat(wrong(json(FORM.formatted("103", "240", 100, "40").replace("10-19", "10-21")))).containsExactly("/measuredOn", "/receivedOn");
        assertThat(wrong(json(FORM.formatted("103", "240", 100, "40").replace("10-20", "10-18")))).containsExactly("/receivedOn");
        assertThat(wrong(form("103", "200", 100, "0.5"))).as("the same point twice").contains("/points/1");
    }

    private static List<String> off(String x, String y, int calibre, String length) {
        return compared(form(x, y, calibre, length)).stream().filter(l -> !l.within()).map(Comparison.Line::what).toList();
    }

    private static List<Comparison.Line> compared(JsonNode form) {
        return Comparison.of(form, Optional.of(PLAN), Optional.of(DRAWN));
    }

    private static List<String> wrong(JsonNode form) {
        return AsBuiltTask.errors(form, compared(form), TODAY).stream().map(FieldError::pointer).toList();
    }

    private static String detail(JsonNode form) {
        return AsBuiltTask.errors(form, compared(form), TODAY).get(0).detail().zh();
    }

    private static JsonNode form(String x, String y, int calibre, String length) {
        return json(FORM.formatted(x, y, calibre, length));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
