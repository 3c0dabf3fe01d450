package org.jieshui.karaf.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {

    private static final String DOCUMENT = "documents/01 受理/7-申请表.pdf";

    @TempDir
    private Path folder;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Archives archives = new Archives(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final Map<String, String> files = new LinkedHashMap<>();

    @Test // R269
    void anExportedArchiveIsVerifiedWithoutThePlatform() throws Exception {
        good();
        var digest = sha256(files.get("manifest.json"));
        assertThat(archives.faults(zip(), null)).isEmpty();
        assertThat(archives.faults(zip(), digest)).isEmpty();
        assertThat(archives.faults(zip(), "0".repeat(64))).containsExactly("manifest.json does not have the digest " + "0".repeat(64));

        files.put(DOCUMENT, "other");
        assertThat(archives.faults(zip(), digest)).containsExactly("changed: " + DOCUMENT);
        sums();
        assertThat(archives.faults(zip(), digest)).as("its sum changed as well").containsExactly("not as the manifest says: " + DOCUMENT);

        good();
        files.put("documents/01 受理/8-加进来.pdf", "x");
        assertThat(archives.faults(zip(), digest)).containsExactly("not in SHA256SUMS: JS 电子档案 v1/documents/01 受理/8-加进来.pdf");
        sums();
        assertThat(archives.faults(zip(), digest)).containsExactly("not in the manifest: documents/01 受理/8-加进来.pdf");

        good();
        files.remove(DOCUMENT);
        assertThat(archives.faults(zip(), digest)).containsExactly("missing: " + DOCUMENT);
        good();
        files.put("journal.jsonl", "{}\n");
        assertThat(archives.faults(zip(), digest)).containsExactly("changed: journal.jsonl");
        sums();
        assertThat(archives.faults(zip(), digest)).as("its sum changed as well").containsExactly("not as the manifest says: journal.jsonl");
        files.remove("journal.jsonl");
        sums();
        assertThat(archives.faults(zip(), digest)).containsExactly("not as the manifest says: journal.jsonl");

        good();
        files.put("SHA256SUMS", files.get("SHA256SUMS").replaceAll("[0-9a-f]+  manifest.json\n", ""));
        assertThat(archives.faults(zip(), digest)).contains("SHA256SUMS does not name manifest.json");
    }

    @Test
    void whatIsNoArchiveIsSaid() throws Exception {
        files.put("readme", "x");
        assertThatThrownBy(() -> archives.faults(zip(), null)).isInstanceOf(OperatorException.class).hasMessageContaining("SHA256SUMS");
        var text = Files.writeString(folder.resolve("text.zip"), "no zip");
        assertThatThrownBy(() -> archives.faults(text, null)).isInstanceOf(OperatorException.class).hasMessageContaining("no ZIP");
    }

    @Test
    void allOfARunningPlatformAreVerifiedAndAnAnswerThatIsCutOffIsNoSuccess() throws Exception {
        assertThat(asked(200, "OK JS1\nEND 0/1\n")).isTrue();
        assertThat(asked(200, "OK JS1\nBROKEN JS2 document-changed 7\nEND 1/2\n")).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("BROKEN JS2 document-changed 7");
        assertThatThrownBy(() -> asked(200, "OK JS1\n")).hasMessageContaining("cut off");
        assertThatThrownBy(() -> asked(401, "")).hasMessageContaining("JIESHUI_TOKEN");
    }

    private boolean asked(int status, String answer) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/archives/verify", exchange -> {
            boolean known = "Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization")) && exchange.getRequestMethod().equals("POST");
            var body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? status : 400, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            return archives.platform(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), Platform.bearer("t0ken"));
        } finally {
            server.stop(0);
        }
    }

    private void good() throws Exception {
        files.clear();
        files.put("index.html", "<html>");
        files.put(DOCUMENT, "%PDF");
        files.put("journal.jsonl", "{\"seq\":1}\n");
        files.put("manifest.json", "{\"documents\":[{\"fileName\":\"\\\"path\\\":\\\"x\",\"id\":7,\"path\":\"" + DOCUMENT + "\",\"series\":7,\"sha256\":\"" + sha256("%PDF") + "\",\"size\":4}],\"journal\":{\"entries\":1,\"file\":\"journal.jsonl\",\"sha256\":\"" + sha256(files.get("journal.jsonl")) + "\"},\"replaces\":null}");
        sums();
    }

    private void sums() throws Exception {
        files.remove("SHA256SUMS");
        var lines = new StringBuilder();
        for (var file : files.entrySet()) {
            lines.append(sha256(file.getValue())).append("  ").append(file.getKey()).append('\n');
        }
        files.put("SHA256SUMS", lines.toString());
    }

    private Path zip() throws Exception {
        var file = folder.resolve("archive.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
            for (var each : files.entrySet()) {
                out.putNextEntry(new ZipEntry("JS 电子档案 v1/" + each.getKey()));
                out.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
