package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ArchivePackageTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("archive", ArchiveStore.class).and("cases", CasesService.class);

    @TempDir
    private Path folder;
    @TempDir
    private Path elsewhere;
    private ClosingWorld world;

    @BeforeEach
    void start() {
        DB.clear();
        world = new ClosingWorld(DB, folder);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test // R196, R269
    void aStrangerReadsAndChecksItWithoutTheSystem() throws Exception {
        long id = world.complete();
        world.put(id, "other", "图 䶮 & <b>.png", Samples.image("png", 4, 4));
        var isVoid = world.put(id, "other", "传错.png", Samples.image("png", 6, 6));
        world.archive.declareVoid(world.clerk, isVoid.id(), "传错了<script>");
        world.fixture.cases().comment(world.clerk, id, "客户说<img src=x onerror=alert(1)>", null);
        world.closings.seal(world.clerk, id);
        var files = unpack(id);
        var root = files.keySet().iterator().next().split("/")[0];

        assertThat(root).endsWith("电子档案 v1");
        assertThat(files.keySet()).allMatch(name -> name.startsWith(root + "/"));
        assertThat(files.keySet()).anyMatch(name -> name.contains("/documents/01 受理/") && name.endsWith("-图 䶮 & _b_.png")).anyMatch(name -> name.contains("/作废-"));
        var index = text(files, root + "/index.html");
        assertThat(index).contains("某食品&lt;厂&gt;", "申请表 _1_.pdf", "sha256sum -c SHA256SUMS", "只供阅读，不作凭据").doesNotContain("<script").doesNotContain("http:").doesNotContain("https:");
        assertThat(text(files, root + "/timeline.html")).contains("客户说&lt;img src=x onerror=alert(1)&gt;").doesNotContain("<img");
        assertThat(files.get(root + "/manifest.json")).isEqualTo(world.closings.seal(world.clerk, id, null).manifest().getBytes(StandardCharsets.UTF_8));
        assertThat(text(files, root + "/journal.jsonl").lines()).hasSize(world.closings.seal(world.clerk, id, null).entries());
        for (var link : index.split("<a href=\"")) {
            var path = java.net.URLDecoder.decode(link.substring(0, link.indexOf('"')).replace("+", "%2B"), StandardCharsets.UTF_8);
            assertThat(link.startsWith("<!DOCTYPE") || files.containsKey(root + "/" + path)).as(path).isTrue();
        }
        assertThat(check(files)).isEmpty();
    }

    @Test // R269
    void theCheckNamesADamagedAndAMissingFile() throws Exception {
        long id = world.complete();
        var lost = world.put(id, "other", "丢.png", Samples.image("png", 4, 4));
        var changed = world.put(id, "other", "改.png", Samples.image("png", 6, 6));
        world.closings.seal(world.clerk, id);
        Files.delete(file(lost));
        Files.write(file(changed), new byte[] {1, 2, 3});

        assertThat(check(unpack(id))).hasSize(2).anyMatch(path -> path.endsWith("-丢.png")).anyMatch(path -> path.endsWith("-改.png"));
    }

    /** The field's own tools say the same; unzip without the names' second form would write others. */
    @Test
    void unzipAndSha256sumAgree() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")) && Files.isExecutable(Path.of("/usr/bin/unzip")), "no sha256sum or no unzip on this machine");
        long id = world.sealed();
        Files.write(elsewhere.resolve("a.zip"), zip(id));
        assertThat(run(elsewhere, "/usr/bin/unzip", "-q", "a.zip")).isZero();
        Path root;
        try (var folders = Files.newDirectoryStream(elsewhere, Files::isDirectory)) {
            root = folders.iterator().next();
        }
        assertThat(run(root, "/usr/bin/sha256sum", "-c", "--quiet", "SHA256SUMS")).isZero();
        try (var documents = Files.walk(root.resolve("documents"))) {
            Files.write(documents.filter(Files::isRegularFile).findFirst().orElseThrow(), new byte[] {1});
        }
        assertThat(run(root, "/usr/bin/sha256sum", "-c", "--quiet", "SHA256SUMS")).isNotZero();
    }

    private static int run(Path folder, String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        process.environment().put("LC_ALL", "C.UTF-8");
        return process.start().waitFor();
    }

    @Test
    void namesLeaveNoFolderAndCollideWithNoOther() {
        for (var name : List.of("../../etc/passwd", "..\\..\\x.bat", "a/../../b", "..", ".", "", "CON", "nul.pdf", "x\u202Efdp.exe", "a\nb", "a\u0000b", "尾点.", " 空格 ", "C:\\x", "/abs")) {
            var path = Paths.document(2, name, document(7, name));
            assertThat(path).as(name).startsWith("documents/02 ").doesNotContain("..", "\\", "\n", "\u0000", "\u202E", ":").matches("documents/[^/]+/7-[^/]*[^/. ]");
            assertThat(Path.of("/x").resolve(path).normalize()).startsWithRaw(Path.of("/x/documents"));
        }
        assertThat(Paths.document(1, "受理", document(7, "a.pdf"))).isNotEqualTo(Paths.document(1, "受理", document(8, "a.pdf")));
        assertThat(Paths.document(1, "受理", document(7, "字".repeat(300) + ".pdf")).getBytes(StandardCharsets.UTF_8).length).isLessThan(255);
    }

    /** A thousand documents of a megabyte each, more than the tests' memory holds; all of it goes through, nothing is kept. */
    @Test
    void memoryDoesNotGrowWithTheArchive() throws Exception {
        long id = world.sealed();
        var seal = world.closings.seal(world.clerk, id, null);
        var listed = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            listed.append(i == 0 ? "" : ",").append("{\"id\":").append(i).append(",\"sha256\":\"").append("0".repeat(64)).append("\",\"path\":\"documents/01 大/").append(i).append("\",\"uploaded\":{\"at\":\"2026-10-13T02:00:00Z\"}}");
        }
        var manifest = "{\"format\":\"jieshui-archive/1\",\"case\":{\"number\":\"JS\"},\"documents\":[" + listed + "],\"journal\":{\"entries\":0}}";
        var big = new Seal(id, 1, manifest, Canonical.sha256(manifest), 1000, 0, 1, seal.at(), null, null, null);
        var store = World.proxy(ContentStore.class, (method, args) -> new Zeros(1 << 20));
        var counted = new Canonical.Counter(OutputStream.nullOutputStream());
        var before = used();
        new ArchivePackage(big, store, world.core.records(), world.core.views()).write(counted);
        assertThat(counted.bytes()).isPositive();
        assertThat(used() - before).as("of a gigabyte").isLessThan(64L << 20);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] b, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            java.util.Arrays.fill(b, offset, offset + n, (byte) 0);
            left -= n;
            return n;
        }
    }

    private byte[] zip(long id) throws IOException {
        var out = new ByteArrayOutputStream();
        new ArchivePackage(world.closings.seal(world.clerk, id, null), world.store, world.core.records(), world.core.views()).write(out);
        return out.toByteArray();
    }

    private Map<String, byte[]> unpack(long id) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(zip(id)), StandardCharsets.UTF_8)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(files.put(entry.getName(), zip.readAllBytes())).as(entry.getName()).isNull();
            }
        }
        return files;
    }

    /** What {@code sha256sum -c} would name. */
    private static List<String> check(Map<String, byte[]> files) throws IOException {
        var root = files.keySet().iterator().next().split("/")[0] + "/";
        var wrong = new ArrayList<String>();
        int lines = 0;
        for (var line : new String(files.get(root + "SHA256SUMS"), StandardCharsets.UTF_8).lines().toList()) {
            var content = files.get(root + line.substring(66));
            if (content == null || !Canonical.sha256(new ByteArrayInputStream(content)).equals(line.substring(0, 64))) {
                wrong.add(line.substring(66));
            }
            lines++;
        }
        assertThat(lines).as("every file but the sums").isGreaterThanOrEqualTo(files.size() - 1);
        return wrong;
    }

    private Path file(Document document) {
        var sha = document.sha256();
        return folder.resolve(sha.substring(0, 2)).resolve(sha.substring(2, 4)).resolve(sha);
    }

    private static Document document(long id, String name) {
        return new Document(id, 1, "other", id, 1, true, "plan", null, name, "application/pdf", 1, "0".repeat(64), 1, World.NOW, null);
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }
}
