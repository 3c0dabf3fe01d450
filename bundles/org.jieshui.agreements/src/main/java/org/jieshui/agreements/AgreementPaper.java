package org.jieshui.agreements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jieshui.platform.api.print.Paper;

/** An agreement on paper. */
final class AgreementPaper {

    private static final String FRAME = read("/print/agreement.html");
    private static final String SIGNATURES = read("/print/signatures.html");
    private static final String BLANK = "________________";

    private AgreementPaper() {}

    /** @param number of the agreement; @param mark stands in the head of the first page, or null */
    static Paper of(Kind kind, String body, String number, LocalDate day, Map<Placeholder, String> facts, Set<Placeholder> byHand, String mark) {
        return paper(kind, body, number, day, facts, byHand, mark, Paper.Missing.REFUSE);
    }

    /** With sample values, for whoever writes the template. */
    static Paper sample(Kind kind, String body, LocalDate day) {
        var facts = new HashMap<Placeholder, String>();
        for (var p : Placeholder.values()) {
            facts.put(p, p.sample());
        }
        return paper(kind, body, kind.number(day.getYear(), 1), day, facts, Set.of(), "预览：内容为示例数据", Paper.Missing.MARK);
    }

    private static Paper paper(Kind kind, String body, String number, LocalDate day, Map<Placeholder, String> facts, Set<Placeholder> byHand, String mark, Paper.Missing missing) {
        var values = new HashMap<String, Object>();
        for (var p : Placeholder.values()) {
            values.put(p.zh(), byHand.contains(p) ? BLANK : facts.getOrDefault(p, BLANK));
        }
        values.put(Placeholder.NUMBER.zh(), number);
        values.put(Placeholder.DAY.zh(), Facts.day(day));
        values.put("seal", kind.seal());
        values.put("mark", mark);
        var template = FRAME.replace("<!--body-->", Wording.html(body, SIGNATURES));
        return new Paper(template, values, kind.title().zh() + " " + number, "zh-CN", missing);
    }

    private static String read(String resource) {
        try (var in = AgreementPaper.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
