package org.jieshui.gis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What supplies an area, to be known before anybody goes there (R176). Lists are cut at {@link #LISTED}; the counts are not.
 *
 * @param size m²
 * @param asOf when the network's data was last imported or edited
 * @param pipeCount pipes that lie in the area, wholly or in part
 * @param length of the parts that lie in it, as drawn, m
 * @param groups by calibre, the thickest first, then by material
 * @param pressure at the peak hour
 * @param fullLoadCount pipes at full load; {@code fullLoad} their list
 * @param works planned, not over, the nearest first
 * @param repairs damages and repairs, newest first
 * @param valves outlets by the state of their valve: good, repair, none, unknown
 * @param unknown pipes by the attribute that is still to be recorded
 */
record Supply(long networkId, String crs, Instant asOf, double size, int pipeCount, double length, List<Group> groups, Pressure pressure, int fullLoadCount,
        List<PipeOf> fullLoad, int workCount, List<Work> works, int repairCount, List<RepairOf> repairs, int outletCount, Map<String, Integer> valves,
        List<Outlet> outlets, Map<String, Integer> unknown) {

    static final int LISTED = 100;

    /** @param calibre nominal, mm; 0: unknown; @param material null: unknown; @param length m */
    record Group(int calibre, String material, int pipes, double length) {
    }

    /** MPa; null while no pipe's is known. @param pipes whose pressure is known */
    record Pressure(Double least, Double most, int pipes) {
    }

    /** @param length inside the area, m */
    record PipeOf(long id, String code, int calibre, String material, double length) {
    }

    record RepairOf(String pipeCode, Repair repair) {
    }

    /** A pipe with what of it lies inside, m. */
    record Part(Pipe pipe, double length) {
    }

    static Supply of(Network network, double size, List<Part> parts, List<Work> works, List<Repair> repairs, List<Outlet> outlets) {
        Map<Long, String> codes = parts.stream().collect(Collectors.toMap(p -> p.pipe().id(), p -> p.pipe().code()));
        List<Part> full = parts.stream().filter(p -> Boolean.TRUE.equals(p.pipe().fullLoad())).sorted(Comparator.comparing(p -> p.pipe().code())).toList();
        Map<String, Integer> valves = new TreeMap<>();
        outlets.forEach(o -> valves.merge(o.valve() == null ? "unknown" : o.valve(), 1, Integer::sum));
        return new Supply(network.id(), network.plane().code(), network.asOf(), size, parts.size(), centimetres(parts.stream().mapToDouble(Part::length).sum()),
            groups(parts), pressure(parts), full.size(),
            first(full).stream().map(p -> new PipeOf(p.pipe().id(), p.pipe().code(), p.pipe().nominal(), p.pipe().material(), centimetres(p.length()))).toList(),
            works.size(), first(works), repairs.size(), first(repairs).stream().map(r -> new RepairOf(codes.get(r.pipeId()), r)).toList(), outlets.size(), valves,
            first(outlets.stream().sorted(Comparator.comparing(Outlet::code)).toList()), unknown(parts));
    }

    private static List<Group> groups(List<Part> parts) {
        record Key(int calibre, String material) {
        }
        Map<Key, List<Part>> byKey = parts.stream().collect(Collectors.groupingBy(p -> new Key(p.pipe().nominal(), p.pipe().material()), LinkedHashMap::new,
            Collectors.toCollection(ArrayList::new)));
        return byKey.entrySet().stream()
            .map(e -> new Group(e.getKey().calibre(), e.getKey().material(), e.getValue().size(), centimetres(e.getValue().stream().mapToDouble(Part::length).sum())))
            .sorted(Comparator.comparingInt(Group::calibre).reversed().thenComparing(Group::material, Comparator.nullsLast(Comparator.naturalOrder()))).toList();
    }

    private static Pressure pressure(List<Part> parts) {
        var known = parts.stream().map(p -> p.pipe().peakPressure()).filter(v -> v != null).mapToDouble(v -> v).summaryStatistics();
        return known.getCount() == 0 ? new Pressure(null, null, 0) : new Pressure(known.getMin(), known.getMax(), (int) known.getCount());
    }

    private static Map<String, Integer> unknown(List<Part> parts) {
        Map<String, Predicate<Pipe>> lacks = new LinkedHashMap<>();
        lacks.put("calibre", p -> p.calibre() == null);
        lacks.put("material", p -> p.material() == null);
        lacks.put("depth", p -> p.depth() == null);
        lacks.put("year", p -> p.year() == null);
        lacks.put("peakPressure", p -> p.peakPressure() == null);
        lacks.put("flow", p -> p.flow() == null);
        lacks.put("supplyArea", p -> p.supplyArea() == null);
        lacks.put("fullLoad", p -> p.fullLoad() == null);
        Map<String, Integer> unknown = new LinkedHashMap<>();
        lacks.forEach((attribute, test) -> {
            int count = (int) parts.stream().map(Part::pipe).filter(test).count();
            if (count > 0) {
                unknown.put(attribute, count);
            }
        });
        return unknown;
    }

    private static <T> List<T> first(List<T> all) {
        return all.size() > LISTED ? List.copyOf(all.subList(0, LISTED)) : all;
    }

    private static double centimetres(double metres) {
        return Math.round(metres * 100) / 100.0;
    }
}
