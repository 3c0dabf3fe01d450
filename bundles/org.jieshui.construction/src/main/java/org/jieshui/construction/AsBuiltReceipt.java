package org.jieshui.construction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.print.Paper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What was built was measured and handed over: the receipt, with the points and the comparison, goes into the archive as PDF (R199, R200, R266). Another round makes another. */
@Component(service = CaseListener.class)
@ListenerName(name = "construction.as-built", kinds = {"construction.as-built"}, afterwards = true)
public class AsBuiltReceipt implements CaseListener {

    static final String TYPE = "as-built-receipt";
    private static final String TITLE = "竣工资料移交签收单";
    private static final String TEMPLATE = Papers.template("as-built");
    private static final Map<String, String> KINDS = Map.of("tap", "开口点", "bend", "转折点", "valve", "阀门", "well", "井", "meter", "水表");
    private static final Map<String, String> MATERIALS = Map.of("ductile-iron", "球墨铸铁", "grey-iron", "灰口铸铁", "pe", "PE", "steel", "钢", "stainless-steel", "不锈钢", "galvanised-steel", "镀锌钢", "pvc", "PVC",
            "concrete", "混凝土", "glass-fibre", "玻璃钢", "other", "其他");
    private static final Map<String, String> COMPARED = Map.of("tap", "开口点位置", "calibre", "口径（DN）", "length", "长度：竣工图与设计（m）", "drawn", "长度：竣工图与实测（m）");

    private final Papers papers;
    private final AsBuiltStore store;
    private final WorksStore works;

    @Activate
    public AsBuiltReceipt(@Reference(service = Papers.class) Papers papers, @Reference(service = AsBuiltStore.class) AsBuiltStore store, @Reference(service = WorksStore.class) WorksStore works) {
        this.papers = papers;
        this.store = store;
        this.works = works;
    }

    @Override
    public void on(Entry entry) throws IOException {
        var one = store.find(entry.data().path("asBuilt").asLong());
        var kase = papers.alive(entry.caseId());
        if (one.isEmpty() || kase.isEmpty() || one.get().voided() != null) {
            return; // sent back since, or nothing can be added any more
        }
        int round = papers.cases().task(Papers.SYSTEM, one.get().task()).round();
        var name = TITLE + " " + kase.get().number() + (round > 1 ? " 第" + round + "次" : "") + ".pdf";
        papers.add(kase.get().id(), TYPE, one.get().task(), name, paper(kase.get(), one.get()));
    }

    private Paper paper(CaseInfo kase, AsBuilt built) {
        var form = built.measured();
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("unit", works.works(kase.id()).map(Works::plan).map(p -> papers.department(p.unit())).orElse("—"));
        values.put("measuredOn", form.path("measuredOn").asText());
        values.put("surveyor", form.path("surveyor").asText());
        values.put("pipe", "DN" + form.path("calibre").asText() + " " + MATERIALS.getOrDefault(form.path("material").asText(), "—") + "，" + form.path("length").decimalValue().toPlainString() + " m");
        values.put("points", points(form.path("points")));
        values.put("lines", built.compared().stream().map(AsBuiltReceipt::row).toList());
        values.put("explanation", form.path("explanation").asText("").isBlank() ? null : form.path("explanation").asText());
        values.put("items", StreamSupport.stream(form.path("handedOver").spliterator(), false).map(i -> Map.of("name", i.path("name").asText(), "copies", i.path("copies").asText())).toList());
        values.put("engineer", papers.person(built.by()));
        values.put("receivedBy", form.path("receivedBy").asText());
        values.put("receivedOn", form.path("receivedOn").asText());
        return new Paper(TEMPLATE, values, TITLE + " " + kase.number(), "zh-CN", Paper.Missing.MARK);
    }

    private static List<Map<String, Object>> points(com.fasterxml.jackson.databind.JsonNode points) {
        var rows = new java.util.ArrayList<Map<String, Object>>();
        for (var p : points) {
            rows.add(Map.of("nth", rows.size() + 1, "kind", KINDS.getOrDefault(p.path("kind").asText(), "—"), "x", p.path("x").decimalValue().toPlainString(), "y", p.path("y").decimalValue().toPlainString(), "depth",
                    p.path("depth").decimalValue().toPlainString()));
        }
        return rows;
    }

    private static Map<String, Object> row(Comparison.Line line) {
        var place = line.planned() == null;
        return Map.of("what", COMPARED.get(line.what()), "planned", place ? "方案开口点" : line.planned().toPlainString(), "built", place ? "实测开口点" : line.built().toPlainString(), "difference", line.difference().toPlainString(), "allowed", line.allowed().toPlainString(),
                "result", line.within() ? "符合" : "超差");
    }
}
