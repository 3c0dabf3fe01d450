package org.jieshui.metering;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jieshui.platform.api.rest.ProblemException;

/**
 * Which meter a case is to get, as far as anybody has said: the latest word counts, the confirmed drawing before the plan and the plan before the findings.
 *
 * @param calibre mm, or null while nobody has said
 * @param kind    what the customer chose of the quotation, else what marketing found fit, or null
 * @param source  the task type that the calibre is from, or null
 * @param well    where the meter's well is, or null
 */
record Plan(Integer calibre, String kind, String source, String well) {

    private static final List<String> SOURCES = List.of("design.drawing", "survey.plan", "metering.finding", "design.finding");

    static Plan of(Function<String, Optional<JsonNode>> form, JsonNode facts) {
        var source = SOURCES.stream().filter(type -> form.apply(type).filter(f -> f.path("meterCalibre").isInt()).isPresent()).findFirst();
        var well = SOURCES.stream().map(type -> form.apply(type).map(f -> f.path("meterWell").asText("")).orElse("")).filter(w -> !w.isBlank()).findFirst();
        return new Plan(source.flatMap(form).map(f -> f.get("meterCalibre").asInt()).orElse(null), chosen(facts).or(() -> form.apply("metering.finding").map(f -> f.path("meterKind").asText(null))).orElse(null), source.orElse(null),
                well.orElse(null));
    }

    /** A choice of the quotation that is the name of a kind of meter. */
    private static Optional<String> chosen(JsonNode facts) {
        return facts == null ? Optional.empty() : MeterRules.kind(facts.path("feeChoice").asText(""));
    }

    /** A meter that is not what was planned has to be explained. */
    void requireExplained(Meter meter, String why, String pointer) {
        boolean other = calibre != null && calibre != meter.calibre() || kind != null && !kind.equals(meter.kind());
        if (other && (why == null || why.isBlank())) {
            var planned = (calibre == null ? "" : "DN" + calibre + " ") + (kind == null ? "" : MeterWords.kind(kind));
            throw ProblemException.invalid(pointer, "方案定的是 " + planned.strip() + "，这只是 DN" + meter.calibre() + " " + MeterWords.kind(meter.kind()) + "，写明原因",
                    "Planned is DN" + calibre + (kind == null ? "" : ", " + kind) + "; this one is DN" + meter.calibre() + ", " + meter.kind() + ": say why");
        }
    }
}
