package org.jieshui.gis;

import java.time.LocalDate;
import java.util.List;

/** A reserved outlet (R56). @param valve good, repair or none; null when unknown */
record Outlet(long id, long networkId, String code, double x, double y, Double calibre, String valve, LocalDate inspected, Long pipeId, String note,
        List<String> edited, boolean retired, int version) {

    int nominal() {
        return calibre == null ? 0 : Calibre.nominal(calibre);
    }
}
