package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jieshui.gis.api.NearOutlet;
import org.jieshui.gis.api.NearPipe;
import org.jieshui.gis.api.Surroundings;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/** The finding of the network department (R55–R59): what it starts with, known from the map, and what the schema cannot say. */
final class Finding {
    /** Materials that the form offers; another one goes into words. */
    static final List<String> MATERIALS = List.of("ductile-iron", "grey-iron", "pe", "steel", "stainless-steel", "galvanised-steel", "pvc", "concrete", "glass-fibre",
        "other");
    /** As many pipes of the surroundings as a form can show. */
    private static final int MOST_PIPES = 10;
    private static final Map<String, String> KINDS = Map.of("renewal", "更新改造", "upgrade", "扩径改造", "relocation", "迁改", "repair", "维修");

    private Finding() {
    }

    /** @param main the pipe to be tapped, or null for the nearest; @param works not over, on these pipes; @param repairs of the main pipe */
    static ObjectNode prefill(Surroundings around, Pipe main, List<Work> works, List<Repair> repairs) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        NearPipe first = around.pipes().isEmpty() ? null : around.pipes().get(0);
        if (main != null) {
            pipe(form, main.nominal(), main.material(), main.depth(), main.peakPressure(), main.flow(), main.supplyArea(), main.fullLoad());
            ObjectNode at = form.putObject("tapPoint");
            NearPipe near = around.pipes().stream().filter(p -> p.id() == main.id()).findFirst().orElse(null);
            at.put("x", near == null ? around.x() : near.footX()).put("y", near == null ? around.y() : near.footY()).put("pipe", main.code());
        } else if (first != null) {
            pipe(form, first.calibre(), first.material(), first.depth(), first.peakPressure(), first.flow(), first.supplyArea(), first.fullLoad());
        }
        ArrayNode pipes = form.putArray("surrounding");
        around.pipes().stream().limit(MOST_PIPES).forEach(p -> {
            ObjectNode row = pipes.addObject().put("code", p.code());
            number(row, "calibre", p.calibre() == 0 ? null : (double) p.calibre());
            text(row, "material", material(p.material()));
            number(row, "depth", p.depth());
            number(row, "pressure", p.peakPressure());
            row.put("distance", Math.round(p.distance() * 10) / 10.0);
        });
        if (!around.outlets().isEmpty()) {
            NearOutlet nearest = around.outlets().get(0);
            ObjectNode outlet = form.putObject("outlet").put("code", nearest.code());
            number(outlet, "calibre", nearest.calibre() == 0 ? null : (double) nearest.calibre());
            text(outlet, "valve", nearest.valve());
            outlet.put("distance", Math.round(nearest.distance() * 10) / 10.0);
        }
        renovation(form, works);
        if (!repairs.isEmpty()) {
            form.put("damage", clip(String.join("；", repairs.stream().limit(5).map(r -> r.day() + " " + r.note()).toList()), 500));
        }
        return form;
    }

    private static void pipe(ObjectNode form, int calibre, String material, Double depth, Double pressure, String flow, String area, Boolean full) {
        number(form, "calibre", calibre == 0 ? null : (double) calibre);
        text(form, "material", material(material));
        number(form, "depth", depth);
        number(form, "pressure", pressure);
        text(form, "flow", flow);
        text(form, "supplyArea", area);
        if (full != null) {
            form.put("fullLoad", full);
        }
    }

    private static void renovation(ObjectNode form, List<Work> works) {
        if (works.isEmpty()) {
            form.put("renovation", "none");
            return;
        }
        form.put("renovation", "within-year");
        form.put("renovationNote", clip(String.join("；", works.stream().limit(5)
            .map(w -> w.pipeCode() + " " + KINDS.get(w.kind()) + " " + w.starts() + " 至 " + w.ends()).toList()), 500));
    }

    private static String material(String material) {
        return material == null ? null : MATERIALS.contains(material) ? material : "other";
    }

    /** What fits the schema and still cannot be. */
    static List<FieldError> errors(JsonNode form) {
        List<FieldError> errors = new ArrayList<>();
        if (!form.path("opinion").asText().equals("agree") && form.path("advice").asText().isBlank()) {
            errors.add(new FieldError("/advice", Text.of("不是“同意”时写明意见和建议", "Unless you agree, say what you advise")));
        }
        if (!form.path("renovation").asText().equals("none") && form.path("renovationNote").asText().isBlank()) {
            errors.add(new FieldError("/renovationNote", Text.of("写明改造的管段和时间", "Say which pipe is renovated, and when")));
        }
        return errors;
    }

    private static void number(ObjectNode node, String name, Double value) {
        if (value != null) {
            if (value == Math.rint(value)) {
                node.put(name, value.longValue());
            } else {
                node.put(name, value);
            }
        }
    }

    private static void text(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static String clip(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
