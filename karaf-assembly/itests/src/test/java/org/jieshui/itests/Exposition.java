package org.jieshui.itests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A strict reader of Prometheus' text format, version 0.0.4: what is not exactly so is an error. */
final class Exposition {

    /** @param name as written: of a histogram with {@code _bucket}, {@code _count} or {@code _sum} */
    record Series(String name, Map<String, String> labels) {}

    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\"\\\\n])*)\"(,|$)");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    final Map<String, String> types = new LinkedHashMap<>();
    final Map<String, String> helps = new HashMap<>();
    final Map<Series, Double> values = new LinkedHashMap<>();

    Exposition(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        var finished = new HashSet<String>();
        String family = null;
        for (var line : text.substring(0, text.length() - 1).split("\n", -1)) {
            String of = line.startsWith("#") ? comment(line) : sample(line);
            if (!of.equals(family) && !finished.add(of)) {
                throw new AssertionError("the lines of " + of + " are not together");
            }
            family = of;
        }
        histograms();
    }

    private String comment(String line) {
        var comment = COMMENT.matcher(line);
        must(comment.matches(), line);
        var name = comment.group(2);
        must((comment.group(1).equals("HELP") ? helps : types).put(name, comment.group(3)) == null, line);
        must(comment.group(1).equals("HELP") || TYPES.contains(comment.group(3)), line);
        must(values.keySet().stream().noneMatch(series -> family(series.name()).equals(name)), "after its samples: " + line);
        return name;
    }

    private String sample(String line) {
        var sample = SAMPLE.matcher(line);
        must(sample.matches(), line);
        var family = family(sample.group(1));
        must(types.containsKey(family) && helps.containsKey(family), "no HELP or TYPE before: " + line);
        must(!types.get(family).equals("counter") || family.endsWith("_total"), line);
        must(values.put(new Series(sample.group(1), labels(sample.group(2))), number(sample.group(3))) == null, "twice: " + line);
        return family;
    }

    private String family(String name) {
        var base = name.replaceFirst("_(bucket|count|sum)$", "");
        return "histogram".equals(types.get(base)) ? base : name;
    }

    private static Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        if (text == null) {
            return labels;
        }
        var label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            must(label.region(at, text.length()).lookingAt(), text);
            must(labels.put(label.group(1), label.group(2)) == null, text);
            at = label.end();
        }
        return labels;
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : text.equals("-Inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(text);
    }

    /** Buckets only grow, and the last one is the count. */
    private void histograms() {
        types.forEach((name, type) -> {
            if (type.equals("histogram")) {
                var byLabels = new HashMap<Map<String, String>, List<Map.Entry<Double, Double>>>();
                values.forEach((series, value) -> {
                    if (series.name().equals(name + "_bucket")) {
                        var rest = new TreeMap<>(series.labels());
                        var bound = number(rest.remove("le"));
                        byLabels.computeIfAbsent(rest, key -> new ArrayList<>()).add(Map.entry(bound, value));
                    }
                });
                byLabels.forEach((labels, buckets) -> {
                    for (int i = 1; i < buckets.size(); i++) {
                        must(buckets.get(i - 1).getKey() < buckets.get(i).getKey() && buckets.get(i - 1).getValue() <= buckets.get(i).getValue(), name + labels);
                    }
                    var last = buckets.get(buckets.size() - 1);
                    must(last.getKey() == Double.POSITIVE_INFINITY && last.getValue().equals(values.get(new Series(name + "_count", labels))), name + labels);
                    must(values.containsKey(new Series(name + "_sum", labels)), name + labels);
                });
            }
        });
    }

    /** 0 when it is not there. */
    double value(String name, String... labels) {
        var wanted = new TreeMap<String, String>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return values.getOrDefault(new Series(name, wanted), 0.0);
    }

    private static void must(boolean so, String otherwise) {
        if (!so) {
            throw new AssertionError("not the format: " + otherwise);
        }
    }
}
