package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real files of other projects, and some made here: the good ones are kept byte for byte and sent so that nothing in them runs; the hostile ones are refused, each
 * for its own reason, in both languages, and nothing of them is kept.
 */
@ExtendWith(Shared.class)
class FilesIT {

    private static final byte[] DXF = text("  0\r\nSECTION\r\n  2\r\nHEADER\r\n  9\r\n$ACADVER\r\n  1\r\nAC1021\r\n  0\r\nENDSEC\r\n  0\r\nSECTION\r\n  2\r\nENTITIES\r\n"
            + "  0\r\nLINE\r\n 10\r\n0.0\r\n 20\r\n0.0\r\n  0\r\nENDSEC\r\n  0\r\nEOF\r\n");
    private static final byte[] DWG = concat(text("AC1018\0\0\0\0\0\0"), new byte[4096]);
    private static final byte[] ZIP = zip("../../../../tmp/evil.txt");
    /** Files made here, for machines without the corpus. */
    private static final Map<String, byte[]> OWN = Map.ofEntries(Map.entry("own.pdf", Work.PDF), Map.entry("own.dxf", DXF), Map.entry("own.dwg", DWG),
            Map.entry("own-cut.pdf", java.util.Arrays.copyOf(Work.PDF, 100)), Map.entry("own-polyglot.pdf", concat(Work.PDF, ZIP)), Map.entry("own-slip.zip", ZIP),
            Map.entry("own.csv", text("姓名,金额\n=cmd|' /C calc'!A0,1\n")), Map.entry("own.xml", text("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>")),
            Map.entry("own.html", text("<!DOCTYPE html><script>alert(1)</script>")), Map.entry("own.exe", concat(text("MZ\0\0"), new byte[512])), Map.entry("own-empty.pdf", new byte[0]),
            Map.entry("own.inp", text("[JUNCTIONS]\na 100\nb 100\n[PIPES]\np a b 100 300 130 0 Open\n[COORDINATES]\na 0 0\nb 100 0\n[OPTIONS]\nUNITS LPS\n")),
            Map.entry("own.geojson", text("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"p\",\"diameter\":300},"
                    + "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[0,0],[100,0]]}}]}")),
            Map.entry("own-cut.geojson", text("{\"type\":\"FeatureCollection\",\"features\":[{\"type\"")));
    private static final Pattern DOWNLOAD = Pattern.compile("(inline|attachment); filename=\"[-a-z0-9.]+\"; filename\\*=UTF-8''[-A-Za-z0-9%._*]+");

    private static final Map<String, RestSession> SESSIONS = new HashMap<>();
    private static Distribution platform;
    private static Work work;

    @BeforeAll
    static void open(Distribution shared) {
        platform = shared;
        work = new Work(FilesIT::as);
    }

    private static RestSession as(String account) {
        return SESSIONS.computeIfAbsent(account, platform::signIn);
    }

    /** Drawings go where the design institute files them, papers where customer service does. */
    @ParameterizedTest
    @CsvSource({"own.pdf, application/pdf, true", "own.dxf, image/vnd.dxf, false", "own.dwg, image/vnd.dwg, false", "tracemonkey.pdf, application/pdf, true", "empty.pdf, application/pdf, true",
        "verapdf-2b-pass.pdf, application/pdf, true", "Text_2007.dxf, image/vnd.dxf, false", "example_2004.dwg, image/vnd.dwg, false"})
    void goodOnesComeBackByteForByte(String name, String mediaType, boolean shown) {
        var content = content("files/", name);
        aCase();
        boolean drawing = !name.endsWith(".pdf");
        var document = work.as(drawing ? "liuwenbo" : "zhoumin").upload(201, work.id(), drawing ? "design-drawing" : "survey-record", name, content);
        assertThat(document.path("fileName").asText()).isEqualTo(name);
        assertThat(document.path("mediaType").asText()).isEqualTo(mediaType);
        assertThat(document.path("size").asLong()).isEqualTo(content.length);
        assertThat(document.path("sha256").asText()).isEqualTo(sha256(content));

        var path = "/api/documents/" + document.path("id").asLong() + "/content";
        for (var query : new String[] {"", "?download"}) {
            var sent = as("zhoumin").download(path + query);
            assertThat(sent.body()).isEqualTo(content);
            assertThat(header(sent, "Content-Type")).isEqualTo(mediaType);
            assertThat(header(sent, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(sent, "Content-Security-Policy")).startsWith("sandbox;").contains("default-src 'none'").doesNotContain("allow-");
            assertThat(header(sent, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(header(sent, "Cache-Control")).contains("private");
            assertThat(header(sent, "Content-Disposition")).matches(DOWNLOAD).startsWith(shown && query.isEmpty() ? "inline" : "attachment");
        }
    }

    @ParameterizedTest
    @CsvSource({"own-cut.pdf, 422, malformed", "own-polyglot.pdf, 422, polyglot", "own-slip.zip, 422, unsafe-path", "own.csv, 415, formula", "own.xml, 415, external-entity",
        "own.html, 415, active-content", "own.exe, 415, executable", "own-empty.pdf, 422, empty", "malformed-poppler-67295-0.pdf, 422, malformed", "polyglot-pdf-zip.pdf, 422, polyglot",
        "formula.csv, 415, formula", "xxe.xml, 415, external-entity", "zip-slip.zip, 422, unsafe-path"})
    void hostileOnesAreRefusedEachForItsReason(String name, int status, String reason) {
        var content = content("files/", name);
        aCase();
        // a table under the name of a PDF is first of all no PDF
        for (var disguise : name.endsWith(".csv") ? List.of(name) : List.of(name, "图纸." + (name.endsWith(".pdf") ? "PDF" : "pdf"))) {
            var problem = work.as("zhoumin").upload(status, work.id(), "survey-record", disguise, content);
            assertThat(problem.path("type").asText()).isEqualTo("/problems/archive/" + reason);
            inBothLanguages(problem, "zhoumin", "/api/documents?case=" + work.id() + "&type=survey-record", disguise, content);
        }
        assertThat(work.as("zhoumin").get("/api/documents?case=" + work.id())).as("nothing of it is kept").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"own.inp, 1, 2", "own.geojson, 1, 0", "Net3.inp, 117, 97", "L-TOWN.inp, 905, 785", "ky4.inp, 1156, 964", "ky4_pipes.geojson, 1156, 0", "ky4_junctions.geojson, 0, 959",
        "ky4_tanks.geojson, 0, 4", "ky4_reservoirs.geojson, 0, 1"})
    void networksAreRead(String name, int pipes, int nodes) {
        var content = content("networks/", name);
        var preview = Integrator.tree(send("caoyong", "zh-CN", "/api/gis/imports", name, content, 200).body());
        assertThat(preview.path("sha256").asText()).isEqualTo(sha256(content));
        assertThat(preview.at("/preview/pipes").asInt()).isEqualTo(pipes);
        assertThat(preview.at("/preview/nodes").asInt()).isEqualTo(nodes);
        assertThat(preview.at("/preview/problemCount").asInt()).isZero();
        discard(preview);
    }

    @ParameterizedTest
    @CsvSource({"own.csv, text", "own.xml, xml", "own.html, xml", "own-slip.zip, packed", "own.pdf, pdf", "own-polyglot.pdf, pdf", "own.dwg, drawing", "own.dxf, drawing", "own.exe, binary",
        "own-cut.geojson, json", "formula.csv, text", "xxe.xml, xml", "zip-slip.zip, packed", "polyglot-pdf-zip.pdf, pdf", "tracemonkey.pdf, pdf", "example_2004.dwg, drawing",
        "Text_2007.dxf, drawing"})
    void whatIsNoNetworkIsRefusedForWhatItIs(String name, String found) {
        var content = content("files/", name);
        var before = work.as("caoyong").get("/api/gis/imports");
        var problem = Integrator.tree(send("caoyong", "zh-CN", "/api/gis/imports", name, content, 415).body());
        assertThat(problem.path("type").asText()).isEqualTo("/problems/gis/not-a-network");
        assertThat(problem.path("found").asText()).isEqualTo(found);
        inBothLanguages(problem, "caoyong", "/api/gis/imports", name, content);
        assertThat(work.as("caoyong").get("/api/gis/imports")).as("nothing of it is kept").isEqualTo(before);
    }

    /** A name cannot break out of the header in which it is sent. */
    @ParameterizedTest
    @ValueSource(strings = {"a\"; filename=evil.html; x=\".pdf", "a\r\nSet-Cookie: a=b.pdf", "../../etc/passwd.pdf", "..\\..\\evil.pdf", "<img src=x onerror=alert(1)>.pdf", "\u202efdp.exe.pdf", "con.pdf",
        "用水申请表 （终稿）.pdf", "\uD83D\uDE00.pdf"})
    void namesAreHarmless(String name) {
        aCase();
        var document = Integrator.tree(send("zhoumin", "zh-CN", "/api/documents?case=" + work.id() + "&type=survey-record", name, Work.PDF, 201).body());
        assertThat(document.path("fileName").asText()).doesNotContainPattern("[\\p{Cc}\\p{Cf}/\\\\<>:\"|?*]").endsWith(".pdf");
        var sent = as("zhoumin").download("/api/documents/" + document.path("id").asLong() + "/content");
        assertThat(header(sent, "Content-Disposition")).matches(DOWNLOAD);
        assertThat(sent.headers().map()).doesNotContainKey("set-cookie");
    }

    private void aCase() {
        work.open(Map.of("process", "single-meter", "origin", "application", "customer", "山东云岭食品有限公司", "address", "历下区旅游路 28599 号", "district", "lixia"));
    }

    private static byte[] content(String folder, String name) {
        var content = name.startsWith("own") ? Optional.of(OWN.get(name)) : Corpus.file(folder + name);
        assumeTrue(content.isPresent(), () -> "the corpus is not there: " + name + " is not tried");
        return content.get();
    }

    private void inBothLanguages(JsonNode problem, String account, String path, String name, byte[] content) {
        var zh = Integrator.tree(send(account, "zh-CN", path, name, content, problem.path("status").asInt()).body());
        var en = Integrator.tree(send(account, "en", path, name, content, problem.path("status").asInt()).body());
        assertThat(zh.path("type")).isEqualTo(problem.path("type")).isEqualTo(en.path("type"));
        assertThat(zh.path("detail").asText()).containsPattern("\\p{IsHan}");
        assertThat(en.path("detail").asText()).isNotBlank().doesNotContainPattern("\\p{IsHan}");
    }

    private HttpResponse<String> send(String account, String language, String path, String name, byte[] content, int status) {
        var answer = as(account).send("POST", path, "application/octet-stream", content, Map.of("X-File-Name", encoded(name), "Accept-Language", language));
        assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(status);
        return answer;
    }

    private void discard(JsonNode preview) {
        var answer = as("caoyong").send("DELETE", "/api/gis/imports/" + preview.path("id").asLong(), "application/json", null,
                Map.of("If-Match", "\"" + preview.path("version").asInt() + "\""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] zip(String entry) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write('x');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
