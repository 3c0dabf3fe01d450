package org.jieshui.gis;

/** Nominal calibres: a 6 inch pipe of 152.4 mm is a DN150 to everybody who works with it. */
final class Calibre {
    private static final int[] NOMINAL = {15, 20, 25, 32, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 900, 1000,
        1100, 1200, 1400, 1500, 1600, 1800, 2000, 2200, 2400, 2600, 2800, 3000};

    private Calibre() {
    }

    /** The nominal calibre nearest to a diameter in mm; 0 when the diameter is unknown. */
    static int nominal(double millimetres) {
        if (!(millimetres > 0)) {
            return 0;
        }
        int best = NOMINAL[0];
        for (int dn : NOMINAL) {
            if (Math.abs(dn - millimetres) < Math.abs(best - millimetres)) {
                best = dn;
            }
        }
        return best;
    }
}
