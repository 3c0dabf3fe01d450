package org.jieshui.pricing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Yuan;

/** 《单表接水费用单》 on paper: what the customer is told, line by line, with the choices and a place to sign. */
final class QuotationSheet {

    private static final String TEMPLATE = read("/print/quotation.html");

    private QuotationSheet() {}

    /** @param printed who printed it and when, for the foot */
    static Paper of(CaseInfo kase, FeeStore.Issued fee, PriceList list, String printed) {
        var totals = Fee.totals(fee.lines());
        boolean choices = totals.size() > 1;
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("fee", "FY" + fee.id());
        values.put("day", fee.day().toString());
        values.put("list", list.title() + "（第 " + list.version() + " 版，" + list.effective() + " 起执行）");
        values.put("pipe", "DN" + fee.inputs().calibre() + "，" + Fee.plain(fee.inputs().length()) + " m");
        values.put("meter", "DN" + fee.inputs().meterCalibre());
        values.put("lines", lines(fee.lines()));
        values.put("choices", choices);
        values.put("totals", totals.stream().map(t -> Map.<String, Object>of("box", choices ? "□" : "■", "variant", t.variant() == null ? "合计" : t.variant(), "total", Yuan.grouped(t.total()),
                "words", Yuan.inWords(t.total()))).toList());
        values.put("printed", printed);
        return new Paper(TEMPLATE, values, "接水费用单 " + kase.number(), "zh-CN", Paper.Missing.MARK);
    }

    private static List<Map<String, Object>> lines(List<Fee.Line> lines) {
        var all = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var row = new HashMap<String, Object>();
            row.put("n", i + 1);
            row.put("name", line.name() + (line.calibre() == null ? "" : " DN" + line.calibre()));
            row.put("variant", line.variant());
            row.put("unit", line.unit());
            row.put("quantity", Fee.plain(line.quantity()));
            row.put("price", Yuan.grouped(line.price()));
            row.put("amount", Yuan.grouped(line.amount()));
            row.put("source", source(line));
            all.add(row);
        }
        return all;
    }

    private static String source(Fee.Line line) {
        return switch (line.source()) {
            case "case" -> "每户一项";
            case "drawing-meter" -> "图纸：水表 " + line.detail();
            case "drawing-calibre" -> "图纸：管线 " + line.detail();
            case "drawing-length" -> "图纸：管长" + (line.detail() == null ? "" : " " + line.detail() + "（已含）");
            case "engineering-area" -> "工程查勘：面积" + (line.detail() == null ? "" : " " + line.detail() + "（已含）");
            default -> line.detail();
        };
    }

    private static String read(String resource) {
        try (var in = QuotationSheet.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
