package org.jieshui.gis;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jieshui.gis.SourceNetwork.Fitting;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Pipe;

/**
 * Reads an EPANET input file line by line. Tolerant: a bad record is reported with its line and left out, the rest is taken. Sections come in any order, and
 * the units stand in [OPTIONS], often after the pipes: values are kept raw, and joined at the end.
 */
final class InpReader {
    private static final String[] SECTIONS = {"TITLE", "JUNC", "RESE", "TANK", "PIPE", "PUMP", "VALV", "TAGS", "STAT", "OPTI", "COOR", "VERT", "END"};
    private final Problems problems = new Problems();
    private final Map<String, RawNode> nodes = new LinkedHashMap<>();
    private final Map<String, RawLink> links = new LinkedHashMap<>();
    private final Map<String, Shape> coordinates = new HashMap<>();
    private final Map<String, Shape> vertices = new HashMap<>();
    private final Map<String, Integer> closed = new HashMap<>();
    private final Map<String, String> nodeTags = new HashMap<>();
    private final Map<String, String> linkTags = new HashMap<>();
    private FlowUnit units = FlowUnit.GPM;
    private PressureUnit pressure;
    private String title = "";
    private boolean ended;

    private record RawNode(String kind, double elevation, int line) {
    }

    private static final class RawLink {
        final String kind;
        final String from;
        final String to;
        final int line;
        double length = Double.NaN;
        double diameter = Double.NaN;
        double roughness = Double.NaN;
        double setting = Double.NaN;
        String type;
        String state = "open";

        RawLink(String kind, String from, String to, int line) {
            this.kind = kind;
            this.from = from;
            this.to = to;
            this.line = line;
        }
    }

    /** Points x, y, x, y … in the order of the file. */
    private static final class Shape {
        final int line;
        double[] xy = new double[2];
        int size;

        Shape(int line) {
            this.line = line;
        }

        void add(double x, double y) {
            if (size == xy.length) {
                xy = Arrays.copyOf(xy, size * 2);
            }
            xy[size++] = x;
            xy[size++] = y;
        }
    }

    private InpReader() {
    }

    static SourceNetwork read(BufferedReader in) throws IOException {
        InpReader reader = new InpReader();
        String section = null;
        int number = 0;
        for (String line = in.readLine(); line != null && !reader.ended; line = in.readLine()) {
            number++;
            String text = line.strip();
            if (number == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1).strip();
            }
            if (text.startsWith("[")) {
                section = reader.section(text, number);
            } else if (!text.isEmpty() && text.charAt(0) != ';') {
                reader.record(section, text, number);
            }
        }
        return reader.finish();
    }

    static boolean isSection(String line) {
        String name = line.startsWith("\uFEFF") ? line.substring(1) : line;
        return name.startsWith("[") && Arrays.stream(SECTIONS).anyMatch(name.substring(1).toUpperCase(Locale.ROOT)::startsWith);
    }

    /** EPANET tells sections apart by their first letters, in any case; the ones that matter only to hydraulics are passed over. */
    private String section(String text, int line) {
        String name = text.substring(1).toUpperCase(Locale.ROOT);
        for (String section : SECTIONS) {
            if (name.startsWith(section)) {
                ended |= section.equals("END");
                return section;
            }
        }
        if (!text.endsWith("]")) {
            problems.warn(line, "section-unclosed", null, text);
        }
        return "";
    }

    private void record(String section, String text, int line) {
        if (section == null) {
            problems.skip(line, "before-first-section", null, text.replace("\0", ""));
            return;
        }
        if (section.isEmpty()) {
            return;
        }
        if (section.equals("TITLE")) {
            title = title.isEmpty() ? text.replace("\0", "") : title;
            return;
        }
        if (text.indexOf('\0') >= 0) {
            problems.skip(line, "not-text", null, null);
            return;
        }
        int comment = text.indexOf(';');
        String[] f = (comment < 0 ? text : text.substring(0, comment)).strip().split("[\\s,]+");
        if (f.length == 0 || f[0].isEmpty()) {
            problems.warn(line, "too-few-fields", null, text);
            return;
        }
        switch (section) {
            case "JUNC" -> node("junction", f, line);
            case "RESE" -> node("reservoir", f, line);
            case "TANK" -> node("tank", f, line);
            case "PIPE" -> pipe(f, line);
            case "PUMP" -> pump(f, line);
            case "VALV" -> valve(f, line);
            case "TAGS" -> tag(f, line);
            case "STAT" -> status(f, line);
            case "OPTI" -> option(f, line);
            case "COOR" -> point(coordinates, f, line);
            case "VERT" -> point(vertices, f, line);
            default -> throw new IllegalStateException(section);
        }
    }

    private void node(String kind, String[] f, int line) {
        double elevation = f.length > 1 ? number(f[1], f[0], line) : 0;
        if (Double.isNaN(elevation)) {
            return;
        }
        if (nodes.putIfAbsent(f[0], new RawNode(kind, elevation, line)) != null) {
            problems.skip(line, "duplicate", f[0], f[0]);
        }
    }

    private void pipe(String[] f, int line) {
        RawLink link = link("pipe", f, 5, line);
        if (link == null) {
            return;
        }
        link.length = number(f[3], f[0], line);
        link.diameter = number(f[4], f[0], line);
        if (Double.isNaN(link.length) || Double.isNaN(link.diameter)) {
            return;
        }
        if (link.diameter <= 0 || link.length < 0) {
            problems.skip(line, "not-positive", f[0], link.diameter <= 0 ? f[4] : f[3]);
            return;
        }
        if (f.length > 5) {
            link.roughness = number(f[5], f[0], line, false);
        }
        // EPANET lets the status stand in the place of the minor loss
        String last = f.length > 7 ? f[7] : f.length > 6 ? f[6] : "";
        if (last.equalsIgnoreCase("CLOSED")) {
            link.state = "closed";
        } else if (last.equalsIgnoreCase("CV")) {
            link.state = "check-valve";
        }
        put(f[0], link);
    }

    private void pump(String[] f, int line) {
        RawLink link = link("pump", f, 3, line);
        if (link != null) {
            link.type = f.length > 3 ? f[3].toUpperCase(Locale.ROOT) : null;
            put(f[0], link);
        }
    }

    private void valve(String[] f, int line) {
        RawLink link = link("valve", f, 5, line);
        if (link == null) {
            return;
        }
        link.diameter = number(f[3], f[0], line);
        if (Double.isNaN(link.diameter)) {
            return;
        }
        link.type = f[4].toUpperCase(Locale.ROOT);
        if (f.length > 5 && List.of("PRV", "PSV", "PBV").contains(link.type)) {
            link.setting = number(f[5], f[0], line, false);
        }
        put(f[0], link);
    }

    private RawLink link(String kind, String[] f, int atLeast, int line) {
        if (f.length < atLeast) {
            problems.skip(line, "too-few-fields", f[0], String.join(" ", f));
            return null;
        }
        return new RawLink(kind, f[1], f[2], line);
    }

    private void put(String id, RawLink link) {
        if (links.putIfAbsent(id, link) != null) {
            problems.skip(link.line, "duplicate", id, id);
        }
    }

    private void tag(String[] f, int line) {
        if (f.length < 3) {
            problems.warn(line, "too-few-fields", f[0], String.join(" ", f));
        } else {
            (f[0].equalsIgnoreCase("LINK") ? linkTags : nodeTags).put(f[1], f[2]);
        }
    }

    private void status(String[] f, int line) {
        if (f.length > 1 && f[1].equalsIgnoreCase("CLOSED")) {
            closed.put(f[0], line);
        }
    }

    private void option(String[] f, int line) {
        if (f.length < 2) {
            return;
        }
        if (f[0].equalsIgnoreCase("UNITS")) {
            FlowUnit.of(f[1]).ifPresentOrElse(u -> units = u, () -> problems.warn(line, "unknown-units", "UNITS", f[1]));
        } else if (f[0].equalsIgnoreCase("PRESSURE")) {
            PressureUnit.of(f[1]).ifPresentOrElse(u -> pressure = u, () -> problems.warn(line, "unknown-units", "PRESSURE", f[1]));
        }
    }

    private void point(Map<String, Shape> shapes, String[] f, int line) {
        if (f.length < 3) {
            problems.skip(line, "too-few-fields", f[0], String.join(" ", f));
            return;
        }
        double x = number(f[1], f[0], line);
        double y = number(f[2], f[0], line);
        if (!Double.isNaN(x) && !Double.isNaN(y)) {
            shapes.computeIfAbsent(f[0], id -> new Shape(line)).add(x, y);
        }
    }

    private double number(String text, String subject, int line) {
        return number(text, subject, line, true);
    }

    /** NaN, and a problem told, when the text is no finite number. */
    private double number(String text, String subject, int line, boolean needed) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (Double.isFinite(value)) {
            return value;
        }
        if (needed) {
            problems.skip(line, "not-a-number", subject, text);
        } else {
            problems.warn(line, "not-a-number", subject, text);
        }
        return Double.NaN;
    }

    private SourceNetwork finish() {
        PressureUnit settings = pressure != null ? pressure : units.us() ? PressureUnit.PSI : PressureUnit.METERS;
        List<Node> outNodes = new ArrayList<>(nodes.size());
        warnOfUnknown();
        nodes.forEach((id, n) -> {
            Shape at = coordinates.get(id);
            if (at == null) {
                problems.skip(n.line, "no-coordinates", id, null);
            } else {
                outNodes.add(new Node(id, n.kind, at.xy[0], at.xy[1], units.metres(n.elevation), nodeTags.get(id), n.line));
            }
        });
        List<Pipe> pipes = new ArrayList<>(links.size());
        List<Fitting> fittings = new ArrayList<>();
        links.forEach((id, link) -> {
            double[] path = path(id, link);
            if (path == null) {
                return;
            }
            if (closed.containsKey(id)) {
                link.state = "closed";
            }
            Double diameter = Double.isNaN(link.diameter) ? null : units.millimetres(link.diameter);
            if (link.kind.equals("pipe")) {
                pipes.add(new Pipe(id, link.from, link.to, path, units.metres(link.length), diameter, Double.isNaN(link.roughness) ? null : link.roughness,
                    !link.state.equals("closed"), linkTags.get(id), PipeFacts.UNKNOWN, link.line));
            } else {
                double[] middle = Paths.at(path, Paths.length(path) / 2);
                fittings.add(new Fitting(id, link.kind, link.type, middle[0], middle[1], diameter,
                    Double.isNaN(link.setting) ? null : settings.toMpa(link.setting), link.state, linkTags.get(id), link.line));
            }
        });
        if (nodes.isEmpty() && links.isEmpty()) {
            problems.skip(0, "nothing-found", null, null);
        }
        return new SourceNetwork(title, new SourceNetwork.Units(units.name(), units.us() ? "ft" : "m", units.us() ? "in" : "mm", settings.name(), null), outNodes,
            pipes, fittings, List.of(), problems);
    }

    private void warnOfUnknown() {
        coordinates.forEach((id, at) -> {
            if (!nodes.containsKey(id)) {
                problems.warn(at.line, "unknown-node", id, id);
            }
        });
        vertices.forEach((id, at) -> {
            if (!links.containsKey(id)) {
                problems.warn(at.line, "unknown-link", id, id);
            }
        });
        closed.forEach((id, line) -> {
            if (!links.containsKey(id)) {
                problems.warn(line, "unknown-link", id, id);
            }
        });
    }

    private double[] path(String id, RawLink link) {
        for (String node : new String[] {link.from, link.to}) {
            if (!nodes.containsKey(node) || !coordinates.containsKey(node)) {
                problems.skip(link.line, nodes.containsKey(node) ? "no-coordinates" : "unknown-node", id, node);
                return null;
            }
        }
        Shape from = coordinates.get(link.from);
        Shape to = coordinates.get(link.to);
        Shape between = vertices.get(id);
        int bends = between == null ? 0 : between.size;
        double[] path = new double[bends + 4];
        System.arraycopy(from.xy, 0, path, 0, 2);
        if (bends > 0) {
            System.arraycopy(between.xy, 0, path, 2, bends);
        }
        System.arraycopy(to.xy, 0, path, bends + 2, 2);
        return path;
    }
}
