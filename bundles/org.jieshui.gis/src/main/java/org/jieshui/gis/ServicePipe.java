package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * A pipe that was built for a case, from the form of {@code construction.as-built}.
 *
 * @param code the number of the case
 * @param path x, y of the measured points, in m
 * @param length along them, m
 * @param calibre DN
 * @param material null: another one
 * @param depth the mean of the points, m
 * @param year when it was measured
 */
record ServicePipe(long caseId, String code, double[] path, double length, double calibre, String material, double depth, int year) {
    private static final double CENTIMETRE = 100;

    static ServicePipe of(long caseId, String code, JsonNode form) {
        JsonNode points = form.path("points");
        double[] path = StreamSupport.stream(points.spliterator(), false).flatMapToDouble(p -> Arrays.stream(new double[] {cm(p.path("x").asDouble()), cm(p.path("y").asDouble())})).toArray();
        double depth = cm(StreamSupport.stream(points.spliterator(), false).mapToDouble(p -> p.path("depth").asDouble()).average().orElse(0));
        String material = form.path("material").asText();
        return new ServicePipe(caseId, code, path, cm(Paths.length(path)), form.path("calibre").asDouble(), material.equals("other") ? null : material, depth, LocalDate.parse(form.path("measuredOn").asText()).getYear());
    }

    /** The same case's pipe as it is kept. */
    ServicePipe as(Pipe kept, double[] keptPath) {
        return new ServicePipe(caseId, kept.code(), keptPath, or(kept.length()), or(kept.calibre()), kept.material(), or(kept.depth()), kept.year() == null ? 0 : kept.year());
    }

    private static double or(Double value) {
        return value == null ? 0 : value;
    }

    private static double cm(double metres) {
        return Math.round(metres * CENTIMETRE) / CENTIMETRE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServicePipe o && caseId == o.caseId && code.equals(o.code) && Arrays.equals(path, o.path) && length == o.length && calibre == o.calibre && Objects.equals(material, o.material)
            && depth == o.depth && year == o.year;
    }

    @Override
    public int hashCode() {
        return Objects.hash(caseId, code, Arrays.hashCode(path));
    }
}
