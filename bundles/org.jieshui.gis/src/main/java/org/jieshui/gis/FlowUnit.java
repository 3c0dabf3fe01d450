package org.jieshui.gis;

import java.util.Locale;
import java.util.Optional;

/** EPANET's flow units. They decide every other unit of the file: US files use feet, inches and psi, SI files metres, millimetres and metres of head. */
enum FlowUnit {
    CFS(true), GPM(true), MGD(true), IMGD(true), AFD(true), LPS(false), LPM(false), MLD(false), CMH(false), CMD(false);

    /** The international foot; EPANET knows no other. */
    static final double FOOT = 0.3048;
    static final double INCH_MM = 25.4;
    static final double PSI_MPA = 0.006894757293168361;
    /** One metre of water at standard gravity. */
    static final double HEAD_MPA = 0.00980665;

    private final boolean us;

    FlowUnit(boolean us) {
        this.us = us;
    }

    boolean us() {
        return us;
    }

    double metres(double length) {
        return us ? length * FOOT : length;
    }

    double millimetres(double diameter) {
        return us ? diameter * INCH_MM : diameter;
    }

    static Optional<FlowUnit> of(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
