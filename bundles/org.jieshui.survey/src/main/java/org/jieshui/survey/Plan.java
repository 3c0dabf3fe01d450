package org.jieshui.survey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jieshui.cases.api.Condition;
import org.jieshui.platform.api.Text;

/** The joint water-use plan, drawn from what the departments found (R42, R50–R59). Forms are read by field name, wherever they come from. */
final class Plan {

    /** What a department filed. @param at when */
    record Filed(JsonNode form, Instant at) {}

    /** A field of the plan and where its first value comes from: the first finding that has one. */
    private record Source(String field, String... findings) {}

    private static final List<Source> SOURCES = List.of(
            new Source("demand", "design.finding/demand"),
            new Source("tapPoint", "gis.finding/tapPoint", "design.finding/tapPoint"),
            new Source("tapPosition", "design.finding/tapPosition"),
            new Source("calibre", "design.finding/calibre"),
            new Source("length", "design.finding/length"),
            new Source("meterCalibre", "metering.finding/meterCalibre", "design.finding/meterCalibre"),
            new Source("meterWell", "metering.finding/meterWell", "design.finding/meterWell"),
            new Source("pressure", "gis.finding/pressure"),
            new Source("excavation", "construction.finding/excavation"));

    /** A finding without which there is no plan (A4), and who files it. */
    private record Needed(String type, String zh, String en) {}

    private static final List<Needed> NEEDED = List.of(
            new Needed("survey.attendance", "客服到场与现场审核", "attendance and check by customer service"),
            new Needed("design.finding", "设计院查勘意见", "finding of the Design Institute"),
            new Needed("gis.finding", "管网查勘意见", "finding of the network department"),
            new Needed("construction.finding", "工程查勘意见", "finding of engineering"));

    private Plan() {}

    /**
     * What a plan starts with. A first one comes from the findings; one that was sent back from the last plan, except for what a department has filed anew since.
     *
     * @param last the plan before with the moment it was determined, or null
     * @param filed the latest form by task type
     */
    static ObjectNode prefill(Filed last, Function<String, Optional<Filed>> filed) {
        ObjectNode plan = last == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) last.form().deepCopy();
        plan.put("ready", true).remove(List.of("change", "agreed"));
        for (Source source : SOURCES) {
            for (String finding : source.findings()) {
                int slash = finding.indexOf('/');
                var found = filed.apply(finding.substring(0, slash)).orElse(null);
                JsonNode value = found == null ? null : found.form().get(finding.substring(slash + 1));
                boolean newer = last != null && found != null && found.at().isAfter(last.at());
                if (value != null && !value.isNull() && (newer || !plan.has(source.field()))) {
                    plan.set(source.field(), value);
                    break;
                }
            }
        }
        return plan;
    }

    /** The tap point chosen on the map is the newest word on where, and its route on how long. */
    static void tap(ObjectNode plan, double x, double y, String pipe, double length) {
        ObjectNode point = plan.putObject("tapPoint").put("x", x).put("y", y);
        if (pipe != null) {
            point.put("pipe", pipe);
        }
        if (length > 0 && !plan.has("length")) {
            plan.put("length", length);
        }
    }

    static List<Condition> conditions(Function<String, Optional<JsonNode>> filed) {
        var conditions = new ArrayList<Condition>();
        for (Needed n : NEEDED) {
            conditions.add(Condition.of(n.type(), filed.apply(n.type()).isPresent(), Text.of("已有" + n.zh(), "There is the " + n.en()),
                    Text.of("还差" + n.zh() + "，可催办", "The " + n.en() + " is missing; urge it")));
        }
        return conditions;
    }
}
