package org.jieshui.itests.drive;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Fee lists that the drive invents, publishes and reckons with by itself: in whole fen and thousandths, never with the platform's arithmetic. */
final class PriceBook {

    static final List<Integer> METERS = List.of(15, 20, 25, 40);
    static final List<Integer> PIPES = List.of(25, 32, 50, 100);
    static final List<String> VARIANTS = List.of("智能远传水表", "机械水表");
    static final String CROSSING = "DG-01";
    private static final List<LocalDate> EFFECTIVE = List.of(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 7, 1), LocalDate.of(2025, 1, 1), LocalDate.of(2025, 6, 16), LocalDate.of(2026, 1, 15),
            LocalDate.of(2026, 8, 1));

    /** Prices in fen by code; what is included in metres or square metres, by code. */
    record Version(LocalDate effective, Map<String, Long> prices, Map<String, Long> included, boolean valves) {}

    /** What a fee is reckoned from: metres, square metres (null: no excavation) and metres of crossing (null: none), all in thousandths. */
    record Quantities(int meter, int pipe, long length, Long area, Long crossing) {}

    private final TreeMap<LocalDate, Version> versions = new TreeMap<>();

    PriceBook(Random random) {
        for (int i = 0; i < EFFECTIVE.size(); i++) {
            var prices = new LinkedHashMap<String, Long>();
            var included = new LinkedHashMap<String, Long>();
            METERS.forEach(dn -> {
                prices.put("JJ-" + dn, 50_000L + dn * 1500 + random.nextInt(20_000));
                prices.put("SB-Y" + dn, 20_000L + dn * 600 + random.nextInt(9_000));
                prices.put("SB-J" + dn, 5_000L + dn * 300 + random.nextInt(4_000));
            });
            PIPES.forEach(dn -> {
                prices.put("GX-" + dn, 3_000L + dn * 70 + random.nextInt(2_000));
                included.put("GX-" + dn, 5L * random.nextInt(4));
                prices.put("KK-" + dn, 15_000L + dn * 300 + random.nextInt(5_000));
            });
            prices.put("LM-01", 20_000L + random.nextInt(6_000));
            prices.put(CROSSING, 50_000L + random.nextInt(9_000));
            prices.put("SY-01", 12_000L + random.nextInt(1_000));
            versions.put(EFFECTIVE.get(i), new Version(EFFECTIVE.get(i), prices, included, i % 2 == 1));
        }
    }

    Iterable<Version> versions() {
        return versions.values();
    }

    Version on(LocalDate day) {
        return versions.floorEntry(day).getValue();
    }

    /** The items as the platform's API takes them. */
    static List<Map<String, Object>> items(Version version) {
        var items = new ArrayList<Map<String, Object>>();
        METERS.forEach(dn -> {
            items.add(item(version, "JJ-" + dn, "单表接水基价", "户", "meter", dn, null));
            items.add(item(version, "SB-Y" + dn, "水表", "只", "meter", dn, VARIANTS.get(0)));
            items.add(item(version, "SB-J" + dn, "水表", "只", "meter", dn, VARIANTS.get(1)));
        });
        PIPES.forEach(dn -> {
            items.add(item(version, "GX-" + dn, "接水管线", "m", "length", dn, null));
            items.add(item(version, "KK-" + dn, "带压开口", "处", "pipe", dn, null));
        });
        items.add(item(version, "LM-01", "路面刨掘与恢复", "m²", "excavation", null, null));
        items.add(item(version, CROSSING, "非开挖穿路", "m", "entered", null, null));
        if (version.valves()) {
            items.add(item(version, "SY-01", "水压试验与消毒", "户", "case", null, null));
        }
        return items;
    }

    private static Map<String, Object> item(Version version, String code, String name, String unit, String basis, Integer calibre, String variant) {
        var item = new LinkedHashMap<String, Object>(Map.of("code", code, "name", name, "unit", unit, "basis", basis, "price", yuan(version.prices().get(code))));
        if (calibre != null) {
            item.put("calibre", calibre);
        }
        if (variant != null) {
            item.put("variant", variant);
        }
        if (version.included().getOrDefault(code, 0L) > 0) {
            item.put("included", version.included().get(code).toString());
        }
        return item;
    }

    /** The fee in fen: every line rounded half up by itself. */
    long fee(LocalDate day, Quantities q, String variant) {
        var version = on(day);
        var prices = version.prices();
        long fee = prices.get("JJ-" + q.meter()) + prices.get((variant.equals(VARIANTS.get(0)) ? "SB-Y" : "SB-J") + q.meter()) + prices.get("KK-" + q.pipe());
        fee += line(Math.max(0, q.length() - 1000 * version.included().get("GX-" + q.pipe())), prices.get("GX-" + q.pipe()));
        fee += q.area() == null ? 0 : line(q.area(), prices.get("LM-01"));
        fee += q.crossing() == null ? 0 : line(q.crossing(), prices.get(CROSSING));
        fee += version.valves() ? prices.get("SY-01") : 0;
        return fee;
    }

    /** Thousandths of a unit at a price in fen, in fen; half a fen is one. */
    private static long line(long thousandths, long price) {
        return (thousandths * price + 500) / 1000;
    }

    /** Whether a line ends at half a fen, which other rules of rounding take down. */
    boolean isTied(LocalDate day, Quantities q) {
        var version = on(day);
        long pipe = Math.max(0, q.length() - 1000 * version.included().get("GX-" + q.pipe())) * version.prices().get("GX-" + q.pipe());
        long road = q.area() == null ? 0 : q.area() * version.prices().get("LM-01");
        return pipe % 2000 == 500 || road % 2000 == 500;
    }

    static String yuan(long fen) {
        return fen / 100 + "." + (fen % 100 < 10 ? "0" : "") + fen % 100;
    }

    static long fen(String yuan) {
        var parts = yuan.split("\\.");
        return Long.parseLong(parts[0]) * 100 + (parts.length == 1 ? 0 : Long.parseLong((parts[1] + "0").substring(0, 2)));
    }
}
