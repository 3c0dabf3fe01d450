package org.jieshui.gis;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Materials of pipes: ids for the usual ones, whatever the source calls them; other names are kept as they are. */
final class Material {
    private static final Map<String, String> IDS = new LinkedHashMap<>();

    static {
        put("ductile-iron", "球墨铸铁", "球墨", "球铁", "球墨铸铁管", "ductile iron", "di", "dip");
        put("grey-iron", "灰口铸铁", "铸铁", "灰铁", "铸铁管", "cast iron", "grey iron", "gray iron", "ci", "cip");
        put("steel", "钢", "钢管", "焊接钢管", "st", "steel pipe");
        put("stainless-steel", "不锈钢", "不锈钢管", "stainless steel", "ss");
        put("galvanised-steel", "镀锌", "镀锌钢管", "galvanised", "galvanized", "gi");
        put("pe", "聚乙烯", "pe管", "hdpe", "pe100", "pe80");
        put("pvc", "聚氯乙烯", "pvc-u", "upvc", "pvc管");
        put("concrete", "预应力混凝土", "混凝土", "钢筋混凝土", "pccp", "混凝土管");
        put("glass-fibre", "玻璃钢", "玻璃钢夹砂", "grp", "frp");
    }

    private Material() {
    }

    private static void put(String id, String... names) {
        IDS.put(id, id);
        for (String name : names) {
            IDS.put(name, id);
        }
    }

    static String of(String name) {
        return name == null || name.isBlank() ? null : IDS.getOrDefault(name.strip().toLowerCase(Locale.ROOT), name.strip());
    }
}
