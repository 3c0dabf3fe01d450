package org.jieshui.gis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jieshui.gis.SourceNetwork.Fitting;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Outlet;
import org.jieshui.gis.SourceNetwork.Pipe;

/**
 * Reads a GeoJSON FeatureCollection feature by feature: lines become pipes (pumps and valves when they say so), points become nodes, fittings or outlets.
 * Which property carries what is mapped by the caller, or found by its usual names in English and Chinese.
 */
final class GeoJsonReader {
    /** What a property may be mapped to, with the names it usually goes by (lower case). */
    static final Map<String, List<String>> FIELDS = fields();

    private static final ObjectMapper JSON = new ObjectMapper();
    /** No pipe is thicker than 5 m, and none in a street thinner than 5 mm: a largest diameter up to here is in metres. */
    private static final double LARGEST_IN_METRES = 5;

    private final GeoMapping mapping;
    private final Problems problems = new Problems();
    private final Set<String> ids = new HashSet<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private final List<Fitting> fittings = new ArrayList<>();
    private final List<Outlet> outlets = new ArrayList<>();
    private final Map<String, String> found = new LinkedHashMap<>();
    private final Map<String, String> byLowerName = new HashMap<>();
    private double largestDiameter;
    private double largestPressure;
    private String crs;
    private String name = "";

    private GeoJsonReader(GeoMapping mapping) {
        this.mapping = mapping;
    }

    private static Map<String, List<String>> fields() {
        Map<String, List<String>> f = new LinkedHashMap<>();
        f.put("id", List.of("id", "name", "编号", "管线编号", "管段编号", "gid", "objectid", "fid", "code", "pipe_id", "guid"));
        f.put("kind", List.of("kind", "类型", "设施类型", "feature_type", "category", "type"));
        f.put("from", List.of("start_node_name", "from", "from_node", "node1", "起点", "起点编号"));
        f.put("to", List.of("end_node_name", "to", "to_node", "node2", "终点", "终点编号"));
        f.put("diameter", List.of("diameter", "calibre", "caliber", "dn", "diam", "管径", "口径", "公称直径"));
        f.put("length", List.of("length", "长度", "管长"));
        f.put("roughness", List.of("roughness", "粗糙系数"));
        f.put("elevation", List.of("elevation", "base_head", "elev", "高程", "地面高程"));
        f.put("status", List.of("initial_status", "status", "状态"));
        f.put("material", List.of("material", "管材", "材料", "材质"));
        f.put("depth", List.of("depth", "burial_depth", "埋深"));
        f.put("year", List.of("year", "laid", "install_year", "敷设年份", "建设年代", "年代", "竣工年份"));
        f.put("peakPressure", List.of("peak_pressure", "peakpressure", "pressure", "高峰压力", "压力"));
        f.put("flow", List.of("flow", "flow_direction", "流向", "水流方向"));
        f.put("supplyArea", List.of("supply_area", "supplyarea", "供水区域", "供水范围"));
        f.put("fullLoad", List.of("full_load", "fullload", "满负荷"));
        f.put("valve", List.of("valve", "valve_state", "阀门", "阀门状态"));
        f.put("inspected", List.of("inspected", "inspection_date", "巡检日期", "巡检时间"));
        f.put("pipe", List.of("pipe", "所在管道", "所属管线"));
        f.put("tag", List.of("tag", "标签"));
        return f;
    }

    static SourceNetwork read(BufferedReader in, GeoMapping mapping) throws IOException {
        GeoJsonReader reader = new GeoJsonReader(mapping);
        try (JsonParser parser = JSON.getFactory().createParser(in)) {
            reader.collection(parser);
        } catch (JsonProcessingException e) {
            reader.problems.skip(e.getLocation() == null ? 0 : e.getLocation().getLineNr(), "not-json", null, e.getOriginalMessage());
        }
        return reader.finish();
    }

    private void collection(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            problems.skip(1, "not-geojson", null, null);
            return;
        }
        boolean any = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("features") && value == JsonToken.START_ARRAY) {
                any = true;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    int line = parser.currentLocation().getLineNr();
                    feature(JSON.readTree(parser), line);
                }
            } else if (field.equals("crs")) {
                crs = JSON.<JsonNode>readTree(parser).at("/properties/name").asText("").replace("\0", "");
                crs = crs.isBlank() ? null : crs;
            } else if (field.equals("name")) {
                name = parser.getText().replace("\0", "");
            } else {
                parser.skipChildren();
            }
        }
        if (!any) {
            problems.skip(0, "not-geojson", null, null);
        }
    }

    private void feature(JsonNode feature, int line) {
        JsonNode geometry = feature.path("geometry");
        String type = geometry.path("type").asText("");
        JsonNode coordinates = geometry.path("coordinates");
        Properties p = new Properties(feature, line);
        switch (type) {
            case "Point" -> point(p, coordinates);
            case "LineString" -> line(p, coordinates, p.id());
            case "MultiLineString" -> {
                int part = 0;
                String id = p.id();
                for (JsonNode each : coordinates) {
                    part++;
                    line(p, each, coordinates.size() == 1 ? id : id + "/" + part);
                }
            }
            case "" -> problems.skip(line, "no-geometry", p.id(), null);
            default -> problems.skip(line, "other-geometry", p.id(), type);
        }
    }

    private void line(Properties p, JsonNode coordinates, String id) {
        double[] path = path(coordinates);
        if (path == null) {
            problems.skip(p.line, "bad-coordinates", id, coordinates.toString());
            return;
        }
        if (!ids.add("line " + id)) {
            problems.skip(p.line, "duplicate", id, id);
            return;
        }
        Double diameter = p.number("diameter");
        if (diameter != null && diameter <= 0) {
            problems.warn(p.line, "not-positive", id, diameter.toString());
            diameter = null;
        }
        largestDiameter = Math.max(largestDiameter, diameter == null ? 0 : diameter);
        String kind = p.kind();
        if (kind.equals("pump") || kind.equals("valve")) {
            double[] middle = Paths.at(path, Paths.length(path) / 2);
            fittings.add(new Fitting(id, kind, p.text("pump_type", "valve_type"), middle[0], middle[1], diameter, null, p.text("status"), p.text("tag"), p.line));
            return;
        }
        Double pressure = p.number("peakPressure");
        largestPressure = Math.max(largestPressure, pressure == null ? 0 : pressure);
        Double year = p.number("year");
        PipeFacts facts = new PipeFacts(p.text("material"), p.number("depth"), year == null ? null : year.intValue(), pressure, p.text("flow"),
            p.text("supplyArea"), p.flag("fullLoad"));
        pipes.add(new Pipe(id, p.text("from"), p.text("to"), path, p.number("length"), diameter, p.number("roughness"),
            !"closed".equalsIgnoreCase(p.text("status")), p.text("tag"), facts, p.line));
    }

    private void point(Properties p, JsonNode coordinates) {
        String id = p.id();
        if (coordinates.size() < 2 || !finite(coordinates.path(0)) || !finite(coordinates.path(1))) {
            problems.skip(p.line, "bad-coordinates", id, coordinates.toString());
            return;
        }
        if (!ids.add("point " + id)) {
            problems.skip(p.line, "duplicate", id, id);
            return;
        }
        double x = coordinates.get(0).asDouble();
        double y = coordinates.get(1).asDouble();
        Double diameter = p.number("diameter");
        String kind = p.kind();
        switch (kind) {
            case "outlet" -> {
                largestDiameter = Math.max(largestDiameter, diameter == null ? 0 : diameter);
                outlets.add(new Outlet(id, x, y, diameter, p.valve(), p.date("inspected"), p.text("pipe"), p.line));
            }
            case "valve", "pump" -> {
                largestDiameter = Math.max(largestDiameter, diameter == null ? 0 : diameter);
                fittings.add(new Fitting(id, kind, null, x, y, diameter, null, p.text("status"), p.text("tag"), p.line));
            }
            default -> nodes.add(new Node(id, kind, x, y, p.number("elevation"), p.text("tag"), p.line));
        }
    }

    private static double[] path(JsonNode coordinates) {
        if (!coordinates.isArray() || coordinates.size() < 2) {
            return null;
        }
        double[] path = new double[coordinates.size() * 2];
        for (int i = 0; i < coordinates.size(); i++) {
            JsonNode xy = coordinates.get(i);
            if (!finite(xy.path(0)) || !finite(xy.path(1))) {
                return null;
            }
            path[2 * i] = xy.get(0).asDouble();
            path[2 * i + 1] = xy.get(1).asDouble();
        }
        return path;
    }

    private static boolean finite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.asDouble());
    }

    private SourceNetwork finish() {
        if (pipes.isEmpty() && nodes.isEmpty() && fittings.isEmpty() && outlets.isEmpty()) {
            problems.skip(0, "nothing-found", null, null);
        }
        String diameterUnit = mapping.diameterUnit() != null ? mapping.diameterUnit() : largestDiameter <= LARGEST_IN_METRES ? "m" : "mm";
        double toMm = switch (diameterUnit) {
            case "m" -> 1000;
            case "cm" -> 10;
            case "in" -> FlowUnit.INCH_MM;
            default -> 1;
        };
        String lengthUnit = mapping.lengthUnit() != null ? mapping.lengthUnit() : "m";
        double toMetres = lengthUnit.equals("ft") ? FlowUnit.FOOT : lengthUnit.equals("km") ? 1000 : 1;
        PressureUnit pressureUnit = mapping.pressureUnit() != null ? PressureUnit.of(mapping.pressureUnit()).orElse(PressureUnit.MPA)
            : largestPressure <= 3 ? PressureUnit.MPA : largestPressure <= 150 ? PressureUnit.METERS : PressureUnit.KPA;
        pipes.replaceAll(p -> new Pipe(p.id(), p.from(), p.to(), p.path(), times(p.length(), toMetres), times(p.diameter(), toMm), p.roughness(), p.open(),
            p.tag(), pressure(p.facts(), pressureUnit), p.line()));
        fittings.replaceAll(f -> new Fitting(f.id(), f.kind(), f.type(), f.x(), f.y(), times(f.diameter(), toMm), f.setting(), f.state(), f.tag(), f.line()));
        outlets.replaceAll(o -> new Outlet(o.id(), o.x(), o.y(), times(o.diameter(), toMm), o.valve(), o.inspected(), o.pipe(), o.line()));
        return new SourceNetwork(name, new SourceNetwork.Units(null, lengthUnit, diameterUnit, pressureUnit.name(), crs), nodes, pipes, fittings, outlets, problems);
    }

    private static Double times(Double value, double factor) {
        return value == null ? null : value * factor;
    }

    private static PipeFacts pressure(PipeFacts f, PressureUnit unit) {
        return f.peakPressure() == null ? f
            : new PipeFacts(f.material(), f.depth(), f.year(), unit.toMpa(f.peakPressure()), f.flow(), f.supplyArea(), f.fullLoad());
    }

    /** The properties of one feature, seen through the mapping. */
    private final class Properties {
        private final JsonNode feature;
        private final JsonNode values;
        private final int line;

        Properties(JsonNode feature, int line) {
            this.feature = feature;
            this.values = feature.path("properties");
            this.line = line;
            values.fieldNames().forEachRemaining(n -> byLowerName.putIfAbsent(n.toLowerCase(Locale.ROOT), n));
        }

        String id() {
            String id = text("id");
            return id != null ? id : feature.hasNonNull("id") ? feature.get("id").asText().replace("\0", "") : "@" + line;
        }

        String kind() {
            String kind = text("kind");
            if (kind != null) {
                String lower = kind.toLowerCase(Locale.ROOT);
                for (String known : List.of("outlet", "valve", "pump", "reservoir", "tank", "junction", "pipe")) {
                    if (lower.contains(known)) {
                        return known;
                    }
                }
                if (kind.contains("预留口")) {
                    return "outlet";
                }
                if (kind.contains("阀")) {
                    return "valve";
                }
                if (kind.contains("泵")) {
                    return "pump";
                }
                if (kind.contains("水池") || kind.contains("水箱") || kind.contains("水塔")) {
                    return "tank";
                }
            }
            if (values.has("pump_type")) {
                return "pump";
            }
            if (values.has("valve_type")) {
                return "valve";
            }
            if (values.has("base_head")) {
                return "reservoir";
            }
            return values.has("init_level") ? "tank" : mapping.points() != null ? mapping.points() : "junction";
        }

        private JsonNode value(String field) {
            String mapped = mapping.property(field);
            if (mapped != null) {
                return values.path(mapped);
            }
            for (String alias : FIELDS.getOrDefault(field, List.of(field))) {
                String property = byLowerName.get(alias);
                if (property != null && values.hasNonNull(property)) {
                    found.putIfAbsent(field, property);
                    return values.get(property);
                }
            }
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }

        String text(String... fields) {
            for (String field : fields) {
                JsonNode value = value(field);
                if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
                    return value.asText().replace("\0", "").strip();
                }
            }
            return null;
        }

        Double number(String field) {
            String text = text(field);
            if (text == null) {
                return null;
            }
            try {
                double value = Double.parseDouble(field.equals("diameter") ? text.replaceFirst("(?i)^(dn|de|φ)\\s*", "") : text);
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // told below, together with infinities
            }
            problems.warn(line, "not-a-number", id(), text);
            return null;
        }

        Boolean flag(String field) {
            String text = text(field);
            return text == null ? null : List.of("true", "1", "yes", "是", "满负荷").contains(text.toLowerCase(Locale.ROOT));
        }

        String valve() {
            String text = text("valve");
            if (text == null) {
                return null;
            }
            if (text.equals("none") || text.contains("无")) {
                return "none";
            }
            return text.equals("repair") || text.contains("修") || text.contains("坏") ? "repair" : "good";
        }

        LocalDate date(String field) {
            String text = text(field);
            if (text == null) {
                return null;
            }
            try {
                return text.length() == 7 ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
            } catch (DateTimeException e) {
                problems.warn(line, "not-a-date", id(), text);
                return null;
            }
        }
    }
}
