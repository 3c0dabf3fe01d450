package org.jieshui.gis;

import java.time.LocalDate;
import java.util.List;

/** A valve or a pump. @param type gate valve, PRV …; @param state open, closed …; @param setting MPa, of pressure valves */
record Fitting(long id, long networkId, String code, String kind, String type, double x, double y, Double calibre, Double setting, String state, String tag,
        LocalDate inspected, List<String> edited, boolean retired, int version) {
}
