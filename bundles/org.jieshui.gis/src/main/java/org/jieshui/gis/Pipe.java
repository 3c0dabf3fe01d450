package org.jieshui.gis;

import java.util.List;

/**
 * A pipe as kept here.
 *
 * @param calibre inner diameter, mm
 * @param edited what people changed here, which a re-import leaves alone
 */
record Pipe(long id, long networkId, String code, String fromNode, String toNode, Double length, Double roughness, boolean open, String tag, Double calibre,
        String material, Double depth, Integer year, Double peakPressure, String flow, String supplyArea, Boolean fullLoad, List<String> edited, boolean retired,
        int version) {

    int nominal() {
        return calibre == null ? 0 : Calibre.nominal(calibre);
    }
}
