package org.jieshui.gis;

import java.util.Locale;
import java.util.Optional;

/** What a pressure may be written in; everything is kept in MPa. */
enum PressureUnit {
    MPA(1), KPA(0.001), BAR(0.1), METERS(FlowUnit.HEAD_MPA), PSI(FlowUnit.PSI_MPA);

    private final double mpa;

    PressureUnit(double mpa) {
        this.mpa = mpa;
    }

    double toMpa(double value) {
        return value * mpa;
    }

    static Optional<PressureUnit> of(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "MPA" -> Optional.of(MPA);
            case "KPA" -> Optional.of(KPA);
            case "BAR" -> Optional.of(BAR);
            case "M", "METER", "METERS", "METRES", "MH2O" -> Optional.of(METERS);
            case "PSI" -> Optional.of(PSI);
            default -> Optional.empty();
        };
    }
}
