package org.jieshui.metering;

import java.util.Map;

/** How states and kinds are called in Chinese, on paper and in workbooks. */
final class MeterWords {

    private static final Map<String, String> STATES = Map.of(Meter.STOCK, "在库", Meter.RESERVED, "已预留", Meter.HUNG, "已挂表", Meter.REMOVED, "已拆下", Meter.SCRAPPED, "已报废");
    private static final Map<String, String> KINDS = Map.of("remote", "远传水表", "mechanical", "机械水表");

    private MeterWords() {}

    static String state(String id) {
        return STATES.getOrDefault(id, id);
    }

    static String kind(String id) {
        return KINDS.getOrDefault(id, id);
    }
}
