package org.jieshui.print;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.jieshui.agreements.ContractPaper;
import org.jieshui.intake.ApplicationPaper;
import org.jieshui.platform.api.print.Paper;

/** One case's application, contract and receipt as PDF, beside openhtmltopdf alone on the XHTML that they come to, with the same fonts; they take turns. */
public final class PapersBench {

    private static final int ROUNDS = 9;

    private PapersBench() {}

    public static void run() throws IOException {
        var printer = new PrinterService(Clock.systemUTC());
        var fonts = new Fonts();
        System.out.printf(Locale.ROOT, "%n## A case's papers as PDF (bound: at most 2 times the bare library)%n%n| paper | pages | printed, ms | openhtmltopdf alone, ms | ratio |%n|-|-|-|-|-|%n");
        double ours = 0;
        double bare = 0;
        for (var paper : List.of(ApplicationPaper.sample(), ContractPaper.sample(), receipt())) {
            var xhtml = Template.fill(paper, fonts, new LinkedHashSet<>()).replaceFirst("<head>", "<head><style>" + Style.of("zh-CN").replace("$", "\\$") + "</style>");
            var times = List.of(new ArrayList<Double>(), new ArrayList<Double>());
            int pages = 0;
            for (int round = -2; round < ROUNDS; round++) {
                long t = System.nanoTime();
                var pdf = printer.print(paper);
                long between = System.nanoTime();
                var alone = alone(xhtml);
                long end = System.nanoTime();
                pages = pages(pdf);
                if (pages != pages(alone)) {
                    throw new IllegalStateException("Not the same pages: " + paper.title());
                }
                if (round >= 0) {
                    times.get(0).add((between - t) / 1e6);
                    times.get(1).add((end - between) / 1e6);
                }
            }
            ours += median(times.get(0));
            bare += median(times.get(1));
            System.out.printf(Locale.ROOT, "| %s | %d | %.0f | %.0f | %.2f |%n", paper.title(), pages, median(times.get(0)), median(times.get(1)), median(times.get(0)) / median(times.get(1)));
        }
        System.out.printf(Locale.ROOT, "| all three | | %.0f | %.0f | %.2f |%n", ours, bare, ours / bare);
    }

    private static byte[] alone(String xhtml) throws IOException {
        var out = new ByteArrayOutputStream();
        new PdfRendererBuilder().useFastMode().withHtmlContent(xhtml, null)
                .useFont(() -> Fonts.open(false), Fonts.FAMILY, 400, FontStyle.NORMAL, true)
                .useFont(() -> Fonts.open(true), Fonts.FAMILY, 700, FontStyle.NORMAL, true)
                .toStream(out).run();
        return out.toByteArray();
    }

    private static int pages(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return document.getNumberOfPages();
        }
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    /** By the template of org.jieshui.payments. */
    private static Paper receipt() throws IOException {
        try (var in = PapersBench.class.getResourceAsStream("/print/receipt.html")) {
            var values = Map.<String, Object>ofEntries(Map.entry("title", "收　　据"), Map.entry("code", "SJ2026-000001"), Map.entry("number", "SM2026-0001"), Map.entry("customer", "济南泉城食品有限公司"),
                    Map.entry("address", "历下区经十路 12345 号"), Map.entry("what", "接水工程款"), Map.entry("sum", "3,174.30"), Map.entry("words", "叁仟壹佰柒拾肆元叁角整"), Map.entry("day", "2026-03-05"),
                    Map.entry("by", "蔡秀英"), Map.entry("deposit", false), Map.entry("void", false), Map.entry("payments", List.of(
                            Map.of("day", "2026-03-04", "serial", "20260304000017", "payer", "济南泉城食品有限公司", "amount", "3,000.00"),
                            Map.of("day", "2026-03-05", "serial", "20260305000002", "payer", "济南泉城食品有限公司", "amount", "174.30"))));
            return new Paper(new String(in.readAllBytes(), StandardCharsets.UTF_8), values, "收据 SJ2026-000001", "zh-CN", Paper.Missing.MARK);
        }
    }
}
