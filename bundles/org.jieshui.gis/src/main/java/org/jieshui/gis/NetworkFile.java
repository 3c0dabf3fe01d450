package org.jieshui.gis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.ProblemException;

/** What an uploaded file is, by its content, whatever it is called. What is no network is refused for what it is, before anything of it is kept. */
final class NetworkFile {
    private static final int HEAD = 1024;

    private NetworkFile() {
    }

    /** @return {@code geojson} or {@code inp}; @throws ProblemException {@code gis/not-a-network} */
    static String format(Path file) throws IOException {
        String head = head(file);
        String start = head.startsWith("\u00EF\u00BB\u00BF") ? head.substring(3).strip() : head.strip();
        if (start.startsWith("{")) {
            return "geojson";
        }
        if (head.contains("%PDF-")) {
            throw refusal("pdf", "PDF 文件", "a PDF document");
        }
        if (head.startsWith("PK")) {
            throw refusal("packed", "压缩包，请先解开", "a packed file; unpack it first");
        }
        if (head.startsWith("AC10") || start.matches("(?s)0\\s+SECTION\\s.*")) {
            throw refusal("drawing", "CAD 图纸", "a CAD drawing");
        }
        if (start.startsWith("<")) {
            throw refusal("xml", "XML 或网页", "XML or a web page");
        }
        if (head.indexOf('\0') >= 0) {
            throw refusal("binary", "无法识别的文件", "of no known kind");
        }
        if (!hasSections(file)) {
            throw refusal("text", "没有管网小节（如 [PIPES]）的文字或表格", "text or a table without the sections of a network, such as [PIPES]");
        }
        return "inp";
    }

    /** @throws ProblemException when nothing could be read from it, since it is other JSON or none at all; a damaged network is shown with what is wrong */
    static void refuseOtherJson(SourceNetwork network) {
        if (network.isEmpty() && network.problems().kept().stream().anyMatch(p -> p.code().equals("not-json") || p.code().equals("not-geojson"))) {
            throw refusal("json", "不完整的 JSON，或不是 GeoJSON", "incomplete JSON, or no GeoJSON");
        }
    }

    private static String head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean hasSections(Path file) throws IOException {
        try (BufferedReader in = SourceText.open(() -> Files.newInputStream(file))) {
            return in.lines().map(String::strip).anyMatch(InpReader::isSection);
        }
    }

    private static ProblemException refusal(String found, String zh, String en) {
        Text what = Text.of("请上传 EPANET 的 .inp 或 GeoJSON 文件；这是" + zh, "Upload an EPANET .inp or a GeoJSON file; this is " + en);
        return org.jieshui.platform.api.rest.Problem.of("gis/not-a-network", 415, what.zh(), what.en()).with("found", found).toException();
    }
}
