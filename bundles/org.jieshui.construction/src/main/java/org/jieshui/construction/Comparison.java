package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.Text;

/** What was built beside what was planned and drawn (R199): pure arithmetic. Lengths in m, calibres in mm. */
final class Comparison {

    /** How far from the planned tap point the measured one may lie. */
    static final BigDecimal POSITION = new BigDecimal("0.5");
    /** How much a length may differ: a share of it, but this much at least. */
    static final BigDecimal LENGTH_SHARE = new BigDecimal("0.05");
    static final BigDecimal LENGTH_LEAST = BigDecimal.ONE;

    /**
     * @param what       {@code tap}, {@code calibre}, {@code length} (drawn beside designed) or {@code drawn} (drawn beside measured)
     * @param planned    null for a place
     * @param built      null for a place
     * @param difference never negative, to the centimetre
     * @param allowed    the same unit
     */
    record Line(String what, BigDecimal planned, BigDecimal built, BigDecimal difference, BigDecimal allowed) {

        boolean within() {
            return difference.compareTo(allowed) <= 0;
        }

        Text text() {
            return switch (what) {
                case "tap" -> Text.of("实测开口点离方案开口点 " + difference + " m，允许 " + allowed + " m", "The measured tap point is " + difference + " m from the planned one; allowed are " + allowed + " m");
                case "calibre" -> Text.of("竣工口径 DN" + built + "，设计 DN" + planned, "Built DN" + built + ", designed DN" + planned);
                case "length" -> Text.of("竣工图长度 " + built + " m，设计 " + planned + " m，允许相差 " + allowed + " m", "As drawn " + built + " m, designed " + planned + " m; allowed are " + allowed + " m");
                default -> Text.of("竣工图长度 " + planned + " m，实测点连线 " + built + " m，允许相差 " + allowed + " m", "As drawn " + planned + " m, along the measured points " + built + " m; allowed are " + allowed + " m");
            };
        }
    }

    private Comparison() {}

    /**
     * @param form  what was measured
     * @param plan  form of {@code survey.plan}: {@code tapPoint}
     * @param drawn form of {@code design.drawing}: {@code calibre}, {@code length}
     * @return what can be compared; a plan without a place, or no drawing, leaves its line out
     */
    static List<Line> of(JsonNode form, Optional<JsonNode> plan, Optional<JsonNode> drawn) {
        var lines = new ArrayList<Line>();
        var points = form.path("points");
        var tap = plan.map(p -> p.path("tapPoint")).filter(t -> t.path("x").isNumber() && t.path("y").isNumber());
        tap.ifPresent(t -> lines.add(new Line("tap", null, null, distance(t, points.path(0)), POSITION)));
        drawn.map(d -> d.path("calibre")).filter(JsonNode::isNumber).ifPresent(c -> lines.add(line("calibre", c.decimalValue(), form.path("calibre").decimalValue(), BigDecimal.ZERO)));
        var length = form.path("length").decimalValue();
        drawn.map(d -> d.path("length")).filter(JsonNode::isNumber).ifPresent(l -> lines.add(line("length", l.decimalValue(), length, allowed(l.decimalValue()))));
        lines.add(line("drawn", length, along(points), allowed(length)));
        return lines;
    }

    /** Along the points, on the map. */
    static BigDecimal along(JsonNode points) {
        var sum = BigDecimal.ZERO;
        for (int i = 1; i < points.size(); i++) {
            sum = sum.add(distance(points.get(i - 1), points.get(i)));
        }
        return sum;
    }

    private static Line line(String what, BigDecimal planned, BigDecimal built, BigDecimal allowed) {
        return new Line(what, planned, built, planned.subtract(built).abs(), allowed);
    }

    private static BigDecimal allowed(BigDecimal length) {
        return length.multiply(LENGTH_SHARE).max(LENGTH_LEAST).setScale(2, RoundingMode.HALF_UP);
    }

    private static BigDecimal distance(JsonNode a, JsonNode b) {
        return BigDecimal.valueOf(Math.hypot(a.path("x").asDouble() - b.path("x").asDouble(), a.path("y").asDouble() - b.path("y").asDouble())).setScale(2, RoundingMode.HALF_UP);
    }
}
