package org.jieshui.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrinterServiceTest {

    private static final PrinterService PRINTER = new PrinterService(DrivenClock.at("2026-10-13T10:32"));
    private static final String ONE = "<html><head></head><body><h1>用水申请表</h1><p class=\"pre\">{{text}}</p>{{#missing}}<p>手写补上：{{missing}}</p>{{/missing}}</body></html>";

    @Test
    void chineseTextCanBeReadOutOfThePaper() throws IOException {
        try (var pdf = open(one("申请人：山东云岭食品有限公司，日用水量 85 m³，DN80"))) {
            assertThat(text(pdf)).contains("用水申请表", "山东云岭食品有限公司", "85 m³，DN80", "第 1 页 / 共 1 页");
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("用水申请表");
        }
    }

    @Test
    void theFontsAreEmbeddedAsSubsets() throws IOException {
        byte[] file = one("济南");
        assertThat(file.length).as("of 20 MB of fonts only what is used").isLessThan(200_000);
        try (var pdf = open(file)) {
            for (var page : pdf.getPages()) {
                assertThat(page.getResources().getFontNames()).isNotEmpty();
                for (var name : page.getResources().getFontNames()) {
                    var font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).as(font.getName()).isTrue();
                    assertThat(font.getName()).matches("[A-Z]{6}\\+NotoSansSC-.*");
                }
            }
        }
    }

    @Test
    void pagesAreNumberedAndTheFootStandsOnEach() throws IOException {
        var rows = new ArrayList<Map<String, Object>>();
        for (int i = 1; i <= 120; i++) {
            rows.add(Map.of("n", i, "name", "第" + i + "行"));
        }
        var template = "<html><head></head><body><div class=\"foot\">{{number}}</div><table>{{#rows}}<tr><td>{{n}}</td><td>{{name}}</td></tr>{{/rows}}</table></body></html>";
        try (var pdf = open(PRINTER.print(new Paper(template, Map.of("rows", rows, "number", "JS2026-1013-01"), "清单", "en", Paper.Missing.REFUSE)))) {
            int pages = pdf.getNumberOfPages();
            assertThat(pages).isGreaterThan(1);
            for (int page = 1; page <= pages; page++) {
                var stripper = new PDFTextStripper();
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                assertThat(stripper.getText(pdf)).contains("Page " + page + " of " + pages, "JS2026-1013-01");
            }
            assertThat(text(pdf)).contains("第120行");
        }
    }

    @Test
    void aHeadingStandsWithWhatFollows() throws IOException {
        for (int lines = 30; lines < 36; lines++) {
            var template = "<html><head></head><body>" + "<p>前文</p>".repeat(lines) + "<h2>第七条</h2><p>期限与其他</p></body></html>";
            try (var pdf = open(PRINTER.print(new Paper(template, Map.of(), "合同", "zh-CN", Paper.Missing.REFUSE)))) {
                var last = new PDFTextStripper();
                last.setStartPage(pdf.getNumberOfPages());
                assertThat(last.getText(pdf)).as("after " + lines + " lines").contains("第七条", "期限与其他");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]> <![CDATA[ &amp; &nope; <!-- ", "{{{text}}} {{&text}} {{missing}}", "'; DROP TABLE x; --", "<style>body{display:none}</style>",
        "&#60;b&#62;", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>&x;"})
    void whatAValueSaysIsTextAndNothingElse(String hostile) throws IOException {
        try (var pdf = open(one(hostile))) {
            assertThat(text(pdf).replaceAll("\\s+", "")).contains(hostile.replaceAll("\\s+", ""));
        }
    }

    @Test
    void whatIsNeverVisibleIsLeftOut() throws IOException {
        assertThat(PRINTER.missing("\u0000\u0007\u202Eab\u200B\uFEFF\uFE0F")).isEmpty();
        try (var pdf = open(one("甲\u0000\u0008乙\u202E丙\u200B丁\u2028戊"))) {
            assertThat(text(pdf)).contains("甲乙丙丁戊");
        }
    }

    @Test
    void aLongWordWithoutBlanksStaysOnThePaper() throws IOException {
        var word = "w".repeat(600);
        try (var pdf = open(one(word))) {
            var furthest = new HashSet<Float>();
            new PDFTextStripper() {
                @Override
                protected void processTextPosition(org.apache.pdfbox.text.TextPosition at) {
                    furthest.add(at.getEndX());
                    super.processTextPosition(at);
                }
            }.getText(pdf);
            assertThat(furthest).allMatch(x -> x < pdf.getPage(0).getMediaBox().getWidth());
            assertThat(text(pdf).replaceAll("\\s", "")).contains(word);
        }
    }

    @Test
    void rareCharactersThatNoFontHasAreNamed() {
        assertThat(PRINTER.missing("张䶮、李𠮷、王㛃、赵喆堃、𠮷")).as("喆 and 堃 are there").doesNotContain("喆", "堃").contains("𠮷");
        assertThat(PRINTER.missing("山东云岭食品有限公司（2026）㎡ ①")).isEmpty();
        assertThat(PRINTER.missing("😀\uD800")).containsExactly("😀", "\uD800");
        assertThat(PRINTER.missing(null)).isEmpty();
    }

    @Test
    void aContractIsRefusedAndAFormSaysWhatToWriteByHand() throws IOException {
        assertThatThrownBy(() -> PRINTER.print(paper("李𠮷", Paper.Missing.REFUSE))).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("print/missing-characters");
            assertThat(e.problem().extra()).containsEntry("characters", List.of("𠮷 U+20BB7"));
        });
        try (var pdf = open(PRINTER.print(paper("李𠮷", Paper.Missing.MARK)))) {
            assertThat(text(pdf)).contains("李〓", "手写补上：U+20BB7");
        }
    }

    @Test
    void theSamePaperIsTheSameFile() {
        assertThat(one("济南水务")).isEqualTo(one("济南水务"));
    }

    @Test
    void nothingOutsideIsFetched() throws IOException {
        var asked = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            var address = "http://127.0.0.1:" + server.getAddress().getPort();
            var template = "<html><head><link rel=\"stylesheet\" href=\"" + address + "/a.css\"/></head><body><img src=\"" + address + "/b.png\"/><img src=\"file:///etc/hostname\"/><p>字</p></body></html>";
            try (var pdf = open(PRINTER.print(new Paper(template, Map.of(), "x", "zh-CN", Paper.Missing.REFUSE)))) {
                assertThat(text(pdf)).contains("字");
            }
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTemplateThatDoesNotFitIsAnError() {
        assertThatThrownBy(() -> print("<html><head></head><body>{{nope}}</body></html>")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nope");
        assertThatThrownBy(() -> print("<html><head></head><body><p></body></html>")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> print("<html><head></head><body>{{{text}}}</body></html>")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> print("<!DOCTYPE html><html><head></head><body/></html>")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] print(String template) {
        return PRINTER.print(new Paper(template, Map.of("text", "x"), "x", "zh-CN", Paper.Missing.REFUSE));
    }

    private static byte[] one(String value) {
        return PRINTER.print(paper(value, Paper.Missing.REFUSE));
    }

    private static Paper paper(String value, Paper.Missing missing) {
        var values = new HashMap<String, Object>();
        values.put("text", value);
        return new Paper(ONE, values, "用水申请表", "zh-CN", missing);
    }

    private static PDDocument open(byte[] pdf) throws IOException {
        return Loader.loadPDF(pdf);
    }

    private static String text(PDDocument pdf) throws IOException {
        return new PDFTextStripper().getText(pdf);
    }
}
