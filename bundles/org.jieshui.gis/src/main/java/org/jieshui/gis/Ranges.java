package org.jieshui.gis;

/** What a measured value can be at all; outside, somebody slipped with the decimal point. The forms carry the same numbers. */
final class Ranges {
    /** Burial depth, m. */
    static final double DEPTH_LEAST = 0.3;
    static final double DEPTH_MOST = 8;
    /** Pressure at the peak hour, MPa. */
    static final double PRESSURE_LEAST = 0.05;
    static final double PRESSURE_MOST = 1.0;
    /** Calibre, mm. */
    static final int CALIBRE_LEAST = 15;
    static final int CALIBRE_MOST = 3000;
    static final int YEAR_LEAST = 1900;

    private Ranges() {
    }
}
